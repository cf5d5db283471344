"""``docscreen read``: what an identity document says, as tables or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.cli.entry import ExitStatus, complain
from service.cli.files import InputFile, input_files, printable
from service.engine import engine
from service.errors import UsageError
from service.identity_listing import IDENTITY_READER
from service.identity_words import field_word, identity_word
from service.listing_process import ListingProcess
from service.settings import settings
from service.words import Language, colon

_STATE_COLOURS = {"pass": "green", "fail": "bold red", "none": "dim", "unproved": "yellow"}
#: Which certainties and check digits belong to a value: names stand in one field, or in one each.
_PLACES_OF = {"surname": ("surname", "names"), "given_names": ("given_names", "names")}


def run_read(
    arguments: tuple[str, ...], form: Literal["table", "json"], language: Language
) -> ExitStatus:
    """Print what each document says; the exit status is the worst of them."""
    engine()  # absent weights are said once, not of each file
    worst = ExitStatus.ACCEPTED
    process = ListingProcess(settings().screening_timeout_s, IDENTITY_READER)
    try:
        for file in input_files(arguments):
            try:
                listing = _listing(file, process)
            except UsageError as refusal:
                worst = max(worst, complain(str(refusal), ExitStatus.USAGE))
                continue
            if form == "json":
                _print_json(listing)
            else:
                _print_tables(listing, language)
    finally:
        process.stop()
    return worst


def _listing(file: InputFile, process: ListingProcess) -> dict[str, Any]:
    """What one document says. Raises UsageError where the file cannot be read."""
    content = file.read(settings().max_upload_bytes)
    try:
        return {"file": file.name, **process.listing(content)}
    except UsageError as refusal:
        raise UsageError(f"{printable(file.name)}: {refusal}") from refusal


def _print_json(listing: dict[str, Any]) -> None:
    is_unicode = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
    sys.stdout.write(json.dumps(listing, ensure_ascii=not is_unicode) + "\n")
    sys.stdout.flush()


def _print_tables(listing: dict[str, Any], language: Language) -> None:
    console = Console(highlight=False, markup=False, emoji=False)
    head = Text(printable(listing["file"]), "bold")
    head.append(f"  {identity_word(listing['document'], language)}", "not bold")
    console.print(head, soft_wrap=True)
    parts = [part for section in _SECTIONS for part in section(listing, language)]
    for part in parts or [Text(identity_word("nothing-read", language), "yellow")]:
        console.print(part, soft_wrap=isinstance(part, Text))
    console.print()


def _zones(listing: dict[str, Any], language: Language) -> Iterator[Text | Table]:
    for zone in (listing["mrz"], *listing["further_mrz"]):
        if zone is None:
            continue
        where = {"format": zone["format"], "page": str(zone["page"])}
        yield Text(identity_word("zone-on-page", language, **where), "bold")
        yield from (Text(f"  {printable(line)}") for line in zone["lines"])
        yield _zone_table(zone, language)
        yield from (
            Text(f"  {identity_word('corrected', language, **_correction(one, language))}")
            for one in zone["corrected"]
        )
        if zone["fields"]["names_cut"]:
            yield Text(f"  {identity_word('names-cut', language)}", "yellow")


def _zone_table(zone: dict[str, Any], language: Language) -> Table:
    table = _table(("field", "value", "check-digit", "certainty"), language)
    for name, value in zone["fields"].items():
        if value is None and _is_doubtful(zone, name):
            value = identity_word("not-legible", language)
        if name == "names_cut" or value in (None, "", []):
            continue
        shown = ", ".join(value) if isinstance(value, list) else value
        table.add_row(
            f"  {field_word(name, language)}",
            Text(printable(shown)),
            _digit(zone, name, language),
            Text(_certainty(zone, name), "dim"),
        )
    if "personal_number" in zone["check_digits"]:
        row = f"  {field_word('personal_number', language)}"
        table.add_row(row, "", _digit(zone, "personal_number", language), "")
    if "composite" in zone["check_digits"]:
        row = f"  {field_word('composite', language)}"
        table.add_row(row, "", _digit(zone, "composite", language), "")
    return table


def _digit(zone: dict[str, Any], name: str, language: Language) -> Text:
    """The check digit's state, and whether the field is in doubt."""
    state = zone["check_digits"].get(name)
    doubt = (
        Text(identity_word("doubtful", language), "yellow") if _is_doubtful(zone, name) else None
    )
    if state is None:
        return doubt or Text("")
    text = Text(identity_word(f"check-{state}", language), _STATE_COLOURS[state])
    return text.append(", ").append_text(doubt) if doubt and state != "unproved" else text


def _is_doubtful(zone: dict[str, Any], name: str) -> bool:
    """Whether a field is marked as doubtful; both names are one field in most formats."""
    one_field = "names" if name in ("surname", "given_names") else name
    return bool({name, one_field} & set(zone["doubtful"]))


def _certainty(zone: dict[str, Any], name: str) -> str:
    places = _PLACES_OF.get(name, (name,))
    shares = [zone["certainty"][place] for place in places if place in zone["certainty"]]
    return f"{shares[0]:.2f}" if shares else ""


def _correction(one: dict[str, Any], language: Language) -> dict[str, str]:
    return {name: str(one[name]) for name in ("line", "place", "read", "proved")} | {
        "by": field_word(one["by"], language)
    }


def _barcode(listing: dict[str, Any], language: Language) -> Iterator[Text | Table]:
    barcode = listing["barcode"]
    if barcode is None:
        return
    if barcode["standard"] is None:
        head = f"{identity_word('barcode', language)} {printable(barcode['format'])}"
        yield Text(head, "bold").append(f"  {identity_word('no-licence', language)}", "not bold")
        return
    what = {"format": barcode["format"], "standard": barcode["standard"]}
    head = identity_word("barcode-of", language, **what)
    yield Text(f"{head}, {barcode['issuer']}" if barcode["issuer"] else head, "bold")
    table = _table(("field", "value"), language)
    for name, value in barcode["fields"].items():
        table.add_row(f"  {field_word(name, language)}", Text(_shown(value, language)))
    yield table
    if barcode["problems"]:
        said = ", ".join(barcode["problems"])
        problems = f"  {identity_word('problems', language)}{colon(language)}{said}"
        yield Text(printable(problems.replace("\u00a0", " ")), "yellow")


def _printed(listing: dict[str, Any], language: Language) -> Iterator[Text | Table]:
    if not listing["text"]:
        return
    yield Text(identity_word("what-is-printed", language), "bold")
    table = _table(("field", "value", "caption", "certainty"), language)
    for printed in listing["text"]:
        table.add_row(
            f"  {field_word(printed['name'], language)}",
            Text(printable(" / ".join(printed["values"]))),
            Text(printable(printed["caption"]), "dim"),
            Text(f"{printed['confidence']:.2f}", "dim"),
        )
    yield table


def _shown(value: Any, language: Language) -> str:
    """A value of the barcode: a text, a date, yes or no, a number, or a range of numbers."""
    if isinstance(value, bool):
        return identity_word("yes" if value else "no", language)
    if isinstance(value, list):
        return " - ".join("" if part is None else str(part) for part in value)
    return printable(f"{value:g}" if isinstance(value, float) else str(value))


def _table(headings: tuple[str, ...], language: Language) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        indent = "  " if heading == "field" else ""
        words = indent + identity_word(heading, language)
        table.add_column(words, header_style="bold dim", overflow="fold")
    return table


#: The parts of a document in the order in which they are printed.
_SECTIONS = (_zones, _barcode, _printed)
