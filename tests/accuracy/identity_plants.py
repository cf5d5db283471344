"""What can be planted on a specimen document, and what the rules must say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from samples.identity import Kind
from samples.identity_people import NameKind
from tests.accuracy.identity_changes import (
    Change,
    born,
    born_after_issue,
    centuries_old,
    expiring,
    issued_after_expiry,
    joined_by_marriage,
    letter_changed,
    number_changed,
    other_name,
    other_sex,
    same,
    swapped_names,
    unaccented,
)

BOOKLETS: tuple[Kind, ...] = ("passport", "passport-spread", "travel-document")
CARDS: tuple[Kind, ...] = ("id-card", "pr-card", "td2-card")
VISAS: tuple[Kind, ...] = ("visa-a", "visa-b", "visa-a-page")
LICENCES: tuple[Kind, ...] = ("driver-licence", "photo-card")
#: Neither print nor zone of the old French card states an expiry.
DATED: tuple[Kind, ...] = (*BOOKLETS, *CARDS, *VISAS, *LICENCES)
ZONED: tuple[Kind, ...] = (*BOOKLETS, *CARDS, *VISAS, "french-card")
ALL: tuple[Kind, ...] = (*ZONED, *LICENCES)
RULES = (
    "identity.document-type", "identity.expiry", "identity.expiry-soon", "identity.fields-agree",
    "identity.name-agrees", "identity.mrz-check-digits", "identity.mrz-plausible",
    "identity.barcode",
)  # fmt: skip
DOCUMENTS: Mapping[Kind, str] = {
    "passport": "passport", "passport-spread": "passport", "travel-document": "travel-document",
    **dict.fromkeys(VISAS, "visa"), "driver-licence": "driver-licence",
}  # fmt: skip
#: What a rule may rightly say. The first is what it says where everything is legible.
PASS, FAIL = ("pass",), ("fail",)
#: One letter may be a misreading: an officer compares. A name that was joined by marriage is left
#: to an officer as well, and is never another person's.
LEFT_OPEN, NOT_FAIL = ("unsure", "fail"), ("pass", "unsure")

Expected = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Plant:
    """One fact: on which kinds it can stand, what is changed, what the rules must say of it.

    ``expected``: by rule, an empty tuple where the fact leaves the rule open; all others pass.
    ``names``: the kinds of names that show the fact; all kinds where it is empty.
    """

    kinds: Sequence[Kind]
    adapt: Change = same
    recode: Change = same
    expected: Expected = field(default_factory=dict)
    names: tuple[NameKind, ...] = ()
    wrong_digit: bool = False


_PLAIN_NAMES: tuple[NameKind, ...] = ("plain", "many-given", "apostrophe", "particle")
_EXPIRED: Expected = {"identity.expiry": FAIL, "identity.expiry-soon": FAIL}
_SOON: Expected = {"identity.expiry-soon": FAIL}
_DIFFERENT: Expected = {"identity.fields-agree": FAIL}
_LETTER: Expected = {"identity.name-agrees": LEFT_OPEN}
_PERSON: Expected = {"identity.name-agrees": FAIL}
_JOINED: Expected = {"identity.name-agrees": NOT_FAIL}
_IMPOSSIBLE: Expected = {"identity.mrz-plausible": FAIL, "identity.barcode": LEFT_OPEN}
_DATES_ZONED = (*BOOKLETS, *CARDS, *VISAS)

PLANTS: Mapping[str, Plant] = {
    "valid": Plant(ALL),
    "expired yesterday": Plant(DATED, expiring(-1, -1), expected=_EXPIRED),
    "expired last year": Plant(DATED, expiring(-500, -200), expected=_EXPIRED),
    "expires today": Plant(DATED, expiring(0, 0), expected=_SOON),
    "expires in six months": Plant(DATED, expiring(1, 180), expected=_SOON),
    "other expiry": Plant(
        DATED, recode=expiring(500, 3000), expected=_DIFFERENT
    ),
    "other birth": Plant(ALL, born, recode=born, expected=_DIFFERENT),
    "other number": Plant(ALL, recode=number_changed, expected=_DIFFERENT),
    "other sex": Plant(ALL, recode=other_sex, expected=_DIFFERENT),
    "surname, one letter": Plant(
        ALL, recode=letter_changed("surname"), expected=_LETTER, names=_PLAIN_NAMES
    ),
    "given name, one letter": Plant(
        ALL, recode=letter_changed("given_names"), expected=_LETTER, names=_PLAIN_NAMES
    ),
    "other surname": Plant(
        ALL, recode=other_name("surname"), expected=_PERSON, names=_PLAIN_NAMES
    ),
    "other given name": Plant(
        ALL, recode=other_name("given_names"), expected=_PERSON, names=_PLAIN_NAMES
    ),
    "transliterated": Plant(ALL, names=("diacritics",)),
    "print without accents": Plant(
        ALL, adapt=unaccented, names=("diacritics",)
    ),
    "other order": Plant(ALL, recode=swapped_names, names=("plain",)),
    "cut in the zone": Plant(ZONED, names=("long",)),
    "hyphenated": Plant(ALL, names=("hyphen",)),
    "joined by marriage": Plant(
        ALL, recode=joined_by_marriage, expected=_JOINED, names=("plain", "apostrophe")
    ),
    "born after issue": Plant(
        (*_DATES_ZONED, "driver-licence"), born_after_issue, expected=_IMPOSSIBLE
    ),
    "issued after expiry": Plant(
        (*_DATES_ZONED, "driver-licence"), issued_after_expiry, expected={**_EXPIRED, **_IMPOSSIBLE}
    ),
    "too old": Plant(
        (*_DATES_ZONED, "driver-licence"), centuries_old,
        expected={**_IMPOSSIBLE, "identity.fields-agree": ()},
    ),
    "wrong check digit": Plant(
        ZONED, expected={"identity.mrz-check-digits": FAIL}, wrong_digit=True
    ),
}  # fmt: skip
