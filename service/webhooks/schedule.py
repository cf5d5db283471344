"""When a delivery that failed is tried again, and after how many attempts it is given up."""

from __future__ import annotations

import datetime as dt

_S, _MINUTE_S, _HOUR_S = 1, 60, 3600
#: Pauses after each failed attempt: a restart of the receiver, a deployment, an outage, a night.
#: About 22 hours in all; then the message is *dead*, and may be replayed.
PAUSES_S = (
    5 * _S,
    30 * _S,
    2 * _MINUTE_S,
    10 * _MINUTE_S,
    1 * _HOUR_S,
    3 * _HOUR_S,
    6 * _HOUR_S,
    12 * _HOUR_S,
)
MAX_ATTEMPTS = len(PAUSES_S) + 1
#: For what only the operator can mend: enough for a name whose addresses are just being changed.
REFUSED_ATTEMPTS = 3
#: Each pause is up to a fifth longer, so that messages that failed together do not return together.
SPREAD = 0.2
#: A receiver may ask for a longer pause, but not for one that outlasts the schedule.
LONGEST_ASKED_S = PAUSES_S[-1]


def next_attempt(
    attempts: int,
    now: dt.datetime,
    chance: float,
    asked_s: int | None = None,
    most: int = MAX_ATTEMPTS,
) -> dt.datetime | None:
    """When to try again after so many attempts; None when there is no attempt left.

    ``chance``: a random number from 0 to 1. ``asked_s``: the receiver's Retry-After in seconds.
    ``most``: attempts in all, at most ``MAX_ATTEMPTS``.
    """
    if attempts >= most:
        return None
    pause_s = PAUSES_S[attempts - 1] * (1 + SPREAD * chance)
    asked = min(asked_s or 0, LONGEST_ASKED_S)
    return now + dt.timedelta(seconds=max(pause_s, asked))
