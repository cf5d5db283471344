"""What the form's scripts had changed when it was saved last: the ``form`` packet.

Scripts make fields mandatory, hide them and fill their lists while the form is open. Adobe's
programs save the outcome, so that nothing need be run to know it. The packet holds only nodes that
differ from the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from models.pdf.xfa_field import options_of, parts_of, presence_of
from models.pdf.xfa_words import Option, Presence
from models.pdf.xfa_xml import local_name, text_of

_GROUPS = frozenset({"subform", "subformSet", "area"})
_FIELDS = frozenset({"field", "exclGroup"})


@dataclass(frozen=True, slots=True)
class NodeState:
    """The saved state of one field or group; each is None or empty where it is as in the template.

    ``value``: of a field whose value is kept out of the data.
    """

    null_test: str | None
    presence: Presence | None
    options: tuple[Option, ...]
    value: str | None


def read_form_state(form: etree._Element | None) -> Mapping[str, NodeState]:
    """The states of nodes by their place, as ``SomCounter`` names it; empty without a packet."""
    states: dict[str, NodeState] = {}
    if form is not None:
        _walk(form, SomCounter(""), states)
    return states


class SomCounter:
    """Names the places of a form: ``form1[0].Page1[0].Name[0]``, second of a name ``Name[1]``.

    Adobe names its AcroForm fields so (XFA 3.3, "Scripting Object Model"). Nodes without a name are
    left out: counting goes on through them.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._counts: dict[str, int] = {}

    def next(self, name: str) -> str:
        """The place of the next node of a name, inside of it ``SomCounter(place)`` counts."""
        count = self._counts.get(name, 0)
        self._counts[name] = count + 1
        step = f"{name}[{count}]"
        return f"{self._place}.{step}" if self._place else step


def _walk(element: etree._Element, counter: SomCounter, states: dict[str, NodeState]) -> None:
    for child in element:
        tag, name = local_name(child), child.get("name", "")
        if tag in _GROUPS:
            place = counter.next(name) if name else ""
            if place and child.get("presence"):
                states[place] = _state(child)
            _walk(child, SomCounter(place) if place else counter, states)
        elif tag in _FIELDS and name:
            states[counter.next(name)] = _state(child)


def _state(element: etree._Element) -> NodeState:
    parts = parts_of(element)
    validate, value = parts.get("validate"), parts.get("value")
    return NodeState(
        null_test=validate.get("nullTest") if validate is not None else None,
        presence=presence_of(element, "visible") if element.get("presence") else None,
        options=options_of(element) if "items" in parts else (),
        value=text_of(value).strip() if value is not None else None,
    )
