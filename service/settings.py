"""The settings of docscreen: environment variables ``DOCSCREEN_*``; none is needed."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import DocscreenError

MEBIBYTE = 1024 * 1024


class SettingsError(DocscreenError):
    """A ``DOCSCREEN_*`` variable has a value that docscreen cannot use."""


class Settings(BaseSettings):
    """Every setting with its default; each is read from ``DOCSCREEN_`` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="DOCSCREEN_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address that the service listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port; 0 takes any that is free.")
    data_dir: Path = Field(
        Path("data"), description="Folder for what a running service keeps; made when first used."
    )
    weights_dir: Path | None = Field(
        None, description="Folder of the model weights; by default models/weights."
    )
    workers: int = Field(
        default_factory=lambda: min(len(os.sched_getaffinity(0)), 8),
        ge=1,
        le=64,
        description="Worker processes that screen; by default one for each processor, at most 8.",
    )
    max_upload_bytes: int = Field(
        32 * MEBIBYTE,
        ge=1024,
        description="Largest request body that is read; beyond it the answer is 413.",
    )
    max_waiting: int = Field(
        32, ge=0, description="Uploads that may wait for a worker; beyond it the answer is 503."
    )
    screening_timeout_s: float = Field(
        20.0, gt=0, description="Time that one screening may take before its worker is replaced."
    )
    shutdown_timeout_s: int = Field(
        10, ge=0, description="Time that open requests are given to finish when the service stops."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severity that is logged."
    )


@cache
def settings() -> Settings:
    """The settings of this process, read once. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as refusal:
        first = refusal.errors()[0]
        name = f"DOCSCREEN_{str(first['loc'][0]).upper()}"
        raise SettingsError(f"{name}: {first['msg']}") from None
