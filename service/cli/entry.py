"""Where the console script starts: errors become one line and an exit status, no traceback."""

from __future__ import annotations

import io
import os
import sys
import traceback
from enum import IntEnum
from typing import NoReturn

from models.errors import DocscreenError
from service.errors import UsageError


class ExitStatus(IntEnum):
    """What a command tells the shell."""

    ACCEPTED = 0
    NOT_ACCEPTED = 1
    USAGE = 2
    INTERNAL = 3
    INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line and leave with its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a sign shows another
    try:
        from service.cli.commands import app

        app(prog_name="docscreen")
        sys.exit(ExitStatus.ACCEPTED)
    except KeyboardInterrupt:
        status = ExitStatus.INTERRUPTED
    except UsageError as refusal:
        status = complain(str(refusal), ExitStatus.USAGE)
    except DocscreenError as failure:
        status = complain(str(failure), ExitStatus.INTERNAL)
    except Exception as bug:
        if os.environ.get("DOCSCREEN_LOG_LEVEL") == "debug":
            traceback.print_exc()
        name = type(bug).__name__
        message = f"a fault in docscreen ({name}: {bug}); DOCSCREEN_LOG_LEVEL=debug shows where"
        status = complain(message, ExitStatus.INTERNAL)
    sys.exit(status)


def complain(message: str, status: ExitStatus) -> ExitStatus:
    """Print one line to standard error and hand back the status."""
    print(f"docscreen: {message}", file=sys.stderr)
    return status
