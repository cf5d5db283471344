"""What a PDF could do by itself: scripts, launches, attachments, players, links outward."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import pikepdf

from models.pdf.automatic_actions import automatic_actions
from models.pdf.script_targets import (
    launches_carried_file,
    script_bytes_of,
    script_targets,
    script_text,
)
from models.pdf.second_format import has_second_format

#: Objects looked at, direct ones inside others included; a 600-page form has some 300,000.
MAX_VISITED = 600_000
#: Places kept of each kind: enough to look one up.
MAX_PLACES = 20
#: Direct objects inside one another; deeper ones are no actions.
MAX_DEPTH = 60
#: Scripts read for the addresses that they name; the largest form of the department has 2 MiB.
MAX_SCRIPT_BYTES = 16 * 1024 * 1024

ActiveKind = Literal[
    "javascript",
    "xfa-script",
    "launch",
    "embedded-file",
    "file-attachment",
    "rich-media",
    "movie",
    "sound",
    "screen",
    "rendition",
    "3d",
    "goto-remote",
    "goto-embedded",
    "uri",
    "submit-form",
    "import-data",
    "portfolio",
    "second-format",
]

#: Action types (ISO 32000-1, table 198, and 32000-2, table 201).
_ACTIONS: Mapping[str, ActiveKind] = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/Movie": "movie",
    "/Sound": "sound",
    "/Rendition": "rendition",
    "/RichMediaExecute": "rich-media",
    "/GoTo3DView": "3d",
    "/GoToR": "goto-remote",
    "/GoToE": "goto-embedded",
    "/URI": "uri",
    "/SubmitForm": "submit-form",
    "/ImportData": "import-data",
}
#: Annotation types that play or carry something (ISO 32000-1, table 169).
_ANNOTATIONS: Mapping[str, ActiveKind] = {
    "/FileAttachment": "file-attachment",
    "/RichMedia": "rich-media",
    "/Movie": "movie",
    "/Sound": "sound",
    "/Screen": "screen",
    "/3D": "3d",
}
_XFA_SCRIPT = re.compile(rb"<(?:\w+:)?script[\s>/]")
_XFA_SCRIPT_TEXT = re.compile(rb"<(?:\w+:)?script\b[^>]*>([^<]+)")
_XFA_SUBMIT = re.compile(rb"<(?:\w+:)?submit[\s>/]")


@dataclass(frozen=True, slots=True)
class ActiveContent:
    """What is active, counted by kind.

    ``places``: object numbers of the first of each kind. ``submit_targets`` and ``link_targets``:
    scheme and host only, for the rest of an address can name a person. ``script_targets``: those
    named by scripts that can leave the file. ``opens_by_itself``: kinds that start when the file or
    a page is opened; ``automatic_targets``: where these lead to. ``is_complete``: the whole file
    was looked at.
    """

    counts: Mapping[ActiveKind, int]
    places: Mapping[ActiveKind, tuple[int, ...]]
    submit_targets: tuple[str, ...]
    link_targets: tuple[str, ...]
    script_targets: tuple[str, ...]
    opens_by_itself: frozenset[ActiveKind]
    automatic_targets: tuple[str, ...]
    is_complete: bool


class _Search:
    """Counts and places while the objects of a file go by."""

    def __init__(self) -> None:
        self.counts: dict[ActiveKind, int] = {}
        self.places: dict[ActiveKind, list[int]] = {}
        self.submit_targets: set[str] = set()
        self.link_targets: set[str] = set()
        self.script_targets: set[str] = set()
        self.script_bytes = 0
        self.visited = 0

    def note(self, kind: ActiveKind, place: int, times: int = 1) -> None:
        """Count something active in the object of that number."""
        self.counts[kind] = self.counts.get(kind, 0) + times
        places = self.places.setdefault(kind, [])
        if place not in places and len(places) < MAX_PLACES:
            places.append(place)

    def look(self, untrusted_object: pikepdf.Object, place: int) -> None:
        """Note what an object and the direct objects inside it do."""
        waiting = [(untrusted_object, 0)]
        while waiting and self.visited < MAX_VISITED:
            here, depth = waiting.pop()
            self.visited += 1
            if isinstance(here, pikepdf.Dictionary | pikepdf.Stream):
                self._look_at_dictionary(here, place)
            if depth < MAX_DEPTH:
                waiting.extend((inner, depth + 1) for inner in _direct_parts(here))

    def _look_at_dictionary(self, here: pikepdf.Object, place: int) -> None:
        action = _name(here.get("/S"))
        if action in _ACTIONS and _is_action(here, action):
            self.note(_ACTIONS[action], place)
            self._note_target(here, action)
        if "/JS" in here and action != "/JavaScript":
            self.note("javascript", place)
        if "/JS" in here:
            self.read_script(script_bytes_of(here.get("/JS")), place)
        annotation = _name(here.get("/Subtype"))
        if annotation in _ANNOTATIONS and "/Rect" in here:
            self.note(_ANNOTATIONS[annotation], place)
        if isinstance(here.get("/EF"), pikepdf.Dictionary):
            self.note("embedded-file", place)

    def read_script(self, untrusted_script: bytes, place: int) -> None:
        """Note where a script leads to, and whether it opens a file that the PDF carries."""
        self.script_bytes += len(untrusted_script)
        if self.script_bytes > MAX_SCRIPT_BYTES:
            return
        script = script_text(untrusted_script)
        self.script_targets.update(script_targets(script))
        if launches_carried_file(script):
            self.note("launch", place)

    def _note_target(self, here: pikepdf.Object, action: str) -> None:
        target = _target(here, action)
        if target is not None:
            found = self.submit_targets if action == "/SubmitForm" else self.link_targets
            found.add(target)


def measure_active_content(
    untrusted_pike: pikepdf.Pdf, untrusted_content: bytes = b""
) -> ActiveContent:
    """Look through every object of a PDF, each once, so that no loop is followed.

    What no page leads to is counted too: readers differ in what they reach. ``untrusted_content``:
    the file's bytes, which may be a file of another kind too.
    """
    search = _Search()
    for place, untrusted_object in _objects(untrusted_pike):
        if search.visited >= MAX_VISITED:
            break
        search.look(untrusted_object, place)
    if "/Collection" in untrusted_pike.Root:
        search.note("portfolio", untrusted_pike.Root.objgen[0])
    if has_second_format(untrusted_content):
        search.note("second-format", 0)
    _look_at_xfa(untrusted_pike, search)
    starts = list(automatic_actions(untrusted_pike))
    targets = {_target(start, _name(start.get("/S"))) for start in starts}
    return ActiveContent(
        counts=search.counts,
        places={kind: tuple(places) for kind, places in search.places.items()},
        submit_targets=tuple(sorted(search.submit_targets)),
        link_targets=tuple(sorted(search.link_targets)[:MAX_PLACES]),
        script_targets=tuple(sorted(search.script_targets)[:MAX_PLACES]),
        opens_by_itself=frozenset(_automatic_kinds(untrusted_pike, starts)),
        automatic_targets=tuple(sorted(target for target in targets if target)[:MAX_PLACES]),
        is_complete=search.visited < MAX_VISITED and search.script_bytes <= MAX_SCRIPT_BYTES,
    )


def _objects(untrusted_pike: pikepdf.Pdf) -> Iterator[tuple[int, pikepdf.Object]]:
    for untrusted_object in untrusted_pike.objects:
        if isinstance(untrusted_object, pikepdf.Object):  # numbers come as Python's own
            yield untrusted_object.objgen[0], untrusted_object
    yield 0, untrusted_pike.trailer


def _direct_parts(here: pikepdf.Object) -> list[pikepdf.Object]:
    """The containers directly inside an object; indirect ones come by themselves."""
    parts: Iterable[object]
    if isinstance(here, pikepdf.Dictionary | pikepdf.Stream):
        parts = (part for _, part in here.items())
    elif isinstance(here, pikepdf.Array):
        parts = here
    else:
        return []
    return [
        part
        for part in parts
        if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect
    ]


def _is_action(here: pikepdf.Object, action: str) -> bool:
    """Whether a dictionary with an action's type is one: /S names styles and transitions too."""
    if _name(here.get("/Type")) not in ("", "/Action"):
        return False
    needed = {"/JavaScript": "/JS", "/URI": "/URI"}.get(action)
    return needed is None or needed in here


def _look_at_xfa(untrusted_pike: pikepdf.Pdf, search: _Search) -> None:
    """Count the scripts and submissions of an XFA form by their elements."""
    acroform = untrusted_pike.Root.get("/AcroForm")
    xfa = acroform.get("/XFA") if isinstance(acroform, pikepdf.Dictionary) else None
    parts: Iterable[object] = xfa if isinstance(xfa, pikepdf.Array) else [xfa]
    for part in parts:
        if isinstance(part, pikepdf.Stream):
            try:
                content = part.read_bytes()
            except pikepdf.PdfError:
                continue
            kinds: tuple[tuple[ActiveKind, re.Pattern[bytes]], ...] = (
                ("xfa-script", _XFA_SCRIPT),
                ("submit-form", _XFA_SUBMIT),
            )
            for kind, pattern in kinds:
                times = sum(1 for _ in pattern.finditer(content))
                if times:
                    search.note(kind, part.objgen[0], times)
            for script in _XFA_SCRIPT_TEXT.finditer(content):
                search.read_script(script[1], part.objgen[0])


def _automatic_kinds(
    untrusted_pike: pikepdf.Pdf, starts: Iterable[pikepdf.Object]
) -> Iterator[ActiveKind]:
    """The kinds of actions that start when the document or a page is opened."""
    names = untrusted_pike.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        yield "javascript"
    for start in starts:
        action = _name(start.get("/S"))
        if action in _ACTIONS:
            yield _ACTIONS[action]


def _target(action: pikepdf.Object, kind: str) -> str | None:
    """Scheme and host that an action of a kind leads to; None where it leads to no address."""
    if kind == "/URI":
        return _origin(action.get("/URI"))
    if kind != "/SubmitForm":
        return None
    target = action.get("/F")
    if isinstance(target, pikepdf.Dictionary):
        target = target.get("/UF", target.get("/F"))
    return _origin(target)


def _name(value: object) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _origin(untrusted_address: object) -> str:
    """Scheme and host of an address, without user, path and query."""
    if not isinstance(untrusted_address, pikepdf.String):
        return "other"
    try:
        text = str(untrusted_address).strip()
    except (UnicodeError, ValueError):
        return "other"
    found = re.match(r"([A-Za-z][A-Za-z0-9+.\-]{0,20}):(?://(?:[^/@?#]*@)?([\w.\-]{1,253}))?", text)
    if found is None:
        return "relative"
    scheme, host = found[1].lower(), (found[2] or "").lower()
    return f"{scheme}://{host}" if host else f"{scheme}:"
