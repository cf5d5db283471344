"""The data of an XFA form: values in groups, each taken by one field, and the lists beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from lxml import etree

from models.pdf.xfa_words import ListReference, Option
from models.pdf.xfa_xml import XfaRefused, local_name, one_line, text_of

#: Entries of one list. The longest list of a form, of correspondence items, has 1,105.
MAX_LIST_ENTRIES = 20_000
#: Nodes of the data. The fullest forms have about 700.
MAX_DATA_NODES = 50_000
_INDEX = re.compile(r"\[[^\]]*\]")
_DATA_NODE = "{http://www.xfa.org/schema/xfa-data/1.0/}dataNode"
#: How a path may name the data's own root (XFA 3.3, part 1, "Scripting Object Model").
_DATASETS = ("xfa.datasets.", "$xfa.datasets.", "!")

NodeKind = Literal["value", "group"]


def data_root(datasets: etree._Element | None) -> etree._Element | None:
    """The ``data`` element of the ``datasets`` packet, or None."""
    if datasets is None:
        return None
    if local_name(datasets) == "data":
        return datasets
    return next((child for child in datasets if local_name(child) == "data"), None)


def is_value(element: etree._Element) -> bool:
    """Whether a node holds a value: no group and no children but those of rich text."""
    if element.get(_DATA_NODE) == "dataGroup":
        return False
    return len(element) == 0 or element.get("contentType") is not None


class DataGroup:
    """One group of the data; hands out its nodes by name, each once, in their order.

    ``path``: names from the root, joined by ``/``; ``[1]`` marks the second of one name. A group
    without ``element`` is one that the data lack: it hands out paths without values.
    """

    def __init__(self, element: etree._Element | None, path: str) -> None:
        self.element = element
        self.path = path
        self._nodes: dict[str, list[etree._Element]] = {}
        self._taken: set[tuple[str, int]] = set()
        self._first: dict[tuple[str, str], int] = {}
        self._absent: dict[str, int] = {}
        for node in element if element is not None else ():
            self._nodes.setdefault(local_name(node), []).append(node)

    def take(self, name: str, kind: NodeKind) -> tuple[etree._Element | None, str, int]:
        """The next node of a name, its path and its index among those of the name.

        Without such a node: None with the path at which it would be stored.
        """
        index = self._next(name, kind)
        if index is not None:
            self._taken.add((name, index))
            return self._nodes[name][index], self._path(name, index), index
        index = len(self._nodes.get(name, ())) + self._absent.get(name, 0)
        self._absent[name] = self._absent.get(name, 0) + 1
        return None, self._path(name, index), index

    def has(self, name: str, kind: NodeKind) -> bool:
        """Whether a node of that name is left to take."""
        return self._next(name, kind) is not None

    def _next(self, name: str, kind: NodeKind) -> int | None:
        """Index of the first node that can be taken; what lies before it never can be."""
        nodes = self._nodes.get(name, [])
        for index in range(self._first.get((name, kind), 0), len(nodes)):
            fits = is_value(nodes[index]) if kind == "value" else _is_group(nodes[index])
            if fits and (name, index) not in self._taken:
                self._first[name, kind] = index
                return index
        self._first[name, kind] = len(nodes)
        return None

    def _path(self, name: str, index: int) -> str:
        step = f"{name}[{index}]" if index else name
        return f"{self.path}/{step}" if self.path else step


def _is_group(element: etree._Element) -> bool:
    return not is_value(element) or not (element.text or "").strip()


def data_values(root: etree._Element | None) -> Iterator[tuple[etree._Element, str, int]]:
    """Every value of the data, with its path and its index. Raises XfaRefused."""
    if root is None:
        return
    nodes = 0
    stack: list[tuple[etree._Element, str]] = [(root, "")]
    while stack:
        element, path = stack.pop()
        counts: dict[str, int] = {}
        groups: list[tuple[etree._Element, str]] = []
        for child in element:
            nodes += 1
            if nodes > MAX_DATA_NODES:
                raise XfaRefused("too-large")
            name = local_name(child)
            index = counts.get(name, 0)
            counts[name] = index + 1
            step = f"{name}[{index}]" if index else name
            child_path = f"{path}/{step}" if path else step
            if is_value(child):
                yield child, child_path, index
            else:
                groups.append((child, child_path))
        stack.extend(reversed(groups))


class ValueLists:
    """The lists of codes with their texts that a form carries beside its data (IRCC: LOVFile)."""

    def __init__(self, datasets: etree._Element | None) -> None:
        self._datasets = datasets
        self._read: dict[ListReference, tuple[Option, ...]] = {}

    def options(self, reference: ListReference) -> tuple[Option, ...]:
        """The entries of one list; empty where the form does not carry it."""
        if reference not in self._read:
            self._read[reference] = tuple(self._entries(reference))
        return self._read[reference]

    def _entries(self, reference: ListReference) -> Iterator[Option]:
        if self._datasets is None:
            return
        path = reference.path
        for prefix in _DATASETS:
            path = path.removeprefix(prefix)
        nodes = [self._datasets]
        for name in _INDEX.sub("", path).split("."):
            nodes = [child for node in nodes for child in node if local_name(child) == name]
        for node in nodes[:MAX_LIST_ENTRIES]:
            code = _part(node, reference.code_at)
            if code:
                yield Option(code, one_line(_part(node, reference.text_at)))


def _part(node: etree._Element, name: str) -> str:
    """The node's own text, or one of its attributes or children."""
    if name == "$":
        return text_of(node).strip()
    attribute = node.get(name)
    if attribute is not None:
        return attribute
    return next((text_of(child).strip() for child in node if local_name(child) == name), "")
