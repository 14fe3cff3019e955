#!/usr/bin/env python3
"""Journeys through the app as people make them: with keys and a pointer on a real (virtual) screen, looked at
through AT-SPI as a screen reader does. A warning of GTK or GLib fails the journey.

    dbus-run-session -- /usr/bin/python3 tests/ui/journeys.py build/ui/wiregloss-gui [NAME...]

KEEP=DIR keeps a picture of the end of each."""

import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
CAPTURES = HERE.parent.parent / "captures"
FIRST = str(CAPTURES / "01-first-look" / "capture.pcap")

try:
    from desk import Desk, Missing, until
except (ImportError, ValueError) as error:
    print(f"skipped: {error}")
    sys.exit(77)


def open_from_the_start_page(program):
    """The first exercise is one press away."""
    desk = Desk(program)
    yield desk
    desk.find("list item", "First look")
    for _ in range(12):
        if (desk.focused() or "").endswith("First look"):
            break
        desk.key("Tab")
    desk.key("Return")
    desk.find("label", "Step ")
    desk.find("list item", "Message 1: ")


def step_to_the_end_and_back(program):
    desk = Desk(program, FIRST)
    yield desk
    desk.find("list item", "Message 1: ")
    first = desk.step()
    assert first.startswith("Step 1 of "), first
    total = int(first.split(" of ")[1].split(":")[0])
    desk.act("win.next")
    until("step 2", lambda: desk.step().startswith("Step 2 of "))
    desk.act("win.last")
    until("the last step", lambda: desk.step().startswith(f"Step {total} of {total}"))
    desk.act("win.next")
    desk.act("win.previous")
    until("the step before", lambda: desk.step().startswith(f"Step {total - 1} of {total}"))
    desk.act("win.first")
    until("step 1", lambda: desk.step() == first)


def keyboard_alone(program):
    """Steps speak: the focus goes to the message, which has a whole sentence for a name."""
    desk = Desk(program, FIRST)
    yield desk
    desk.find("list item", "Message 1: ")
    for _ in range(40):
        if (desk.focused() or "").startswith("Message "):
            break
        desk.key("Tab")
    spoken = desk.focused()
    assert spoken.startswith("Message 1: "), spoken
    desk.key("n")
    until("the second message to speak", lambda: (desk.focused() or "").startswith("Message 2: "))
    desk.key("p")
    until("the first message to speak", lambda: (desk.focused() or "").startswith("Message 1: "))
    desk.key("End")
    until("the end", lambda: not (desk.focused() or "Message 1: ").startswith("Message 1: "))
    desk.key("e")
    until("the eavesdropper's view", lambda: desk.find("push button", "Eavesdropper") is not None)


def redact_for_the_projector(program):
    desk = Desk(program, FIRST)
    yield desk
    desk.find("list item", "192.0.2.2")
    desk.act("win.redacted")
    desk.find("list item", "host-1")
    desk.gone("list item", "192.0.2.2")
    desk.act("win.redacted")
    desk.find("list item", "192.0.2.2")


def text_at_200_per_cent(program):
    """Nothing is lost on a small projector."""
    desk = Desk(program, FIRST, size=(1024, 768))
    yield desk
    desk.find("list item", "Message 1: ")
    for _ in range(6):
        desk.key("ctrl+plus")
    desk.act("win.next")
    until("step 2", lambda: desk.step().startswith("Step 2 of "))
    for name in ("Play", "First", "Last", "Main Menu"):
        assert desk.all(None, name), name
    wide = int(desk.do("getwindowgeometry", "--shell", desk.xid).split("WIDTH=")[1].split()[0])
    assert wide <= 1024, f"the window needs {wide} pixels"


def a_file_that_is_cut_short(program):
    with tempfile.NamedTemporaryFile(suffix=".pcap") as cut:
        cut.write(pathlib.Path(FIRST).read_bytes()[:9000])
        cut.flush()
        desk = Desk(program, cut.name)
        yield desk
        desk.find("label", "breaks off inside a packet")
        desk.find("list item", "Message 1: ")
        desk.press(desk.find("push button", "Dismiss"))


def a_file_that_is_none(program):
    with tempfile.NamedTemporaryFile(suffix=".pcap") as text:
        text.write(b"Dear diary, today I captured nothing.\n" * 20)
        text.flush()
        desk = Desk(program, text.name)
        yield desk
        desk.find("label", text.name)
        desk.find("label", "No messages")


JOURNEYS = [
    open_from_the_start_page,
    step_to_the_end_and_back,
    keyboard_alone,
    redact_for_the_projector,
    text_at_200_per_cent,
    a_file_that_is_cut_short,
    a_file_that_is_none,
]


def run(journey, program):
    """One journey: what it says is wrong, or nothing."""
    steps, desk = journey(program), None
    try:
        desk = next(steps)
        next(steps, None)
        if desk.app.poll() is not None:
            return f"the app ended with status {desk.app.returncode}\n{desk.said()}"
        return "\n".join(desk.complaints())
    except (Missing, AssertionError) as error:
        return f"{type(error).__name__}: {error}\n" + (desk.said()[-3000:] if desk else "")
    finally:
        if desk:
            if keep := os.environ.get("KEEP"):
                desk.picture(f"{keep}/{journey.__name__}.png")
            desk.close()
        steps.close()


def main():
    program, wanted = sys.argv[1], sys.argv[2:]
    failed = 0
    chosen = [j for j in JOURNEYS if not wanted or j.__name__ in wanted]
    for journey in chosen:
        wrong = run(journey, program)
        failed += bool(wrong)
        print(f"{'FAILED' if wrong else 'ok'} {journey.__name__}" + (f"\n{wrong}" if wrong else ""), flush=True)
    print(f"{len(chosen) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
