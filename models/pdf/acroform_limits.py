"""What reading one form may cost: hostile ones let thousands of fields share one long part."""

from __future__ import annotations

from models.pdf.acroform_text import object_text
from models.pdf.xfa_xml import XfaRefused

#: Fields, widgets, choices and states looked at, each time that a field names them. The largest
#: form of a government has 2,000 fields and lists of 250 countries.
MAX_LOOKED_AT = 150_000
#: Characters of all names, values and choices together; the largest form has 300,000.
MAX_CHARACTERS = 6_000_000


class ReadingAllowance:
    """Counts what was read of one form. Raises XfaRefused ``too-large`` beyond the limits."""

    def __init__(self) -> None:
        self._looked_at = 0
        self._characters = 0

    def text(self, value: object) -> str:
        """The text of a part, which counts towards the limit."""
        text = object_text(value)
        self.spend_characters(len(text))
        return text

    def spend_characters(self, characters: int) -> None:
        """Count characters that were read or put together."""
        self._characters += characters
        if self._characters > MAX_CHARACTERS:
            raise XfaRefused("too-large")

    def spend(self, parts: int) -> None:
        """Count parts before they are looked at."""
        self._looked_at += parts
        if self._looked_at > MAX_LOOKED_AT:
            raise XfaRefused("too-large")
