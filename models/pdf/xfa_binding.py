"""Each value of an XFA form under its field: the merge of the template with the data.

Follows the merge rules of XFA 3.3, part 1, "Basic Data Binding", as far as filled forms need them:
a field takes the next value of its name in its group's data, groups repeat as often as the data
do, fields outside the data's structure take values by path, and values by name from further out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from models.pdf.xfa_data import DataGroup, NodeKind, ValueLists, data_root, data_values
from models.pdf.xfa_field import TemplateField, within
from models.pdf.xfa_form_state import NodeState, SomCounter, read_form_state
from models.pdf.xfa_packets import XfaKind, XfaPackets
from models.pdf.xfa_template import Template, TemplateGroup, read_template
from models.pdf.xfa_words import Option, Presence
from models.pdf.xfa_xml import XfaRefused, local_name, text_of

#: Fields and groups of one form with all its repeated parts. The largest form has 900.
MAX_NODES = 20_000
#: Empty fields of one name that are tried for a value further out.
MAX_TRIES = 50
_INDEX = re.compile(r"\[[^\]]*\]")
#: How a path names the data's outermost group, and the group that a field is in.
_RECORD = re.compile(r"(?:\$record|xfa\.record|(?:\$data|xfa\.datasets\.data)\.[^.]+)\.")
_HERE = re.compile(r"\$\.")


@dataclass(frozen=True, slots=True)
class BoundField:
    """One field with its value. ``path``: where in the data; ``place``: where in the form.

    ``field``: None for a value that no field takes. ``value``: None where nothing is stored.
    ``index``: among the values of its name in its group.
    """

    field: TemplateField | None
    place: str
    path: str
    value: str | None
    index: int


@dataclass(frozen=True, slots=True)
class XfaForm:
    """``fields``: those of the form in its order, then the values that no field takes."""

    kind: XfaKind
    template: Template
    fields: tuple[BoundField, ...]
    lists: ValueLists

    def options(self, field: TemplateField) -> tuple[Option, ...]:
        """The answers that a field offers, from its own list or from one beside the data."""
        if field.options or field.list_reference is None:
            return field.options
        return self.lists.options(field.list_reference)


def bind_form(packets: XfaPackets) -> XfaForm | None:
    """A form's fields with their values, or None without a template. Raises XfaRefused."""
    template_packet = packets.parsed("template")
    if template_packet is None:
        return None
    template = read_template(template_packet)
    datasets = packets.parsed("datasets")
    merge = _Merge(template.root, data_root(datasets), read_form_state(packets.parsed("form")))
    return XfaForm(packets.kind, template, merge.fields(), ValueLists(datasets))


class _Merge:
    """One walk through the template with the data beside it."""

    def __init__(
        self,
        root: TemplateGroup,
        data: etree._Element | None,
        states: Mapping[str, NodeState],
    ) -> None:
        self._root = root
        self._data = data
        self._states = states
        self._nodes = 0
        self._around: Presence = "visible"
        self._found: list[BoundField] = []
        self._used: dict[etree._Element, None] = {}
        self._first_by_name: dict[str, tuple[etree._Element, str, int]] | None = None
        self._record = DataGroup(*self._record_of_root())

    def fields(self) -> tuple[BoundField, ...]:
        """All fields, then the values that are left."""
        place = SomCounter("").next(self._root.name)
        self._use(self._record.element)
        self._instance(self._root, self._record, place)
        self._bind_left_over()
        return tuple(self._found)

    def _record_of_root(self) -> tuple[etree._Element | None, str]:
        """The outermost data group: the one of the outermost subform's name, else the only one."""
        groups = list(self._data) if self._data is not None else []
        for group in groups:
            if local_name(group) == self._root.name:
                return group, self._root.name
        if len(groups) == 1:
            return groups[0], local_name(groups[0])
        return None, self._root.name

    def _instance(self, group: TemplateGroup, data: DataGroup, place: str) -> None:
        """One occurrence of a group, then what the data repeat more often than it allows."""
        last: dict[str, TemplateGroup | TemplateField] = {}
        counter, before = SomCounter(place), self._enter(group, place)
        self._children(group, data, counter, last)
        for name, node in last.items():
            kind: NodeKind = "group" if isinstance(node, TemplateGroup) else "value"
            while data.has(name, kind):
                if isinstance(node, TemplateGroup):
                    self._occurrence(node, data, counter)
                else:
                    self._take(node, data, counter)
        self._around = before

    def _enter(self, group: TemplateGroup, place: str) -> Presence:
        """Note whether what follows is shown, and return what was so before."""
        before, state = self._around, self._states.get(place)
        own = (state.presence if state else None) or group.presence
        self._around = within(own, before)
        return before

    def _children(
        self,
        group: TemplateGroup,
        data: DataGroup,
        counter: SomCounter,
        last: dict[str, TemplateGroup | TemplateField],
    ) -> None:
        for child in group.children:
            if isinstance(child, TemplateField):
                self._field(child, data, counter, last)
            elif child.is_transparent:
                place = _place_within(child, counter)
                inner, before = SomCounter(place) if place else counter, self._enter(child, place)
                for _ in range(max(1, child.minimum)):
                    self._count()
                    self._children(child, data, inner, last)
                self._around = before
            else:
                self._group(child, data, counter, last)

    def _group(
        self,
        group: TemplateGroup,
        data: DataGroup,
        counter: SomCounter,
        last: dict[str, TemplateGroup | TemplateField],
    ) -> None:
        scope, name = self._scope(group.binding.path, data, group.name)
        count = 0
        while scope.has(name, "group") and (group.maximum is None or count < group.maximum):
            self._occurrence(group, scope, counter, name)
            count += 1
        for _ in range(count, group.minimum):
            self._occurrence(group, scope, counter, name)
        if scope is data:
            last[name] = group

    def _occurrence(
        self, group: TemplateGroup, scope: DataGroup, counter: SomCounter, name: str = ""
    ) -> None:
        self._count()
        node, path, _ = scope.take(name or group.name, "group")
        self._use(node)
        self._instance(group, DataGroup(node, path), counter.next(group.name))

    def _field(
        self,
        field: TemplateField,
        data: DataGroup,
        counter: SomCounter,
        last: dict[str, TemplateGroup | TemplateField],
    ) -> None:
        if field.binding.match == "none" or not field.name or field.kind == "button":
            place = counter.next(field.name)
            state = self._states.get(place)
            self._add(field, place, place, state.value if state else None, 0)
        elif field.binding.match == "global":
            self._global(field, counter)
        else:
            self._take(field, data, counter)
            last[field.name] = field

    def _take(self, field: TemplateField, data: DataGroup, counter: SomCounter) -> None:
        scope, name = self._scope(field.binding.path, data, field.name)
        node, path, index = scope.take(name, "value")
        self._add(field, counter.next(field.name), path, self._value(node), index)

    def _global(self, field: TemplateField, counter: SomCounter) -> None:
        """A field that shows the first value of its name, wherever in the data that is."""
        if self._first_by_name is None:
            self._first_by_name = {}
            for node, path, index in data_values(self._data):
                self._first_by_name.setdefault(local_name(node), (node, path, index))
        otherwise = None, f"{self._record.path}/{field.name}", 0
        found = self._first_by_name.get(field.name, otherwise)
        self._add(field, counter.next(field.name), found[1], self._value(found[0]), found[2])

    def _scope(self, path: str, data: DataGroup, name: str) -> tuple[DataGroup, str]:
        """The group and the name in it that a path leads to; the field's own where it has none."""
        if not path:
            return data, name
        scope = self._record if _RECORD.match(path) else data
        steps = _INDEX.sub("", _HERE.sub("", _RECORD.sub("", path, count=1), count=1)).split(".")
        for step in steps[:-1]:
            node, step_path, _ = DataGroup(scope.element, scope.path).take(step, "group")
            scope = DataGroup(node, step_path)
        return scope, steps[-1] or name

    def _value(self, node: etree._Element | None) -> str | None:
        self._use(node)
        return None if node is None else text_of(node)

    def _use(self, node: etree._Element | None) -> None:
        if node is not None:
            self._used[node] = None

    def _add(
        self, field: TemplateField, place: str, path: str, value: str | None, index: int
    ) -> None:
        self._count()
        state = self._states.get(place)
        field = field if state is None else _with_state(field, state)
        if self._around != "visible":
            field = replace(field, presence=self._around)
        self._found.append(BoundField(field, place, path, value, index))

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise XfaRefused("too-large")

    def _bind_left_over(self) -> None:
        """Give values that stand further out to the empty field of their name; list the rest."""
        empty: dict[str, list[int]] = {}
        for number, bound in enumerate(self._found):
            if bound.value is None and bound.field and bound.field.binding.match == "once":
                empty.setdefault(bound.field.name, []).append(number)
        for node, path, index in data_values(self._data):
            if node in self._used:
                continue
            above = path.rpartition("/")[0]
            waiting = empty.get(local_name(node), [])
            below = [n for n in waiting[:MAX_TRIES] if self._found[n].path.startswith(f"{above}/")]
            if not below:
                self._count()
                self._found.append(BoundField(None, "", path, text_of(node), index))
                continue
            waiting.remove(below[0])
            self._found[below[0]] = replace(
                self._found[below[0]], path=path, value=text_of(node), index=index
            )


def _place_within(group: TemplateGroup, counter: SomCounter) -> str:
    """The place of a group, "" without a name; backgrounds of pages are always counted apart."""
    name = group.name or ("#pageSet" if group.tag == "pageSet" else "")
    return counter.next(name) if name else ""


def _with_state(field: TemplateField, state: NodeState) -> TemplateField:
    """A field as the form's scripts had left it."""
    demands = field.demands
    if state.null_test is not None:
        is_mandatory = state.null_test == "error"
        by_script = is_mandatory and not demands.is_mandatory
        demands = replace(demands, is_mandatory=is_mandatory, is_by_script=by_script)
    return replace(
        field,
        demands=demands,
        options=state.options or field.options,
        presence=state.presence or field.presence,
    )
