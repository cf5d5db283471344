"""What must not be in any log: collected while tests run, and looked for when they are over.

A canary is a value that tells of a person or lets somebody in: names, numbers and dates of the
invented people, lines of machine-readable zones and texts of barcodes, names and references of
uploads, what was asked for, keys and secrets. Values are kept as they were sent, drawn or made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from checks.policies import policy_ids
from samples.form_answers import typed_answers, validated_answers
from samples.identity_people import NAMES, STREETS

#: Shorter values would be found in ordinary words.
SHORTEST = 6
#: Fields of a form whose values are docscreen's own words.
OWN_FIELDS = ("policy", "policy_version", "kind", "include", "file", "language")
#: Words of docscreen that tests also put where a caller's own words belong.
OWN_WORDS = frozenset({*policy_ids(), "identity", "document"})
#: Parameters of a query whose values are telling by themselves, beside the parameter's name.
TELLING_PARAMETERS = ("reference", "cursor")

#: Secrets and zones have a shape that nothing else in a log has, whoever made them.
SHAPES = {
    "API key": re.compile(r"ds_[A-Za-z0-9_-]{43}"),
    "webhook secret": re.compile(r"whsec_[A-Za-z0-9+/]{24}"),
    "token": re.compile(r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}"),
    "MRZ line": re.compile(r"(?=[A-Z0-9]*<)[A-Z0-9<]{28,44}"),
    "barcode text": re.compile(r"ANSI \d{6}\d{4}|D(?:CS|AC|AQ|BB)[A-Z0-9, ]{6,}"),
}
#: What differs in every line, and is no canary: lines that are equal but for it are searched once.
_VARYING = re.compile(
    r'"time": "[^"]*"|"ms": [\d.]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'
    r'|"trace_id": "[0-9a-f]{32}"'
)
_PART = re.compile(
    rb'Content-Disposition: form-data; name="([^"]*)"(?:; filename="([^"]*)")?[^\n]*\n'
    rb"(?:[\w-]+:[^\n]*\n)*\r?\n(.{0,300}?)\r?\n--",
    re.S | re.I,
)


@dataclass(frozen=True, slots=True, order=True)
class Canary:
    """A value that no log may contain, and what it is."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where a canary was found; the value itself is not repeated."""

    file: str
    line: int
    kind: str


class Canaries:
    """The canaries that came up so far."""

    def __init__(self) -> None:
        self.known: set[Canary] = set()

    def add(self, kind: str, value: object) -> None:
        """Keep a value that is long enough to be told from ordinary words."""
        text = str(value).strip()
        if len(text) >= SHORTEST and text not in OWN_WORDS:
            self.known.add(Canary(kind, text))

    def add_file_name(self, value: str) -> None:
        """Keep the name of a file, which has a suffix or is long."""
        if "." in value or len(value) > 2 * SHORTEST:
            self.add("file name", value)

    def add_query(self, query: str) -> None:
        """Keep what was asked for: each part as it was written, and what it says."""
        for part in query.split("&"):
            name, is_pair, _value = part.partition("=")
            if is_pair and name:
                self.add("query string", part)
        for name, value in parse_qsl(query):
            if name in TELLING_PARAMETERS:
                self.add(name, value)

    def add_multipart(self, body: bytes) -> None:
        """Keep the file names and the fields of a form as it was sent."""
        for name, file_name, value in _PART.findall(body):
            if file_name:
                self.add_file_name(file_name.decode("utf-8", "replace"))
            elif name.decode("utf-8", "replace") not in OWN_FIELDS:
                self.add("form field", value.decode("utf-8", "replace"))

    def write(self, path: Path) -> None:
        """Keep them for the process that searches."""
        told = sorted([one.kind, one.value] for one in self.known)
        path.write_text(json.dumps(told), "utf-8")


def read_canaries(paths: Iterable[Path]) -> set[Canary]:
    """What ``Canaries.write`` wrote."""
    return {Canary(*told) for path in paths for told in json.loads(path.read_text("utf-8"))}


def search(logs: Iterable[Path], canaries: Iterable[Canary]) -> Iterator[Found]:
    """Where logs contain canaries or what has the shape of a secret."""
    needles = [(one, spelling) for one in canaries for spelling in _spellings(one.value)]
    for path in logs:
        lines = _different_lines(path)
        whole = "\n".join(lines)
        present = [(one, spelling) for one, spelling in needles if spelling in whole]
        for line, number in lines.items():
            for kind in _kinds_in(line, present):
                yield Found(path.name, number, kind)


def _kinds_in(line: str, present: list[tuple[Canary, str]]) -> set[str]:
    kinds = {kind for kind, shape in SHAPES.items() if shape.search(line)}
    kinds |= {one.kind for one, spelling in present if spelling in line}
    if line.startswith("docscreen: "):
        # A command tells whoever typed a file's name what is wrong with that file.
        kinds -= {"file name"}
    return kinds


def _spellings(value: str) -> set[str]:
    """A value as it is, as JSON writes it, and as an address does."""
    escaped = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    return {value, *escaped, quote(value), quote(value, safe="")}


def _different_lines(path: Path) -> dict[str, int]:
    lines: dict[str, int] = {}
    with path.open(encoding="utf-8", errors="replace") as log:
        for number, line in enumerate(log, 1):
            lines.setdefault(_VARYING.sub("", line.rstrip("\n")), number)
    return lines


def canaries_of_samples(repository: Path) -> Iterator[Canary]:
    """What the committed specimens are called, and what the invented applicant wrote."""
    collected = Canaries()
    labels = repository / "samples" / "specimens" / "labels.jsonl"
    for line in labels.read_text("utf-8").splitlines():
        label: dict[str, Any] = json.loads(line)
        collected.add_file_name(label["file"])
    for answer in {*typed_answers().values(), *validated_answers().values()}:
        if not answer.isdecimal():
            collected.add("form field", answer)
    for surname, given_names in (name for names in NAMES.values() for name in names):
        collected.add("name", surname)
        collected.add("name", given_names)
    for street in STREETS:
        collected.add("address", street)
    yield from collected.known
