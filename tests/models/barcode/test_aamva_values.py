from __future__ import annotations

import pytest

from models.barcode import aamva_values as values


@pytest.mark.parametrize(
    ("raw", "tall_cm"),
    [
        # With its unit
        ("063 IN", 160.0), (" 65 IN", 165.1), ("064 in", 162.6), ("168 CM", 168.0), ("72\"", 182.9),
        # Feet and inches
        ("511", 180.3), ("601", 185.4), ("5'-11\"", 180.3), ("5-08", 172.7), ("6 FT 1 IN", 185.4),
        # Bare digits that have one plausible meaning
        ("068", 172.7), ("170", 170.0), ("203", 203.0),
        # No height
        ("", None), ("000", None), ("999", None), ("513", None), ("012", None), ("TALL", None),
    ],
)  # fmt: skip
def test_height(raw: str, tall_cm: float | None) -> None:
    assert values.height_cm(raw) == tall_cm


@pytest.mark.parametrize(
    ("raw", "colour"),
    [("BLU", "blue"), ("BR ", "brown"), ("HAZEL", "hazel"), ("UNK", ""), ("", ""), ("BL", None),
     ("QQQ", None)],
)  # fmt: skip
def test_eyes(raw: str, colour: str | None) -> None:
    assert values.colour_of_eyes(raw) == colour


@pytest.mark.parametrize(
    ("raw", "code"),
    [("804010000 ", "80401"), ("33040-0504", "330400504"), ("E5K 1Y3", "E5K1Y3"),
     ("10000", "10000"), ("      ", None)],
)  # fmt: skip
def test_postal_code(raw: str, code: str | None) -> None:
    assert values.postal_code(raw) == code


@pytest.mark.parametrize(
    ("raw", "ends"), [("0", (0, 31)), ("3", (60, 70)), ("9", (146, None)), ("", None), ("12", None)]
)
def test_weight_class(raw: str, ends: tuple[int, int | None] | None) -> None:
    assert values.weight_class_kg(raw) == ends


@pytest.mark.parametrize(
    ("raw", "unit", "kg"),
    [("160", "lb", 72.6), ("073", "kg", 73.0), ("073 KG", "lb", 73.0), ("000", "lb", None)],
)
def test_weight(raw: str, unit: str, kg: float | None) -> None:
    assert values.weight_kg(raw, "lb" if unit == "lb" else "kg") == kg
