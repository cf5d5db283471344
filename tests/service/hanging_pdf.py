"""A PDF that no reader ever finishes, for workers that must be ended: no real file is needed."""

from __future__ import annotations

import time
from typing import Any

HANGING_S = 60.0


class HangingPdf(bytes):
    """Bytes of a PDF whose search for the header takes a minute."""

    def find(self, *_: Any) -> int:
        time.sleep(HANGING_S)
        return 0
