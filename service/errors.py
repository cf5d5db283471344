"""Errors of the service's own: what its operator asked for cannot be done."""

from __future__ import annotations

from models.errors import DocscreenError


class UsageError(DocscreenError):
    """What was asked on the command line cannot be done; the message says what to change."""


class SettingsError(UsageError):
    """A ``DOCSCREEN_*`` variable has a value that docscreen cannot use."""
