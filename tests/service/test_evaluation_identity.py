"""Evaluation of a small corpus of identity documents, computed here, some wrongly labelled."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from samples.camera import jpeg
from samples.identity import Kind, Taken, identity_picture, label_of, wrong_digits
from samples.identity_barcode import aamva_text
from samples.identity_people import invented_holder
from service.evaluation.corpus import CorpusResult, evaluate_corpus
from service.evaluation.corpus_tables import corpus_json, print_tables
from service.evaluation.form_accuracy import FactCase
from service.evaluation.goals import identity_goals
from service.evaluation.identity_accuracy import IdentityAccuracy, measure_identity_accuracy
from service.evaluation.identity_barcodes import Content
from service.evaluation.identity_cases import (
    BARCODE,
    DIGITS,
    DOCUMENT,
    EXPIRY,
    FAILING,
    LICENCE,
    NO_ZONE,
    RENDERED,
    ZONE,
    fact_cases,
)
from service.evaluation.identity_pages import write_identity_page
from service.evaluation.labels import LabelledFile
from service.evaluation.processes import default_worker_count
from service.evaluation.screened import ScreenedFile
from service.settings import settings

LINES = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
         "L898902C36UTO7408122F1204159ZE184226B<<<<<10")  # fmt: skip
#: Number, birth and expiry are proved by digits; this is another document's sex and nationality.
OTHER_SEX = LINES[1].replace("F", "M", 1)
TRUTH: dict[str, Any] = {
    "mrz": list(LINES), "mrz_format": "TD3", "check_digits": "pass", "document": "passport",
}  # fmt: skip


def labelled(truth: dict[str, Any], file: str = "a.png", path: Path | None = None) -> LabelledFile:
    return LabelledFile(file, path, "identity", truth, "identity")


def report_of(lines: tuple[str, ...] = LINES, *failing: str, **facts: Any) -> dict[str, Any]:
    checks = dict.fromkeys(("number", "birth_date", "expiry_date", "composite"), "pass")
    checks |= dict.fromkeys(failing, "fail")
    zone = {"format": "TD3", "lines": list(lines), "check_digits": checks, "doubtful": []}
    identity: dict[str, Any] = {
        "document": "passport",
        "mrz": zone,
        "further_mrz": [],
        "barcode": None,
    }
    return {
        "status": "complete",
        "created": "2026-11-24T10:00:00Z",
        "findings": [],
        "facts": {"identity": identity | facts},
        "timings_ms": {"total": 120.0},
    }


def accuracy_of(*pairs: tuple[dict[str, Any], dict[str, Any]]) -> IdentityAccuracy:
    return measure_identity_accuracy(
        [
            ScreenedFile(labelled(truth, f"{number}.png"), report, None)
            for number, (truth, report) in enumerate(pairs)
        ]
    )


def specimen(folder: Path, name: str, kind: Kind, side: Any, **more: Any) -> dict[str, Any]:
    """A flat drawing as a file of the folder, with its label."""
    drawn = identity_picture(3, kind, Taken("drawing", side), dpi=150, **more)
    content = jpeg(drawn.rgb, 92)
    (folder / name).write_bytes(content)
    return label_of(drawn, name, content)


@pytest.fixture(scope="module")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A passport, one with a wrong digit, one wrongly labelled, a licence, a bank card, a text."""
    folder = tmp_path_factory.mktemp("identity")
    passport = specimen(folder, "passport.jpg", "passport", "both")
    lines = passport["truth"]["mrz"]
    mislabelled = passport["truth"] | {
        "mrz": [lines[0], lines[1][:-1] + "<"], "document": "visa",
    }  # fmt: skip
    text = aamva_text(invented_holder(3), "ON", 8)
    (folder / "licence.txt").write_text(text, "utf-8")
    expected = {"jurisdiction": "ON", "document_kind": "id-card", "sex": "no such"}
    labels = [
        passport,
        specimen(folder, "digit.jpg", "passport", "both", faults=wrong_digits("birth")),
        passport | {"truth": mislabelled},
        specimen(folder, "licence.jpg", "driver-licence", "back"),
        specimen(folder, "bank-card.jpg", "bank-card", "both"),
        {"file": "licence.txt", "kind": "identity", "truth": {"aamva_expected": expected}},
    ]
    (folder / "labels.jsonl").write_text("\n".join(map(json.dumps, labels)), "utf-8")
    return folder


@pytest.fixture(scope="module")
def result(corpus_folder: Path) -> Iterator[CorpusResult]:
    """The evaluation without haste: how fast a busy machine is, is measured elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCSCREEN_SCREENING_TIMEOUT_S", "120")
        settings.cache_clear()
        yield evaluate_corpus(corpus_folder, "pr-card", "all", 1, Console(quiet=True))
    settings.cache_clear()


@pytest.mark.slow
def test_facts_are_compared_with_the_labels(result: CorpusResult) -> None:
    identity = result.facts["identity"]
    assert dict(result.crashed_files) == {}
    counts = {fact: (share.count, share.total) for fact, share in identity.facts.items()}
    assert counts[ZONE] == (2, 3)
    assert counts[NO_ZONE] == (2, 2)
    assert counts[DIGITS] == counts[FAILING] == (3, 3)
    assert counts[BARCODE] == (1, 1)
    assert counts[LICENCE] == (0, 1)
    assert (identity.lines.count, identity.lines.total) == (5, 6)
    assert (identity.fields.count, identity.fields.total) == (2, 3)
    assert identity.green.wrong.count == 0
    assert identity.contradicted == 1, "the text says DL, the label an identity card"


@pytest.mark.slow
def test_what_is_not_as_labelled_is_listed_with_the_place(result: CorpusResult) -> None:
    wrong = {(case.file, case.fact): case for case in result.facts["identity"].wrong}
    case = wrong["passport.jpg", ZONE]
    assert case.detail.startswith("line 2 place 44: < read as ")
    assert wrong["licence.txt", LICENCE].detail == "sex"
    assert ("digit.jpg", ZONE) not in wrong


@pytest.mark.slow
def test_tables_json_and_page_are_written(result: CorpusResult, tmp_path: Path) -> None:
    console = Console(record=True, width=200, file=io.StringIO())
    print_tables(result, console)
    text = console.export_text()
    assert "Identity documents by group" in text
    assert "passport.jpg" in text
    data = json.loads(json.dumps(corpus_json(result)))
    assert data["facts"]["identity"]["facts"][ZONE]["total"] == 3
    assert ZONE in {goal["name"] for goal in data["goals"]}
    page = write_identity_page(result, tmp_path).read_text("utf-8")
    assert f"| {ZONE} | 0.667 | at least 0.95 share | missed |" in page
    assert ".jpg" not in page, "a page names no file"


def test_a_wrong_value_that_no_digit_reveals_is_counted_apart() -> None:
    clean = accuracy_of((TRUTH, report_of()))
    assert (clean.green.wrong.count, clean.green.wrong.total) == (0, 1)
    accuracy = accuracy_of((TRUTH, report_of((LINES[0], OTHER_SEX))), (TRUTH, report_of()))
    assert (accuracy.green.wrong.count, accuracy.green.wrong.total) == (1, 2)
    assert accuracy.green.by_value["sex"].count == 1
    assert accuracy.green.by_value["number"].count == 0
    missed = {goal.name for goal in identity_goals(accuracy) if goal.holds is False}
    assert "every check digit holds, yet a value is wrong" in missed
    marked = accuracy_of(
        (TRUTH, report_of(mrz=_zone(LINES[0], OTHER_SEX) | {"doubtful": ["sex"]})),
        (TRUTH, report_of(mrz=_zone(LINES[0], OTHER_SEX) | {"doubtful": ["number"]})),
    )
    # A sex in doubt is left out of a report, so that only the second one states a wrong value.
    assert (marked.green.wrong.count, marked.green.unmarked.count) == (1, 1)
    assert marked.green.wrong.total == 2
    unproved = _zone(LINES[0], OTHER_SEX)
    unproved["check_digits"] = unproved["check_digits"] | {"number": "unproved"}
    assert accuracy_of((TRUTH, report_of(mrz=unproved))).green.wrong.total == 0


def _zone(*lines: str) -> dict[str, Any]:
    zone: dict[str, Any] = report_of(lines)["facts"]["identity"]["mrz"]
    return zone


def test_a_wrong_digit_found_makes_a_zone_not_green_and_a_name_is_no_value() -> None:
    accuracy = accuracy_of(
        (TRUTH, report_of((LINES[0], OTHER_SEX), "number")),
        (TRUTH, report_of((LINES[0].replace("ANNA", "ANMA"), LINES[1]))),
    )
    assert (accuracy.green.wrong.count, accuracy.green.wrong.total) == (0, 1)
    assert accuracy.green.names.count == 1
    assert accuracy.facts[DIGITS].count == 1


@pytest.mark.parametrize(
    ("truth", "report", "fact", "is_right"),
    [
        ({"document": "none"}, report_of(mrz=None, document="none"), NO_ZONE, True),
        ({"document": "none"}, report_of(document="none"), NO_ZONE, False),
        (TRUTH, report_of(mrz=None), ZONE, False),
        (TRUTH, report_of(), ZONE, True),
        (TRUTH | {"check_digits": "fail"}, report_of(LINES, "number"), DIGITS, True),
        (TRUTH | {"wrong_check_digits": ["birth"]}, report_of(LINES, "birth_date"), FAILING, True),
        (TRUTH | {"wrong_check_digits": ["birth"]}, report_of(LINES, "number"), FAILING, False),
        (TRUTH, report_of(document="visa"), DOCUMENT, False),
        ({"document": "photo-card"}, report_of(document="id-card"), DOCUMENT, True),
        ({"document": "letter"}, report_of(document="id-card"), DOCUMENT, False),
        ({"document": "passport-cover"}, report_of(document="none"), DOCUMENT, True),
    ],
)
def test_each_fact_is_judged(
    truth: dict[str, Any], report: dict[str, Any], fact: str, is_right: bool
) -> None:
    assert case_of(ScreenedFile(labelled(truth), report, None), fact).is_right is is_right


def case_of(one: ScreenedFile, fact: str) -> FactCase:
    return next(case for case in fact_cases(one) if case.fact == fact)


def test_nothing_is_asked_that_the_label_leaves_open() -> None:
    unknown = {"mrz": None, "document": None}
    one = ScreenedFile(labelled(unknown), report_of(), None)
    assert list(fact_cases(one)) == []


@pytest.mark.parametrize(
    ("expires", "outcome", "found", "is_right"),
    [
        ("2030-01-01", "pass", "valid", True),
        ("2020-01-01", "fail", "expired", True),
        ("2026-11-24", "pass", "valid", True),
        ("2030-01-01", "fail", "expired", False),
        ("2020-01-01", "unsure", "open (perhaps-expired)", False),
    ],
)
def test_expiry_is_judged_on_the_day_of_the_report(
    expires: str, outcome: str, found: str, is_right: bool
) -> None:
    report = report_of()
    report["findings"] = [
        {"rule": "identity.expiry", "outcome": outcome, "reason": "perhaps-expired"}
    ]
    one = ScreenedFile(labelled(TRUTH | {"expires": expires}), report, None)
    case = case_of(one, EXPIRY)
    assert (case.found, case.is_right) == (found, is_right)


def test_a_failed_screening_is_wrong_in_all_and_says_why() -> None:
    one = ScreenedFile(labelled(TRUTH), {}, "WorkerTimedOut")
    cases = list(fact_cases(one))
    assert {case.fact for case in cases} == {ZONE, "zone format", DIGITS, DOCUMENT}
    assert all(not case.is_right and case.detail == "WorkerTimedOut" for case in cases)


def test_a_rendered_barcode_is_counted_apart(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    (tmp_path / "text.txt").write_bytes(b"@ANSI")
    label = labelled({"barcode_file": "text.txt"}, "a.png", tmp_path / "a.png")
    report = report_of(mrz=None)
    right = ScreenedFile(label, report, None, (Content(b"@ANSI", "@ANSI"),))
    assert case_of(right, RENDERED).is_right
    for barcodes, found in (
        (None, "not read"),
        ((), "none"),
        ((Content(b"", ""),), "another text"),
    ):
        assert case_of(ScreenedFile(label, report, None, barcodes), RENDERED).found == found


@pytest.mark.accuracy
@pytest.mark.slow
def test_goals_hold_on_the_labelled_corpus(corpus: Path) -> None:
    folder = corpus / "identity"
    if not (folder / "labels.jsonl").exists():
        pytest.skip("the corpus beside this clone has no identity documents")
    result = evaluate_corpus(folder, "pr-card", "all", default_worker_count(), Console(quiet=True))
    assert dict(result.crashed_files) == {}
    goals = identity_goals(result.facts["identity"])
    missed = [f"{goal.name}: {goal.value}" for goal in goals if goal.holds is False]
    assert missed == []
