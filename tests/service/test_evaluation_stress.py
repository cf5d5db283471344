"""The stress suite: what it concludes from trials, and one short run from photo to curves."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import pytest
from PIL import Image
from rich.console import Console

from service.evaluation.command import run_evaluate
from service.evaluation.degradations.registry import Degradation, degradations
from service.evaluation.pages import write_stress_page
from service.evaluation.plots import draw_stress_plots
from service.evaluation.stress import StressResult, evaluate_stress
from service.evaluation.stress_results import Trial, clean_result, degradation_result
from service.evaluation.stress_tables import print_stress_tables, stress_json
from service.warm_up import drawn_portrait

RULE = "photo.sharpness"
UNIT = "% of the inter-eye distance"


def fault(response: Literal["fail", "doubt"] = "fail") -> Degradation:
    """A fault in strengths 0..4 of which 3 and 4 must be detected and 1 accepted."""
    return Degradation(
        name="fault",
        degrade=lambda photo, strength, rng: photo.rgb,
        quantity="something",
        unit="mm",
        strengths=(0, 1, 2, 3, 4),
        rules=(RULE, "photo.unknown"),
        accept=(0, 1),
        faults=((3, 9),),
        response=response,
        side_effects=("photo.resolution",),
        encoded_quality=lambda strength: 95,
    )


def trials(photo: str, outcomes: str, values: tuple[float, ...] = (), **others: str) -> list[Trial]:
    """One photo's trials; ``outcomes`` are initials of the rule's outcome by strength."""
    names = {"p": "pass", "u": "unsure", "f": "fail", "n": "not-assessed"}
    return [
        Trial(
            photo=photo,
            groups=("sex: male",),
            degradation="fault",
            strength=float(strength),
            outcomes={RULE: names[initial]}
            | {rule.replace("_", "."): names[course[strength]] for rule, course in others.items()},
            values={(RULE, UNIT): values[strength]} if values else {},
            verdict="return" if initial == "f" else "accept",
        )
        for strength, initial in enumerate(outcomes)
    ]


def test_faults_are_detected_only_by_the_response_asked_for() -> None:
    seen = [*trials("a", "ppuff"), *trials("b", "ppuuf")]
    strict = degradation_result(fault("fail"), seen, frozenset({RULE}))
    mild = degradation_result(fault("doubt"), seen, frozenset({RULE}))
    assert (strict.detected.count, strict.detected.total) == (3, 4)
    assert (mild.detected.count, mild.detected.total) == (4, 4)
    assert strict.detected_by_group["sex: male"].count == 3
    assert [point.failed.count for point in strict.strengths] == [0, 0, 0, 1, 2]
    assert [point.doubted.count for point in strict.strengths] == [0, 0, 2, 2, 2]
    assert strict.rules == (RULE,)
    assert strict.rules_missing == ("photo.unknown",)


def test_acceptable_strengths_that_fail_are_counted() -> None:
    result = degradation_result(fault(), trials("a", "pffff"), frozenset({RULE}))
    assert (result.wrongly_failed.count, result.wrongly_failed.total) == (1, 2)
    assert [point.expectation for point in result.strengths] == [
        "accept", "accept", "between", "fault", "fault",
    ]  # fmt: skip


def test_an_outcome_that_gets_milder_is_not_steady() -> None:
    seen = [*trials("a", "ppuff"), *trials("b", "pfuff"), *trials("c", "pnnff")]
    result = degradation_result(fault(), seen, frozenset({RULE}))
    assert (result.steady_outcomes.count, result.steady_outcomes.total) == (2, 3)


def test_a_fault_with_two_sides_is_mildest_wherever_between() -> None:
    seen = [*trials("a", "fuppf"), *trials("b", "fpupf"), *trials("c", "fuuuf")]
    two_sided = replace(fault(), strengths=(2, 0, 1, 3, 4))
    result = degradation_result(two_sided, seen, frozenset({RULE}))
    assert (result.steady_outcomes.count, result.steady_outcomes.total) == (2, 3)


def test_numbers_in_other_units_are_not_compared() -> None:
    seen = trials("a", "ppuff", (0.0, 1.0, 2.0, 3.0, 4.0))
    other = replace(seen[2], values={(RULE, "px"): 900.0})
    result = degradation_result(fault(), [*seen[:2], other, *seen[3:]], frozenset({RULE}))
    assert result.steady_values.share == 1.0
    assert result.rank_correlation == pytest.approx(1.0)


def test_values_are_followed_over_strengths() -> None:
    seen = [
        *trials("rising", "ppuff", (0.0, 1.0, 2.0, 3.0, 9.0)),
        *trials("wavering", "ppuff", (0.0, 5.0, 1.0, 6.0, 7.0)),
        *trials("falling", "ppuff", (9.0, 7.0, 7.0, 3.0, 1.0)),
    ]
    result = degradation_result(fault(), seen, frozenset({RULE}))
    assert result.response_rule == RULE
    assert (result.steady_values.count, result.steady_values.total) == (2, 3)
    assert result.rank_correlation is not None
    assert result.rank_correlation > 0.95
    assert result.strengths[0].value == 0.0


def test_only_rules_without_part_in_the_fault_are_false_alarms() -> None:
    seen = trials(
        "a",
        "ppuff",
        photo_glare="ppppf",
        photo_resolution="pffff",
        photo_pose="fffff",
        photo_eyes="pufpp",
    )
    result = degradation_result(fault(), seen, frozenset({RULE}))
    assert {rule: share.count for rule, share in result.collateral.items()} == {"photo.glare": 1}
    assert result.collateral["photo.glare"].total == 2
    assert {rule: share.count for rule, share in result.false_alarms.items()} == {"photo.eyes": 1}


def test_clean_photos_count_once_whatever_was_done_to_them() -> None:
    result = clean_result([*trials("a", "p"), *trials("a", "p"), *trials("b", "f")])
    assert result.photos == 2
    assert (result.failed[RULE].count, result.failed[RULE].total) == (1, 2)


@pytest.fixture(scope="module")
def photo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one drawn portrait before much wall, and a file that is no photo."""
    folder = tmp_path_factory.mktemp("photos")
    wall = cv2.copyMakeBorder(
        drawn_portrait()[:620], 120, 0, 60, 60, cv2.BORDER_CONSTANT, value=(255, 255, 255)
    )
    cv2.imwrite(str(folder / "drawn.png"), np.asarray(wall)[..., ::-1])
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing")
    return folder


@pytest.fixture(scope="module")
def result(photo_folder: Path) -> StressResult:
    return evaluate_stress(
        photo_folder, "pr-card", "all", 2, ("greyscale", "off-centre"), 1, Console(quiet=True)
    )


def test_suite_runs_every_strength_on_every_usable_photo(result: StressResult) -> None:
    strengths = sum(
        len(one.strengths) for one in degradations(("greyscale", "off-centre")).values()
    )
    assert result.photos == ("drawn.png",)
    assert result.screenings == strengths
    assert dict(result.crashed) == {}
    assert [one.name for one in result.degradations] == ["greyscale", "off-centre"]


def test_suite_sees_the_shift_grow(result: StressResult) -> None:
    shift = result.degradations[1]
    assert shift.response_rule == "photo.centred"
    assert shift.steady_values.share == 1.0
    assert shift.rank_correlation == pytest.approx(1.0, abs=0.05)


def test_result_is_printed_as_tables_and_as_json(result: StressResult) -> None:
    console = Console(record=True, width=200, file=io.StringIO())
    print_stress_tables(result, console)
    text = console.export_text()
    assert "off-centre: shift of the face to one side (mm)" in text
    data = json.loads(json.dumps(stress_json(result)))
    assert data["schema"] == "docscreen/stress/1"
    assert len(data["degradations"][0]["strengths"]) == 4


def test_curves_are_small_drawings_of_few_colours(result: StressResult, tmp_path: Path) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    for path in draw_stress_plots(result, first):
        with Image.open(path) as drawing:
            assert len(drawing.getcolors() or ()) in range(3, 33)
        assert path.stat().st_size < 60_000
    draw_stress_plots(result, again)
    for path in first.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()


def test_generated_page_shows_figures_and_curves(result: StressResult, tmp_path: Path) -> None:
    plots = draw_stress_plots(result, tmp_path)
    page = write_stress_page(result, plots, tmp_path).read_text("utf-8")
    assert "| off-centre | mm | 0, 1, 2 | 9, 12 | photo.centred | fail |" in page
    assert all(f"({path.name})" in page for path in plots)
    assert "drawn.png" not in page


def test_command_names_unknown_degradations(
    photo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_evaluate(photo_folder, suite="stress", degradations=("nothing",)) == 2
    assert "nothing" in capsys.readouterr().err


def test_command_asks_for_photos_where_there_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_evaluate(tmp_path, suite="stress", degradations=("dark",), workers=1) == 2
    assert "--corpus" in capsys.readouterr().err
