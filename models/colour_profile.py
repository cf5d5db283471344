"""Colour profiles: what a file's ICC profile says, and its pixels in sRGB."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from PIL import Image, ImageCms

#: Real display and printer profiles are below 3 MB; a larger one is not worth parsing.
MAX_PROFILE_BYTES = 4_000_000
_MAX_DESCRIPTION_LENGTH = 80


@cache
def _srgb() -> Any:
    return ImageCms.createProfile("sRGB")


def _profile(untrusted_profile: bytes | None) -> Any | None:
    """The parsed profile, or None where there is none or Little CMS does not accept it."""
    if not untrusted_profile or len(untrusted_profile) > MAX_PROFILE_BYTES:
        return None
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(untrusted_profile))
    except (OSError, ImageCms.PyCMSError):
        return None


def profile_description(untrusted_profile: bytes | None) -> str | None:
    """The profile's own name, such as ``Display P3``, or None."""
    profile = _profile(untrusted_profile)
    if profile is None:
        return None
    text = ImageCms.getProfileDescription(profile).strip()
    return "".join(c for c in text if c.isprintable())[:_MAX_DESCRIPTION_LENGTH]


def needs_conversion(untrusted_picture: Image.Image) -> bool:
    """Whether the file has a usable profile of another colour space than sRGB."""
    profile = _profile(untrusted_picture.info.get("icc_profile"))
    return profile is not None and not _is_srgb(profile)


def to_srgb(untrusted_picture: Image.Image) -> Image.Image:
    """The picture in 8-bit sRGB; without a usable profile its values are taken as sRGB."""
    profile = _profile(untrusted_picture.info.get("icc_profile"))
    if profile is None or _is_srgb(profile):
        return untrusted_picture.convert("RGB")
    source = untrusted_picture
    if source.mode not in ("RGB", "CMYK", "L", "LAB"):
        source = source.convert("RGB")
    try:
        converted = ImageCms.profileToProfile(source, profile, _srgb(), outputMode="RGB")
    except ImageCms.PyCMSError:
        # The profile is for another kind of pixels than the file holds: the pixels stand.
        return untrusted_picture.convert("RGB")
    return converted if converted is not None else source.convert("RGB")


def _is_srgb(profile: Any) -> bool:
    return "srgb" in ImageCms.getProfileDescription(profile).lower()
