"""Evaluation of a small corpus: the public-domain portrait, a plain wall and broken files."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from rich.console import Console

from checks.photo_sheet import photo_sheet
from service.evaluation.command import run_evaluate
from service.evaluation.corpus import CorpusResult, evaluate_corpus
from service.evaluation.corpus_tables import corpus_json, print_tables
from tests.conftest import Rgb, facts_of

GROUP = {"sex": "f", "eth": "white", "age": "35"}
#: The marked crown is set this share of the measured face height too high.
CROWN_OFFSET = 0.03


def portrait_truth(framed: Rgb) -> dict[str, Any]:
    """Labels of the portrait: the measured points, with the crown moved by a known offset."""
    facts = facts_of(framed)
    chin = np.array(photo_sheet(facts)["chin"])
    up = np.array(facts.face.up)
    height = facts.face_height_px.value * (1 + CROWN_OFFSET)
    return {
        "category": "near_passport",
        "faces": 1,
        "expression": "neutral",
        "chin": chin.tolist(),
        "crown_approx": (chin + up * height).tolist(),
        "eyes": [list(facts.face.right_eye), list(facts.face.left_eye)],
        "group": GROUP,
        "expect": {"photo.face-count": "pass", "file.readable": "pass"},
    }


@pytest.fixture(scope="module")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory, portrait_jpeg: bytes) -> Path:
    """Five labelled files: a portrait, one wrongly labelled, an empty wall, two broken ones."""
    folder = tmp_path_factory.mktemp("corpus")
    framed = np.asarray(Image.open(io.BytesIO(portrait_jpeg)), np.uint8)
    truth = portrait_truth(framed)
    (folder / "portrait.jpg").write_bytes(portrait_jpeg)
    (folder / "truncated.jpg").write_bytes(portrait_jpeg[:4000])
    (folder / "hostile.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\xff" * 64)
    Image.fromarray(np.full((700, 500, 3), 240, np.uint8)).save(folder / "wall.png")
    broken = {"faces": 1, "expect": {"photo.face-count": "pass"}}
    entries = [
        ("portrait.jpg", "photo", truth),
        ("portrait.jpg", "photo", truth | {"expect": {"photo.face-count": "fail"}}),
        ("wall.png", "photo", {"faces": 0, "expect": {"photo.face-count": "fail"}}),
        ("truncated.jpg", "photo", broken),
        ("hostile.png", "photo", broken),
        ("gone.jpg", "photo", broken),
        ("letter.pdf", "document", {"category": "letter"}),
    ]
    lines = [json.dumps({"file": f, "kind": k, "truth": t}) for f, k, t in entries]
    (folder / "labels.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def result(corpus_folder: Path) -> CorpusResult:
    return evaluate_corpus(corpus_folder, "pr-card", "all", 1, Console(quiet=True))


def test_broken_files_do_not_stop_the_evaluation(result: CorpusResult) -> None:
    assert result.files == 5
    assert dict(result.crashed_files) == {}
    assert result.missing_files == ("gone.jpg",)


def test_kinds_without_evaluator_are_counted_and_named(result: CorpusResult) -> None:
    assert dict(result.not_evaluated) == {"document": 1}
    console = Console(record=True, width=200, file=io.StringIO())
    print_tables(result, console)
    assert "not evaluated yet: kind document (1 files)" in console.export_text()


def test_outcomes_are_counted_against_labels(result: CorpusResult) -> None:
    rule = next(one for one in result.rules if one.rule == "photo.face-count")
    assert rule.confusion["fail"] == {"pass": 1, "fail": 1}
    assert rule.confusion["pass"] == {"pass": 1, "not-assessed": 2}
    assert (rule.rates.false_pass.count, rule.rates.false_pass.total) == (1, 2)
    assert (rule.rates.false_fail.count, rule.rates.false_fail.total) == (0, 3)
    assert rule.by_group["sex: female"].false_pass.count == 1


def test_wrong_cases_are_listed_with_what_was_found(result: CorpusResult) -> None:
    wrong = {(case.file, case.expected, case.found) for case in result.wrong_cases}
    assert ("portrait.jpg", "fail", "pass") in wrong
    assert ("truncated.jpg", "pass", "not-assessed") in wrong
    assert not any(case.file == "wall.png" for case in result.wrong_cases)


def test_face_height_error_is_the_offset_of_the_marked_crown(result: CorpusResult) -> None:
    geometry = result.facts["photo"].geometry
    assert geometry.height is not None
    expected_mm = (1 / (1 + CROWN_OFFSET) - 1) * 33.5
    assert geometry.height.bias_mm == pytest.approx(expected_mm, abs=0.1)
    assert geometry.points_percent["eyes"].max < 0.5
    assert geometry.points_percent["chin"].max < 0.5
    crown = geometry.points_percent["crown_along_axis"].mean
    assert crown == pytest.approx(100 * CROWN_OFFSET / (1 + CROWN_OFFSET), abs=0.5)
    assert set(geometry.height_by_group) == {"sex: female", "ethnicity: white", "age: 35-44"}


def test_number_of_faces_is_compared(result: CorpusResult) -> None:
    count = result.facts["photo"].face_count
    assert count.by_class["none"].count == count.by_class["none"].total == 1
    assert count.by_class["one"].total == 4
    assert set(count.wrong) == {"truncated.jpg", "hostile.png"}
    assert count.accepted_without_face.count == 0


def test_neutral_portraits_are_found_by_their_labels(result: CorpusResult) -> None:
    photo = result.facts["photo"]
    assert photo.portraits == 2
    assert photo.portrait_fails["photo.face-count"].all.count == 0


def test_json_holds_goals_and_every_share_with_its_interval(result: CorpusResult) -> None:
    data = json.loads(json.dumps(corpus_json(result)))
    assert data["schema"] == "docscreen/evaluation/1"
    assert {"name", "value", "comparison", "limit", "unit", "holds"} == set(data["goals"][0])
    coverage = data["facts"]["photo"]["geometry"]["height"]["coverage"]
    assert set(coverage) == {"count", "total", "share", "low", "high"}
    assert data["timings_ms"]["total"]["count"] == 5


def test_command_reports_unusable_corpora(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_evaluate(tmp_path) == 2
    assert "labels.jsonl" in capsys.readouterr().err
    assert run_evaluate(None) == 2
    assert "--corpus" in capsys.readouterr().err


def test_command_refuses_unknown_policies(
    corpus_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_evaluate(corpus_folder, policy="no-such-policy") == 2
    assert "no-such-policy" in capsys.readouterr().err


def test_a_corpus_without_any_of_its_files_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = {"file": "gone.jpg", "kind": "photo", "truth": {"faces": 1}}
    (tmp_path / "labels.jsonl").write_text(json.dumps(entry) + "\n")
    assert run_evaluate(tmp_path, form="json") == 2
    assert "no file of the corpus could be read" in capsys.readouterr().err
