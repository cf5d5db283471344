"""The degradations by name, each with its strengths and what a person would say of them.

@degradation("defocus", quantity="...", unit="mm", strengths=(0, 0.1, ...),
             rules=("photo.sharpness",), accept=(0, 0.08), faults=((0.3, 9),))
def defocus(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb: ...
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Literal

import cv2
import numpy as np
from numpy.random import Generator

from models.errors import DocscreenError
from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.light import Rgb

Degrade = Callable[[CleanPhoto, float, Generator], Rgb]
Span = tuple[float, float]

#: A studio's file: little compression, so that only the degradation itself shows.
STUDIO_JPEG_QUALITY = 95


class DegradationError(DocscreenError):
    """There is no degradation of that name, or its table contradicts itself."""


@dataclass(frozen=True, slots=True)
class Degradation:
    """One physical fault of growing strength.

    ``strengths``: from none to severe, in ``unit``; the first one leaves the photo as it is.
    ``rules``: those of which at least one should respond. ``accept``: strengths that no officer
    would return; ``faults``: strengths that everyone would. ``response``: whether a fault must
    fail or may be left to an officer. ``side_effects``: other rules that may rightly respond.
    """

    name: str
    degrade: Degrade
    quantity: str
    unit: str
    strengths: tuple[float, ...]
    rules: tuple[str, ...]
    accept: Span | None
    faults: tuple[Span, ...]
    response: Literal["fail", "doubt"]
    side_effects: tuple[str, ...]
    encoded_quality: Callable[[float], int]

    @property
    def documentation(self) -> str:
        """What is simulated and how."""
        return inspect.getdoc(self.degrade) or ""

    @property
    def none(self) -> float:
        """The strength at which the photo stays as it is."""
        return self.strengths[0]

    def is_acceptable(self, strength: float) -> bool:
        """Whether no officer would return a photo for this."""
        return self.accept is not None and self.accept[0] <= strength <= self.accept[1]

    def is_fault(self, strength: float) -> bool:
        """Whether everyone would call it a fault."""
        return any(low <= strength <= high for low, high in self.faults)

    def apply(self, photo: CleanPhoto, strength: float) -> Rgb:
        """The degraded pixels; the same photo, name and strength always give the same ones."""
        if strength == self.none:
            return photo.rgb
        return self.degrade(photo, strength, seeded(self.name, photo.name))

    def file_of(self, photo: CleanPhoto, strength: float) -> bytes:
        """The degraded photo as a JPEG file."""
        return studio_file(self.apply(photo, strength), self.encoded_quality(strength))


def studio_file(rgb: Rgb, quality: int = STUDIO_JPEG_QUALITY) -> bytes:
    """Pixels as a JPEG file with full colour resolution."""
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    encoded, buffer = cv2.imencode(".jpg", bgr, options)
    if not encoded:
        raise DegradationError("the degraded photo could not be encoded")
    return bytes(buffer)


def seeded(*names: str) -> Generator:
    """Random numbers that depend on names only, so that a photo keeps its own over strengths."""
    return np.random.default_rng(list("/".join(names).encode()))


def _studio_quality(strength: float) -> int:
    return STUDIO_JPEG_QUALITY


_registered: dict[str, Degradation] = {}


def degradation(
    name: str,
    *,
    quantity: str,
    unit: str,
    strengths: tuple[float, ...],
    rules: tuple[str, ...],
    accept: Span | None = None,
    faults: tuple[Span, ...] = (),
    response: Literal["fail", "doubt"] = "fail",
    side_effects: tuple[str, ...] = (),
    encoded_quality: Callable[[float], int] = _studio_quality,
) -> Callable[[Degrade], Degrade]:
    """Register a function as a degradation. Raises DegradationError for a second one."""

    def register(degrade: Degrade) -> Degrade:
        if name in _registered:
            raise DegradationError(f"degradation {name} is defined twice")
        _registered[name] = Degradation(
            name, degrade, quantity, unit, strengths, rules, accept, faults,
            response, side_effects, encoded_quality,
        )  # fmt: skip
        return degrade

    return register


def degradations(names: tuple[str, ...] = ()) -> Mapping[str, Degradation]:
    """All degradations by name, or those named. Raises DegradationError for an unknown name."""
    package = import_module("service.evaluation.degradations")
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    unknown = sorted(set(names) - set(_registered))
    if unknown:
        known = ", ".join(sorted(_registered))
        raise DegradationError(f"no degradation {', '.join(unknown)}; choose from {known}")
    chosen = sorted(name for name in _registered if not names or name in names)
    return MappingProxyType({name: _registered[name] for name in chosen})
