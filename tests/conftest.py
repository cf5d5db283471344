"""Fixtures shared by all tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import skimage.data

from checks.facts import Stopwatch
from checks.photo_facts import PhotoFacts
from checks.policies import Frame, load_policy
from models.image import DecodedImage

# The hooks by which the log of the whole run is kept and searched.
from tests.canary_log import (  # noqa: F401
    pytest_configure,
    pytest_runtest_makereport,
    pytest_runtest_setup,
    pytest_sessionfinish,
    pytest_terminal_summary,
)

Rgb = npt.NDArray[np.uint8]
REPOSITORY = Path(__file__).resolve().parent.parent
CORPUS = REPOSITORY.parent / "shared" / "corpus"


def decoded(rgb: Rgb) -> DecodedImage:
    """A decoded picture with nothing stated by its file."""
    return DecodedImage(
        rgb=np.ascontiguousarray(rgb),
        media_type="image/png",
        stated_dpi=None,
        bits_per_channel=8,
        colour_mode="RGB",
        has_alpha=False,
        icc_description=None,
        exif={},
        jpeg_quantisation=None,
    )


def facts_of(rgb: Rgb, frame: Frame | None = None) -> PhotoFacts:
    """Photo facts of an array of pixels under the PR card's frame."""
    frame = frame or load_policy("pr-card").photo_frame
    return PhotoFacts(decoded(rgb), frame, dt.date(2026, 11, 22), Stopwatch())


@pytest.fixture(scope="session")
def astronaut() -> Rgb:
    """The public-domain portrait of Eileen Collins that scikit-image ships (512 x 512)."""
    return np.asarray(skimage.data.astronaut(), np.uint8)


@pytest.fixture
def photo_facts() -> Callable[[Rgb], PhotoFacts]:
    """A function from pixels to photo facts."""
    return facts_of


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The labelled corpora beside the repository; tests that need them skip without."""
    if not (CORPUS / "photo" / "labels.jsonl").exists():
        pytest.skip("the labelled corpora are not beside this clone (../shared/corpus)")
    return CORPUS
