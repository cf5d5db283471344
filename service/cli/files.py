"""Which files a command line means, and reading them within a limit."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from service.errors import UsageError
from service.names import storable_name

#: File name endings that are picked out of a folder; a file that is named is taken whatever it is.
KNOWN_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".heic", ".heif", ".pdf"}
)
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to be screened; ``path`` is None for standard input."""

    name: str
    path: Path | None

    def read(self, limit_bytes: int) -> bytes:
        """The content. Raises UsageError where it cannot be read or is larger than the limit."""
        try:
            if self.path is None:
                return _read_within(sys.stdin.buffer, limit_bytes, self.name)
            with self.path.open("rb") as stream:
                return _read_within(stream, limit_bytes, self.name)
        except OSError as refusal:
            raise UsageError(f"{printable(self.name)}: {refusal.strerror}") from refusal


def _read_within(stream: BinaryIO, limit_bytes: int, name: str) -> bytes:
    content = stream.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        limit = f"{limit_bytes / 1024 / 1024:.3g} MiB"
        raise UsageError(
            f"{printable(name)}: larger than {limit} (DOCSCREEN_MAX_UPLOAD_BYTES sets the limit)"
        )
    return content


def input_files(arguments: tuple[str, ...]) -> list[InputFile]:
    """The files that the arguments name, folders with all they hold, in order and once each.

    Raises UsageError where an argument does not exist, is a device, pipe or socket, which might
    never end, or is a folder that holds no known file.
    """
    found: dict[Path | None, InputFile] = {}
    for argument in arguments:
        for file in _files_of(argument):
            found.setdefault(file.path, file)
    return list(found.values())


def _files_of(argument: str) -> Iterator[InputFile]:
    if argument == STANDARD_INPUT:
        yield InputFile("stdin", None)
        return
    path = Path(argument)
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as missing:
        raise UsageError(f"{printable(argument)}: no such file or folder") from missing
    except OSError as refusal:
        raise UsageError(f"{printable(argument)}: {refusal.strerror}") from refusal
    if stat.S_ISDIR(mode):
        yield from _files_in(path)
    elif stat.S_ISREG(mode):
        yield InputFile(storable_name(argument), path)
    else:
        raise UsageError(f"{printable(argument)}: neither a regular file nor a folder")


def _files_in(folder: Path) -> Iterator[InputFile]:
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in KNOWN_SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if not files:
        raise UsageError(f"{printable(str(folder))}: the folder holds no picture and no PDF")
    yield from (InputFile(storable_name(str(path)), path) for path in files)


def printable(untrusted_name: str) -> str:
    """A file name without the control characters that could steer a terminal."""
    return "".join(
        sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in untrusted_name
    )
