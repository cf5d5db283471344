"""The curves of the stress suite as pictures: numbers only, never a photo."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PIL import Image

from models.errors import DocscreenError
from service.evaluation.stress import StressResult
from service.evaluation.stress_results import DegradationResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Curve = TypeVar("Curve")

_COLUMNS = 4
_FAIL, _DOUBT, _RESPONSE = "#b3261e", "#e08a00", "#1f4e8c"
_BANDS = {"accept": "#dcefdc", "fault": "#f8dedb"}


class PlottingUnavailable(DocscreenError):
    """Matplotlib, which only measuring needs, is not installed."""


def draw_stress_plots(result: StressResult, folder: Path) -> tuple[Path, ...]:
    """Draw detection and response curves into ``folder``; the files written.

    Raises PlottingUnavailable where matplotlib is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    detected = [one for one in result.degradations if one.rules]
    responding = [one for one in detected if one.response_rule is not None]
    return (
        drawn_grid(detected, _draw_detection, folder / "stress-detection.png"),
        drawn_grid(responding, _draw_response, folder / "stress-response.png"),
    )


def drawn_grid(results: Sequence[Curve], draw: Callable[[Curve, Axes], None], path: Path) -> Path:
    """Draw one small diagram for each result into a PNG; the file written.

    Raises PlottingUnavailable where matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as missing:
        raise PlottingUnavailable(
            "plots need matplotlib: install it beside docscreen, or leave --plots out"
        ) from missing
    rows = max(1, -(-len(results) // _COLUMNS))
    with mpl.rc_context({"font.size": 8}):
        figure = Figure(figsize=(3.2 * _COLUMNS, 2.3 * rows), dpi=90, layout="constrained")
        grid = figure.subplots(rows, _COLUMNS, squeeze=False)
        for index, axes in enumerate(grid.ravel()):
            if index < len(results):
                draw(results[index], axes)
            else:
                axes.set_axis_off()
        stream = io.BytesIO()
        figure.savefig(stream, format="png")
    # Few colours and no date: the file is small, and the same figures give the same bytes.
    Image.open(stream).convert("RGB").quantize(colors=32).save(path, optimize=True)
    return path


def _draw_detection(one: DegradationResult, axes: Axes) -> None:
    """Share of photos that fail, and that fail or are doubted, by strength."""
    _draw_expectation(one, axes)
    positions = range(len(one.strengths))
    axes.plot(positions, [p.failed.share or 0.0 for p in one.strengths], "o-", color=_FAIL, ms=3)
    doubted = [p.doubted.share or 0.0 for p in one.strengths]
    axes.plot(positions, doubted, "s--", color=_DOUBT, ms=2.5, zorder=1)
    axes.set_ylim(-0.05, 1.05)
    axes.set_title(f"{one.name}: {', '.join(rule.removeprefix('photo.') for rule in one.rules)}")


def _draw_response(one: DegradationResult, axes: Axes) -> None:
    """Median of the measured value by strength."""
    _draw_expectation(one, axes)
    known = [(index, p.value) for index, p in enumerate(one.strengths) if p.value is not None]
    axes.plot([index for index, _ in known], [v for _, v in known], "o-", color=_RESPONSE, ms=3)
    axes.set_title(f"{one.name}: {one.response_rule}")


def _draw_expectation(one: DegradationResult, axes: Axes) -> None:
    """Green behind acceptable strengths, red behind faults; the strengths as marks."""
    for index, point in enumerate(one.strengths):
        if point.expectation in _BANDS:
            band = _BANDS[point.expectation]
            axes.axvspan(index - 0.5, index + 0.5, color=band, lw=0, zorder=0)
    step = max(1, len(one.strengths) // 8)
    marks = range(0, len(one.strengths), step)
    axes.set_xticks(marks, [f"{one.strengths[index].strength:g}" for index in marks])
    axes.set_xlim(-0.5, len(one.strengths) - 0.5)
    axes.set_xlabel(one.unit)
