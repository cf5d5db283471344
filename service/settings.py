"""The settings of docscreen: environment variables ``DOCSCREEN_*``; none is needed."""

from __future__ import annotations

import difflib
import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service import setting_values
from service.errors import SettingsError

MEBIBYTE = 1024 * 1024
PREFIX = "DOCSCREEN_"
#: Whoever waits for a report, and the proxies between, give up within minutes; meanwhile one upload
#: would hold a process that others wait for.
LONGEST_SCREENING_S = 120.0
#: Variables of this prefix that are no settings: of clients, and of this repository's own tools.
OTHER_VARIABLES = frozenset({"KEY", "VENV", "TEST_WORKERS", "ZONE_RIVALS"})
#: What pydantic refuses, in words of what is needed instead.
_NEEDED = {
    "int_parsing": "a whole number is needed",
    "int_parsing_size": "a smaller number is needed",
    **dict.fromkeys(("float_parsing", "finite_number"), "a number is needed"),
    "bool_parsing": "true or false is needed",
    "literal_error": "{expected} is needed",
    "greater_than": "a number above {gt} is needed",
    "greater_than_equal": "a number from {ge} on is needed",
    "less_than_equal": "a number up to {le} is needed",
}


def processor_count() -> int:
    """Processors that this process may use, at most 8."""
    return min(len(os.sched_getaffinity(0)), 8)


class Settings(BaseSettings):
    """Every setting with its default; each is read from ``DOCSCREEN_`` and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    host: Annotated[
        str,
        AfterValidator(setting_values.host),
        Field(description="Address that the service listens on."),
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=0, le=65535, description="Port to listen on; 0 takes any that is free.")
    ] = 8000
    data_dir: Annotated[
        Path,
        AfterValidator(setting_values.data_folder),
        Field(description="Folder for what a running service keeps; made when first used."),
    ] = Path("data")
    weights_dir: Annotated[
        Path | None, Field(description="Folder of the model weights; by default models/weights.")
    ] = None
    workers: Annotated[
        int,
        Field(
            default_factory=processor_count,
            ge=1,
            le=64,
            description="Processes that screen; by default one for each processor, at most 8.",
        ),
    ]
    max_upload_bytes: Annotated[
        int,
        Field(ge=1024, description="Largest request that is read; beyond it the answer is 413."),
    ] = 32 * MEBIBYTE
    max_waiting: Annotated[
        int,
        Field(
            ge=0, description="Uploads that may wait for a process; beyond it the answer is 503."
        ),
    ] = 32
    max_wait_s: Annotated[
        float,
        Field(
            gt=0,
            le=600,
            allow_inf_nan=False,
            description="Seconds that an upload may be expected to wait for a process, from how"
            " long the last ones took; beyond it the answer is 503. Most clients wait 30 s.",
        ),
    ] = 20.0
    database_url: Annotated[
        str,
        AfterValidator(setting_values.database),
        Field(
            repr=False,
            description="Address of the database, such as postgresql://user@host/name; by default a"
            " SQLite file in the data folder.",
        ),
    ] = ""
    object_store_url: Annotated[
        str,
        AfterValidator(setting_values.object_store),
        Field(
            description="Where uploads are kept, such as s3://bucket/prefix; by default a folder in"
            " the data folder."
        ),
    ] = ""
    encryption_keys: Annotated[
        SecretStr,
        AfterValidator(setting_values.encryption_keys),
        Field(
            description="Keys that everything kept is sealed with: id:base64 of 32 bytes, divided"
            " by commas, the current one last; by default keys.json in the data folder, made on"
            " the first start."
        ),
    ] = SecretStr("")
    async_over_bytes: Annotated[
        int,
        Field(ge=0, description="Larger uploads are accepted at once and screened later (202)."),
    ] = 16 * MEBIBYTE
    source_prefixes: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(setting_values.sources),
        Field(
            description="Addresses below which uploads may be read by reference, divided by commas"
            " or as a JSON list, such as s3://bucket/prefix; by default none."
        ),
    ] = ()
    max_backlog: Annotated[
        int,
        Field(
            ge=1,
            description="Accepted uploads that may wait to be screened later; beyond it the answer"
            " is 503.",
        ),
    ] = 10_000
    screening_timeout_s: Annotated[
        float,
        Field(
            gt=0,
            le=LONGEST_SCREENING_S,
            allow_inf_nan=False,
            description="Seconds of one screening before its process is replaced; 120 at most,"
            " as nobody waits longer for a report.",
        ),
    ] = 10.0
    shutdown_timeout_s: Annotated[
        int,
        Field(
            ge=0,
            le=3600,
            description="Seconds that open requests are given when the service stops.",
        ),
    ] = 10
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(description="Least severity that is logged."),
    ] = "info"
    log_format: Annotated[
        Literal["auto", "json", "text"],
        Field(
            description="Form of the log's lines; auto is text where standard error is a terminal"
            " and json elsewhere."
        ),
    ] = "auto"
    queue_url: Annotated[
        SecretStr,
        AfterValidator(setting_values.redis),
        Field(
            description="Redis for the queue of jobs, such as redis://host:6379/0; by default the"
            " queue lies beside the database."
        ),
    ] = SecretStr("")
    webhook_allow_http: Annotated[
        bool,
        Field(description="Whether webhooks may have addresses without encryption (http)."),
    ] = False
    webhook_allowed_networks: Annotated[
        str,
        AfterValidator(setting_values.networks),
        Field(
            description="Networks beside the public Internet that webhooks may be in, divided by"
            " commas, such as 10.1.0.0/16."
        ),
    ] = ""
    requests_per_minute: Annotated[
        int,
        Field(
            ge=1,
            description="Requests that one caller may send a minute; beyond it the answer is 429. "
            "A key may have a limit of its own.",
        ),
    ] = 600
    concurrent_requests: Annotated[
        int,
        Field(
            ge=1,
            description="Requests of one caller that a process works on at once, GET and HEAD not "
            "counted; beyond it the answer is 429. A key may have a limit of its own.",
        ),
    ] = 32
    rate_limit_storage_url: Annotated[
        SecretStr,
        AfterValidator(setting_values.redis),
        Field(
            description="Redis (redis://HOST:PORT/NUMBER) in which several processes count requests"
            " a minute together; by default each counts for itself."
        ),
    ] = SecretStr("")
    otlp_endpoint: Annotated[
        str,
        AfterValidator(setting_values.collector),
        Field(
            repr=False,
            description="Collector of OpenTelemetry that traces are sent to, such as"
            " http://collector:4318; by default there are no traces.",
        ),
    ] = ""
    oidc_issuer: Annotated[
        str,
        Field(
            description="Issuer of OpenID Connect whose bearer tokens are accepted beside API keys;"
            " by default none is."
        ),
    ] = ""
    oidc_audience: Annotated[
        str, Field(description="Audience that a token has to be made for; needed with an issuer.")
    ] = ""
    oidc_jwks_url: Annotated[
        str, Field(description="Address of the issuer's keys; by default the issuer tells it.")
    ] = ""
    oidc_scope_claim: Annotated[
        str,
        Field(description="Claim of a token that holds its scopes, as words or as a list."),
    ] = "scope"


@cache
def settings() -> Settings:
    """The settings of this process, read once. Raises SettingsError."""
    try:
        read = Settings.model_validate({})
    except ValidationError as refusal:
        first = refusal.errors(include_url=False, include_input=False)[0]
        name = f"{PREFIX}{str(first['loc'][0]).upper()}"
        raise SettingsError(f"{name}: {_needed(first)}") from None
    _require_whole(read)
    return read


def unknown_variables() -> tuple[tuple[str, str], ...]:
    """Variables of our prefix that nothing reads, each with the setting it resembles, or ""."""
    known = [name.upper() for name in Settings.model_fields]
    stated = (name.upper() for name in os.environ)
    ours = {name.removeprefix(PREFIX) for name in stated if name.startswith(PREFIX)}
    return tuple(
        (
            f"{PREFIX}{name}"[:64],
            "".join(f"{PREFIX}{one}" for one in difflib.get_close_matches(name, known, 1)),
        )
        for name in sorted(ours - set(known) - OTHER_VARIABLES)
    )


def _needed(refusal: ErrorDetails) -> str:
    """What to write instead of a value that was refused; never the value itself."""
    context = refusal.get("ctx", {})
    if refusal["type"] == "value_error":
        return str(context["error"])
    form = _NEEDED.get(refusal["type"])
    return form.format(**context) if form else f"this cannot be read ({refusal['type']})"


def _require_whole(read: Settings) -> None:
    """Raise SettingsError where one setting lacks another."""
    for name in ("oidc_issuer", "oidc_jwks_url"):
        try:
            setting_values.provider(getattr(read, name))
        except ValueError as refusal:
            raise SettingsError(f"{PREFIX}{name.upper()}: {refusal}") from None
    if read.oidc_issuer and not read.oidc_audience:
        raise SettingsError(
            f"{PREFIX}OIDC_AUDIENCE: missing; with {PREFIX}OIDC_ISSUER the service does not start"
            " without the audience that tokens are made for"
        )
    if (read.oidc_audience or read.oidc_jwks_url) and not read.oidc_issuer:
        raise SettingsError(
            f"{PREFIX}OIDC_ISSUER: missing; without it {PREFIX}OIDC_AUDIENCE and"
            f" {PREFIX}OIDC_JWKS_URL accept no token"
        )
