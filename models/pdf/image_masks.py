"""Which pictures of a page let what lies below them show through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from models.pdf.page_objects import PaintedImage
from models.pdf.page_pixels import inherited_resources

#: Named objects looked up on one page, forms inside forms included.
MAX_NAMED_OBJECTS = 2_000

_Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ImageMasks:
    """The sizes in pixels of a page's pictures that are stencils or have a mask.

    pdfium does not tell which named picture it paints: the size in pixels does, well enough.
    """

    stencils: frozenset[_Size]
    masked: frozenset[_Size]

    def lets_through(self, image: PaintedImage) -> bool:
        """Whether a painted picture is a stencil or has a mask."""
        size = (image.width_px, image.height_px)
        return size in self.stencils or size in self.masked

    def is_stencil(self, image: PaintedImage) -> bool:
        """Whether a painted picture paints one colour through its pixels."""
        return (image.width_px, image.height_px) in self.stencils


def image_masks(untrusted_page: pikepdf.Object) -> ImageMasks:
    """The masks among the named pictures of a page; inline pictures count as opaque."""
    stencils, masked = set(), set()
    for image in _images(untrusted_page):
        size = (_integer(image, "/Width"), _integer(image, "/Height"))
        if image.get("/ImageMask", False):
            stencils.add(size)
        elif "/SMask" in image or "/Mask" in image or "/SMaskInData" in image:
            masked.add(size)
    return ImageMasks(frozenset(stencils), frozenset(masked))


def _images(untrusted_page: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Each picture named in the resources of a page and of the forms that these name, once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[object] = [inherited_resources(untrusted_page)]
    while waiting and len(seen) < MAX_NAMED_OBJECTS:
        resources = waiting.pop()
        named = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
        if not isinstance(named, pikepdf.Dictionary):
            continue
        for untrusted_object in named.as_dict().values():
            if not isinstance(untrusted_object, pikepdf.Stream) or untrusted_object.objgen in seen:
                continue
            seen.add(untrusted_object.objgen)
            if untrusted_object.get("/Subtype") == "/Image":
                yield untrusted_object
            else:
                waiting.append(untrusted_object.get("/Resources"))


def _integer(dictionary: pikepdf.Object, key: str) -> int:
    try:
        return int(dictionary.get(key, 0))
    except (TypeError, ValueError, OverflowError):
        return 0
