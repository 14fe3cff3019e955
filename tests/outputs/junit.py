"""What the readers of JUnit's XML agree on: elements, attributes, counts."""

import xml.etree.ElementTree as ElementTree

# element -> (attributes it must have, that it may have, children)
SHAPE = {
    "testsuites": ((), ("name", "tests", "failures", "errors", "time"), ("testsuite",)),
    "testsuite": (
        ("name", "tests"),
        ("failures", "errors", "skipped", "time", "timestamp", "hostname"),
        ("properties", "testcase", "system-out", "system-err"),
    ),
    "properties": ((), (), ("property",)),
    "property": (("name", "value"), (), ()),
    "testcase": (("name", "classname"), ("time",), ("skipped", "failure", "error", "system-out", "system-err")),
    "failure": ((), ("message", "type"), ()),
    "error": ((), ("message", "type"), ()),
    "skipped": ((), ("message",), ()),
    "system-out": ((), (), ()),
    "system-err": ((), (), ()),
}


def walk(element):
    must, may, children = SHAPE.get(element.tag, ((), (), ()))
    if element.tag not in SHAPE:
        yield f"no element is called {element.tag}"
    for name in must:
        if name not in element.attrib:
            yield f"{element.tag} has no {name}"
    for name in element.attrib:
        if name not in must + may:
            yield f"{element.tag} must not have {name}"
    for child in element:
        if child.tag not in children:
            yield f"{child.tag} must not stand in {element.tag}"
        yield from walk(child)


def counts(suite):
    cases = suite.findall("testcase")
    for name, found in (
        ("tests", len(cases)),
        ("failures", sum(case.find("failure") is not None for case in cases)),
        ("skipped", sum(case.find("skipped") is not None for case in cases)),
        ("errors", sum(case.find("error") is not None for case in cases)),
    ):
        if suite.get(name, "0") != str(found):
            yield f"{name}={suite.get(name)}, but there are {found}"
    for case in cases:
        if len([child for child in case if child.tag in ("skipped", "failure", "error")]) > 1:
            yield "a case has more than one outcome"
    if not cases:
        yield "a suite without a case"


def check(text):
    """What is wrong."""
    root = ElementTree.fromstring(text)
    if root.tag != "testsuites":
        yield f"the root is {root.tag}"
    yield from walk(root)
    for suite in root.iter("testsuite"):
        yield from counts(suite)
