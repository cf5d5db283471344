"""The few words that the command line and the evidence pictures say about identity documents."""

from __future__ import annotations

from service.words import Language

_WORDS: dict[str, tuple[str, str]] = {
    "passport": ("passport", "passeport"),
    "travel-document": ("travel document", "titre de voyage"),
    "visa": ("visa", "visa"),
    "id-card": ("identity card", "carte d'identité"),
    "driver-licence": ("driver's licence", "permis de conduire"),
    "none": ("type of document not told", "type de document inconnu"),
    "nothing-read": (
        "no machine-readable zone, no barcode and no printed data that can be read",
        "aucune zone de lecture automatique, aucun code à barres, aucune donnée imprimée lisible",
    ),
    "zone": ("Machine-readable zone", "Zone de lecture automatique"),
    "zone-on-page": (
        "Machine-readable zone {format}, page {page}",
        "Zone de lecture automatique {format}, page {page}",
    ),
    "barcode": ("Barcode", "Code à barres"),
    "barcode-of": ("Barcode {format}, {standard}", "Code à barres {format}, {standard}"),
    "no-licence": (
        "no licence's barcode: its text is not shown",
        "pas celui d'un permis\u00a0: son texte n'est pas montré",
    ),
    "field": ("field", "champ"),
    "value": ("value", "valeur"),
    "check-digit": ("check digit", "chiffre de contrôle"),
    "certainty": ("certainty", "certitude"),
    "check-pass": ("right", "juste"),
    "check-fail": ("wrong", "faux"),
    "check-none": ("none", "aucun"),
    "check-unproved": ("agrees, proves nothing", "concorde, ne prouve rien"),
    "doubtful": ("in doubt", "incertain"),
    "not-legible": ("not legible", "illisible"),
    "corrected": (
        "line {line}, place {place}: read {read}, proved {proved} (check digit: {by})",
        "ligne {line}, position {place}\u00a0: lu {read}, prouvé {proved} "
        "(chiffre de contrôle\u00a0: {by})",
    ),
    "names-cut": ("the names fill their field: some may be missing", "noms peut-être tronqués"),
    "problems": ("Problems of the barcode", "Défauts du code à barres"),
    "yes": ("yes", "oui"),
    "no": ("no", "non"),
    "composite": ("all of the zone", "ensemble de la zone"),
    "what-was-read": ("The zone as it was read", "La zone telle qu'elle a été lue"),
    "caption": ("caption", "légende"),
    "what-is-printed": ("Printed data", "Données imprimées"),
    "nothing-found": (
        "Neither a machine-readable zone nor a barcode nor printed data were found.",
        "Ni zone de lecture automatique, ni code à barres, ni données imprimées.",
    ),
}  # fmt: skip

#: Fields of zones and of licences' barcodes.
_FIELDS: dict[str, tuple[str, str]] = {
    "document_code": ("document code", "code du document"),
    "issuer": ("issuer", "émetteur"),
    "surname": ("surname", "nom"),
    "given_names": ("given names", "prénoms"),
    "names": ("names", "noms"),
    "number": ("document number", "numéro du document"),
    "nationality": ("nationality", "nationalité"),
    "birth_date": ("date of birth", "date de naissance"),
    "resident_since": ("resident since", "résident depuis"),
    "sex": ("sex", "sexe"),
    "issue_date": ("date of issue", "date de délivrance"),
    "expiry_date": ("date of expiry", "date d'expiration"),
    "optional": ("optional data", "données facultatives"),
    "optional_1": ("optional data", "données facultatives"),
    "optional_2": ("further optional data", "autres données facultatives"),
    "personal_number": ("personal number", "numéro personnel"),
    "composite": ("all of the zone", "ensemble de la zone"),
    "family_name": ("family name", "nom de famille"),
    "given_name": ("given name", "prénom"),
    "middle_name": ("middle names", "autres prénoms"),
    "full_name": ("full name", "nom complet"),
    "name_suffix": ("suffix of the name", "suffixe du nom"),
    "name_prefix": ("prefix of the name", "préfixe du nom"),
    "document_number": ("document number", "numéro du document"),
    "document_discriminator": ("document discriminator", "discriminant du document"),
    "height_cm": ("height (cm)", "taille (cm)"),
    "weight_kg": ("weight (kg)", "poids (kg)"),
    "eye_colour": ("colour of eyes", "couleur des yeux"),
    "hair_colour": ("colour of hair", "couleur des cheveux"),
    "street_1": ("street", "rue"),
    "street_2": ("street, second line", "rue, deuxième ligne"),
    "city": ("city", "ville"),
    "region": ("province or state", "province ou État"),
    "postal_code": ("postal code", "code postal"),
    "country": ("country", "pays"),
    "vehicle_class": ("class", "catégorie"),
    "restrictions": ("restrictions", "restrictions"),
    "endorsements": ("endorsements", "mentions"),
    "birth_place": ("place of birth", "lieu de naissance"),
    "office": ("issuing office", "bureau émetteur"),
    "name": ("name", "nom"),
    "passport_number": ("passport number", "numéro du passeport"),
    "client_number": ("client number", "numéro de client"),
    "authority": ("authority", "autorité"),
    "height": ("height", "taille"),
    "eyes": ("eyes", "yeux"),
    "address": ("address", "adresse"),
    "discriminator": ("discriminator", "discriminant"),
    "entries": ("number of entries", "nombre d'entrées"),
    "stay": ("duration of stay", "durée du séjour"),
    "signature": ("signature", "signature"),
    "family_name_truncated": ("family name cut", "nom de famille tronqué"),
    "given_name_truncated": ("given name cut", "prénom tronqué"),
    "middle_name_truncated": ("middle names cut", "autres prénoms tronqués"),
    "revision_date": ("date of the card's design", "date du modèle de carte"),
    "hazmat_expiry_date": ("dangerous goods until", "matières dangereuses jusqu'au"),
    "under_18_until": ("under 18 until", "moins de 18 ans jusqu'au"),
    "under_19_until": ("under 19 until", "moins de 19 ans jusqu'au"),
    "under_21_until": ("under 21 until", "moins de 21 ans jusqu'au"),
    "weight_class_kg": ("weight range (kg)", "tranche de poids (kg)"),
    "inventory_control_number": ("inventory control number", "numéro de contrôle des stocks"),
    "audit_information": ("audit information", "données de vérification"),
    "compliance": ("compliance", "conformité"),
    "limited_term": ("limited term", "durée limitée"),
    "organ_donor": ("organ donor", "donneur d'organes"),
    "veteran": ("veteran", "ancien combattant"),
    "commercial": ("commercial", "commercial"),
    "enhanced": ("enhanced", "permis Plus"),
    "permit": ("learner's permit", "permis d'apprenti"),
    "alias_family_name": ("other family name", "autre nom de famille"),
    "alias_given_name": ("other given name", "autre prénom"),
}


def identity_word(key: str, language: Language, **values: str) -> str:
    """A word or short phrase in a language. Raises KeyError for an unknown key."""
    english, french = _WORDS[key]
    return (french if language == "fr" else english).format(**values)


def field_word(name: str, language: Language) -> str:
    """What a field of a zone, a barcode or the print is called. Raises KeyError for no field."""
    english, french = _FIELDS[name]
    return french if language == "fr" else english
