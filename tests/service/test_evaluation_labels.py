"""Reading labels: groups, halves of the corpus, and files that are not what they should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.evaluation.labels import CorpusError, age_band, files_of_split, read_labels
from service.evaluation.split import split_of


def written(folder: Path, *entries: dict[str, Any]) -> Path:
    lines = [json.dumps({"kind": "photo", "truth": {}} | entry) for entry in entries]
    (folder / "labels.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def test_all_pictures_of_a_person_fall_into_one_half() -> None:
    for number in range(40):
        neutral = split_of(f"frontal_neutral/set__neutral_front_{number:03}_03.jpg")
        assert split_of(f"smile/set__smiling_front_{number:03}_08.jpg") == neutral


def test_halves_do_not_change_between_versions() -> None:
    files = [f"a/person_{number:03}_x.jpg" for number in range(8)]
    halves = [split_of(file) for file in files]
    expected = "cchhhchc"
    assert "".join(half[0] for half in halves) == expected


def test_halves_are_of_similar_size_and_complete(tmp_path: Path) -> None:
    entries = read_labels(written(tmp_path, *({"file": f"p_{n:03}_.jpg"} for n in range(200))))
    calibration = files_of_split(entries, "calibration")
    held_out = files_of_split(entries, "held-out")
    assert 70 <= len(calibration) <= 130
    assert {entry.file for entry in (*calibration, *held_out)} == {e.file for e in entries}
    assert files_of_split(entries, "all") == entries


def test_groups_are_named_alike_whatever_the_corpus_calls_them(tmp_path: Path) -> None:
    groups = [
        {"sex": "f", "eth": "black", "age": "24"},
        {"sex": "female", "ethnicity": "black", "age": 24},
        {"sex": "M", "age": "NA"},
    ]
    entries = [{"file": "x.jpg", "truth": {"group": group}} for group in groups]
    first, second, third = read_labels(written(tmp_path, *entries))
    assert set(first.groups) == {"sex: female", "ethnicity: black", "age: 18-24"}
    assert set(first.groups) == set(second.groups)
    assert third.groups == ("sex: male",)


@pytest.mark.parametrize(
    ("years", "band"),
    [(5, "under 18"), (18, "18-24"), (25, "25-34"), (64, "55-64"), (65, "65 and over")],
)
def test_age_bands_meet_without_gap(years: int, band: str) -> None:
    assert age_band(years) == band


def test_files_outside_the_corpus_or_missing_have_no_path(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"x")
    (corpus / "here.jpg").write_bytes(b"x")
    files = ("../secret.jpg", "gone.jpg", "here.jpg", str(tmp_path / "secret.jpg"))
    entries = read_labels(written(corpus, *({"file": file} for file in files)))
    assert [entry.path is not None for entry in entries] == [False, False, True, False]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"file": "x"}', '{"file": "x", "kind": "photo", "truth": 3}']
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    good = json.dumps({"file": "a.jpg", "kind": "photo", "truth": {}})
    (tmp_path / "labels.jsonl").write_text(f"{good}\n\n{line}\n", "utf-8")
    with pytest.raises(CorpusError, match="line 3"):
        read_labels(tmp_path)


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="labels"):
        read_labels(tmp_path)
