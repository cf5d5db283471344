"""One field of an XFA template: what it asks, how it is answered and whether it must be.

The elements are those of Adobe's XML Forms Architecture 3.3, part 2 (template specification).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from models.pdf.xfa_words import (
    BindingMatch,
    CaptionSource,
    FieldKind,
    ListReference,
    Option,
    Presence,
)
from models.pdf.xfa_xml import local_name, one_line, text_of

_KIND_BY_UI: dict[str, FieldKind] = {
    "textEdit": "text",
    "passwordEdit": "text",
    "numericEdit": "number",
    "dateTimeEdit": "date",
    "checkButton": "check-box",
    "choiceList": "choice-list",
    "signature": "signature",
    "barcode": "barcode",
    "button": "button",
    "imageEdit": "image",
}
_MATCHES: dict[str, BindingMatch] = {"none": "none", "global": "global", "dataRef": "dataRef"}
_PRESENCES: dict[str, Presence] = {
    "invisible": "invisible",
    "hidden": "hidden",
    "inactive": "inactive",
}
#: Elements of rich text that begin a new line.
_LINES = frozenset({"p", "br", "div", "li"})
#: The star that marks a mandatory field stands before its caption, and is no part of it.
_STAR = re.compile(r"^[*\s]+")
#: "- Personal Details - 2 a) Have you ever used any other name?" names section and question.
_SECTION = re.compile(r"-\s*([^-]{2,80}?)\s*-\s*(.+)")
#: What the form designer writes into a caption until its author writes something else.
_UNWRITTEN = re.compile(r"(Text Field|Champ de texte|Zone de texte)\d*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Binding:
    """How a node finds its value. ``path``: where ``match`` is ``dataRef``."""

    match: BindingMatch = "once"
    path: str = ""


@dataclass(frozen=True, slots=True)
class Demands:
    """What the template itself demands of an answer.

    ``section`` and ``question``: the form's own words for them when the answer is wrong.
    ``pictures``: patterns of dates and numbers, of which those in ``checked`` are demanded, and
    the others only shown. ``script_count``: scripts that validate.
    ``is_by_script``: the answer is mandatory because a script made it so, not by the template.
    """

    is_mandatory: bool = False
    section: str = ""
    question: str = ""
    pictures: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    script_count: int = 0
    is_by_script: bool = False


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One field, or one group of boxes of which one is ticked.

    ``assist``: the help text for screen readers, which often names the whole question.
    ``section``: the heading that the form itself names, else the text printed before the field.
    ``page``: where the template puts it; long answers may push it further.
    ``presence``: its own in the template; once bound, as it is shown within all that is around it.
    ``default``: the value of a form that nobody has filled. ``off``: the code of an unticked box.
    ``members``: the names of a group's boxes, in the order of ``options``.
    """

    name: str
    kind: FieldKind
    caption: str = ""
    caption_from: CaptionSource = "none"
    assist: str = ""
    section: str = ""
    page: int = 1
    binding: Binding = Binding()
    options: tuple[Option, ...] = ()
    list_reference: ListReference | None = None
    demands: Demands = Demands()
    access: str = "open"
    presence: Presence = "visible"
    default: str = ""
    off: str | None = None
    members: tuple[str, ...] = ()


def parts_of(element: etree._Element) -> dict[str, etree._Element]:
    """The children of an element by name; of several with one name, the first."""
    parts: dict[str, etree._Element] = {}
    for child in element:
        parts.setdefault(local_name(child), child)
    return parts


def printed_text(element: etree._Element | None) -> str:
    """The text that a ``value`` or ``caption`` element prints, on one line; pictures have none."""
    if element is None:
        return ""
    if len(element) == 1 and local_name(element[0]) == "text":
        return one_line(element[0].text or "")
    return one_line("".join(_printed(element)))


def _printed(element: etree._Element) -> Iterator[str]:
    if local_name(element) == "image":
        return
    if local_name(element) in _LINES:
        yield " "
    yield element.text or ""
    for child in element:
        yield from _printed(child)
        yield child.tail or ""


def own_caption(parts: dict[str, etree._Element]) -> str:
    """The caption that the author gave a field, without the star of mandatory ones."""
    caption = parts.get("caption")
    value = caption.find("{*}value") if caption is not None else None
    text = without_star(printed_text(value))
    return "" if _UNWRITTEN.match(text) else text


def help_text(parts: dict[str, etree._Element]) -> str:
    """The help text of a field: what a screen reader says, else what the mouse shows."""
    assist = parts.get("assist")
    if assist is None:
        return ""
    spoken, shown = assist.find("{*}speak"), assist.find("{*}toolTip")
    texts = (one_line(text_of(spoken)), one_line(text_of(shown)))
    return next((without_star(text) for text in texts if text), "")


def without_star(text: str) -> str:
    """A caption without the star that marks mandatory fields."""
    return _STAR.sub("", text)


def binding_of(parts: dict[str, etree._Element]) -> Binding:
    """How a field or subform is bound to the data; in turn by name unless it says otherwise."""
    bind = parts.get("bind")
    if bind is None:
        return Binding()
    return Binding(_MATCHES.get(bind.get("match", ""), "once"), bind.get("ref", "").strip())


def presence_of(element: etree._Element, inherited: Presence) -> Presence:
    """Whether a node is shown on a screen; what stands in a hidden node is as hidden."""
    own = _PRESENCES.get(element.get("presence", ""), "visible")
    if own == "visible" and _is_for_other_views(element.get("relevant", "")):
        own = "hidden"
    return within(own, inherited)


def within(own: Presence, around: Presence) -> Presence:
    """How a node is shown that stands in another one."""
    return own if around == "visible" else around


def _is_for_other_views(relevant: str) -> bool:
    """Whether a node is only for views other than a screen's, such as "print" or "+print"."""
    return any(not view.startswith("-") for view in relevant.split())


def kind_of(parts: dict[str, etree._Element]) -> FieldKind:
    """How a field is answered; text where the template does not say."""
    ui = parts.get("ui")
    for control in ui if ui is not None else ():
        kind = _KIND_BY_UI.get(local_name(control))
        if kind is not None:
            return kind
    return "text"


def demands_of(parts: dict[str, etree._Element]) -> Demands:
    """What the template demands of an answer, without running any script."""
    validate = parts.get("validate")
    pictures, checked = tuple(_pictures(parts)), tuple(_pictures(parts, ("validate",)))
    if validate is None:
        return Demands(pictures=pictures)
    texts = {
        text.get("name", ""): one_line(text.text or "") for text in validate.iterfind(".//{*}text")
    }
    question, section = texts.get("scriptTest", ""), texts.get("formatTest", "").strip("- ")
    if section == question:
        section = ""  # "Enter the date as YYYY-MM" says how to answer, and heads no part of a form
    together = _SECTION.match(question)
    if together is not None:
        section, question = section or together.group(1), together.group(2)
    return Demands(
        is_mandatory=validate.get("nullTest") == "error",
        section=section,
        question=question,
        pictures=pictures,
        checked=checked,
        script_count=len(validate.findall("{*}script")),
    )


def _pictures(
    parts: dict[str, etree._Element], names: tuple[str, ...] = ("validate", "format", "ui", "bind")
) -> Iterator[str]:
    for name in names:
        part = parts.get(name)
        if part is not None:
            yield from (one_line(picture.text or "") for picture in part.iterfind("{*}picture"))


def options_of(element: etree._Element) -> tuple[Option, ...]:
    """The answers of a list or box: the codes that are stored with the texts that are shown."""
    shown: list[str] = []
    stored: list[str] | None = None
    for items in element.iterfind("{*}items"):
        texts = [item.text or "" for item in items]
        if items.get("save") == "1" and stored is None:
            stored = texts
        elif not shown:
            shown = texts
    if stored is None:
        return tuple(Option(text, one_line(text)) for text in shown)
    shown += stored[len(shown) :]
    return tuple(Option(code, one_line(text)) for code, text in zip(stored, shown, strict=False))


def list_reference_of(parts: dict[str, etree._Element]) -> ListReference | None:
    """Where in the data a list takes its answers from, or None."""
    bind = parts.get("bindItems")
    if bind is None or not bind.get("ref"):
        return None
    return ListReference(bind.get("ref", ""), bind.get("labelRef", "$"), bind.get("valueRef", "$"))


def default_of(parts: dict[str, etree._Element]) -> str:
    """The value that a field has before anybody fills it."""
    value = parts.get("value")
    return "" if value is None else "".join(_default(value)).strip()


def _default(value: etree._Element) -> Iterator[str]:
    for content in value:
        if local_name(content) != "image":
            yield text_of(content)
