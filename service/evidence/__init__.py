"""Evidence pictures: what was measured, drawn into the photo, for officers and applicants."""

from __future__ import annotations

from service.evidence.page import draw_evidence, write_evidence

__all__ = ["draw_evidence", "write_evidence"]
