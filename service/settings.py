"""The settings of docscreen: environment variables ``DOCSCREEN_*``; none is needed."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import SettingsError

MEBIBYTE = 1024 * 1024


def processor_count() -> int:
    """Processors that this process may use, at most 8."""
    return min(len(os.sched_getaffinity(0)), 8)


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


@cache
def settings() -> Settings:
    """The settings of this process, read once. Raises SettingsError."""
    try:
        return Settings.model_validate({})
    except ValidationError as refusal:
        first = refusal.errors()[0]
        name = f"DOCSCREEN_{str(first['loc'][0]).upper()}"
        raise SettingsError(f"{name}: {first['msg']}") from None
