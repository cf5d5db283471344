"""An evaluation as JSON data and as tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from rich.console import Console

from service.evaluation.statistics import Proportion

EVALUATION_SCHEMA = "docscreen/evaluation/1"
STRESS_SCHEMA = "docscreen/stress/1"


def plain(value: Any) -> Any:
    """Dataclasses, mappings and numbers as plain JSON data; shares with their interval."""
    if isinstance(value, Proportion):
        return value.as_json()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return value.name
    if isinstance(value, float):
        return round(value, 5)
    return value


def print_json(data: Mapping[str, Any], console: Console) -> None:
    """Print data as one indented JSON document, without colours or line breaks of our own."""
    console.file.write(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
