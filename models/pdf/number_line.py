"""The form number in one line of print as OCR read it, letters that it mistook included."""

from __future__ import annotations

import re

from models.pdf.form_identity import FormIdentity, identify_text

#: What a digit is read as; `form_identity` knows which is meant.
_DIGIT = "[0-9OoQDIl|SsBGZz]"
#: Coarse print runs together: the M's of ``IMM`` become other letters, brackets become strokes or
#: vanish, the hyphen breaks off. Number, month and year in this order still make it a foot.
_FOOT = re.compile(
    rf"(?<![A-Za-z0-9])(?P<letters>[IilL1|!\[\]/\\MmNWHAVK]{{0,4}}[MNWm])[\s_.:,-]{{0,3}}"
    rf"(?P<number>{_DIGIT}{{4}})(?P<variant>[A-Z]{{2,4}}|[BDE])?"
    rf"(?:\s?[(\[{{|/]\s?|\s?[1Iilt](?=[01OoQDIl|]{_DIGIT}[^0-9])|\s)"
    rf"(?P<month>[01OoQDIl|]{_DIGIT})\s?[-\u2010-\u2014~.\s]\s?(?P<year>[12IlZz|]{_DIGIT}{{3}})"
    rf"(?P<rest>.*)"
)
#: Signs that letters and digits are taken for, none of which a foot has.
_MISREAD_SIGNS = str.maketrans("$\u00a3", "5E")
_LANGUAGE = re.compile(r"[^A-Za-z0-9]{0,3}[1Iilt|/]?\s?([EF])\b")
#: Fewer signs that may be digits are no number and edition: both together have ten.
_DIGITS_OF_A_FOOT = 5


def identify_line(untrusted_line: str) -> FormIdentity | None:
    """The form whose foot a line of print is; None where it does not print number and edition.

    A number without an edition may be any form that the text mentions.
    """
    line = untrusted_line.translate(_MISREAD_SIGNS)
    told = identify_text(_FOOT.sub(_as_printed, line, count=1))
    return told if told is not None and told.edition else None


def may_be_foot(untrusted_line: str) -> bool:
    """Whether a line, however misread, has as many digits as what is left of a form's foot."""
    return len(re.findall(_DIGIT, untrusted_line.translate(_MISREAD_SIGNS))) >= _DIGITS_OF_A_FOOT


def _as_printed(found: re.Match[str]) -> str:
    """The foot as forms print it, from one that was read with other brackets and letters."""
    language = _LANGUAGE.match(found.group("rest"))
    number = f"IMM {found.group('number')}{found.group('variant') or ''}"
    edition = f"({found.group('month')}-{found.group('year')})"
    # What follows the language may name a schedule.
    rest = found.group("rest")[language.end() :] if language else found.group("rest")
    return f"{number} {edition} {language.group(1) if language else ''}{rest}"
