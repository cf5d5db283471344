"""Values of more than one line: long names, addresses, authorities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from models.viz.catalogue import catalogue
from models.viz.matching import Match
from models.viz.pieces import FoundCaption, Piece, row_neighbours

#: Kinds whose values run on.
_KINDS = frozenset({"name", "text", "place"})
_MAX_LINES = 3
_MAX_NAMES = 4
#: The next line of a value is as high, begins where the first does and follows closely: shares of
#: the first one's height.
_MAX_HEIGHT_RATIO, _MAX_INDENT, _MAX_GAP = 1.3, 0.6, 0.55


def continued(
    matches: Sequence[Match], captions: Sequence[FoundCaption], pieces: Sequence[Piece]
) -> list[Match]:
    """The matches, with the lines that go on below their values."""
    used = {id(piece) for match in matches for piece in match.pieces}
    longer = []
    for match in matches:
        whole = match
        if catalogue().kinds[match.caption.caption.field] == "name":
            whole = _with_more_words(match, pieces, used)
        if catalogue().kinds[match.caption.caption.field] in _KINDS:
            while len(whole.pieces) < _MAX_LINES:
                more = _next_line(whole.pieces[-1], pieces, used)
                if more is None or _is_anothers(more, whole, captions):
                    break
                if not _is_alike(whole, more.print.text):
                    whole = replace(whole, beneath=more)
                    break
                used.add(id(more))
                whole = replace(whole, pieces=(*whole.pieces, more))
        longer.append(whole)
    return longer


def _with_more_words(match: Match, pieces: Sequence[Piece], used: set[int]) -> Match:
    """The match, with names that stand a wide space apart from the first on its row."""
    at = next(i for i, piece in enumerate(pieces) if piece is match.pieces[-1])
    more = []
    for index in row_neighbours(at, pieces, _MAX_NAMES):
        piece = pieces[index]
        word = piece.print.text
        if (
            id(piece) in used
            or not re.sub(r"[ \-']", "", word).isalpha()
            or not _is_alike(match, word)
        ):
            break
        used.add(id(piece))
        more.append(piece)
    return replace(match, pieces=(*match.pieces, *more))


def _is_alike(match: Match, text: str) -> bool:
    """Whether a text is set as the value is, in capitals or not, and is not the value again."""
    first = match.pieces[0].print.text
    return first.isupper() == text.isupper() and text != first


def _next_line(last: Piece, pieces: Sequence[Piece], used: set[int]) -> Piece | None:
    own = last.print.box
    for piece in pieces:
        box = piece.print.box
        ratio = max(own.height, box.height) / min(own.height, box.height)
        if id(piece) in used or ratio > _MAX_HEIGHT_RATIO:
            continue
        along, down = own.offset_to(box)
        indent = abs((along - box.length / 2) + own.length / 2)
        gap = down - (own.height + box.height) / 2
        if (
            down > 0.4 * own.height
            and gap < _MAX_GAP * own.height
            and indent < _MAX_INDENT * own.height
        ):
            return piece
    return None


def _is_anothers(piece: Piece, match: Match, captions: Sequence[FoundCaption]) -> bool:
    """Whether a caption other than the match's stands on the piece's line or between the two."""
    own = match.pieces[-1].print.box
    reach = own.offset_to(piece.print.box)[1]
    for other in captions:
        if other is match.caption:
            continue
        along, down = own.offset_to(other.print.box)
        begins = along - other.print.box.length / 2 + own.length / 2
        if 0 < down < reach + 0.3 * own.height and begins < piece.print.box.length:
            return True
    return False
