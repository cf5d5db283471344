"""The forms that ids and references have, each with the words that explain it to a caller."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from checks.finding import Text

#: Visible ASCII, as ids of other systems are; longer ones are refused rather than cut.
REFERENCE_PATTERN = r"^[\x21-\x7e]{1,100}$"
KEY_PATTERN = r"^[\x21-\x7e]{1,200}$"
#: Ids of rules and policies, such as photo.face-height.
ID_PATTERN = r"^[a-z0-9.-]{1,64}$"
#: Ids that this service gives out: of screenings, webhooks, deliveries.
UUID_PATTERN = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
#: Who uploads: a key, or whoever a token names, by the digest that stands for them.
OWNER_PATTERN = r"^(key|oidc):[0-9A-Za-z-]{1,58}$"


def _visible(most: int) -> Text:
    return Text(
        f"1 to {most} visible ASCII characters are expected: letters without accents, digits and "
        "punctuation, no spaces",
        f"De 1 à {most} caractères ASCII visibles sont attendus\u00a0: lettres sans accent, "
        "chiffres et ponctuation, sans espace",
    )


#: What a text that does not match was to be.
FORMS: Mapping[str, Text] = MappingProxyType(
    {
        REFERENCE_PATTERN: _visible(100),
        KEY_PATTERN: _visible(200),
        ID_PATTERN: Text(
            "An id of 1 to 64 lower-case letters, digits, dots and hyphens is expected, such as "
            "photo.face-height",
            "Un identifiant de 1 à 64 lettres minuscules, chiffres, points et traits d'union est "
            "attendu, comme photo.face-height",
        ),
        UUID_PATTERN: Text(
            "An id as this service gives it out is expected, such as "
            "9f2f9a3e-5d8d-4c9b-8a52-0a4b9d7f7d10",
            "Un identifiant fourni par ce service est attendu, comme "
            "9f2f9a3e-5d8d-4c9b-8a52-0a4b9d7f7d10",
        ),
        OWNER_PATTERN: Text(
            "key: or oidc: and the id of a caller are expected, such as "
            "key:7c0a2d1e-9b1f-4a51-8f40-2f6b8f0c1d2e",
            "key: ou oidc: suivi de l'identifiant d'un appelant est attendu, comme "
            "key:7c0a2d1e-9b1f-4a51-8f40-2f6b8f0c1d2e",
        ),
    }
)
#: For any other form: an expression would explain it to programmers alone.
ANOTHER_FORM = Text(
    "This does not have the form that is expected", "La valeur n'a pas la forme attendue"
)
