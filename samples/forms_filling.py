"""Writing known values into a form, so that a test can read them again."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pikepdf
from lxml import etree

_STEP = re.compile(r"(.+?)(?:\[(\d+)\])?\Z")
_XFA_DATA = "http://www.xfa.org/schema/xfa-data/1.0/"
_EMPTY = f'<xfa:datasets xmlns:xfa="{_XFA_DATA}"><xfa:data/></xfa:datasets>'.encode()


def fill_datasets(content: bytes, values: Mapping[str, str]) -> bytes:
    """A form with values in its XFA data: by data path, ``form1/Page5/TextField1[2]`` for a third.

    Nodes that the data lack are made, and encryption stays as it was. Only what an applicant's
    program would write is written: no appearance, no AcroForm value.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        stream = _datasets_stream(pdf)
        root = etree.fromstring(stream.read_bytes().strip() or _EMPTY)
        data = _data_of(root)
        for path, value in values.items():
            _node_at(data, path).text = value
        stream.write(etree.tostring(root, encoding="utf-8"))
        return _saved(pdf)


def fill_acroform(content: bytes, values: Mapping[str, str]) -> bytes:
    """A form with AcroForm values by full name; a box is ticked by the name of its state."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for name, value in values.items():
            field = _field_named(pdf, name)
            if field.get("/FT") == "/Btn":
                _tick(field, value)
            else:
                field["/V"] = pikepdf.String(value)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, encryption=pdf.is_encrypted, static_id=not pdf.is_encrypted)
    return target.getvalue()


def _datasets_stream(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The stream of the ``datasets`` packet, made before the end of the form where it is absent."""
    packets = pdf.Root.AcroForm.XFA
    for index in range(0, len(packets) - 1, 2):
        if str(packets[index]) == "datasets":
            return packets[index + 1]
    made = pdf.make_indirect(pikepdf.Stream(pdf, _EMPTY))
    end = len(packets) - 2
    packets.insert(end, pikepdf.String("datasets"))
    packets.insert(end + 1, made)
    return made


def _data_of(root: etree._Element) -> etree._Element:
    data = root.find(f"{{{_XFA_DATA}}}data")
    return etree.SubElement(root, f"{{{_XFA_DATA}}}data") if data is None else data


def _node_at(data: etree._Element, path: str) -> etree._Element:
    node = data
    for step in path.split("/"):
        found = _STEP.match(step)
        assert found is not None
        name, index = found.group(1), int(found.group(2) or 0)
        siblings = node.findall(name)
        while len(siblings) <= index:
            siblings.append(_new_sibling(node, name, siblings))
        node = siblings[index]
    return node


def _new_sibling(
    parent: etree._Element, name: str, siblings: list[etree._Element]
) -> etree._Element:
    """A new node beside those of its name, or last."""
    made = parent.makeelement(name)
    place = parent.index(siblings[-1]) + 1 if siblings else len(parent)
    parent.insert(place, made)
    return made


def _field_named(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    candidates = list(pdf.Root.AcroForm.Fields)
    parts = name.split(".")
    field: pikepdf.Object | None = None
    for part in parts:
        field = next(node for node in candidates if str(node.get("/T", "")) == part)
        candidates = list(field.get("/Kids", []))
    assert field is not None
    return field


def _tick(field: pikepdf.Object, state: str) -> None:
    """Tick the box that has a state; those of the same group that lack it are unticked."""
    field["/V"] = pikepdf.Name(f"/{state}")
    for widget in list(field.get("/Kids", [field])):
        chosen = f"/{state}" if f"/{state}" in widget.AP.N else "/Off"
        widget["/AS"] = pikepdf.Name(chosen)
