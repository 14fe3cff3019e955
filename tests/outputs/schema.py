"""A JSON Schema checker for what the schemas of this folder use of drafts 4 and 6. An unknown keyword is an error, so that
nothing is passed over in silence."""

import ipaddress
import re

PASSED_OVER = {
    "$id", "id", "$schema", "title", "description", "default", "definitions", "optional", "min", "format",
}
TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def is_format(value, name):
    if name in ("ipv4", "ipv6"):
        try:
            return ipaddress.ip_address(value).version == int(name[-1])
        except ValueError:
            return False
    if name == "date-time":
        return re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", value) is not None
    if name in ("uri", "uri-reference"):
        return re.match(r"^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*$", value) is not None and (name != "uri" or ":" in value)
    return True


class Checker:
    """`files`: other schemas that a $ref may name."""

    def __init__(self, root, files=None):
        self.root, self.files = root, files or {}

    def find(self, reference, root):
        name, _, path = reference.partition("#")
        found = self.files[name] if name else root
        here = found
        for part in filter(None, path.split("/")):
            here = here[part.replace("~1", "/").replace("~0", "~")]
        return here, found

    def check(self, value):
        """What is wrong, as 'place: what'."""
        return list(self.walk(value, self.root, self.root, "$"))

    def fits(self, value, schema, root):
        return next(self.walk(value, schema, root, ""), None) is None

    def walk(self, value, schema, root, at):
        if "$ref" in schema:
            found, root = self.find(schema["$ref"], root)
            yield from self.walk(value, found, root, at)
            return
        for key, rule in schema.items():
            if key not in PASSED_OVER:
                yield from getattr(self, "on_" + key.lstrip("$"))(value, rule, schema, root, at)
        if isinstance(value, str) and not is_format(value, schema.get("format", "")):
            yield f"{at}: {value!r} is no {schema['format']}"

    def on_type(self, value, rule, _schema, _root, at):
        names = [rule] if isinstance(rule, str) else rule
        if not any(is_type(value, name) for name in names):
            yield f"{at}: is no {' or '.join(names)}: {str(value)[:60]}"

    def on_required(self, value, rule, _schema, _root, at):
        if isinstance(value, dict):
            for name in rule:
                if name not in value:
                    yield f"{at}: has no {name}"

    def on_properties(self, value, rule, _schema, root, at):
        if isinstance(value, dict):
            for name, schema in rule.items():
                if name in value:
                    yield from self.walk(value[name], schema, root, f"{at}.{name}")

    def on_additionalProperties(self, value, rule, schema, root, at):
        if not isinstance(value, dict) or rule is True:
            return
        for name in value:
            if name in schema.get("properties", {}):
                continue
            if rule is False:
                yield f"{at}: must not have {name}"
            else:
                yield from self.walk(value[name], rule, root, f"{at}.{name}")

    def on_items(self, value, rule, _schema, root, at):
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from self.walk(item, rule, root, f"{at}[{number}]")

    def on_minItems(self, value, rule, _schema, _root, at):
        if isinstance(value, list) and len(value) < rule:
            yield f"{at}: has {len(value)} items"

    def on_uniqueItems(self, value, rule, _schema, _root, at):
        if rule and isinstance(value, list) and len({repr(item) for item in value}) < len(value):
            yield f"{at}: items are repeated"

    def on_enum(self, value, rule, _schema, _root, at):
        if value not in rule:
            yield f"{at}: {value!r} is none of {rule}"

    def on_pattern(self, value, rule, _schema, _root, at):
        if isinstance(value, str) and not re.search(rule, value):
            yield f"{at}: {value!r} is not like {rule}"

    def on_minimum(self, value, rule, _schema, _root, at):
        if is_type(value, "number") and value < rule:
            yield f"{at}: {value} is less than {rule}"

    def on_maximum(self, value, rule, _schema, _root, at):
        if is_type(value, "number") and value > rule:
            yield f"{at}: {value} is more than {rule}"

    def on_minLength(self, value, rule, _schema, _root, at):
        if isinstance(value, str) and len(value) < rule:
            yield f"{at}: is too short"

    def on_minProperties(self, value, rule, _schema, _root, at):
        if isinstance(value, dict) and len(value) < rule:
            yield f"{at}: has too few members"

    def on_anyOf(self, value, rule, _schema, root, at):
        if not any(self.fits(value, one, root) for one in rule):
            yield f"{at}: fits none of {len(rule)}"

    def on_oneOf(self, value, rule, _schema, root, at):
        n = sum(self.fits(value, one, root) for one in rule)
        if n != 1:
            yield f"{at}: fits {n} of {len(rule)}, not one"

    def on_allOf(self, value, rule, _schema, root, at):
        for one in rule:
            yield from self.walk(value, one, root, at)

    def on_not(self, value, rule, _schema, root, at):
        if self.fits(value, rule, root):
            yield f"{at}: fits what it must not"

    def on_dependencies(self, value, rule, _schema, _root, at):
        if isinstance(value, dict):
            for name, needs in rule.items():
                for need in needs if name in value else ():
                    if need not in value:
                        yield f"{at}: has {name} without {need}"
