"""The rules: facts and a policy go in, findings come out.

Nothing here knows HTTP, a database or the clock: today's date is an argument.
"""

from __future__ import annotations
