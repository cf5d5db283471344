"""Which changes of the OpenAPI document break callers that were written after an earlier one.

A caller breaks when a request that was right is refused, or when an answer lacks what it had, or
holds what it never could. What is said besides (descriptions, examples, links) may change freely.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Node = dict[str, Any]
#: Limits of what may be sent: the first are not to rise, the second are not to fall.
_LOWEST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_HIGHEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_Way = Literal["sent", "answered"]


def breaking_changes(earlier: Node, later: Node) -> list[str]:
    """What breaks callers of the earlier document, as short sentences."""
    return list(_Comparison(earlier, later).documents())


@dataclass
class _Comparison:
    earlier: Node
    later: Node

    def __post_init__(self) -> None:
        self._seen: set[tuple[str, str, str]] = set()

    def documents(self) -> Iterator[str]:
        for path, operations in self.earlier["paths"].items():
            for method, operation in operations.items():
                later = self.later["paths"].get(path, {}).get(method)
                name = f"{method.upper()} {path}"
                if later is None:
                    yield f"{name}: is gone"
                else:
                    yield from self._operation(name, operation, later)

    def _operation(self, name: str, earlier: Node, later: Node) -> Iterator[str]:
        if earlier["operationId"] != later["operationId"]:
            yield f"{name}: has another operationId"
        if earlier.get("security") != later.get("security"):
            yield f"{name}: asks for other credentials or scopes"
        yield from self._parameters(name, earlier, later)
        yield from self._body(name, earlier.get("requestBody"), later.get("requestBody"))
        for status, answer in earlier["responses"].items():
            if status not in later["responses"]:
                yield from () if status[0] in "45" else (f"{name}: answers {status} no more",)
            else:
                yield from self._answer(f"{name} {status}", answer, later["responses"][status])
        for status in later["responses"].keys() - earlier["responses"].keys():
            if status[0] not in "45":
                yield f"{name}: may answer {status} too"

    def _parameters(self, name: str, earlier: Node, later: Node) -> Iterator[str]:
        had = {(one["in"], one["name"].lower()): one for one in earlier.get("parameters", ())}
        has = {(one["in"], one["name"].lower()): one for one in later.get("parameters", ())}
        for place, parameter in has.items():
            if parameter.get("required") and not had.get(place, {}).get("required"):
                yield f"{name}: needs the parameter {place[1]}"
        for place, parameter in had.items():
            where = f"{name}, parameter {place[1]}"
            if place not in has:
                yield f"{where}: is gone"
            else:
                yield from self._schema(where, parameter["schema"], has[place]["schema"], "sent")

    def _body(self, name: str, earlier: Node | None, later: Node | None) -> Iterator[str]:
        if later is not None and later.get("required") and not (earlier or {}).get("required"):
            yield f"{name}: needs a body"
        if earlier is not None:
            content = (later or {}).get("content", {})
            yield from self._contents(f"{name}, body", earlier["content"], content, "sent")

    def _answer(self, name: str, earlier: Node, later: Node) -> Iterator[str]:
        for header, had in earlier.get("headers", {}).items():
            has = later.get("headers", {}).get(header)
            was_sure = self._resolved(self.earlier, had).get("required")
            if has is None or (was_sure and not self._resolved(self.later, has).get("required")):
                yield f"{name}: the header {header} is gone, or not always there"
        content = later.get("content", {})
        yield from self._contents(name, earlier.get("content", {}), content, "answered")

    def _contents(self, name: str, earlier: Node, later: Node, way: _Way) -> Iterator[str]:
        for media_type, content in earlier.items():
            if media_type not in later:
                yield f"{name}: {media_type} is gone"
            else:
                schemas = (content.get("schema", {}), later[media_type].get("schema", {}))
                yield from self._schema(name, *schemas, way)

    def _schema(self, name: str, earlier: Node, later: Node, way: _Way) -> Iterator[str]:
        pair = (str(earlier.get("$ref")), str(later.get("$ref")), way)
        if "$ref" in earlier and "$ref" in later:
            if pair in self._seen:
                return
            self._seen.add(pair)
        had, has = self._resolved(self.earlier, earlier), self._resolved(self.later, later)
        if "anyOf" in had or "anyOf" in has:
            yield from self._choices(name, had, has, way)
            return
        yield from _values(name, had, has, way)
        yield from _limits(name, had, has) if way == "sent" else ()
        yield from self._members(name, had, has, way)
        for part in ("items", "additionalProperties"):
            if isinstance(had.get(part), dict) and isinstance(has.get(part), dict):
                yield from self._schema(f"{name}[]", had[part], has[part], way)

    def _members(self, name: str, had: Node, has: Node, way: _Way) -> Iterator[str]:
        needed, needs = set(had.get("required", ())), set(has.get("required", ()))
        members = has.get("properties", {})
        for member in sorted(needs - needed) if way == "sent" else ():
            yield f"{name}: needs the member {member}"
        for member in sorted(needed - needs) if way == "answered" else ():
            yield f"{name}: the member {member} is gone, or not always there"
        for member, described in had.get("properties", {}).items():
            if member in members:
                yield from self._schema(f"{name}.{member}", described, members[member], way)
            elif member not in needed - needs or way == "sent":
                yield f"{name}: the member {member} is gone"

    def _choices(self, name: str, had: Node, has: Node, way: _Way) -> Iterator[str]:
        """Every choice of those who send must still be taken; no answer may be a new one."""
        old, new = had.get("anyOf", [had]), has.get("anyOf", [has])
        for one in old if way == "sent" else new:
            others = new if way == "sent" else old
            pairs = ((one, two) if way == "sent" else (two, one) for two in others)
            if not any(self._is_compatible(*pair, way) for pair in pairs):
                yield f"{name}: has other choices than before"

    def _is_compatible(self, earlier: Node, later: Node, way: _Way) -> bool:
        inner = _Comparison(self.earlier, self.later)
        return not list(inner._schema("", earlier, later, way))

    @staticmethod
    def _resolved(document: Node, node: Node) -> Node:
        while "$ref" in node:
            found = document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node


def _values(name: str, had: Node, has: Node, way: _Way) -> Iterator[str]:
    """Types and lists of values: none less may be sent, none more may be answered."""
    narrow, wide = (had, has) if way == "sent" else (has, had)
    if "type" in wide and not _types(narrow) <= _types(wide):
        yield f"{name}: has another type"
    if "enum" in wide and not _listed(narrow) <= _listed(wide):
        yield f"{name}: has other values"


def _types(schema: Node) -> set[str]:
    stated = schema.get("type", "anything")
    types = {stated} if isinstance(stated, str) else set(stated)
    return types | ({"integer"} if "number" in types else set())


def _listed(schema: Node) -> set[str]:
    return {repr(value) for value in schema.get("enum", ["anything"])}


def _limits(name: str, had: Node, has: Node) -> Iterator[str]:
    for limit in _LOWEST:
        if limit in has and has[limit] > had.get(limit, float("-inf")):
            yield f"{name}: {limit} rose"
    for limit in _HIGHEST:
        if limit in has and has[limit] < had.get(limit, float("inf")):
            yield f"{name}: {limit} fell"
    for rule in ("pattern", "format", "const"):
        if rule in has and has[rule] != had.get(rule):
            yield f"{name}: another {rule} holds"
    if has.get("additionalProperties") is False and had.get("additionalProperties") is not False:
        yield f"{name}: takes no other members any more"
