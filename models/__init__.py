"""Weights and inference live here, and data shapes do not.

This package measures what is in a picture or a page: it decodes, finds faces, masks
people, reads text. It knows no immigration rule, no threshold and no transport.
"""

from __future__ import annotations
