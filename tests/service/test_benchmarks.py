"""The benchmarks run and measure something; how fast is no matter of a test."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from rich.console import Console

from tests.benchmarks.__main__ import print_facts, print_figures, screening_figures
from tests.benchmarks.machine import machine_description
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
