"""Captions and dates of specimen documents in the languages of their invented issuers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from samples.identity_people import PartialDate

Language = Literal["en", "fr", "es", "de", "pt", "it", "nl", "ar-latin"]
DateStyle = Literal["two months", "short year", "dots", "blanks", "iso", "one month", "slashes"]

#: The captions that ICAO 9303 asks for, by field.
CAPTIONS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "passport": "PASSPORT", "travel": "TRAVEL DOCUMENT", "id": "IDENTITY CARD",
        "resident": "PERMANENT RESIDENT CARD", "visa": "VISA", "type": "Type",
        "issuer": "Code of issuing State", "passport_number": "Passport No.",
        "number": "Document No.", "surname": "Surname", "given_names": "Given names",
        "nationality": "Nationality", "birth": "Date of birth", "sex": "Sex",
        "birth_place": "Place of birth", "issued": "Date of issue", "expires": "Date of expiry",
        "authority": "Authority", "personal_number": "Personal No.", "height": "Height",
        "signature": "Holder's signature", "from": "Valid from", "until": "Valid until",
        "entries": "Number of entries", "stay": "Duration of stay", "issued_at": "Issued in",
        "address": "Address", "name": "Name",
    },
    "fr": {
        "passport": "PASSEPORT", "travel": "TITRE DE VOYAGE", "id": "CARTE D'IDENTITÉ",
        "resident": "CARTE DE RÉSIDENT PERMANENT", "visa": "VISA", "type": "Type",
        "issuer": "Code de l'État émetteur", "passport_number": "N° du passeport",
        "number": "N° du document", "surname": "Nom", "given_names": "Prénoms",
        "nationality": "Nationalité", "birth": "Date de naissance", "sex": "Sexe",
        "birth_place": "Lieu de naissance", "issued": "Date de délivrance",
        "expires": "Date d'expiration", "authority": "Autorité",
        "personal_number": "N° personnel", "height": "Taille",
        "signature": "Signature du titulaire", "from": "Valable du", "until": "au",
        "entries": "Nombre d'entrées", "stay": "Durée du séjour", "issued_at": "Délivré à",
        "address": "Adresse", "name": "Nom",
    },
    "es": {
        "passport": "PASAPORTE", "travel": "DOCUMENTO DE VIAJE", "id": "DOCUMENTO DE IDENTIDAD",
        "resident": "TARJETA DE RESIDENTE", "visa": "VISADO", "type": "Tipo",
        "issuer": "Código del Estado", "passport_number": "Pasaporte N.º",
        "number": "Documento N.º", "surname": "Apellidos", "given_names": "Nombres",
        "nationality": "Nacionalidad", "birth": "Fecha de nacimiento", "sex": "Sexo",
        "birth_place": "Lugar de nacimiento", "issued": "Fecha de expedición",
        "expires": "Fecha de caducidad", "authority": "Autoridad",
        "personal_number": "N.º personal", "height": "Estatura",
        "signature": "Firma del titular", "from": "Válido desde", "until": "hasta",
        "entries": "Número de entradas", "stay": "Duración de la estancia",
        "issued_at": "Expedido en",
    },
    "de": {
        "passport": "REISEPASS", "travel": "REISEAUSWEIS", "id": "PERSONALAUSWEIS",
        "resident": "AUFENTHALTSTITEL", "visa": "VISUM", "type": "Typ", "issuer": "Kode",
        "passport_number": "Pass-Nr.", "number": "Dokumentennr.", "surname": "Name",
        "given_names": "Vornamen", "nationality": "Staatsangehörigkeit",
        "birth": "Geburtsdatum", "sex": "Geschlecht", "birth_place": "Geburtsort",
        "issued": "Ausstellungsdatum", "expires": "Gültig bis", "authority": "Behörde",
        "personal_number": "Persönliche Nr.", "height": "Größe",
        "signature": "Unterschrift des Inhabers", "from": "Gültig vom", "until": "bis",
        "entries": "Anzahl der Einreisen", "stay": "Dauer des Aufenthalts",
        "issued_at": "Ausgestellt in",
    },
    "pt": {
        "passport": "PASSAPORTE", "travel": "DOCUMENTO DE VIAGEM", "id": "CARTÃO DE IDENTIDADE",
        "resident": "CARTÃO DE RESIDENTE", "visa": "VISTO", "type": "Tipo",
        "issuer": "Código do país", "passport_number": "Passaporte N.º",
        "number": "Documento N.º", "surname": "Apelidos", "given_names": "Nomes próprios",
        "nationality": "Nacionalidade", "birth": "Data de nascimento", "sex": "Sexo",
        "birth_place": "Local de nascimento", "issued": "Data de emissão",
        "expires": "Data de validade", "authority": "Autoridade",
        "personal_number": "N.º pessoal", "height": "Altura",
        "signature": "Assinatura do titular", "from": "Válido de", "until": "até",
        "entries": "Número de entradas", "stay": "Duração da estada", "issued_at": "Emitido em",
    },
    "it": {
        "passport": "PASSAPORTO", "travel": "DOCUMENTO DI VIAGGIO", "id": "CARTA DI IDENTITÀ",
        "resident": "PERMESSO DI SOGGIORNO", "visa": "VISTO", "type": "Tipo",
        "issuer": "Codice Paese", "passport_number": "Passaporto N.",
        "number": "Documento N.", "surname": "Cognome", "given_names": "Nome",
        "nationality": "Cittadinanza", "birth": "Data di nascita", "sex": "Sesso",
        "birth_place": "Luogo di nascita", "issued": "Data di rilascio",
        "expires": "Data di scadenza", "authority": "Autorità",
        "personal_number": "N. personale", "height": "Statura",
        "signature": "Firma del titolare", "from": "Valido dal", "until": "al",
        "entries": "Numero di ingressi", "stay": "Durata del soggiorno",
        "issued_at": "Rilasciato a",
    },
    "nl": {
        "passport": "PASPOORT", "travel": "REISDOCUMENT", "id": "IDENTITEITSKAART",
        "resident": "VERBLIJFSTITEL", "visa": "VISUM", "type": "Type", "issuer": "Code",
        "passport_number": "Paspoortnr.", "number": "Documentnr.", "surname": "Naam",
        "given_names": "Voornamen", "nationality": "Nationaliteit",
        "birth": "Geboortedatum", "sex": "Geslacht", "birth_place": "Geboorteplaats",
        "issued": "Datum van afgifte", "expires": "Geldig tot", "authority": "Autoriteit",
        "personal_number": "Persoonsnummer", "height": "Lengte",
        "signature": "Handtekening van de houder", "from": "Geldig van", "until": "tot",
        "entries": "Aantal binnenkomsten", "stay": "Duur van verblijf",
        "issued_at": "Afgegeven te",
    },
    "ar-latin": {
        "passport": "JAWAZ SAFAR", "travel": "WATHIQAT SAFAR", "id": "BITAQAT HAWIYA",
        "resident": "BITAQAT IQAMA", "visa": "TASHIRA", "type": "Naw'", "issuer": "Ramz al-balad",
        "passport_number": "Raqm al-jawaz", "number": "Raqm al-wathiqa", "surname": "Al-laqab",
        "given_names": "Al-ism", "nationality": "Al-jinsiya", "birth": "Tarikh al-milad",
        "sex": "Al-jins", "birth_place": "Makan al-milad", "issued": "Tarikh al-isdar",
        "expires": "Tarikh al-intiha", "authority": "Jihat al-isdar",
        "personal_number": "Al-raqm al-shakhsi", "height": "Al-tul",
        "signature": "Tawqi' hamil al-jawaz", "from": "Salih min", "until": "ila",
        "entries": "'Adad al-dukhul", "stay": "Muddat al-iqama", "issued_at": "Sadara fi",
    },
}  # fmt: skip
LANGUAGES: tuple[Language, ...] = tuple(CAPTIONS)
DATE_STYLES: tuple[DateStyle, ...] = (
    "two months", "short year", "dots", "blanks", "iso", "one month", "slashes",
)  # fmt: skip

_MONTHS: Mapping[Language, str] = {
    "en": "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC",
    "fr": "JAN FÉV MARS AVR MAI JUIN JUIL AOÛT SEPT OCT NOV DÉC",
    "es": "ENE FEB MAR ABR MAY JUN JUL AGO SEP OCT NOV DIC",
    "de": "JAN FEB MÄR APR MAI JUN JUL AUG SEP OKT NOV DEZ",
    "pt": "JAN FEV MAR ABR MAI JUN JUL AGO SET OUT NOV DEZ",
    "it": "GEN FEB MAR APR MAG GIU LUG AGO SET OTT NOV DIC",
    "nl": "JAN FEB MRT APR MEI JUN JUL AUG SEP OKT NOV DEC",
}


def caption(field: str, languages: tuple[Language, ...], separator: str = " / ") -> str:
    """A field's caption in one language or two, each once."""
    texts = [CAPTIONS[language].get(field, CAPTIONS["en"][field]) for language in languages]
    return separator.join(dict.fromkeys(texts))


def printed_date(date: PartialDate, style: DateStyle, languages: tuple[Language, ...]) -> str:
    """A date as the issuer prints it; unknown parts stand as XX."""
    day = "XX" if date.day is None else f"{date.day:02d}"
    month = "XX" if date.month is None else f"{date.month:02d}"
    if style == "iso":
        return date.iso
    if style in ("dots", "blanks", "slashes"):
        sign = {"dots": ".", "blanks": " ", "slashes": "/"}[style]
        return sign.join((day, month, f"{date.year:04d}"))
    shown = [_month(date.month, language) for language in languages]
    names = list(dict.fromkeys(shown))
    if style == "one month":
        return f"{day} {names[0]} {date.year:04d}"
    year = f"{date.year:04d}" if style == "two months" else f"{date.year % 100:02d}"
    return f"{day} {'/'.join(names)} {year}"


def _month(month: int | None, language: Language) -> str:
    if month is None:
        return "XX"
    return _MONTHS.get(language, _MONTHS["en"]).split()[month - 1]
