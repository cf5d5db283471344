"""Two spellings of one name, and names of two people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.names import PersonName, compare_names
from samples.identity_mrz import name_field
from samples.identity_people import NAMES

PRINTED = [(kind, name) for kind, names in NAMES.items() for name in names]
WORDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=9)


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        # Nothing differs.
        (("ERIKSSON", "ANNA MARIA"), ("Eriksson", "Anna Maria"), "same"),
        (("SMITH JONES", "SUSIE"), ("Smith-Jones", "Susie"), "same"),
        (("OCONNOR", "ENYA"), ("O'Connor", "Enya"), "same"),
        (("OCONNOR", "ENYA"), ("O\u2019Connor", "Enya"), "same"),
        (("DVORAK", "JIRI"), ("Dvo\u0159\u00e1k", "Ji\u0159\u00ed"), "same"),
        (("DVORAK", "JIRI"), ("Dvor\u030ca\u0301k", "Jir\u030ci\u0301"), "same"),
        (("SUHARTI", ""), ("Suharti", ""), "same"),
        (("VAN DER MUELLEN", "GIJS"), ("van der Muellen", "Gijs"), "same"),
        # Spelling: letters with two spellings.
        (("MULLER", "JORG"), ("M\u00fcller", "J\u00f6rg"), "spelling"),
        (("MUELLER", "JOERG"), ("M\u00fcller", "J\u00f6rg"), "same"),
        (("ANGSTROM", "ASA"), ("\u00c5ngstr\u00f6m", "\u00c5sa"), "spelling"),
        (("WEISS", "ANNA"), ("Wei\u00df", "Anna"), "same"),
        # A mark that was not printed, or not read.
        (("SOERENSEN", "OEYVIND"), ("SORENSEN", "OYVIND"), "spelling"),
        (("AANGSTROEM", "AASA"), ("Angstr\u00f6m", "Asa"), "spelling"),
        # A blank that was not read in a whole name.
        (("ERIKSSON", "ANNA MARIA"), ("ERIKSSON ANNAMARIA", ""), "spelling"),
        # From surname to given names.
        (("ANNA", "ERIKSSON"), ("ERIKSSON", "ANNA"), "moved"),
        (("ERIKSSON ANNA", ""), ("ERIKSSON", "ANNA"), "moved"),
        # Order.
        (("ERIKSSON", "MARIA ANNA"), ("ERIKSSON", "ANNA MARIA"), "order"),
        # Parts that are missing or joined: married names, second surnames, one given name only.
        (("ERIKSSON", "ANNA"), ("ERIKSSON", "ANNA MARIA"), "part-missing"),
        (("TREMBLAY", "MARIE"), ("TREMBLAY GAGNON", "MARIE"), "joined-surname"),
        (("TREMBLAY-GAGNON", "MARIE"), ("GAGNON", "MARIE EVE"), "joined-surname"),
        # Misread letters.
        (("ERIKSSON", "ANNA MARIA"), ("ERlKSSON", "ANNA MARIA"), "similar"),
        (("KOWALCZYK", "EWELINA"), ("KOWALCZVK", "EWELINA"), "similar"),
        (("HADDAD", "YOUSEF"), ("HADDAD", "YUOSEF"), "similar"),
        (("RNATTIAS", "ANNA"), ("MATTIAS", "ANNA"), "similar"),
        (("KIRN", "JIN"), ("KIM", "JIN"), "similar"),
        (("EVVA", "LI"), ("EWA", "LI"), "similar"),
        (("THORDARDOTTIR", "GUDRUN"), ("PORDARDOTTIR", "GUDRUN"), "similar"),
        (("WEISS", "ANNA"), ("WEIB", "ANNA"), "similar"),
        (("HADDAD", "ABDUL RAHMAN"), ("HADDAD", "ABDULRAHNAN"), "similar"),
        (("OEUVRARD", "ANAIS ZOE"), ("CEUVRARD", ""), "similar"),
        (("HADDAD", "ABDUL RAHMAN"), ("HADOAD", "RAHMAN"), "similar"),
        # Other people.
        (("OEUVRARD", "ANAIS ZOE"), ("TANAKA", ""), "different"),
        (("HADDAD", "ABDUL RAHMAN"), ("HADOAD", "YOUSEF"), "different"),
        (("ERIKSSON", "ANNA"), ("ERIKSSON", "PETER"), "different"),
        (("ERIKSSON", "ANNA"), ("TANAKA", "ANNA"), "different"),
        (("TANAKA", "HARUKA"), ("HADDAD", "YOUSEF"), "different"),
        (("KIM", "JIN"), ("KIM", "JUN"), "different"),
        (("NG", "WEI"), ("LI", "WEI"), "different"),
    ],
)
def test_relations(first: tuple[str, str], second: tuple[str, str], relation: str) -> None:
    assert compare_names(PersonName(*first), PersonName(*second)).relation == relation
    assert compare_names(PersonName(*second), PersonName(*first)).relation == relation


def test_a_name_under_one_caption_is_in_no_order() -> None:
    whole = PersonName("ANNA ERIKSSON", "", is_whole=True)
    assert compare_names(PersonName("ERIKSSON", "ANNA"), whole).relation == "order"


@pytest.mark.parametrize("width", [31, 39])
@pytest.mark.parametrize(("kind", "name"), PRINTED)
def test_the_zone_of_a_name_never_names_another_person(
    kind: str, name: tuple[str, str], width: int
) -> None:
    """Every invented name against its own zone, cut by ICAO's rules where it is too long."""
    field = name_field(*name, width)
    primary, _, secondary = field.partition("<<")
    surname, given = (part.replace("<", " ").strip() for part in (primary, secondary))
    zone = PersonName(surname, given, is_cut=field[-1] != "<")
    assert compare_names(zone, PersonName(*name)).relation in ("same", "spelling", "cut")


def test_a_cut_name_is_cut_only_where_it_is_said_to_be() -> None:
    whole = PersonName("PAPANDROPOULOUS", "JONATHON ALEC")
    short = PersonName("PAPANDROPOULOUS", "JONATHON AL", is_cut=True)
    assert compare_names(short, whole).relation == "cut"
    said_whole = PersonName("PAPANDROPOULOUS", "JONATHON AL")
    assert compare_names(said_whole, whole).relation in ("similar", "different")


def test_a_cut_name_of_another_person_is_different() -> None:
    short = PersonName("PAPANDROPOULOUS", "JONATHON AL", is_cut=True)
    assert compare_names(short, PersonName("TANAKA", "HARUKA")).relation == "different"


def test_similarity_falls_with_the_letters_that_differ() -> None:
    own = PersonName("ERIKSSON", "ANNA MARIA")
    others = [
        own,
        PersonName("ERICSSON", "ANNA MARIA"),
        PersonName("ERICSSON", "ANNE MARIE"),
        PersonName("TANAKA", "HARUKA"),
    ]
    shares = [compare_names(own, other).similarity for other in others]
    assert shares[0] == 1.0
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == len(shares)


@given(WORDS, st.lists(WORDS, max_size=3))
def test_every_name_is_its_own(surname: str, given: list[str]) -> None:
    name = PersonName(surname, " ".join(given))
    compared = compare_names(name, name)
    assert (compared.relation, compared.similarity) == ("same", 1.0)


@given(WORDS, WORDS, WORDS, WORDS)
def test_the_order_of_two_names_does_not_matter(a: str, b: str, c: str, d: str) -> None:
    first, second = PersonName(a, b), PersonName(c, d)
    there, back = compare_names(first, second), compare_names(second, first)
    assert there.relation == back.relation
    assert there.similarity == pytest.approx(back.similarity)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_compared(surname: str, given: str) -> None:
    compared = compare_names(PersonName(surname, given), PersonName("ERIKSSON", "ANNA"))
    assert 0.0 <= compared.similarity <= 1.0
