"""The words that answers use for states, outcomes and kinds.

A newer service may use words that this client does not know yet: each is then a member of its
class that equals the word, and ``is_known`` is False.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self


class Word(StrEnum):
    """A word of the interface; one that this client does not know is kept as it came."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_, member._value_ = value, value
        return member

    @property
    def is_known(self) -> bool:
        """Whether this client knows the word."""
        return self.name in type(self).__members__


class Outcome(Word):
    """What a check concluded about one rule."""

    PASS = "pass"
    FAIL = "fail"
    UNSURE = "unsure"
    NOT_ASSESSED = "not-assessed"
    MANUAL = "manual"


class Severity(Word):
    """What a failed rule leads to under the policy."""

    RETURN = "return"
    BLOCK = "block"
    DELAY = "delay"
    ADVICE = "advice"


class Verdict(Word):
    """What docscreen recommends for an upload."""

    ACCEPT = "accept"
    REVIEW = "review"
    RETURN = "return"


class Completeness(Word):
    """Whether every check of a report ran to its end."""

    COMPLETE = "complete"
    PARTIAL = "partial"


class State(Word):
    """How far a screening is; *failed* where no attempt gave a result."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether nothing changes any more."""
        return self in (State.DONE, State.FAILED)


class Shape(Word):
    """What the points of a place are: corners of a box, ends of a line, a polygon."""

    BOX = "box"
    LINE = "line"
    POLYGON = "polygon"


class Change(Word):
    """How a rule's finding differs; *other*: worth the same, but something else differs."""

    SAME = "same"
    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"
    ADDED = "added"
    REMOVED = "removed"


class DeliveryState(Word):
    """How the delivery of a message goes; *dead* once no attempt is left."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class Life(Word):
    """What holds of the service now."""

    ALIVE = "alive"
    READY = "ready"


Language = Literal["en", "fr"]
#: What an upload may be declared to be.
DeclaredKind = Literal["auto", "photo", "identity", "form", "document"]
#: What an upload may be found to be.
DetectedKind = Literal["photo", "identity", "form", "document", "unknown"]
#: What more an answer may hold: the texts of identity documents, for whom the scope officer has.
Include = Literal["texts"]
