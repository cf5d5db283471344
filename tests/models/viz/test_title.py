from __future__ import annotations

import pytest

from models.viz.title import document_words, title_evidence
from tests.models.viz.printed import printed_line

DATA = [printed_line(text, 100, 200 + 40 * at, 20) for at, text in enumerate(
    ("ERIKSSON", "ANNA MARIA", "12 AUG/AOÛT 74", "ZENITH")
)]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("PASSPORT / PASSEPORT", "passport"),
        ("REISEPASS PASSPORT", "passport"),
        ("PERMANENT RESIDENT CARD / CARTE DE RÉSIDENT PERMANENT", "pr-card"),
        ("DRIVER'S LICENCE / PERMIS DE CONDUIRE", "driver-licence"),
        ("DRIVERS LICENSE", "driver-licence"),
        ("PHOTO CARD / CARTE-PHOTO", "photo-card"),
        ("CARTE D'IDENTITÉ", "id-card"),
        ("ldentity card", "id-card"),
        ("TITRE DE VOYAGE / TRAVEL DOCUMENT", "travel-document"),
        ("HEALTH · SANTÉ", "health-card"),
        ("TITRE DE SEJOUR", "residence-permit"),
        ("Student / Étudiant", "student-card"),
        ("VISUM / VISA", "visa"),
    ],
)
def test_a_title_names_the_document(title: str, kind: str) -> None:
    evidence = title_evidence([printed_line(title, 100, 100, 30), *DATA])
    assert max(evidence, key=lambda one: evidence[one]) == kind
    assert evidence[kind] > 0.7


def test_visa_alone_is_a_document_or_a_payment_card() -> None:
    evidence = title_evidence([printed_line("VISA", 100, 100, 30), *DATA])
    assert evidence["visa"] == evidence["bank-card"] < 0.6


def test_a_payment_card_is_known_by_its_number() -> None:
    lines = [printed_line("VISA", 400, 300, 30), printed_line("0000 1234 5678 9012", 100, 200, 30)]
    evidence = title_evidence(lines)
    assert evidence["bank-card"] > 0.8 > evidence["visa"]


def test_a_caption_and_a_mention_are_no_titles() -> None:
    mention = "It mentions a passport, a date of birth and the number X1234567, as letters do"
    evidence = title_evidence([printed_line("Passport No.", 100, 100), printed_line(mention, 9, 9)])
    assert evidence.get("passport", 0.0) < 0.4


def test_a_word_says_where_it_stands_and_how_large_it_is() -> None:
    words = document_words([printed_line("PASSPORT / PASSEPORT", 100, 100, 40), *DATA])
    assert {word.language for word in words} == {"en", "fr"}
    english = next(word for word in words if word.language == "en")
    assert english.size == 2.0
    assert english.box.centre[0] < 300
    assert 0.3 < english.share < 0.6


def test_nothing_printed_says_nothing() -> None:
    assert title_evidence([]) == {}
    assert title_evidence(DATA) == {}
