"""Degradations of known strength, one module for each topic, for the stress suite."""

from __future__ import annotations
