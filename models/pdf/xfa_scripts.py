"""Which fields a form's own scripts may hide or cease to demand; no script is run.

Scripts say ``Spouse.Name.mandatory = "disabled"``, or call a function of the form that says so of
its argument. Such assignments and calls are looked for in the text of all scripts; what they name
is demanded at times only, whatever the template says. Where a script does so to a node that cannot
be told from its text, every field may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from models.pdf.xfa_xml import local_name

#: Characters of all scripts together; the largest form has 0.9 million. Longer ones, and more nodes
#: that are switched than 300 or so, may do anything.
MAX_SCRIPT_CHARACTERS = 2_000_000
MAX_TARGETS = 3_000
#: Functions that call functions that call one which switches: real forms do so once or twice.
MAX_ROUNDS = 5
#: Characters of the arguments of one call.
_MAX_ARGUMENTS = 400

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|(?<![:\"'])//[^\n]*", re.DOTALL)
_PATH = r"(?<![$\w.])[$\w]+(?:\[[^\]\n]{0,80}\])?(?:\.[#$\w]+(?:\[[^\]\n]{0,80}\])?)*"
#: An assignment that hides a node or ceases to demand it; what it assigns may be no plain word.
_SWITCH = re.compile(r"\.(?:mandatory|nullTest|presence|access)\s*=(?!=)\s*(?P<value>[^;\n]{0,80})")
#: What it is assigned to: a path, or else what a call returns, back to the statement's beginning.
_PATH_BEFORE, _CALL_BEFORE = re.compile(rf"{_PATH}\Z"), re.compile(r"[^;{}\n]*\Z")
_MAX_BEFORE = 300
_DEMANDING = re.compile(r"""\s*["'](?:error|visible|open)["']\s*\Z""")
_FUNCTION = re.compile(r"\bfunction\s+(?P<name>\w+)\s*\((?P<parameters>[^)]{0,400})\)\s*\{")
_ASSIGNED = re.compile(r"(?<![.\w])(?P<name>[A-Za-z_]\w*)\s*=(?!=)\s*(?P<held>[^;\n]{1,200})")
_WHOLE_PATH = re.compile(rf"{_PATH}\Z")
#: A call that finds a node by its path: all of it written out, put together, or held by a variable.
_LOOK_UP = re.compile(r"(?:[\w$]+\.)*resolveNodes?\s*\((?P<argument>[^;\n]*)\)")
_QUOTED = re.compile(r"[\"']([^\"'\n]{0,200})[\"']")
#: What is no node, and therefore switches none.
_LITERAL = re.compile(r"(?:null|undefined|true|false|-?\d[\d.]*|[\"'].*[\"'])\Z")
#: Names that hold nodes though nothing is assigned to them: of loops, and of nameless functions.
_UNASSIGNED = re.compile(
    r"\bfunction\s*\((?P<parameters>[^)]{0,400})\)|\bfor\s*\(\s*(?:var\s+)?(?P<name>\w+)\s+(?:in|of)\b"
)
_CALL = re.compile(r"(?<!\w)(?P<name>\w+)\s*\(")
_INDEX = re.compile(r"\[[^\]]*(?:\]|\Z)")
#: Steps that lead to a node but name none.
_NO_NAMES = frozenset(
    {"$", "this", "parent", "xfa", "form", "$form", "template", "data", "all", "validate"}
)
#: Parts of a node that are drawn: to show or hide these demands nothing.
_APPEARANCE = frozenset(
    {"border", "edge", "corner", "fill", "ui", "oneOfChild", "caption", "value", "font", "assist"}
)

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """One script. ``owner``: names of the nodes from the form's outermost to the script's own."""

    owner: Steps
    text: str


@dataclass(frozen=True, slots=True)
class Switches:
    """``targets``: what scripts may switch, as steps of names; ``anything``: all of the form."""

    targets: frozenset[Steps]
    anything: bool

    def may_switch(self, place: str, members: Sequence[str] = ()) -> bool:
        """Whether scripts may switch a field, one of its boxes, or a part of the form around it."""
        if self.anything:
            return True
        names = tuple(_INDEX.sub("", step) for step in place.split("."))
        own = {*names, *members}
        near = [target for target in self.targets if target and target[-1] in own]
        return any(
            _leads_to(target, (*names, *member))
            for target in near
            for member in ((), *((one,) for one in members))
        )


def _leads_to(target: Steps, names: Steps) -> bool:
    """Whether all steps occur in order, so that the last is the node itself or one around it."""
    rest = iter(names)
    return all(step in rest for step in target)


def scripts_of(template: etree._Element) -> tuple[Script, ...]:
    """Every script of a template, with the names of the nodes around it."""
    return tuple(_scripts(template))


def _scripts(template: etree._Element) -> Iterator[Script]:
    for script in template.iter("{*}script"):
        text = script.text or ""
        if text.strip():
            around = (node for node in script.iterancestors() if local_name(node) != "event")
            names = [name for node in around if (name := node.get("name", ""))]
            yield Script(tuple(reversed(names)), text)


def find_switches(scripts: Sequence[Script], known: Iterable[str]) -> Switches:
    """What the scripts may switch. ``known``: the names of all nodes of the form."""
    if sum(len(script.text) for script in scripts) > MAX_SCRIPT_CHARACTERS:
        return Switches(frozenset(), anything=True)
    pieces = [piece for script in scripts for piece in _pieces(script)]
    search = _Search(frozenset(known))
    for piece in pieces:
        for found in _SWITCH.finditer(piece.text):
            if not _DEMANDING.match(found.group("value")):
                search.add_switched(found, piece)
    calls: dict[str, list[tuple[_Piece, int]]] = {}
    for piece in pieces:
        for found in _CALL.finditer(piece.text):
            calls.setdefault(found.group("name"), []).append((piece, found.end() - 1))
    for _ in range(MAX_ROUNDS):
        if not search.follow_calls(calls):
            break
    return Switches(frozenset(search.targets), search.is_anything)


@dataclass(frozen=True, slots=True)
class _Piece:
    """The body of one function, or what stands outside of any."""

    owner: Steps
    name: str
    parameters: tuple[str, ...]
    text: str


def _pieces(script: Script) -> Iterator[_Piece]:
    text = _COMMENT.sub(" ", script.text)
    outside, place = [], 0
    while found := _FUNCTION.search(text, place):
        end = _closing(text, found.end() - 1, "{}")
        outside.append(text[place : found.start()])
        parameters = tuple(part.strip() for part in found.group("parameters").split(","))
        yield _Piece(script.owner, found.group("name"), parameters, text[found.end() : end])
        place = end
    outside.append(text[place:])
    yield _Piece(script.owner, "", (), "\n".join(outside))


def _closing(text: str, start: int, pair: str) -> int:
    """Where the bracket that opens at ``start`` is closed; the end of the text where it is not."""
    depth = 0
    for found in re.compile(f"[{re.escape(pair)}]").finditer(text, start):
        depth += 1 if found.group() == pair[0] else -1
        if depth == 0:
            return found.start()
    return len(text)


class _Search:
    """Collects what is switched, and the functions that switch what they are given."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known
        self._functions: set[tuple[str, int]] = set()
        self._followed: set[tuple[str, int]] = set()
        self._held: dict[int, dict[str, list[str]]] = {}
        self.targets: set[Steps] = set()
        self.is_anything = False

    def add_switched(self, found: re.Match[str], piece: _Piece) -> None:
        """Note what an assignment switches: a path, or what a call before it returns."""
        before = piece.text[max(0, found.start() - _MAX_BEFORE) : found.start()]
        path = _PATH_BEFORE.search(before)
        if path:
            self.add(path.group(), piece)
        elif called := _CALL_BEFORE.search(before):
            self.add_expression(called.group().strip(), piece)

    def add(self, path: str, piece: _Piece, depth: int = 0) -> None:
        """Note what a path of a script names: nodes, a parameter, or what a variable holds."""
        steps = [_INDEX.sub("", step).lstrip("#") for step in path.split(".")]
        if _APPEARANCE & set(steps):
            return
        first = steps[0]
        if piece.name and first in piece.parameters:
            self._functions.add((piece.name, piece.parameters.index(first)))
            return
        names = tuple(step for step in steps if step not in _NO_NAMES)
        if not names:
            self._note(piece.owner)
        elif names[-1] in self._known:
            self._note(tuple(name for name in names if name in self._known))
        elif depth < MAX_ROUNDS:
            for held in self._held_by(first, piece):
                self.add_expression(held, piece, depth + 1)
        else:
            self.is_anything = True

    def add_expression(self, text: str, piece: _Piece, depth: int = 0) -> None:
        """Note what an expression of a script may stand for; all, where that cannot be told."""
        looked_up = _LOOK_UP.match(text if text.endswith(")") else f"{text})")
        if looked_up:
            argument = looked_up.group("argument").strip().rstrip(")").strip()
            path = "".join(_QUOTED.findall(argument)) or argument
            self.add(path, piece, depth)
        elif quoted := _QUOTED.fullmatch(text):
            self.add(quoted.group(1), piece, depth)  # a path that the script looks up itself
        elif _WHOLE_PATH.match(text) and not _LITERAL.match(text):
            self.add(text, piece, depth)
        elif not _LITERAL.match(text) and not _APPEARANCE & set(re.findall(r"\w+", text)):
            self.is_anything = True

    def follow_calls(self, calls: Mapping[str, Sequence[tuple[_Piece, int]]]) -> bool:
        """Follow the calls of the functions found since; False where there are none.

        ``calls``: by name, the pieces and where in them the bracket of a call opens.
        """
        fresh = self._functions - self._followed
        self._followed |= fresh
        if not fresh or self.is_anything:
            return False
        for name, number in fresh:
            for piece, start in calls.get(name, ()):
                arguments = _arguments(piece.text, start)
                if number < len(arguments) and arguments[number]:
                    self.add_expression(arguments[number], piece)
        return True

    def _note(self, target: Steps) -> None:
        self.targets.add(target)
        self.is_anything = self.is_anything or len(self.targets) > MAX_TARGETS

    def _held_by(self, name: str, piece: _Piece) -> Sequence[str]:
        """Everything that a script assigns to a variable; "" where it gets nodes in other ways."""
        if id(piece) not in self._held:
            held: dict[str, list[str]] = {}
            for found in _ASSIGNED.finditer(piece.text):
                text = found.group("held").strip()
                held.setdefault(found.group("name"), []).append(text)
            for found in _UNASSIGNED.finditer(piece.text):
                for one in (found.group("parameters") or found.group("name") or "").split(","):
                    held.setdefault(one.strip(), []).append("")
            self._held[id(piece)] = held
        return self._held[id(piece)].get(name, ())


def _arguments(text: str, start: int) -> list[str]:
    """The arguments of a call whose bracket opens at ``start``."""
    end = min(_closing(text[: start + _MAX_ARGUMENTS], start, "()"), start + _MAX_ARGUMENTS)
    return [part.strip() for part in re.split(r",(?![^(\[]*[)\]])", text[start + 1 : end])]
