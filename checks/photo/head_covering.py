"""Whether something other than hair covers the head."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.photo_facts import PhotoFacts
from checks.registry import check
from models.head_covering import HeadTop


@dataclass(frozen=True, slots=True)
class Cue:
    """A measured value that speaks for a covering: no point at one end, a full one at the other."""

    no_point_at: float
    full_point_at: float

    def points(self, value: float) -> float:
        """Points from 0 to 1, linear between the two ends."""
        share = (value - self.no_point_at) / (self.full_point_at - self.no_point_at)
        return min(1.0, max(0.0, share))


@dataclass(frozen=True, slots=True)
class HeadCoveringRule:
    """The cues, and the sum of points from which an officer should look."""

    odd_colour: Cue
    evenness: Cue
    bare_skin: Cue
    border_strength: Cue
    border_wander: Cue
    neck_skin: Cue
    neck_difference: Cue
    unsure_from_points: float


@check("photo.head-covering", reasons=("uncovered", "perhaps-covered", "not-shown"))
def head_covering(photo: PhotoFacts, rule: HeadCoveringRule) -> Judgement:
    """No hat or cap is worn; a religious or medical covering leaves the full face visible.

    Religious and medical headwear are allowed, and no program can tell them from a fashion cap, so
    this never fails: it asks an officer to look. Points are given for colours that hair does not
    have, for cloth without strands, for a straight sharp border along the forehead, and for a neck
    of the same colour as the zone above the forehead (a scarf or a hood). A bald head has the
    colour of the face's skin and gets none.
    """
    top = photo.head_top
    if top is None:
        return Judgement(Outcome.UNSURE, "not-shown", confidence=0.5)
    points = covering_points(top, rule)
    covered = points >= rule.unsure_from_points
    return Judgement(
        outcome=Outcome.UNSURE if covered else Outcome.PASS,
        reason="perhaps-covered" if covered else "uncovered",
        measured=Measured(points, "points"),
        required=Required("points", max=rule.unsure_from_points),
        confidence=0.5 if covered else 1.0 - 0.5 * points / rule.unsure_from_points,
        where=(Where("line", (photo.face.chin, photo.crown.point)),) if covered else (),
    )


def covering_points(top: HeadTop, rule: HeadCoveringRule) -> float:
    """Sum of the points that speak for a covering, 0..4."""
    even = rule.evenness.points(top.evenness) * (1.0 - rule.bare_skin.points(top.skin))
    border = rule.border_strength.points(top.border_strength)
    border *= rule.border_wander.points(top.border_wander)
    wrapped = rule.neck_skin.points(top.neck_skin)
    wrapped *= rule.neck_difference.points(top.neck_difference)
    return rule.odd_colour.points(top.odd_colour) + even + border + wrapped
