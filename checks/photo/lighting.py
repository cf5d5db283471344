"""Whether the light falls evenly on the face."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome, Where
from checks.limits import Ceiling, Floor, Unit, Verdict, decisive, worst
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.face import Point
from models.lighting import LightUniformity

_STOPS = Unit("stops")
_SKIN = Unit("% of the skin in shadow", 100)


@dataclass(frozen=True, slots=True)
class LightingRule:
    """Limits of the differences in light, in stops, and of the shaded share of the skin."""

    side_stops: Ceiling
    forehead_over_cheeks: Floor
    forehead_over_chin_low: Floor
    forehead_over_chin_high: Ceiling
    shaded_share: Ceiling
    deeply_shaded_share: Ceiling


@check(
    "photo.lighting-uniform",
    reasons=(
        *("even", "right-in-shadow", "left-in-shadow", "upper-in-shadow", "lower-in-shadow"),
        *("cast-shadow", "slightly-uneven"),
    ),
)
def lighting_uniform(photo: PhotoFacts, rule: LightingRule) -> Judgement:
    """The light is the same on both sides of the face, and no shadow lies on it.

    Mirrored places of the face are compared in linear light, in stops (one stop is half the light),
    so that beard, make-up and skin tone cancel: the median over seven zones for light from one
    side, the share of skin that is much darker than its mirror image for cast shadows, the forehead
    against the cheeks for light from above or below and for the shadow of a hat.
    Sources: IMM 5445; ISO/IEC 29794-5 (illumination uniformity) for the comparison of sides.
    """
    facts = photo.lighting
    fault, verdict = decisive(_verdicts(facts, rule))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("even")
    reason = fault if verdict.outcome is Outcome.FAIL else "slightly-uneven"
    return verdict.because(reason, _places(facts.shaded_outlines))


def _verdicts(facts: LightUniformity, rule: LightingRule) -> dict[str, Verdict]:
    side_fault = "right-in-shadow" if facts.side_stops > 0 else "left-in-shadow"
    verdicts = {
        side_fault: rule.side_stops.judge(abs(facts.side_stops), _STOPS),
        "cast-shadow": worst(
            rule.shaded_share.judge(facts.shaded_share, _SKIN),
            rule.deeply_shaded_share.judge(
                facts.deeply_shaded_share, Unit("% of the skin in deep shadow", 100)
            ),
        ),
    }
    upper: list[Verdict] = []
    over_cheeks, over_chin = facts.forehead_over_cheeks, facts.forehead_over_chin
    if over_cheeks is not None:
        upper.append(rule.forehead_over_cheeks.judge(over_cheeks, _STOPS))
    if over_chin is not None:
        upper.append(rule.forehead_over_chin_low.judge(over_chin, _STOPS))
        verdicts["lower-in-shadow"] = rule.forehead_over_chin_high.judge(over_chin, _STOPS)
    return verdicts | ({"upper-in-shadow": worst(*upper)} if upper else {})


def _places(outlines: tuple[tuple[Point, ...], ...]) -> tuple[Where, ...]:
    return tuple(Where("polygon", outline) for outline in outlines)
