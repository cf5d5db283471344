"""The benchmarks run and measure something; how fast is no matter of a test."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from rich.console import Console

from samples.form_answers import validated_answers
from samples.forms import dynamic_form, flattened_form, plain_form
from samples.generate import SPECIMENS_FOLDER
from service.form_listing import form_listing
from tests.benchmarks.__main__ import (
    form_figures,
    print_facts,
    print_figures,
    print_rules,
    scan_figures,
    screening_figures,
)
from tests.benchmarks.forms import large_form, long_scan
from tests.benchmarks.machine import machine_description
from tests.benchmarks.origin_rules import (
    UNANSWERED,
    LabelledOrigin,
    docscreen_rule,
    paperless_rule,
    score_rule,
)
from tests.benchmarks.photos import portrait_jpeg
from tests.benchmarks.screenings import time_screenings


def test_the_measured_photo_is_an_id_photo_of_a_cameras_size() -> None:
    content = portrait_jpeg(1000, 1400)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (1000, 1400)
    assert len(content) > 150_000


def test_figures_and_facts_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    measured = time_screenings(portrait_jpeg(500, 700), runs=2)
    assert 0 < measured.least_ms <= measured.median_ms <= measured.p95_ms
    assert {"total", "decoded", "person_mask"} <= set(measured.facts_ms)
    times = {"1000 x 1400": measured, "2000 x 2800": measured}
    console = Console(width=100)
    print_figures(list(screening_figures(times)), console)
    print_facts(times, console)
    printed = capsys.readouterr().out
    assert "1000 x 1400 JPEG, median" in printed
    assert "person_mask" in printed


def test_the_machine_is_described() -> None:
    described = machine_description()
    assert "mediapipe" in described["libraries"]
    assert described["processor"]


def test_the_measured_form_is_as_large_as_a_real_one() -> None:
    listing = form_listing(large_form())
    assert listing["xfa"] == "dynamic"
    assert len(listing["fields"]) > 270
    assert sum(field["filled"] for field in listing["fields"]) == 17


def test_a_form_is_timed_from_bytes_to_report(capsys: pytest.CaptureFixture[str]) -> None:
    times = {"specimen": time_screenings(large_form(), 2, "form.pdf", "pr-portal")}
    print_figures(list(form_figures(times)), Console(width=100))
    assert {"total", "read_form"} <= set(times["specimen"].facts_ms)
    assert "specimen, median" in capsys.readouterr().out


def test_rules_are_scored_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    scan = long_scan(4)
    digital, either = frozenset({"digital"}), frozenset({"digital", "scanned"})
    files = (
        LabelledOrigin("flattened", flattened_form("en", validated_answers()), digital),
        LabelledOrigin("scan", scan, frozenset({"scanned"})),
        LabelledOrigin("broken", b"%PDF-1.7", either),
    )
    rules = {"docscreen": docscreen_rule, "paperless-ngx": paperless_rule}
    scores = [score_rule(name, rule, files, scan) for name, rule in rules.items()]
    assert [(score.right, score.unanswered) for score in scores] == [(2, 1), (2, 1)]
    print_rules(scores, Console(width=120))
    assert "2 of 3" in capsys.readouterr().out
    (figure,) = scan_figures(scores)
    assert figure.unit == "s"


def test_the_rule_of_paperless_goes_by_tags_and_by_length_of_text() -> None:
    assert paperless_rule(plain_form("en")) == "digital"
    assert paperless_rule(dynamic_form("en")) == "digital"
    assert paperless_rule((SPECIMENS_FOLDER / "form-scanned.pdf").read_bytes()) == "scanned"
    assert UNANSWERED not in ("digital", "scanned", "mixed")
