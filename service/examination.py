"""What an examination of the installation found, and the time that each of them may take."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from models.errors import DocscreenError

State = Literal["ok", "warning", "problem"]

#: What is healthy answers within milliseconds; the longest wait, for S3, tries again a few times.
TIME_LIMIT_S = 10.0
_ROOM_REMEDY = "Make room there: until then nothing is accepted. docscreen store purge helps."


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found about one part of the installation, and what to do about it."""

    part: str
    state: State
    found: str
    remedy: str = ""


def examined(
    part: str, work: Callable[[], Examination], remedy: str, limit_s: float = TIME_LIMIT_S
) -> Examination:
    """Examine one part in a thread; what fails, or takes longer than it may, is a problem.

    ``remedy``: what to do where the examination itself fails. The message of an error that is not
    docscreen's is not told, as it may hold a password.
    """
    outcome: list[Examination] = []
    failure: list[Exception] = []

    def examine() -> None:
        try:
            outcome.append(work())
        except Exception as caught:
            failure.append(caught)

    thread = threading.Thread(target=examine, name=f"docscreen-doctor-{part}", daemon=True)
    thread.start()
    thread.join(limit_s)
    if outcome:
        return outcome[0]
    if not failure:
        return Examination(part, "problem", f"no answer within {limit_s:g} s", remedy)
    (met,) = failure
    if _is_disk_full(met):
        return Examination(part, "problem", "the disk is full", _ROOM_REMEDY)
    told = str(met) if isinstance(met, DocscreenError) else type(met).__name__
    return Examination(part, "problem", told, remedy)


def _is_disk_full(failure: BaseException) -> bool:
    """Whether no room is the reason of a failure, or of what led to it."""
    at: BaseException | None = failure
    while at is not None:
        if isinstance(at, OSError) and at.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(at, "sqlite_errorname", "") == "SQLITE_FULL" or type(at).__name__ == "DiskFull":
            return True
        at = at.__cause__ or at.__context__
    return False
