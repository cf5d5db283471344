"""The few words that the command line and the evidence pictures say about forms."""

from __future__ import annotations

from service.words import Language

_WORDS: dict[str, tuple[str, str]] = {
    "page": ("page", "page"),
    "pages": ("{count} pages", "{count} pages"),
    "page-number": ("Page {number} of {count}", "Page {number} sur {count}"),
    "pages-not-shown": (
        "{count} more pages are not shown.",
        "{count} autres pages ne sont pas montrées.",
    ),
    "page-not-shown": ("1 more page is not shown.", "1 autre page n'est pas montrée."),
    "page-not-drawn": ("This page cannot be drawn.", "Cette page ne peut pas être dessinée."),
    "caption": ("field", "champ"),
    "value": ("value", "valeur"),
    "text": ("text of the code", "libellé du code"),
    "no-fields": (
        "no field that can be read",
        "aucun champ lisible",
    ),
    "fields-filled": (
        "{filled} of {count} fields filled in",
        "{filled} champs remplis sur {count}",
    ),
    "drawn-by-reader": (
        "Only Adobe's programs draw this form; other programs show the page above. It was read all "
        "the same.",
        "Seuls les programmes d'Adobe dessinent ce formulaire; les autres montrent la page "
        "ci-dessus. Il a été lu quand même.",
    ),
    "fields-named": ("Fields that the findings name", "Champs nommés par les constatations"),
    "origin": ("origin", "provenance"),
    "form": ("form", "formulaire"),
}


def form_word(key: str, language: Language, **values: str) -> str:
    """A word or short phrase in a language. Raises KeyError for an unknown key."""
    english, french = _WORDS[key]
    return (french if language == "fr" else english).format(**values)
