"""What is measured on labelled PDFs: origin, opening, fields, signatures, active content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.pdf.page_origin import DIGITAL, PAPER
from service.evaluation.screened import ScreenedFile
from service.evaluation.statistics import Proportion, proportion_of

PASSWORD = "file.password"
NOT_OPENED = "not opened"

#: What a label's ``actions_seen`` says in its own words, and the kinds that mean the same.
ACTION_KINDS: Mapping[str, str] = {
    "JavaScript": "javascript",
    "JS": "javascript",
    "Launch": "launch",
    "GoToE": "goto-embedded",
    "GoToR": "goto-remote",
    "EmbeddedFiles": "embedded-file",
    "A/FileAttachment": "file-attachment",
    "A/Movie": "movie",
    "Movie": "movie",
    "Rendition": "rendition",
    "ImportData": "import-data",
    "SubmitForm": "submit-form",
    "URI": "uri",
    "Collection": "portfolio",
}


@dataclass(frozen=True, slots=True)
class FactCase:
    """One labelled fact of one file beside what was found. ``detail``: what decided."""

    file: str
    fact: str
    expected: str
    found: str
    detail: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class OriginAccuracy:
    """How origins come out.

    ``confusion``: accepted origins -> found origin -> files; ``coarse_confusion``: the same in
    digital, scanned and mixed; ``digital_called_scanned``: among digital forms and documents.
    """

    exact: Proportion
    coarse: Proportion
    digital_called_scanned: Proportion
    confusion: Mapping[str, Mapping[str, int]]
    coarse_confusion: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class FormAccuracy:
    """Everything measured on PDFs beyond the outcomes of the rules.

    ``facts``: share of files on which a labelled fact was found as labelled, by its name;
    ``reported``: files that got a complete report in time.
    """

    files: int
    reported: Proportion
    origin: OriginAccuracy
    facts: Mapping[str, Proportion]
    wrong: tuple[FactCase, ...]


def measure_form_accuracy(screened: Sequence[ScreenedFile]) -> FormAccuracy:
    """Measure everything that the labels of these PDFs allow."""
    origins = [case for one in screened for case in _origin_cases(one)]
    others = [case for one in screened for case in _fact_cases(one)]
    names = sorted({case.fact for case in others})
    return FormAccuracy(
        files=len(screened),
        reported=proportion_of(one.report.get("status") == "complete" for one in screened),
        origin=_origins(screened),
        facts={
            name: proportion_of(case.is_right for case in others if case.fact == name)
            for name in names
        },
        wrong=tuple(case for case in (*origins, *others) if not case.is_right),
    )


def coarse(origin: str) -> str:
    """Digital, scanned, or the origin itself where it is neither."""
    if origin in DIGITAL:
        return "digital"
    return "scanned" if origin in PAPER else origin


def _origins(screened: Sequence[ScreenedFile]) -> OriginAccuracy:
    pairs = [(accepted, _found_origin(one)) for one in screened if (accepted := _accepted(one))]
    coarse_pairs = [(tuple(sorted({coarse(o) for o in a})), coarse(f)) for a, f in pairs]
    digital = [found for accepted, found in pairs if set(accepted) <= DIGITAL]
    return OriginAccuracy(
        exact=proportion_of(found in accepted for accepted, found in pairs),
        coarse=proportion_of(found in accepted for accepted, found in coarse_pairs),
        digital_called_scanned=proportion_of(found in PAPER for found in digital),
        confusion=_confusion(pairs),
        coarse_confusion=_confusion(coarse_pairs),
    )


def _confusion(pairs: Iterable[tuple[Sequence[str], str]]) -> Mapping[str, Mapping[str, int]]:
    table: dict[str, Counter[str]] = {}
    for accepted, found in pairs:
        table.setdefault(" or ".join(accepted), Counter())[found] += 1
    return {name: dict(table[name]) for name in sorted(table)}


def _accepted(one: ScreenedFile) -> tuple[str, ...]:
    """The origins that the label accepts, empty where it does not say."""
    stated = one.label.truth.get("origin_any")
    return tuple(sorted(map(str, stated))) if isinstance(stated, list) else ()


def _found_origin(one: ScreenedFile) -> str:
    return NOT_OPENED if one.pdf is None else str(one.pdf["origin"])


def _origin_cases(one: ScreenedFile) -> Iterator[FactCase]:
    accepted = _accepted(one)
    if accepted:
        found = _found_origin(one)
        signals = ", ".join(one.pdf["origin_signals"]) if one.pdf is not None else _why_not(one)
        expected = " or ".join(accepted)
        yield FactCase(one.label.file, "origin", expected, found, signals, found in accepted)


def _fact_cases(one: ScreenedFile) -> Iterator[FactCase]:
    """The labelled facts of a file that the product states something about."""
    for fact, expected, found in (*_opening(one), *_contents(one)):
        is_right = expected == found
        detail = "" if is_right else _why_not(one)
        yield FactCase(one.label.file, fact, _shown(expected), _shown(found), detail, is_right)


def _shown(value: Any) -> str:
    return "-" if value is None else str(value)


def _opening(one: ScreenedFile) -> Iterator[tuple[str, Any, Any]]:
    """Whether the file opens and needs a password; readers disagree where the label says either."""
    truth, opens = one.label.truth, one.label.truth.get("opens")
    if opens in ("yes", "no"):
        yield "opens", opens, "no" if one.pdf is None else "yes"
    if opens != "either" and "needs_password" in truth and one.outcome(PASSWORD) is not None:
        yield "needs password", truth["needs_password"], one.outcome(PASSWORD) == "fail"


def _contents(one: ScreenedFile) -> Iterator[tuple[str, Any, Any]]:
    """What an opened file holds; one that should open and does not is wrong in all of it."""
    truth, pdf = one.label.truth, one.pdf
    if truth.get("opens", "yes") != "yes" and pdf is None:
        return
    found = _found(pdf) if pdf is not None else {}
    for name, value in _labelled(truth):
        yield name, value, found.get(name)
    for kind in _labelled_actions(truth):
        yield "active content", kind, kind if kind in found.get("active", ()) else "not found"


def _labelled(truth: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if truth.get("opens") == "yes":
        yield from ((name, truth[name]) for name in ("encrypted", "xfa") if name in truth)
    keys = {"form": "form number", "filled": "filled", "signature_values": "signatures"}
    for key, name in {"pages": "pages", "signed": "signed", **keys}.items():
        if truth.get(key) is not None:
            yield name, truth[key]


def _found(pdf: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "encrypted": pdf["encrypted"],
        "xfa": pdf["xfa"],
        "pages": pdf["pages"],
        "form number": pdf["form"]["number"],
        "filled": bool(pdf["form"]["filled"]),  # null where there are no fields
        "signatures": len(pdf["signatures"]),
        "signed": bool(pdf["signatures"]),
        "active": frozenset(pdf["active_content"]),
    }


def _labelled_actions(truth: Mapping[str, Any]) -> list[str]:
    """Kinds of active content that the label names: ``Launch:1,Filespec:1`` and the like."""
    named = str(truth.get("actions_seen") or "").split(",")
    kinds = (ACTION_KINDS.get(entry.partition(":")[0].strip()) for entry in named)
    return sorted({kind for kind in kinds if kind is not None})


def _why_not(one: ScreenedFile) -> str:
    """What the report says of a file's opening, or the name of the error that ended it."""
    if one.failure is not None:
        return one.failure
    finding = one.finding("file.readable")
    return "" if finding is None else str(finding["reason"])
