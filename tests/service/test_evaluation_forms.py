"""Evaluation of a small corpus of PDFs: the specimen forms, one of them wrongly labelled."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from samples.generate import SPECIMENS_FOLDER
from service.evaluation.corpus import CorpusResult, evaluate_corpus
from service.evaluation.corpus_tables import corpus_json, print_tables
from service.evaluation.form_accuracy import FormAccuracy, measure_form_accuracy
from service.evaluation.form_pages import write_form_page
from service.evaluation.goals import form_goals
from service.evaluation.labels import LabelledFile, read_labels
from service.evaluation.processes import default_worker_count
from service.evaluation.screened import ScreenedFile
from service.evaluation.screening import screen_labelled
from service.workers import WorkerTimedOut
from tests.specimens import KEPT

#: Digital ones only: reading a scan takes a second.
CHOSEN = (
    "form-filled.pdf", "form-blank.pdf", "form-printed-to-pdf.pdf", "form-with-launch.pdf",
    "form-with-password.pdf",
)  # fmt: skip
MISLABELLED = "form-fields-only.pdf"


def labelled(file: str, truth: dict[str, Any]) -> LabelledFile:
    return LabelledFile(file, None, "form", truth, "form")


def report_of(origin: str, **facts: Any) -> dict[str, Any]:
    pdf = {
        "origin": origin, "origin_signals": ["scanner-producer"], "encrypted": False, "pages": 1,
        "xfa": "none", "form": {"number": None, "filled": False}, "signatures": [],
        "active_content": {},
    }  # fmt: skip
    findings = [{"rule": "file.password", "outcome": "pass"}]
    return {"status": "complete", "findings": findings, "facts": {"pdf": pdf | facts}}


@pytest.fixture(scope="module")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    labels = [json.loads(json.dumps(KEPT[name].label())) for name in (*CHOSEN, MISLABELLED)]
    for label in labels:
        shutil.copy(SPECIMENS_FOLDER / label["file"], folder)
    labels[-1]["truth"] |= {"origin_any": ["scanned"], "pages": 7}
    lines = "\n".join(json.dumps(label) for label in labels)
    (folder / "labels.jsonl").write_text(lines, "utf-8")
    return folder


@pytest.fixture(scope="module")
def result(corpus_folder: Path) -> CorpusResult:
    return evaluate_corpus(corpus_folder, "pr-portal", "all", 1, Console(quiet=True))


def test_facts_are_compared_with_the_labels(result: CorpusResult) -> None:
    form = result.facts["form"]
    assert form.files == form.reported.count == len(CHOSEN) + 1
    assert (form.origin.exact.count, form.origin.exact.total) == (4, 5)
    assert form.facts["needs password"].share == 1.0
    assert form.facts["form number"].share == 1.0
    assert form.facts["filled"].share == 1.0
    assert form.facts["active content"].total == 1
    assert dict(form.origin.confusion["scanned"]) == {"digital-form": 1}


def test_what_is_not_as_labelled_is_listed(result: CorpusResult) -> None:
    wrong = {
        (case.file, case.fact, case.expected, case.found) for case in result.facts["form"].wrong
    }
    assert wrong == {
        (MISLABELLED, "origin", "scanned", "digital-form"),
        (MISLABELLED, "pages", "7", "2"),
    }


def test_tables_json_and_page_are_written(result: CorpusResult, tmp_path: Path) -> None:
    console = Console(record=True, width=200, file=io.StringIO())
    print_tables(result, console)
    text = console.export_text()
    assert "Origin: labelled (lines) and found" in text
    assert MISLABELLED in text
    data = json.loads(json.dumps(corpus_json(result)))
    assert data["facts"]["form"]["origin"]["exact"]["total"] == 5
    assert "origin, exact" in {goal["name"] for goal in data["goals"]}
    page = write_form_page(result, tmp_path).read_text("utf-8")
    assert "| origin, exact | 0.800 | at least 0.97 share | missed |" in page
    assert "form-" not in page, "a page names no file"


def accuracy_of(*pairs: tuple[dict[str, Any], dict[str, Any]]) -> FormAccuracy:
    return measure_form_accuracy(
        [ScreenedFile(labelled("a.pdf", truth), report, None) for truth, report in pairs]
    )


def test_a_digital_form_called_scanned_is_counted_apart() -> None:
    digital = {"origin_any": ["digital-form", "digital-flattened"]}
    either = {"origin_any": ["digital-document", "scanned"]}
    form = accuracy_of((digital, report_of("scanned")), (either, report_of("scanned")))
    assert (form.origin.digital_called_scanned.count, form.origin.exact.count) == (1, 1)
    assert form.origin.coarse_confusion == {
        "digital": {"scanned": 1},
        "digital or scanned": {"scanned": 1},
    }
    missed = {goal.name for goal in form_goals(form) if goal.holds is False}
    assert {"digital called scanned", "origin, coarse"} <= missed


@pytest.mark.parametrize(
    ("opens", "report", "facts"),
    [
        ("either", {"findings": [], "facts": {}}, set()),
        ("no", {"findings": [], "facts": {}}, {"opens"}),
        ("yes", {"findings": [], "facts": {}}, {"opens", "pages", "xfa"}),
        ("either", report_of("scanned"), {"pages"}),
    ],
)
def test_what_readers_disagree_on_is_not_asked(
    opens: str, report: dict[str, Any], facts: set[str]
) -> None:
    truth = {"opens": opens, "pages": 1, "xfa": "none", "needs_password": False}
    assert set(accuracy_of((truth, report)).facts) - {"needs password"} == facts


@pytest.mark.parametrize(
    ("seen", "found", "right"),
    [
        ("Launch:1,Filespec:1", {"launch": 1}, 1),
        ("JS:4,JavaScript:4", {"javascript": 3}, 1),
        ("A/FileAttachment:1", {"uri": 1}, 0),
    ],
)
def test_active_content_is_named_in_the_labels_own_words(
    seen: str, found: dict[str, int], right: int
) -> None:
    report = report_of("digital-document", active_content=found)
    share = accuracy_of(({"actions_seen": seen}, report)).facts["active content"]
    assert (share.count, share.total) == (right, 1)


class HangingPool:
    """Workers of which every screening takes too long."""

    def __init__(self, size: int, timeout_s: float) -> None:
        self.timeout_s = timeout_s

    def await_readiness(self) -> None:
        pass

    def screen(self, order: Any) -> dict[str, Any]:
        raise WorkerTimedOut("too long")

    def stop(self) -> None:
        pass


def test_a_screening_without_end_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, corpus_folder: Path
) -> None:
    monkeypatch.setattr("service.evaluation.screening.WorkerPool", HangingPool)
    labels = read_labels(corpus_folder)
    screened = screen_labelled(labels, "pr-portal", 2, Console(quiet=True))
    assert {one.failure for one in screened} == {"WorkerTimedOut"}
    form = measure_form_accuracy(screened)
    assert form.reported.count == form.origin.exact.count == 0
    assert all(case.detail == "WorkerTimedOut" for case in form.wrong)


def test_a_file_is_declared_as_its_label_says(corpus_folder: Path) -> None:
    entry = {"file": CHOSEN[0], "kind": "form", "declared": "identity", "truth": {}}
    folder = corpus_folder / "inner"
    folder.mkdir()
    (folder / "labels.jsonl").write_text(json.dumps(entry), "utf-8")
    assert read_labels(folder)[0].declared == "identity"
    assert read_labels(corpus_folder)[0].declared == "form"


def test_outcomes_are_expected_under_the_labels_policy_alone(result: CorpusResult) -> None:
    label = LabelledFile("a.pdf", None, "form", {"expect": {"form.filled": "fail"}}, "form", "x")
    assert label.under("x").expected == {"form.filled": "fail"}
    assert label.under("y").expected == {}
    rule = next(rule for rule in result.rules if rule.rule == "form.filled")
    assert rule.confusion["fail"] == {"fail": 1}


@pytest.mark.accuracy
@pytest.mark.slow
def test_goals_hold_on_the_labelled_corpus(corpus: Path) -> None:
    result = evaluate_corpus(
        corpus / "form", "pr-portal", "all", default_worker_count(), Console(quiet=True)
    )
    assert dict(result.crashed_files) == {}
    missed = [f"{g.name}: {g.value}" for g in form_goals(result.facts["form"]) if g.holds is False]
    assert missed == []
