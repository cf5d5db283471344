"""Options that several commands have in common."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated, Literal

import typer

from service.words import Language

Form = Literal["table", "json"]


class LanguageChoice(StrEnum):
    """The official languages."""

    ENGLISH = "en"
    FRENCH = "fr"


class KindChoice(StrEnum):
    """What an upload may be declared to be."""

    AUTO = "auto"
    PHOTO = "photo"
    IDENTITY = "identity"
    FORM = "form"
    DOCUMENT = "document"


def language_of_environment() -> LanguageChoice:
    """The language that the terminal asks for: French where its locale says so."""
    variables = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in variables if os.environ.get(name)), "")
    return LanguageChoice.FRENCH if locale.startswith("fr") else LanguageChoice.ENGLISH


JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
PolicyOption = Annotated[
    str, typer.Option("--policy", "-p", help="Policy to screen under: see `docscreen policies`.")
]
VersionOption = Annotated[
    str | None,
    typer.Option(
        help="Version of the policy, as its reports state it; by default today's: see `docscreen"
        " policies`.",
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(min=1, max=64, help="Processes; by default one for few files, else one a core."),
]
LanguageOption = Annotated[
    LanguageChoice,
    typer.Option(
        "--lang",
        default_factory=language_of_environment,
        help="Language of the texts; by default that of the terminal.",
    ),
]


def language_of(choice: LanguageChoice) -> Language:
    """The language that an option names."""
    return "fr" if choice is LanguageChoice.FRENCH else "en"


def form_of(as_json: bool) -> Form:
    """The form of output that an option asks for."""
    return "json" if as_json else "table"
