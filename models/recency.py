"""The day on which the camera says that a photo was taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

#: EXIF 2.32, tag DateTimeOriginal: the colons stand in the date too.
_EXIF_DATE = "%Y:%m:%d"
_DATE_LENGTH = 10


def capture_date(exif: Mapping[str, str]) -> dt.date | None:
    """Day of capture by EXIF DateTimeOriginal, None where it is absent or no date.

    DateTime is not used: editors set it to the day of the last change.
    """
    stated = exif.get("DateTimeOriginal", "")[:_DATE_LENGTH]
    try:
        return dt.datetime.strptime(stated, _EXIF_DATE).replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
