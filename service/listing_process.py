"""A process of its own that reads files for ``docscreen fields`` and ``read``: one may break it.

It has the limits that a screening has: of time, after which it is ended, and of memory. Only JSON
comes back from it. For forms it has no models, so that it starts at once.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from models.errors import NotAPdf, PdfPasswordNeeded, UntrustedInputError
from service.errors import UsageError
from service.form_listing import form_listing
from service.memory import memory_limited
from service.quiet import native_notices_dropped
from service.workers import START_TIMEOUT_S

#: The listing of the largest form, every field filled with a page of text, has 5 MB.
MAX_ANSWER_BYTES = 64 * 1024 * 1024


def nothing() -> None:
    """No preparation."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What the process does, as functions of modules: ``prepare`` once, then ``read`` each file."""

    read: Callable[[bytes], dict[str, Any]]
    prepare: Callable[[], None] = nothing


FORM_READER = Reader(form_listing)


class ListingProcess:
    """Reads one file after another; a process that was ended is replaced for the next one."""

    def __init__(self, timeout_s: float, reader: Reader = FORM_READER) -> None:
        self._timeout_s = timeout_s
        self._reader = reader
        self._running: tuple[BaseProcess, Connection] | None = None

    def listing(self, untrusted_content: bytes) -> dict[str, Any]:
        """What the reader says of a file. Raises UsageError where it cannot be read."""
        _, pipe = self._running = self._running or self._started()
        try:
            pipe.send(untrusted_content)
            if not pipe.poll(self._timeout_s):
                self.stop()
                raise UsageError(f"reading it took longer than {self._timeout_s:g} s")
            answer: dict[str, Any] = json.loads(pipe.recv_bytes(MAX_ANSWER_BYTES))
        except (EOFError, OSError) as gone:
            self.stop()
            raise UsageError("it cannot be read: the process that read it ended") from gone
        if "refusal" in answer:
            raise UsageError(answer["refusal"])
        listing: dict[str, Any] = answer["listing"]
        return listing

    def stop(self) -> None:
        """End the process, where one is running."""
        if self._running is not None:
            process, pipe = self._running
            self._running = None
            process.kill()
            process.join()
            pipe.close()

    def _started(self) -> tuple[BaseProcess, Connection]:
        context = multiprocessing.get_context("spawn")
        pipe, far_end = context.Pipe()
        process = context.Process(
            target=_work, args=(far_end, self._reader), name="docscreen-listing", daemon=True
        )
        process.start()
        far_end.close()
        if not pipe.poll(START_TIMEOUT_S):
            process.kill()
            raise UsageError("the process that reads files did not start")
        with suppress(EOFError, OSError):
            pipe.recv_bytes()  # it says that it is ready; one that ended is met when it is asked
        return process, pipe


def _work(pipe: Connection, reader: Reader) -> None:
    """Run in the process: answer until the pipe closes. Ctrl-C is left to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reader.prepare()
    with suppress(EOFError, OSError):
        pipe.send_bytes(b"{}")
        while True:
            answer = _answer(pipe.recv(), reader)
            pipe.send_bytes(json.dumps(answer).encode("ascii"))


def _answer(untrusted_content: bytes, reader: Reader) -> dict[str, Any]:
    try:
        with memory_limited(), native_notices_dropped():
            return {"listing": reader.read(untrusted_content)}
    except NotAPdf:
        return {"refusal": "no PDF; give the form as the PDF file itself"}
    except PdfPasswordNeeded:
        return {"refusal": "it opens only with a password; save it without one and try again"}
    except UntrustedInputError as refusal:
        return {"refusal": str(refusal)}
    except MemoryError:
        return {"refusal": "reading it takes more memory than it may"}
    except Exception as bug:
        # Named without its message, which may quote the form; the next file is read all the same.
        return {"refusal": f"a fault in docscreen: {type(bug).__name__}"}
