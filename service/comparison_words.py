"""The few words that the command line says about what changed from one report to another."""

from __future__ import annotations

from service.words import Language

_WORDS: dict[str, tuple[str, str]] = {
    "before": ("before", "avant"),
    "after": ("after", "après"),
    "change": ("change", "changement"),
    "count": ("count", "nombre"),
    "verdict": ("verdict", "verdict"),
    "same": ("same", "identique"),
    "better": ("better", "mieux"),
    "worse": ("worse", "moins bien"),
    "other": ("differs", "diffère"),
    "added": ("added", "ajoutée"),
    "removed": ("removed", "retirée"),
    "rule-same": ("{count} rule is the same in both.", "{count} règle est la même dans les deux."),
    "rules-same": (
        "{count} rules are the same in both.",
        "{count} règles sont les mêmes dans les deux.",
    ),
    "other-file": (
        "The reports are about different files.",
        "Les rapports portent sur des fichiers différents.",
    ),
    "verdict-same": ("The verdict is the same: {after}.", "Le verdict est le même\u00a0: {after}."),
    "verdict-changed": (
        "The verdict changes from {before} to {after}.",
        "Le verdict passe de «\u00a0{before}\u00a0» à «\u00a0{after}\u00a0».",
    ),
    "run": ("run", "série"),
    "screened-one": ("{count} upload was screened again.", "{count} fichier a été revérifié."),
    "screened-many": (
        "{count} uploads were screened again.",
        "{count} fichiers ont été revérifiés.",
    ),
    "changed-one": (
        "{count} verdict is another one now.",
        "{count} verdict n'est plus le même.",
    ),
    "changed-many": (
        "{count} verdicts are other ones now.",
        "{count} verdicts ne sont plus les mêmes.",
    ),
    "changed-none": ("Every verdict stays.", "Tous les verdicts restent les mêmes."),
    "nothing-kept": ("Nothing was kept.", "Rien n'a été conservé."),
    "gone": (
        "{count} left as they are: the upload was deleted.",
        "{count} laissés tels quels\u00a0: le fichier a été supprimé.",
    ),
    "no-version": (
        "{count} left as they are: the version has no rules for such files, or cannot be used any"
        " more.",
        "{count} laissés tels quels\u00a0: la version n'a pas de règles pour de tels fichiers ou ne"
        " peut plus être utilisée.",
    ),
    "in-hand": (
        "{count} left as they are: another process has them in hand.",
        "{count} laissés tels quels\u00a0: un autre processus s'en occupe.",
    ),
    "resumed": (
        "an interrupted run goes on: {count} were done before",
        "une série interrompue reprend\u00a0: {count} étaient déjà faits",
    ),
    "interrupted": (
        "interrupted; the same command goes on",
        "interrompu\u00a0; la même commande reprend",
    ),
    "more": (
        "{count} more: --json lists them all",
        "{count} autres\u00a0: --json les énumère tous",
    ),
}


def comparison_word(key: str, language: Language, **values: str) -> str:
    """A word or short phrase in a language. Raises KeyError for an unknown key."""
    english, french = _WORDS[key]
    return (french if language == "fr" else english).format(**values)
