"""How many pixels must be decoded to draw a page: a few bytes can claim more than memory holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf

#: Objects looked through on one page for pictures: forms, patterns, appearances, masks.
MAX_LOOKED_AT = 5_000
#: Where the headers of JPEG and JPEG 2000 stand; before them are metadata, at most.
_HEADER_BYTES = 1 << 20
#: Sizes in the headers themselves (ITU-T T.81, B.2.2; T.800, A.5.1): decoders go by these.
_JPEG_SIZE = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]..[\x02-\x10](....)", re.S)
_JPEG2000_SIZE = re.compile(rb"\xff\x4f\xff\x51....(........)(........)", re.S)
#: Keys under which a page's resources name what may be or hold a picture.
_NAMING = ("/XObject", "/Pattern")
_MASKS = ("/SMask", "/Mask")


def page_pixels(untrusted_page: pikepdf.Object) -> int:
    """The pixels of all pictures that a page can draw, each once; of two tones an eighth counts.

    Pictures in forms, patterns, masks and annotations count; where a picture's own header claims
    more than the PDF does, that counts.
    """
    return sum(image_pixels(image) for image in _images(untrusted_page))


def image_pixels(untrusted_image: pikepdf.Object) -> int:
    """The pixels of one picture, by the larger of what the PDF and its own header claim."""
    stated = _integer(untrusted_image, "/Width") * _integer(untrusted_image, "/Height")
    if (
        untrusted_image.get("/ImageMask", False)
        or _integer(untrusted_image, "/BitsPerComponent") == 1
    ):
        stated //= 8
    return max(stated, _own_pixels(untrusted_image))


def _own_pixels(untrusted_image: pikepdf.Object) -> int:
    filters = _filter_names(untrusted_image)
    if "DCT" not in filters and "JPX" not in filters:
        return 0
    try:
        start = untrusted_image.read_raw_bytes()[:_HEADER_BYTES]
    except pikepdf.PdfError:
        return 0
    wide = _JPEG2000_SIZE.search(start)
    if wide is not None:
        right, bottom = int.from_bytes(wide[1][:4]), int.from_bytes(wide[1][4:])
        left, top = int.from_bytes(wide[2][:4]), int.from_bytes(wide[2][4:])
        return max(0, right - left) * max(0, bottom - top)
    sizes = (int.from_bytes(s[:2]) * int.from_bytes(s[2:]) for s in _JPEG_SIZE.findall(start))
    return max(sizes, default=0) if start.startswith(b"\xff\xd8") else 0


def _filter_names(untrusted_image: pikepdf.Object) -> str:
    filters = untrusted_image.get("/Filter")
    if isinstance(filters, pikepdf.Array):
        return " ".join(str(name) for name in filters.as_list()[:20])
    return str(filters)


def _images(untrusted_page: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Each picture that a page names, itself or by something else that it draws, once."""
    seen: set[tuple[int, int]] = set()
    waiting = [*_named(inherited_resources(untrusted_page)), *_appearances(untrusted_page)]
    while waiting and len(seen) < MAX_LOOKED_AT:
        untrusted = waiting.pop()
        if not isinstance(untrusted, pikepdf.Stream) or untrusted.objgen in seen:
            continue
        seen.add(untrusted.objgen)
        if untrusted.get("/Subtype") == "/Image":
            yield untrusted
        waiting += [untrusted.get(key) for key in _MASKS]
        waiting += _named(untrusted.get("/Resources"))


def _named(resources: object) -> Iterator[object]:
    if not isinstance(resources, pikepdf.Dictionary):
        return
    for key in _NAMING:
        named = resources.get(key)
        if isinstance(named, pikepdf.Dictionary) and len(named) <= MAX_LOOKED_AT:
            yield from named.as_dict().values()


def _appearances(untrusted_page: pikepdf.Object) -> Iterator[object]:
    listed = untrusted_page.get("/Annots")
    if not isinstance(listed, pikepdf.Array):
        return
    for index in range(min(len(listed), MAX_LOOKED_AT)):
        untrusted = listed[index]
        shown = untrusted.get("/AP") if isinstance(untrusted, pikepdf.Dictionary) else None
        if isinstance(shown, pikepdf.Dictionary):
            yield shown.get("/N")


def inherited_resources(untrusted_page: pikepdf.Object) -> object:
    """The resources of a page or of the nearest node above it that has some."""
    node: object = untrusted_page
    for _ in range(50):  # a page tree is not so deep, unless it is a loop
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if "/Resources" in node:
            return node.get("/Resources")
        node = node.get("/Parent")
    return None


def _integer(dictionary: pikepdf.Object, key: str) -> int:
    try:
        return int(dictionary.get(key, 0))
    except (TypeError, ValueError, OverflowError):
        return 0
