"""The settings of docscreen: environment variables ``DOCSCREEN_*``; none is needed."""

from __future__ import annotations

import ipaddress
import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import SettingsError

MEBIBYTE = 1024 * 1024


def processor_count() -> int:
    """Processors that this process may use, at most 8."""
    return min(len(os.sched_getaffinity(0)), 8)


def _networks(stated: str) -> str:
    for part in filter(None, map(str.strip, stated.split(","))):
        ipaddress.ip_network(part)
    return stated


class Settings(BaseSettings):
    """Every setting with its default; each is read from ``DOCSCREEN_`` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="DOCSCREEN_", frozen=True, extra="ignore")

    host: Annotated[str, Field(description="Address that the service listens on.")] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=0, le=65535, description="Port to listen on; 0 takes any that is free.")
    ] = 8000
    data_dir: Annotated[
        Path, Field(description="Folder for what a running service keeps; made when first used.")
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
    database_url: Annotated[
        str,
        Field(
            description="Address of the database, such as postgresql://user@host/name; by default a"
            " SQLite file in the data folder."
        ),
    ] = ""
    object_store_url: Annotated[
        str,
        Field(
            description="Where uploads are kept, such as s3://bucket/prefix; by default a folder in"
            " the data folder."
        ),
    ] = ""
    encryption_keys: Annotated[
        SecretStr,
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
        Field(
            description="Addresses below which uploads may be read by reference, as a JSON list;"
            " by default none."
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
        float, Field(gt=0, description="Seconds of one screening before its process is replaced.")
    ] = 10.0
    shutdown_timeout_s: Annotated[
        int, Field(ge=0, description="Seconds that open requests are given when the service stops.")
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
        str,
        Field(
            description="Redis for the queue of jobs, such as redis://host:6379/0; by default the"
            " queue lies beside the database."
        ),
    ] = ""
    webhook_allow_http: Annotated[
        bool,
        Field(description="Whether webhooks may have addresses without encryption (http)."),
    ] = False
    webhook_allowed_networks: Annotated[
        str,
        AfterValidator(_networks),
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
            description="Requests of one caller that a process works on at once; beyond it the "
            "answer is 429. A key may have a limit of its own.",
        ),
    ] = 32
    rate_limit_storage_url: Annotated[
        str,
        Field(
            description="Redis (redis://HOST:PORT/NUMBER) in which several processes count requests"
            " a minute together; by default each counts for itself."
        ),
    ] = ""
    otlp_endpoint: Annotated[
        str,
        Field(
            pattern=r"^(https?://[^\s/?#]+[^\s?#]*)?$",
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
        return Settings.model_validate({})
    except ValidationError as refusal:
        first = refusal.errors()[0]
        name = f"DOCSCREEN_{str(first['loc'][0]).upper()}"
        raise SettingsError(f"{name}: {first['msg']}") from None
