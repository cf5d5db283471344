"""Processes of docscreen that tests start, with a copy of what they write to standard error."""

from __future__ import annotations

import io
import os
import subprocess
import threading
from pathlib import Path
from typing import IO, Any, Protocol

#: Programs of docscreen, by words of their command.
_PROGRAMS = ("docscreen", "tests.service.jobs_consumer", "service.documentation")


class Keeper(Protocol):
    """Who keeps the copies."""

    def new_error_file(self) -> Path:
        """A file for the standard error of a process."""

    def watch_file(self, stream: int | IO[Any]) -> None:
        """Search a file too that a test keeps a process's standard error in."""


def watched(collector: Keeper) -> type[subprocess.Popen[Any]]:
    """A class of processes whose standard error is kept too where they are docscreen's."""

    class Watched(subprocess.Popen[Any]):
        def __init__(self, args: Any, *rest: Any, **named: Any) -> None:
            stream = named.get("stderr")
            if not _is_docscreen(args) or rest or stream == subprocess.STDOUT:
                super().__init__(args, *rest, **named)
            elif stream == subprocess.PIPE:
                self._copied(args, named)
            elif stream in (None, subprocess.DEVNULL):
                with collector.new_error_file().open("ab") as log:
                    super().__init__(args, **{**named, "stderr": log})
            else:
                collector.watch_file(stream)
                super().__init__(args, **named)

        def _copied(self, args: Any, named: dict[str, Any]) -> None:
            """Hand standard error on to the test, and keep a copy."""
            from_process, to_us = os.pipe()
            from_us, to_test = os.pipe()
            try:
                super().__init__(args, **{**named, "stderr": to_us})
            finally:
                os.close(to_us)
            log = collector.new_error_file().open("ab")
            copier = threading.Thread(target=_copy, args=(from_process, to_test, log), daemon=True)
            copier.start()
            binary = os.fdopen(from_us, "rb")
            words = ("text", "encoding", "errors", "universal_newlines")
            is_text = any(named.get(word) for word in words)
            wrapped = io.TextIOWrapper(
                binary, encoding=named.get("encoding"), errors=named.get("errors")
            )
            self.stderr = wrapped if is_text else binary
            if not is_text:
                wrapped.detach()

    return Watched


def _copy(source: int, target: int, log: IO[bytes]) -> None:
    is_read = True
    with log:
        while chunk := os.read(source, 65536):
            log.write(chunk)
            log.flush()
            try:
                while is_read and chunk:
                    chunk = chunk[os.write(target, chunk) :]
            except BrokenPipeError:
                is_read = False  # the test has closed it; the log goes on
    os.close(source)
    os.close(target)


def _is_docscreen(args: Any) -> bool:
    words = args.split() if isinstance(args, str) else [os.fsdecode(word) for word in args]
    return any(Path(word).name == program or word == program
               for word in words[:4] for program in _PROGRAMS)  # fmt: skip
