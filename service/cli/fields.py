"""``docscreen fields``: what a form holds, as a table or as JSON."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checks.form.dates import date_part
from checks.form.questions import MAX_QUOTED, caption_words
from service.cli.entry import ExitStatus, complain
from service.cli.files import InputFile, input_files, printable
from service.errors import UsageError
from service.form_words import form_word
from service.listing_process import ListingProcess
from service.settings import settings
from service.words import Language

Choice = Literal["filled", "all"]


def run_fields(
    arguments: tuple[str, ...], choice: Choice, form: Literal["table", "json"], language: Language
) -> ExitStatus:
    """Print the fields of each file; the exit status is the worst of them."""
    worst = ExitStatus.ACCEPTED
    process = ListingProcess(settings().screening_timeout_s)
    try:
        for file in input_files(arguments):
            try:
                listing = _listing(file, choice, process)
            except UsageError as refusal:
                worst = max(worst, complain(str(refusal), ExitStatus.USAGE))
                continue
            if form == "json":
                _print_json(listing)
            else:
                _print_table(listing, language)
    finally:
        process.stop()
    return worst


def _listing(file: InputFile, choice: Choice, process: ListingProcess) -> dict[str, Any]:
    """The fields of one file. Raises UsageError where it is no form that can be read."""
    content = file.read(settings().max_upload_bytes)
    try:
        listing = process.listing(content)
    except UsageError as refusal:
        raise UsageError(f"{printable(file.name)}: {refusal}") from refusal
    fields = listing["fields"]
    shown = [field for field in fields if field["filled"]] if choice == "filled" else fields
    return {
        "file": file.name,
        **listing,
        "fields": shown,
        "total": len(fields),
        "filled": sum(field["filled"] for field in fields),
    }


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
    for field in _with_whole_dates(fields):
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


def _with_whole_dates(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The fields, of which those for year, month and day of one date are one."""
    for _, run in itertools.groupby(enumerate(fields), _date_or_number):
        group = [field for _, field in run]
        parts = {date_part(field["caption"]): field for field in group}
        if len(group) == 1 or len(parts) < len(group):
            yield from group
            continue
        ordered = [parts[part] for part in sorted(parts, key=str)]
        value = "-".join(field["value"] for field in ordered if field["value"])
        captions = "-".join(field["caption"] for field in ordered)
        question = group[0]["question"].removesuffix(f"({group[0]['caption']})").strip()
        is_filled = any(field["filled"] for field in group)
        joined = {"caption": captions, "question": question, "value": value, "text": value}
        yield {**group[0], **joined, "filled": is_filled}


def _date_or_number(numbered: tuple[int, dict[str, Any]]) -> tuple[int, str]:
    """What the parts of one date have in common, and no other field has."""
    number, field = numbered
    if date_part(field["caption"]) is None:
        return number, ""
    return -1, field["path"].rpartition("/")[0]


def _caption(field: dict[str, Any]) -> Text:
    """The field's words with the question that they are part of; its path where it has none."""
    caption, question = _one_line(field["caption"]), _one_line(field["question"])
    if not caption and not question:
        return Text(printable(field["path"]), "dim italic")
    words = Text(caption or question)
    is_more = bool(caption) and caption_words(question) not in ("", caption_words(caption))
    if not is_more or field["kind"] == "button":
        return words
    is_long = len(question) > MAX_QUOTED
    return words.append(f"  {question[:MAX_QUOTED]}{'…' if is_long else ''}", "dim")


def _one_line(untrusted_text: str) -> str:
    return printable(" / ".join(line.strip() for line in untrusted_text.splitlines()))
