"""One decoded barcode: where it is, what kind it is, what it says."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

Format = Literal[
    "PDF417", "MicroPDF417", "QRCode", "MicroQRCode", "RMQRCode", "DataMatrix", "Aztec",
    "Code128", "Code93", "Code39",
]  # fmt: skip
#: A 2 x 3 affine map of pixels.
Affine = npt.NDArray[np.float64]
Point = tuple[float, float]

#: What zxing-cpp calls each symbology. Those of shops (EAN, UPC, ITF, Codabar) stand on no
#: identity document and are the ones that are seen in fences, keyboards and printed lines.
SYMBOLOGIES: dict[Format, zxingcpp.BarcodeFormat] = {
    "PDF417": zxingcpp.BarcodeFormat.PDF417,
    "MicroPDF417": zxingcpp.BarcodeFormat.MicroPDF417,
    "QRCode": zxingcpp.BarcodeFormat.QRCode,
    "MicroQRCode": zxingcpp.BarcodeFormat.MicroQRCode,
    "RMQRCode": zxingcpp.BarcodeFormat.RMQRCode,
    "DataMatrix": zxingcpp.BarcodeFormat.DataMatrix,
    "Aztec": zxingcpp.BarcodeFormat.Aztec,
    "Code128": zxingcpp.BarcodeFormat.Code128,
    "Code93": zxingcpp.BarcodeFormat.Code93,
    "Code39": zxingcpp.BarcodeFormat.Code39,
}
_NAMES = {symbology: name for name, symbology in SYMBOLOGIES.items()}
#: The largest symbols hold 7,089 characters (QR version 40); more comes from no symbol.
MAX_CHARACTERS = 8_000


@dataclass(frozen=True, slots=True)
class Barcode:
    """``untrusted_text``: as decoded, control characters and all; never show it as it is.

    ``untrusted_bytes``: the same before any character set was applied. ``polygon``: the four
    corners in pixels of the upright picture, from the symbol's own top left, clockwise.
    ``turned_degrees``: how far the symbol is turned, clockwise, -180..180. ``error_correction``:
    its level as the symbology names it ("36%", "H"), empty where it has none.
    ``unused_correction``: the share of it left over, 1 for a flawless print, None where not told.
    ``attempt``: the treatment of the picture that made it readable ("as-is" for none).
    """

    format: Format
    untrusted_text: str
    untrusted_bytes: bytes
    polygon: tuple[Point, Point, Point, Point]
    turned_degrees: float
    error_correction: str
    unused_correction: float | None
    attempt: str

    @property
    def printable(self) -> str:
        """The text with line ends kept and every other control or invisible character as U+FFFD."""
        return "".join(
            character if character in "\n\t" else visible(character)
            for character in self.untrusted_text.replace("\r\n", "\n").replace("\r", "\n")
        )


def visible(character: str) -> str:
    """The character itself, or U+FFFD for controls, bidirectional marks and surrogates."""
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character)[0] == "C" else character


def symbol_of(found: zxingcpp.Barcode, to_picture: Affine, attempt: str) -> Barcode | None:
    """What the decoder found, in our words; None for a symbology that was not asked for."""
    name = _NAMES.get(found.symbology) or _NAMES.get(found.format)
    if name is None:
        return None
    polygon = mapped(corners(found.position), to_picture)
    across = np.subtract(polygon[1], polygon[0])
    unused = found.extra.get("UEC") if isinstance(found.extra, dict) else None
    return Barcode(
        format=name,
        untrusted_text=_text(found, name)[:MAX_CHARACTERS],
        untrusted_bytes=found.bytes[:MAX_CHARACTERS],
        polygon=polygon,
        turned_degrees=float(np.degrees(np.arctan2(across[1], across[0]))),
        error_correction=str(found.ec_level),
        unused_correction=float(unused) if isinstance(unused, int | float) else None,
        attempt=attempt,
    )


def _text(found: zxingcpp.Barcode, name: Format) -> str:
    """The text; a licence's bytes as UTF-8 where they are valid UTF-8, which Latin-1 never is.

    The standard asks for ISO 8859-1, and the decoder assumes it; some issuers write UTF-8.
    """
    if name in ("PDF417", "MicroPDF417") and not found.bytes.isascii():
        try:
            return found.bytes.decode("utf-8")
        except UnicodeDecodeError:
            return found.text
    return found.text


def corners(position: zxingcpp.Position) -> npt.NDArray[np.float64]:
    """(4, 2) corners in the searched picture's pixels, from the symbol's top left, clockwise."""
    places = (
        position.top_left, position.top_right, position.bottom_right, position.bottom_left
    )  # fmt: skip
    return np.array([(place.x, place.y) for place in places], np.float64)


def mapped(points: npt.NDArray[np.float64], affine: Affine) -> tuple[Point, Point, Point, Point]:
    """The four points carried over by an affine map."""
    carried = points @ affine[:, :2].T + affine[:, 2]
    first, second, third, fourth = ((float(x), float(y)) for x, y in carried)
    return first, second, third, fourth


def merged(symbols: list[Barcode]) -> list[Barcode]:
    """The symbols without those that say the same as an earlier one in the same place."""
    kept: list[Barcode] = []
    for symbol in symbols:
        same = (
            other.format == symbol.format and other.untrusted_bytes == symbol.untrusted_bytes
            for other in kept
            if _overlap(other, symbol)
        )
        if not any(same):
            kept.append(symbol)
    return kept


def _overlap(one: Barcode, other: Barcode) -> bool:
    """Whether the middle of either lies inside the other."""
    return _holds_middle(one, other) or _holds_middle(other, one)


def _holds_middle(outer: Barcode, inner: Barcode) -> bool:
    outline = np.array(outer.polygon, np.float32)
    x, y = np.mean(inner.polygon, axis=0)
    return cv2.pointPolygonTest(outline, (float(x), float(y)), False) >= 0
