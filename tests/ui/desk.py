"""The app on a desk of its own: a virtual screen, a private bus, and hands.

Desk starts Xvfb, a message bus and the app; its methods press keys, find widgets by role and name through
AT-SPI as a screen reader does, and take pictures. Everything ends with the desk. Needs Xvfb, dbus-run-session
(the program that runs the journeys is started under it), xdotool, and the AT-SPI bindings of Debian's python3."""

import os
import subprocess
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

PATIENCE = 20  # seconds for anything to happen; sanitizers are slow
NOISE = ("portal", "dconf", "GSettings", "Unable to acquire session bus", "accessibility bus", "Theme parser", "xdg-desktop")


class Missing(AssertionError):
    pass


def until(what, ask, patience=PATIENCE):
    """The first true answer of `ask`."""
    end = time.monotonic() + patience
    while True:
        try:
            answer = ask()
        except gi.repository.GLib.Error:
            answer = None  # a widget that went while it was looked at
        if answer:
            return answer
        if time.monotonic() > end:
            raise Missing(f"waited {patience} s in vain: {what}")
        time.sleep(0.05)


class Desk:
    def __init__(self, program, *files, size=(1280, 800), env=None):
        self.log = tempfile.NamedTemporaryFile("w+", prefix="wg-ui-", suffix=".log")
        self.home = tempfile.TemporaryDirectory(prefix="wg-ui-home-")
        read, write = os.pipe()
        self.screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.display = ":" + number.readline().strip()
        self.size = size
        self.env = {**os.environ, "DISPLAY": self.display, "HOME": self.home.name, "GSK_RENDERER": "cairo",
                    "XDG_DATA_HOME": self.home.name, "XDG_CONFIG_HOME": self.home.name, "XDG_CACHE_HOME": self.home.name,
                    "GDK_BACKEND": "x11", "GTK_A11Y": "atspi", "LC_ALL": "C.UTF-8", "NO_AT_BRIDGE": "0", **(env or {})}
        self.env.pop("WAYLAND_DISPLAY", None)
        self.app = subprocess.Popen([program, *files], env=self.env, stdout=self.log, stderr=self.log)
        self.root = until("the app to appear on the accessibility bus", self._find_root)
        self.window()

    def _find_root(self):
        if self.app.poll() is not None:
            raise Missing(f"the app ended with status {self.app.returncode}:\n{self.said()}")
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.app.pid:
                return child
        return None

    def window(self):
        """Makes the first window fill the screen and gives it the keyboard; there is no window manager."""
        def find():
            out = self.do("search", "--onlyvisible", "--name", ".", check=False)
            return out.split()[-1] if out else None
        self.xid = until("a window", find)
        self.do("windowmove", self.xid, "0", "0", "windowsize", self.xid, str(self.size[0]), str(self.size[1]))
        self.do("windowfocus", "--sync", self.xid)

    def do(self, *words, check=True):
        done = subprocess.run(["xdotool", *words], env=self.env, capture_output=True, text=True, timeout=PATIENCE)
        if check and done.returncode != 0:
            raise Missing(f"xdotool {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def key(self, *keys):
        self.do("key", "--clearmodifiers", "--delay", "30", *keys)

    def type(self, text):
        self.do("type", "--delay", "15", text)

    def click(self, x, y):
        self.do("mousemove", str(x), str(y), "click", "1")

    def act(self, action, *parameters):
        """An action of the window or the app, over the bus, as a script would."""
        group, name = action.split(".")
        where = "/org/wiregloss/Wiregloss" + ("/window/1" if group == "win" else "")
        subprocess.run(["gdbus", "call", "--session", "--dest", "org.wiregloss.Wiregloss", "--object-path", where,
                        "--method", "org.gtk.Actions.Activate", name, f"[{', '.join(parameters)}]", "{}"],
                       env=self.env, check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)

    # --- what is there -----------------------------------------------------------------------

    def walk(self, node=None):
        stack = [node or self.root]
        while stack:
            node = stack.pop()
            yield node
            try:
                stack += [child for i in reversed(range(node.get_child_count()))
                          if (child := node.get_child_at_index(i)) is not None]
            except gi.repository.GLib.Error:
                pass

    def all(self, role=None, name=None, within=None):
        found = []
        for node in self.walk(within):
            try:
                if (role is None or node.get_role_name() == role) and (name is None or name in (node.get_name() or "")):
                    found.append(node)
            except gi.repository.GLib.Error:
                pass
        return found

    def find(self, role=None, name=None, within=None, patience=PATIENCE):
        return until(f"a {role or 'thing'} named {name!r}", lambda: self.all(role, name, within), patience)[0]

    def gone(self, role=None, name=None):
        until(f"no {role or 'thing'} named {name!r}", lambda: not self.all(role, name))

    def press(self, node):
        node.clear_cache()
        for i in range(node.get_n_actions()):
            if node.get_action_name(i) in ("click", "activate", "press", "toggle"):
                node.do_action(i)
                return
        raise Missing(f"{node.get_name()!r} cannot be pressed")

    def focused(self):
        """The sentence of what has the focus."""
        for node in self.walk():
            try:
                node.clear_cache()
                states = node.get_state_set()
                if states.contains(Atspi.StateType.FOCUSED):
                    return node.get_name()
            except gi.repository.GLib.Error:
                pass
        return None

    def step(self):
        """What the transport bar says: "Step 3 of 9: GET"."""
        return self.find("label", "Step ").get_name()

    def picture(self, path):
        subprocess.run(["import", "-window", "root", path], env=self.env, check=True, timeout=PATIENCE)

    # --- the end -------------------------------------------------------------------------------

    def said(self):
        self.log.flush()
        with open(self.log.name, encoding="utf-8", errors="replace") as log:
            return log.read()

    def complaints(self):
        """Warnings of GTK and GLib and words of sanitizers, but for what a desk without a desktop makes them say."""
        return [line for line in self.said().splitlines()
                if any(word in line for word in ("WARNING", "CRITICAL", "ERROR", "runtime error", "AddressSanitizer"))
                and not any(noise in line for noise in NOISE)]

    def close(self):
        self.app.terminate()
        try:
            self.app.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.app.kill()
        self.screen.terminate()
        self.screen.wait(PATIENCE)
        self.log.close()
        self.home.cleanup()
