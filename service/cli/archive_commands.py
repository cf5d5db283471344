"""``docscreen compare`` and ``docscreen rescreen``: their options."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

import typer

from service.cli.options import (
    JsonOption,
    LanguageOption,
    VersionOption,
    WorkersOption,
    form_of,
    language_of,
)

_DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


class VerdictChoice(StrEnum):
    """What a report recommends."""

    ACCEPT = "accept"
    REVIEW = "review"
    RETURN = "return"


def compare(
    first: Annotated[
        str, typer.Argument(help="Report as a JSON file, or id of a screening.", show_default=False)
    ],
    second: Annotated[str, typer.Argument(help="What it is compared with.", show_default=False)],
    language: LanguageOption,
    as_json: JsonOption = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show every rule, also those that are the same.")
    ] = False,
) -> None:
    """Compare two reports finding by finding.

    Exit status: 0 both have the same verdict, 1 they have not, 2 one cannot be read.
    """
    from service.cli.compare import run_compare

    form: Literal["table", "full", "json"] = "full" if verbose and not as_json else form_of(as_json)
    raise typer.Exit(run_compare(first, second, form, language_of(language)))


def rescreen(
    language: LanguageOption,
    policy: Annotated[
        str | None,
        typer.Option("--policy", "-p", help="Policy to screen under; by default each its own."),
    ] = None,
    version: VersionOption = None,
    screened_under: Annotated[
        str | None, typer.Option(help="Only what was screened under this policy.")
    ] = None,
    verdict: Annotated[VerdictChoice | None, typer.Option(help="Only with this verdict.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only with a finding of this rule.")] = None,
    reference_prefix: Annotated[
        str | None, typer.Option(help="Only where the caller's reference begins so.")
    ] = None,
    since: Annotated[
        dt.datetime | None, typer.Option(formats=_DAYS, help="Only what came then or later (UTC).")
    ] = None,
    until: Annotated[
        dt.datetime | None, typer.Option(formats=_DAYS, help="Only what came before (UTC).")
    ] = None,
    workers: WorkersOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change and keep nothing.")
    ] = False,
    notify: Annotated[
        bool, typer.Option("--notify", help="Tell the webhooks for everybody's screenings.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Screen again what the service keeps, under another policy or version, and show what changed.

    Each new screening supersedes the one before. A run that was interrupted goes on when the same
    is asked for again. Exit status: 0 every verdict stays, 1 some do not, 2 an option is wrong.
    """
    from service.cli.rescreen import RescreenRequest, run_rescreen
    from service.store.search import ScreeningQuery

    query = ScreeningQuery(
        verdict=verdict.value if verdict else None,
        rule=rule,
        policy=screened_under,
        created_from=since and since.replace(tzinfo=dt.UTC),
        created_before=until and until.replace(tzinfo=dt.UTC),
        reference_prefix=reference_prefix,
    )
    request = RescreenRequest(
        query=query,
        policy=policy,
        version=version,
        workers=workers,
        keeping="nothing" if dry_run else "results-and-messages" if notify else "results",
        form=form_of(as_json),
        language=language_of(language),
    )
    raise typer.Exit(run_rescreen(request))
