"""``docscreen fields``: what a form holds, as a table or as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.errors import NotAPdf, PdfPasswordNeeded, UntrustedInputError
from service.cli.entry import ExitStatus, complain
from service.cli.files import InputFile, input_files, printable
from service.errors import UsageError
from service.form_listing import form_listing
from service.form_words import form_word
from service.settings import settings
from service.words import Language

Choice = Literal["filled", "all"]


def run_fields(
    arguments: tuple[str, ...], choice: Choice, form: Literal["table", "json"], language: Language
) -> ExitStatus:
    """Print the fields of each file; the exit status is the worst of them."""
    worst = ExitStatus.ACCEPTED
    for file in input_files(arguments):
        try:
            listing = _listing(file, choice)
        except UsageError as refusal:
            worst = max(worst, complain(str(refusal), ExitStatus.USAGE))
            continue
        if form == "json":
            _print_json(listing)
        else:
            _print_table(listing, language)
    return worst


def _listing(file: InputFile, choice: Choice) -> dict[str, Any]:
    """The fields of one file. Raises UsageError where it is no form that can be read."""
    content = file.read(settings().max_upload_bytes)
    try:
        listing = form_listing(content)
    except UntrustedInputError as refusal:
        raise UsageError(f"{printable(file.name)}: {_why(refusal)}") from refusal
    fields = listing["fields"]
    shown = [field for field in fields if field["filled"]] if choice == "filled" else fields
    return {
        "file": file.name,
        **listing,
        "fields": shown,
        "total": len(fields),
        "filled": sum(field["filled"] for field in fields),
    }


def _why(refusal: UntrustedInputError) -> str:
    if isinstance(refusal, NotAPdf):
        return "no PDF; give the form as the PDF file itself"
    if isinstance(refusal, PdfPasswordNeeded):
        return "it opens only with a password; save it without one and try again"
    return str(refusal)


def _print_json(listing: dict[str, Any]) -> None:
    is_unicode = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
    sys.stdout.write(json.dumps(listing, ensure_ascii=not is_unicode) + "\n")
    sys.stdout.flush()


def _print_table(listing: dict[str, Any], language: Language) -> None:
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(_head(listing, language), soft_wrap=True)
    if listing["fields"]:
        console.print(_table(listing["fields"], language))
    console.print()


def _head(listing: dict[str, Any], language: Language) -> Text:
    told = listing["form"]
    parts = (told["number"], told["variant"], told["edition"] and f"({told['edition']})")
    head = Text(printable(listing["file"]), "bold")
    head.append(f"  {' '.join(part for part in parts if part)}  ", "not bold")
    if not listing["total"]:
        return head.append(form_word("no-fields", language), "yellow")
    counts = {"filled": str(listing["filled"]), "count": str(listing["total"])}
    return head.append(form_word("fields-filled", language, **counts), "dim")


def _table(fields: list[dict[str, Any]], language: Language) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(form_word("page", language), header_style="bold", justify="right")
    for heading in ("caption", "value", "text"):
        table.add_column(form_word(heading, language), header_style="bold", overflow="fold")
    section = ""
    for field in fields:
        if field["section"] != section:
            section = field["section"]
            table.add_row("", Text(_one_line(section), "bold dim"), "", "")
        value, text = (_one_line(field[part]) for part in ("value", "text"))
        table.add_row(
            str(field["page"] or ""),
            _caption(field),
            Text(value, "bold" if field["filled"] else "dim"),
            Text(text if text != value else "", "dim"),
        )
    return table


def _caption(field: dict[str, Any]) -> Text:
    """The field's words; its path where it has none."""
    words = _one_line(field["caption"] or field["question"])
    return Text(words) if words else Text(printable(field["path"]), "dim italic")


def _one_line(untrusted_text: str) -> str:
    return printable(" / ".join(line.strip() for line in untrusted_text.splitlines()))
