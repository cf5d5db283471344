"""What a PDF says about its making."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pikepdf

from models.pdf.acroform_text import object_text

#: The longest names of real programs have about a hundred characters.
MAX_NAME_CHARACTERS = 200
#: XMP metadata are some kilobytes; what stands further down is a thumbnail.
MAX_XMP_BYTES = 256 * 1024

_DATE = re.compile(
    r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+\-Z])(?:(\d\d)'?(\d\d)?)?)?"
)
_XMP_PRODUCER = re.compile(rb"<pdf:Producer>([^<]{1,400})<|pdf:Producer=\"([^\"]{1,400})\"")
_XMP_CREATOR = re.compile(rb"<xmp:CreatorTool>([^<]{1,400})<|xmp:CreatorTool=\"([^\"]{1,400})\"")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")

#: Programs that print whatever a computer shows into a PDF.
PRINTERS = re.compile(
    r"microsoft:? print to pdf|quartz pdfcontext|skia/pdf|^pdfium$|chrom(e|ium)|pdfcreator|cutepdf"
    r"|dopdf|novapdf|primopdf|bullzip|foxit.*print|pdf24|pdf-?xchange.*(printer|standard)|ghostscript"
    r"|cairo|acrobat distiller|wkhtmltopdf|\bqt \d|firefox",
    re.IGNORECASE,
)
#: Devices and programs that make a PDF from the picture of a sheet.
SCANNERS = re.compile(
    r"\bscan|tiff2pdf|img2pdf|kodak|fujitsu|epson|canon|xerox|ricoh|konica|kyocera|brother|hp .*jet"
    r"|luradocument|camscanner|genius scan|adobe scan|office lens|paper capture|abbyy|ocrmypdf"
    r"|tesseract|image conversion|lead technologies|readiris|omnipage|paperport|twain",
    re.IGNORECASE,
)
#: Programs that design forms.
FORM_DESIGNERS = re.compile(r"livecycle|designer|experience manager forms|aem forms", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PdfMetadata:
    """The stated makers, dates and marks of a PDF; all of it can be forged.

    ``producer``: what wrote the PDF; ``creator``: what the document was made with; both empty where
    unknown. ``is_tagged``: it names its headings and paragraphs, as only software does.
    """

    producer: str
    creator: str
    created: dt.datetime | None
    modified: dt.datetime | None
    is_tagged: bool
    pdf_version: str

    @property
    def maker_kinds(self) -> frozenset[str]:
        """Of printer, scanner and form-designer those that the makers' names suggest."""
        kinds = {"printer": PRINTERS, "scanner": SCANNERS, "form-designer": FORM_DESIGNERS}
        names = (self.producer, self.creator)
        return frozenset(
            kind
            for kind, pattern in kinds.items()
            if any(pattern.search(name) for name in names if name)
        )


def measure_metadata(untrusted_pike: pikepdf.Pdf) -> PdfMetadata:
    """Read the document information, and the XMP packet where that is silent."""
    information = untrusted_pike.trailer.get("/Info")
    xmp = _xmp(untrusted_pike)
    return PdfMetadata(
        producer=_text(information, "/Producer") or _match(_XMP_PRODUCER, xmp),
        creator=_text(information, "/Creator") or _match(_XMP_CREATOR, xmp),
        created=_date(_text(information, "/CreationDate")),
        modified=_date(_text(information, "/ModDate")),
        is_tagged=_is_tagged(untrusted_pike),
        pdf_version=_version(untrusted_pike),
    )


def _text(dictionary: pikepdf.Object | None, key: str) -> str:
    if not isinstance(dictionary, pikepdf.Dictionary):
        return ""
    value = dictionary.get(key)
    if not isinstance(value, pikepdf.String):
        return ""
    try:
        return _plain(str(value))
    except (UnicodeError, ValueError):
        return ""


def _plain(text: str) -> str:
    """One line without control characters."""
    return _CONTROL.sub(" ", text[: 2 * MAX_NAME_CHARACTERS]).strip()[:MAX_NAME_CHARACTERS]


def _xmp(untrusted_pike: pikepdf.Pdf) -> bytes:
    stream = untrusted_pike.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return b""
    try:
        return stream.read_bytes()[:MAX_XMP_BYTES]
    except pikepdf.PdfError:
        return b""


def _match(pattern: re.Pattern[bytes], xmp: bytes) -> str:
    found = pattern.search(xmp)
    if found is None:
        return ""
    return _plain((found[1] or found[2]).decode("utf-8", "replace"))


def _date(text: str) -> dt.datetime | None:
    """A PDF date (ISO 32000-1, 7.9.4); None where it is none. UTC where no zone is stated."""
    found = _DATE.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    shift = dt.timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
    try:
        zone = dt.timezone(-shift if found[7] == "-" else shift)
        return dt.datetime(year, month or 1, day or 1, hour, minute, min(second, 59), tzinfo=zone)
    except ValueError:
        return None


def _is_tagged(untrusted_pike: pikepdf.Pdf) -> bool:
    mark = untrusted_pike.Root.get("/MarkInfo")
    marked = isinstance(mark, pikepdf.Dictionary) and bool(mark.get("/Marked", False))
    return marked and isinstance(untrusted_pike.Root.get("/StructTreeRoot"), pikepdf.Dictionary)


def _version(untrusted_pike: pikepdf.Pdf) -> str:
    """The later of the versions in the header and in the catalogue."""
    stated = untrusted_pike.Root.get("/Version")
    catalogue = object_text(stated) if isinstance(stated, pikepdf.Name) else ""
    versions = [untrusted_pike.pdf_version, catalogue]
    return max((v for v in versions if re.fullmatch(r"\d\.\d", v)), default="")
