"""Invented holders of specimen documents: names of many languages, births, places, looks.

Nobody of these exists. A seed gives the same holder each time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from samples.painting import Colour
from samples.person import ALEX, AMARA, KWAME, MARIE, MEI, OMAR, PEOPLE, Person

Sex = Literal["F", "M", "X"]
NameKind = Literal[
    "plain", "hyphen", "apostrophe", "diacritics", "long", "one-name", "particle", "many-given"
]
NAME_KINDS: tuple[NameKind, ...] = (
    "plain", "hyphen", "apostrophe", "diacritics", "long", "one-name", "particle", "many-given",
)  # fmt: skip

#: (surname, given names), transliterated from their scripts as passports print them.
NAMES: Mapping[NameKind, tuple[tuple[str, str], ...]] = {
    "plain": (
        ("Eriksson", "Anna Maria"), ("Okonkwo", "Chidi"), ("Tanaka", "Haruka"),
        ("Wang", "Xiaoming"), ("Kowalczyk", "Ewa"), ("Alvarado", "Rosa Elena"),
        ("Haddad", "Yousef"), ("Singh", "Gurpreet"), ("Petrenko", "Oleksandra"),
        ("Rakotomalala", "Hery"), ("Tessema", "Meklit"), ("Santos", "Maricel"),
        ("Ivanov", "Dmitrii"), ("Rahimi", "Farzaneh"), ("Kim", "Minjun"), ("Ng", "Wei"),
    ),
    "hyphen": (
        ("Tremblay-Gagnon", "Marie-Ève"), ("Al-Masri", "Abdul-Rahman"), ("Kim", "Seo-Yeon"),
        ("Owusu-Ansah", "Abena"), ("Smith-Jones", "Susie-Lou"), ("El-Khatib", "Nour-Eddine"),
    ),
    "apostrophe": (
        ("O'Connor", "Enya Siobhan"), ("D'Souza", "Anjali"), ("N'Diaye", "Ousmane"),
        ("Dell'Orto", "Chiara"), ("Mc'Kenna", "Pádraig"), ("Ta'ala", "Sefina"),
    ),
    "diacritics": (
        ("Müller-Weiß", "Jörg Günther"), ("Ångström", "Åsa Björk"), ("Łukasiewicz", "Żaneta"),
        ("Þórðardóttir", "Guðrún Æsa"), ("Çelik", "I\u015f\u0131l Gülşen"),
        ("Nguyễn", "Thị Ngọc Ánh"),
        ("Dvořák", "Jiří Šimon"), ("Ñandú Peña", "José Iñigo"), ("Œuvrard", "Anaïs Zoë"),
        ("Șerbănescu", "Ștefan Ionuț"), ("Đorđević", "Željko"), ("Szőcs", "Ágnes Ildikó"),
        ("Ķēniņš", "Jānis Ģirts"), ("Sørensen", "Øyvind"), ("Brontë", "Ĳsbrand"),
    ),
    "long": (
        ("Papandropoulous Lambrakis Kyriakopoulos", "Jonathon Alec Bartholomew"),
        ("Ratsimandresyandriamanana", "Andriantsimitovia Fanomezantsoa Nirina"),
        ("Wolfeschlegelsteinhausenberger", "Adolphus Blaine Charles David Earl"),
        ("Bennelong Wooloomooloo Warrandyte Warnambool", "Dingo Potoroo Quokka"),
        ("Sivasubramaniampillai", "Thirunavukkarasu Balakrishnan Venkataraman"),
        ("de Vasconcelos e Albuquerque do Nascimento", "Maria da Conceição Aparecida"),
    ),
    "one-name": (("Sukarnoputra", ""), ("Suharti", ""), ("Zarifa", ""), ("Thiruvalluvan", "")),
    "particle": (
        ("van der Muellen", "Gijs"), ("de la Cruz y Vega", "Inés"), ("bin Abdullah", "Hakim"),
        ("von Löwenmut", "Ottilie"), ("dos Santos", "João"), ("Mac Giolla", "Seán"),
    ),
    "many-given": (
        ("Silva", "Ana Beatriz Carolina Dulce"), ("Hansen", "Per Erik Olav Nils"),
        ("García", "Luz María del Carmen"), ("Fernando", "Kasun Tharindu Lakmal"),
    ),
}  # fmt: skip

#: Nationalities of holders whose document some other state issues (ISO 3166-1, ICAO 9303-3).
NATIONALITIES = (
    "IND", "PHL", "CHN", "NGA", "FRA", "D", "BRA", "IRN", "UKR", "SYR", "MEX", "XXA", "XXB", "ETH",
)  # fmt: skip
PLACES = (
    "Zenith", "Port Fable", "Nordhavn", "Villa Clara Nueva", "Saint-Exemple", "Qasr al-Mithal",
    "Mirnograd", "Shinmachi", "Ilha Branca", "Modelville",
)  # fmt: skip
STREETS = ("12 Example Street", "4-208 Rue du Modèle", "1780 Sample Crescent", "95 Fable Road")
_SKINS = ((224, 178, 154), (226, 186, 156), (190, 140, 110), (158, 110, 84), (120, 80, 60))
_HAIRS = ((74, 52, 38), (120, 82, 50), (26, 22, 22), (150, 146, 142), (172, 128, 74))
_EYES: Mapping[str, Colour] = {
    "BRN": (58, 38, 28),
    "BLU": (86, 104, 128),
    "GRN": (74, 96, 78),
    "HAZ": (96, 78, 50),
}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the month and the day may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """Year, month, day; unknown parts are XX."""
        return f"{self.year:04d}-{_two(self.month, 'X')}-{_two(self.day, 'X')}"

    @classmethod
    def of(cls, date: dt.date) -> PartialDate:
        """A date of which all is known."""
        return cls(date.year, date.month, date.day)

    @property
    def in_mrz(self) -> str:
        """The six characters YYMMDD of ICAO 9303-3; unknown parts are fillers."""
        return f"{self.year % 100:02d}{_two(self.month, '<')}{_two(self.day, '<')}"


@dataclass(frozen=True, slots=True)
class Holder:
    """An invented person as an issuing office would know them. One-name people have no given names.

    ``birth``: may be partly unknown; ``look``: the portrait; ``eyes``: the code that licences use.
    """

    surname: str
    given_names: str
    sex: Sex
    birth: PartialDate
    nationality: str
    birth_place: str
    height_cm: int
    eyes: str
    street: str
    city: str
    postal_code: str
    personal_number: str
    look: Person


def invented_holder(
    seed: int, names: NameKind | None = None, nationality: str = "UTO", age_years: int | None = None
) -> Holder:
    """The holder of a seed, as old as said on 1 January 2026; names of one kind where it is said.

    About one in twelve has the sex X, one in ten a partly unknown birth, one in eight is a minor.
    """
    rng = np.random.default_rng([71, seed])
    eyes = str(rng.choice(list(_EYES)))
    kind = names or NAME_KINDS[int(rng.integers(len(NAME_KINDS)))]
    surname, given = NAMES[kind][int(rng.integers(len(NAMES[kind])))]
    sexes: tuple[Sex, ...] = ("F", "M")
    sex: Sex = "X" if rng.random() < 1 / 12 else sexes[int(rng.integers(2))]
    years = int(rng.integers(1, 18)) if rng.random() < 1 / 8 else int(rng.integers(18, 90))
    return Holder(
        surname=surname,
        given_names=given,
        sex=sex,
        birth=_birth(2025 - (years if age_years is None else age_years), rng),
        nationality=nationality,
        birth_place=PLACES[int(rng.integers(len(PLACES)))],
        height_cm=int(rng.integers(150, 200)),
        eyes=eyes,
        street=STREETS[int(rng.integers(len(STREETS)))],
        city=PLACES[int(rng.integers(len(PLACES)))],
        postal_code=f"X{rng.integers(10)}X {rng.integers(10)}X{rng.integers(10)}",
        personal_number=_letters_and_digits(rng, int(rng.choice([0, 0, 8, 9, 11, 14]))),
        look=_look(seed, sex, eyes, rng),
    )


def _birth(year: int, rng: np.random.Generator) -> PartialDate:
    chance = rng.random()
    if chance < 0.04:
        return PartialDate(year)
    month = int(rng.integers(1, 13))
    return PartialDate(year, month, None if chance < 0.10 else int(rng.integers(1, 29)))


def _look(seed: int, sex: Sex, eyes: str, rng: np.random.Generator) -> Person:
    """One of the drawn people with other colours and proportions."""
    models = {"F": (MARIE, AMARA, MEI), "M": (ALEX, KWAME, OMAR), "X": PEOPLE}[sex]
    model = models[int(rng.integers(len(models)))]
    skin = np.array(_SKINS[int(rng.integers(len(_SKINS)))], float)
    hair = _HAIRS[int(rng.integers(len(_HAIRS)))]
    lips = skin * (0.84, 0.64, 0.68)
    clothes = rng.uniform(30, 150, 3)
    return replace(
        model,
        name=f"holder-{seed}",
        seed=seed,
        skin=(float(skin[0]), float(skin[1]), float(skin[2])),
        lips=(float(lips[0]), float(lips[1]), float(lips[2])),
        hair=hair,
        iris=_EYES[eyes],
        clothes=(float(clothes[0]), float(clothes[1]), float(clothes[2])),
        face_width=float(rng.uniform(0.94, 1.05)),
        jaw_width=float(rng.uniform(0.88, 1.06)),
        nose_width=float(rng.uniform(0.9, 1.2)),
        beard=model.beard * float(rng.uniform(0.5, 1.1)),
    )


def _letters_and_digits(rng: np.random.Generator, length: int) -> str:
    if length == 0:
        return ""
    letters = "".join(rng.choice(list("ABCDEFGHJKLMNPRSTUVWXYZ"), 2))
    return letters + "".join(str(digit) for digit in rng.integers(0, 10, length - 2))


def _two(part: int | None, unknown: str) -> str:
    return unknown * 2 if part is None else f"{part:02d}"
