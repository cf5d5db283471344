"""What applicants upload: photos, forms, identity documents, broken and hostile files, each once.

Every upload is a specimen, or a small hostile file, with something of its own, so that no two have
the same bytes unless they are meant to: a few are sent again under another key.
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from dataclasses import dataclass
from functools import cache

from PIL import Image

from samples.generate import SPECIMENS_FOLDER
from tests.hostile.pdf_bombs import BOMBS

PHOTO_POLICIES = ("pr-card", "pr-portal", "citizenship", "visitor-visa", "pr-landing")
#: Hostile files that are small and that a screening is soon over with.
HOSTILE = (
    "fields-loop",
    "form-draws-itself",
    "header-and-end",
    "header-only",
    "jpeg-larger-than-stated",
    "kids-loop",
    "mask-of-itself",
    "one-byte",
    "parents-loop",
    "pattern-of-itself",
    "pdf-and-archive",
    "renamed-archive",
    "renamed-web-page",
    "text-with-header",
)
BROKEN = (
    "truncated.jpg",
    "empty.jpg",
    "png-named.jpg",
    "animated.png",
    "vast-canvas.png",
    "form-with-password.pdf",
)
_JPEG = b"\xff\xd8"
#: Of a hundred uploads.
SHARES = {"photo": 50, "form": 24, "identity": 8, "broken": 9, "hostile": 9}
LATER_SHARE, REFERENCE_SHARE, SAME_CONTENT_SHARE, ALTERED_SHARE = 0.3, 0.5, 0.03, 0.4


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload as a portal sends it. ``later``: whether it asks not to wait for the result."""

    number: int
    family: str
    content: bytes
    name: str
    policy: str
    kind: str
    later: bool
    reference: str | None
    key: str


def upload_of(number: int, seed: int) -> Upload:
    """The upload of a number; the same seed makes the same ones."""
    chance = random.Random(f"{seed}:{number}")
    of_content = number
    if chance.random() < SAME_CONTENT_SHARE and number > 0:
        of_content = chance.randrange(number)
    family, name, content = _file(of_content, seed)
    policies = PHOTO_POLICIES if family == "photo" else ("pr-portal", "pr-card", "apr-portal")
    return Upload(
        number,
        family,
        content,
        name,
        policy=chance.choice(policies),
        kind=chance.choice(_kinds(family)),
        later=chance.random() < LATER_SHARE,
        reference=f"case-{number}" if chance.random() < REFERENCE_SHARE else None,
        key=f"portal-{seed}-{number}",
    )


def _kinds(family: str) -> tuple[str, ...]:
    declared = {"photo": "photo", "form": "form", "identity": "identity"}.get(family)
    return ("auto",) if declared is None else ("auto", declared)


def _file(number: int, seed: int) -> tuple[str, str, bytes]:
    """The family, name and bytes of a number's file."""
    chance = random.Random(f"file:{seed}:{number}")
    family = chance.choices(list(SHARES), weights=list(SHARES.values()))[0]
    own = f"upload {seed} {number}".encode()
    if family == "hostile":
        bomb = BOMBS[chance.choice(HOSTILE)]
        return family, bomb.file_name, _made(bomb.name) + b"\n%" + own + b"\n"
    name = chance.choice(_names(family))
    content = (SPECIMENS_FOLDER / name).read_bytes()
    is_jpeg = content.startswith(_JPEG)
    if family == "photo" and is_jpeg and chance.random() < ALTERED_SHARE:
        content = _photographed_anew(content, chance)
    return family, name, marked(content, own)


@cache
def _made(name: str) -> bytes:
    return BOMBS[name].make()


@cache
def _names(family: str) -> tuple[str, ...]:
    if family == "broken":
        return BROKEN
    names = sorted(path.name for path in SPECIMENS_FOLDER.iterdir() if path.suffix != ".jsonl")
    names = [name for name in names if name not in BROKEN]
    prefixes = ("form-", "identity-")
    if family == "photo":
        return tuple(name for name in names if not name.startswith(prefixes))
    return tuple(name for name in names if name.startswith(f"{family}-"))


def _photographed_anew(content: bytes, chance: random.Random) -> bytes:
    """The same picture, framed and compressed a little differently."""
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
        left, top = chance.randrange(1, 9), chance.randrange(1, 9)
        framed = picture.convert("RGB").crop((left, top, width, height))
    stream = io.BytesIO()
    framed.save(stream, "JPEG", quality=chance.randrange(88, 96))
    return stream.getvalue()


def marked(content: bytes, own: bytes) -> bytes:
    """The same file with a remark of its own, where its format has a place for one."""
    if content.startswith(_JPEG):
        return content[:2] + b"\xff\xfe" + struct.pack(">H", len(own) + 2) + own + content[2:]
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        text = b"tEXt" + b"Comment\0" + own
        chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
        return content[:33] + chunk + content[33:]
    if content.startswith(b"%PDF"):
        return content + b"\n%" + own + b"\n"
    return content + own
