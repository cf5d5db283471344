"""The commands and their options. Each imports what it needs when it runs: help is instant."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from service.cli.archive_commands import compare, rescreen
from service.cli.job_commands import jobs_app
from service.cli.key_commands import keys_app
from service.cli.options import (
    JsonOption,
    KindChoice,
    LanguageOption,
    PolicyOption,
    VersionOption,
    WorkersOption,
    form_of,
    language_of,
)
from service.cli.store_commands import audit_app, store_app

app = typer.Typer(
    name="docscreen",
    help="Screens photos, forms and identity documents of immigration applications.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(compare)
app.command()(rescreen)
app.add_typer(keys_app, name="keys")
app.add_typer(jobs_app, name="jobs")
app.add_typer(audit_app, name="audit")
app.add_typer(store_app, name="store")


class SplitOption(StrEnum):
    """Which half of a labelled corpus is measured."""

    ALL = "all"
    CALIBRATION = "calibration"
    HELD_OUT = "held-out"


def _print_version(is_asked: bool) -> None:
    if is_asked:
        version()
        raise typer.Exit


@app.callback()
def options_of_all_commands(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version."
        ),
    ] = False,
) -> None:
    """Screens photos, forms and identity documents of immigration applications."""


@app.command()
def check(
    files: Annotated[
        list[str],
        typer.Argument(help="Files and folders; - is standard input.", show_default=False),
    ],
    language: LanguageOption,
    policy: PolicyOption = "pr-card",
    policy_version: VersionOption = None,
    kind: Annotated[
        KindChoice, typer.Option(help="What the files are declared to be.")
    ] = KindChoice.AUTO,
    as_json: Annotated[
        bool, typer.Option("--json", "--jsonl", help="Print one report a line, as JSON.")
    ] = False,
    evidence: Annotated[
        Path | None,
        typer.Option(help="Folder for a picture of each photo with what was measured drawn in."),
    ] = None,
    workers: WorkersOption = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show every rule, also those that pass.")
    ] = False,
) -> None:
    """Screen files and say what is wrong with them, required by which rule, and what to do.

    Of a folder, every picture and PDF in it and in the folders below.

    Exit status: 0 all are accepted, 1 some are to be reviewed or returned, 2 a file or an option
    cannot be used, 3 docscreen itself failed or a report is partial.
    """
    from service.cli.check import CheckRequest, run_check
    from service.cli.printing import printer_for

    printer = printer_for(
        "json" if as_json else "full" if verbose else "table", language_of(language)
    )
    request = CheckRequest(
        tuple(files), policy, policy_version, kind.value, evidence, workers, language_of(language)
    )
    raise typer.Exit(run_check(request, printer))


@app.command()
def fields(
    files: Annotated[
        list[str],
        typer.Argument(help="PDF forms; - is standard input.", show_default=False),
    ],
    language: LanguageOption,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one form a line, as JSON.")
    ] = False,
    filled: Annotated[
        bool, typer.Option("--filled", help="Only the fields that somebody has filled in.")
    ] = False,
) -> None:
    """Print every field of a form with its caption, its value, the text of a code, and its page.

    The values are personal data: mind where the output goes. Exit status: 0 all forms were read,
    2 a file is no PDF, needs a password or cannot be read.
    """
    from service.cli.fields import run_fields

    choice: Literal["filled", "all"] = "filled" if filled else "all"
    raise typer.Exit(run_fields(tuple(files), choice, form_of(as_json), language_of(language)))


@app.command()
def read(
    files: Annotated[
        list[str],
        typer.Argument(help="Pictures, PDFs and folders; - is standard input.", show_default=False),
    ],
    language: LanguageOption,
    as_json: JsonOption = False,
) -> None:
    """Print what an identity document says: machine-readable zone, barcode and printed data.

    The values are personal data: mind where the output goes. Exit status: 0 all files were read,
    2 a file is neither a picture nor a PDF, or cannot be read.
    """
    from service.cli.read import run_read

    raise typer.Exit(run_read(tuple(files), form_of(as_json), language_of(language)))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0 is any.")] = None,
    workers: WorkersOption = None,
) -> None:
    """Answer over HTTP until stopped. Settings: DOCSCREEN_HOST, DOCSCREEN_PORT and others."""
    from service.cli.serve import run_serve

    raise typer.Exit(run_serve(host, port, workers))


@app.command()
def evaluate(
    corpus: Annotated[
        Path | None, typer.Option(help="Folder with labels.jsonl and the files it names.")
    ] = None,
    stress: Annotated[
        bool, typer.Option("--stress", help="Degrade clean photos with known strength instead.")
    ] = False,
    policy: PolicyOption = "pr-card",
    split: Annotated[
        SplitOption, typer.Option(help="Which half of the people is measured.")
    ] = SplitOption.ALL,
    as_json: JsonOption = False,
    workers: WorkersOption = None,
    plots: Annotated[
        Path | None, typer.Option(help="Folder for the curves of the stress suite.")
    ] = None,
    photos: Annotated[
        int, typer.Option(min=1, help="How many photos the stress suite degrades.")
    ] = 12,
    degradation: Annotated[
        list[str] | None, typer.Option(help="Only this degradation; may be repeated.")
    ] = None,
) -> None:
    """Measure docscreen itself on a labelled corpus, or on photos degraded with known strength."""
    from service.evaluation.command import run_evaluate

    status = run_evaluate(
        corpus,
        suite="stress" if stress else "corpus",
        policy=policy,
        split=split.value,
        workers=workers,
        form=form_of(as_json),
        plots=plots,
        photos=photos,
        degradations=tuple(degradation or ()),
    )
    raise typer.Exit(status)


@app.command()
def rules(
    language: LanguageOption,
    rule: Annotated[
        str | None, typer.Argument(help="One rule in full, such as photo.glare.")
    ] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", "-p", help="Only this policy's rules and limits.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the rules with their limits and sources, or show one in full."""
    from service.cli.rules import run_rule, run_rules

    if rule is not None:
        raise typer.Exit(run_rule(rule, policy, form_of(as_json), language_of(language)))
    raise typer.Exit(run_rules(policy, form_of(as_json), language_of(language)))


@app.command()
def policies(language: LanguageOption, as_json: JsonOption = False) -> None:
    """List the policies: for which program, in which versions, today's last."""
    from service.cli.rules import run_policies

    raise typer.Exit(run_policies(form_of(as_json), language_of(language)))


@app.command()
def samples(
    names: Annotated[
        list[str] | None, typer.Argument(help="File names; all by default.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Generate them anew into this folder, with their labels.")
    ] = None,
    identity: Annotated[
        int | None,
        typer.Option(min=1, help="Draw so many invented identity documents into --out instead."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first identity document.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """List the synthetic specimens that come with a clone, or generate them anew."""
    from service.cli.samples import run_identity_samples, run_list, run_samples

    if identity is not None:
        raise typer.Exit(run_identity_samples(identity, seed, out))
    if out is not None:
        raise typer.Exit(run_samples(tuple(names or ()), out))
    raise typer.Exit(run_list(tuple(names or ()), form_of(as_json)))


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Check this installation: weights, libraries, languages, folders, speed."""
    from service.cli.doctor import run_doctor

    raise typer.Exit(run_doctor(form_of(as_json)))


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as version_of

    typer.echo(f"docscreen {version_of('docscreen')}")
