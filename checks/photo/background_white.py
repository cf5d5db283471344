"""Whether the background is white."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from checks.finding import Judgement, Outcome
from checks.limits import Ceiling, Floor, Unit, Verdict, decisive
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.background import Background
from models.errors import NotMeasurable
from models.estimate import Estimate

#: Upper ends of the hue angles (degrees in the a*b* plane) that people call by one name.
_COLOURS = (
    (15, "pink"),
    (50, "red"),
    (78, "brown"),
    (112, "yellow"),
    (190, "green"),
    (302, "blue"),
    (340, "purple"),
    (360, "pink"),
)
#: The same for a slight cast on a light background.
_CASTS = ((30, "pinkish"), (112, "yellowish"), (190, "greenish"), (302, "bluish"), (360, "pinkish"))


@dataclass(frozen=True, slots=True)
class BackgroundWhiteRule:
    """Limits of lightness (L*), chroma (C*) and of the share of the background that is within.

    ``cast_chroma``: up to this chroma a light background is called off-white, beyond it coloured.
    ``dark_lightness``: below this lightness a grey background is called dark.
    """

    lightness: Floor
    chroma: Ceiling
    light_percent: Floor
    cast_chroma: float
    dark_lightness: float


@check(
    "photo.background-white",
    reasons=(
        "within",
        "grey",
        "dark",
        "uneven",
        "no-background",
        *dict.fromkeys(name for _, name in _COLOURS + _CASTS),
    ),
)
def background_white(photo: PhotoFacts, rule: BackgroundWhiteRule) -> Judgement:
    """The background is white, or as light as the program accepts.

    Measured as the median CIELAB lightness L* (100: paper white) and chroma C* (0: no colour at
    all) of the background free of the person's outline and stray hair, and as the share of it
    that is not plainly too dark or too coloured. The interval is that of the darkest and the
    lightest of nine parts. Unit: L*, C*. Sources: IMM 5445 (plain white background); ISO/CIE
    11664-4 (CIELAB).
    """
    if not photo.has_upright_face:
        raise NotMeasurable("not-upright" if photo.faces else "no-face")
    background = photo.background
    criterion, verdict = decisive(_verdicts(background, rule), stated="lightness")
    if verdict.outcome is Outcome.PASS:
        return verdict.because("within")
    return verdict.because(_reason(criterion, background.lab_median, rule))


def _verdicts(background: Background, rule: BackgroundWhiteRule) -> dict[str, Verdict]:
    """One verdict for each criterion, first the one that gives the background its name."""
    lightness, a, b = background.lab_median
    darkest, lightest = background.lightness_by_part
    spread = Estimate(lightness, min(darkest, lightness), max(lightest, lightness))
    light_percent = _light_percent(background, rule)
    return {
        "chroma": rule.chroma.judge(math.hypot(a, b), Unit("C*")),
        "lightness": rule.lightness.judge(spread, Unit("L*")),
        "uneven": rule.light_percent.judge(light_percent, Unit("% of the background")),
    }


def _light_percent(background: Background, rule: BackgroundWhiteRule) -> float:
    """Percent of the background that is neither plainly too dark nor plainly coloured."""
    colours = background.colours
    light = colours[:, 0] >= rule.lightness.fail_below
    plain = np.hypot(colours[:, 1], colours[:, 2]) <= rule.chroma.fail_from
    return 100.0 * float(np.mean(light & plain))


def _reason(criterion: str, lab: tuple[float, float, float], rule: BackgroundWhiteRule) -> str:
    lightness, a, b = lab
    if criterion == "uneven":
        return "uneven"
    if criterion == "lightness":
        return "grey" if lightness >= rule.dark_lightness else "dark"
    is_cast = math.hypot(a, b) <= rule.cast_chroma and lightness >= rule.lightness.fail_below
    hue = math.degrees(math.atan2(b, a)) % 360.0
    return next(name for end, name in (_CASTS if is_cast else _COLOURS) if hue <= end)
