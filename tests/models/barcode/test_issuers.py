from __future__ import annotations

import pytest

from models.barcode.issuers import issuers

#: The Canadian issuers on which three independent public tables agree; many others are invented.
CANADIAN = {
    "604432": "AB", "636028": "BC", "636048": "MB", "636017": "NB", "636016": "NL", "636013": "NS",
    "604434": "NT", "604433": "NU", "636012": "ON", "604426": "PE", "604428": "QC", "636044": "SK",
    "604429": "YT", "990876": "AB",
}  # fmt: skip


def test_canadian_issuers_are_exactly_these() -> None:
    listed = {iin: one.code for iin, one in issuers().items() if one.country == "CAN"}
    assert listed == CANADIAN


def test_fifty_states_the_district_and_five_territories() -> None:
    codes = [one.code for one in issuers().values() if one.country == "USA" and one.code]
    assert len(codes) == len(set(codes)) == 56


@pytest.mark.parametrize("iin", list(issuers()))
def test_numbers_are_six_digits(iin: str) -> None:
    assert len(iin) == 6
    assert iin.isascii()
    assert iin.isdigit()
