"""The bounds of the histograms, in seconds or bytes, beside the reason for each.

Prometheus estimates a quantile within the bucket that it falls into: bounds lie close together
where it matters on which side of them a value falls.
"""

from __future__ import annotations

KIBIBYTE, MEBIBYTE = 1024, 1024 * 1024

#: The aim is an answer within half a second: a bound there, close ones around it, and the limit of
#: one screening (10 s by default) as the last.
REQUEST_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0)

#: Many facts take less than a millisecond, a few tens of them, and a text reader hundreds: each
#: bound is about three times the one before. There is a series for every fact and bound.
STAGE_S = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 3.0)

#: A wait spends the half second that an answer may take; an idle service has none.
WAIT_S = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

#: Screened later: in seconds when all is well, after a lease of a minute where a process was
#: killed, after minutes and hours where work has piled up.
LATER_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0, 14400.0)

#: A photo has about 240 KiB, seldom less than 60; IRCC's portals take 2 or 4 MiB a file; this
#: service reads 32 by default.
UPLOAD_BYTES = (
    60 * KIBIBYTE,
    240 * KIBIBYTE,
    500 * KIBIBYTE,
    1 * MEBIBYTE,
    2 * MEBIBYTE,
    4 * MEBIBYTE,
    8 * MEBIBYTE,
    16 * MEBIBYTE,
    32 * MEBIBYTE,
)
