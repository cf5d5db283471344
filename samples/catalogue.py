"""All specimens: portraits, a photo for each fault, files that are no photos, forms, documents."""

from __future__ import annotations

from samples.faulty_people import compliant_portraits, faces, framing, light
from samples.faulty_scenes import backgrounds, recordings, things_worn
from samples.faulty_uploads import faulty_files, not_one_person
from samples.form_details import card_details, permits, representatives
from samples.form_faults import careless_answers, field_codes, renewals
from samples.form_on_paper import signed_on_paper
from samples.form_uploads import digital_forms, forms_on_paper
from samples.identity_faults import cards, faulty_documents, faulty_pictures, passports
from samples.specimen import Specimen

#: Not committed, because clones stay small: one larger than 4 MB, and second photos of a fault.
ON_DEMAND = frozenset(
    {
        "background-blue.jpg",
        "background-garden.jpg",
        "face-too-large.jpg",
        "over-exposed.jpg",
        "reflections-on-lenses.jpg",
        "shaken.jpg",
        "too-many-bytes.jpg",
    }
)


def specimens() -> tuple[Specimen, ...]:
    """Every specimen, in the order of the labels."""
    return (
        *compliant_portraits(),
        *framing(),
        *faces(),
        *light(),
        *backgrounds(),
        *things_worn(),
        *recordings(),
        *not_one_person(),
        *faulty_files(),
        *digital_forms(),
        *forms_on_paper(),
        *signed_on_paper(),
        *careless_answers(),
        *renewals(),
        *field_codes(),
        *card_details(),
        *representatives(),
        *permits(),
        *passports(),
        *cards(),
        *faulty_documents(),
        *faulty_pictures(),
    )
