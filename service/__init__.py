"""Transport and operations: the HTTP interface, the command line and what keeps them running.

Nothing here measures or decides: facts come from `models`, findings from `checks`.
"""

from __future__ import annotations
