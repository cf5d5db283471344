"""The log of a process: one line an event on standard error, for every logger that there is."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from types import TracebackType
from typing import Any, Literal, TextIO

from service.log_lines import OWN, JsonLines, TextLines, log_event, log_failure

_log = logging.getLogger("docscreen")
_warnings = logging.getLogger("docscreen.warnings")

Level = Literal["debug", "info", "warning", "error"]
Form = Literal["json", "text"]


@dataclass(frozen=True, slots=True)
class LogPlan:
    """From which severity on a process logs, and in which form."""

    level: Level
    form: Form


#: Of processes that nobody told otherwise: those of a command line, whose user reads along.
_UNTOLD = LogPlan("warning", "text")
_plan = _UNTOLD


def log_plan(level: Level, stated_form: Literal["auto", "json", "text"]) -> LogPlan:
    """The plan that the settings ask for; ``auto`` is text on a terminal and JSON elsewhere."""
    if stated_form != "auto":
        return LogPlan(level, stated_form)
    return LogPlan(level, "text" if sys.stderr.isatty() else "json")


def present_plan() -> LogPlan:
    """The plan of this process, for those that it starts."""
    return _plan


def start_log(plan: LogPlan) -> None:
    """Log from now on as planned: events, warnings, and exceptions that nobody caught."""
    global _plan
    _plan = plan
    handler = LineHandler(sys.stderr)
    handler.setFormatter(JsonLines() if plan.form == "json" else TextLines())
    logging.root.addHandler(handler)
    logging.getLogger(OWN).setLevel(plan.level.upper())
    # Of libraries, whose lines lack the values, only what went wrong; at debug all that they say.
    library = logging.DEBUG if plan.level == "debug" else logging.WARNING
    logging.root.setLevel(max(library, getattr(logging, plan.level.upper())))
    warnings.showwarning = _log_warning
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    sys.unraisablehook = _log_unraisable


@contextmanager
def failure_told(logger: logging.Logger, event: str) -> Iterator[None]:
    """Log an exception that the block ends with, and let it go on."""
    try:
        yield
    except Exception as failure:
        log_failure(logger, logging.CRITICAL, event, failure)
        raise


class LineHandler(logging.StreamHandler[TextIO]):
    """Writes lines; one that cannot be made is told by its place, without what it would say."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Say that a record could not be written."""
        place = f"{PurePath(record.pathname).name}:{record.lineno}"
        try:
            self.stream.write(f'{{"level": "error", "event": "unloggable", "at": "{place}"}}\n')
        except (OSError, ValueError):
            return  # standard error has gone: there is nobody to tell


def _log_uncaught(
    kind: type[BaseException], failure: BaseException, _trace: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _tell("uncaught", failure)


def _log_uncaught_in_thread(happened: threading.ExceptHookArgs) -> None:
    if happened.exc_value is not None and happened.exc_type is not SystemExit:
        _tell("uncaught-in-thread", happened.exc_value)


def _log_unraisable(happened: Any) -> None:
    if happened.exc_value is not None:
        _tell("unraisable", happened.exc_value)


def _tell(event: str, failure: BaseException) -> None:
    log_failure(_log, logging.CRITICAL, event, failure)


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Tell a warning of Python by its kind and place: its text may quote what was read."""
    where = f"{PurePath(filename).name}:{lineno}"
    log_event(_warnings, logging.WARNING, "warning", kind=category.__name__, at=where)
