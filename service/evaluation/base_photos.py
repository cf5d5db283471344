"""The clean photos that the stress suite degrades: chosen evenly over the groups of people."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from checks.facts import Stopwatch
from checks.photo_facts import PhotoFacts
from checks.policies import load_policy
from models.errors import UntrustedInputError
from models.image import decode_image
from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.framing import Portrait, clean_photo, is_usable
from service.evaluation.labels import (
    LABELS_NAME,
    CorpusError,
    LabelledFile,
    SplitChoice,
    files_of_split,
    read_labels,
)
from service.evaluation.photo_accuracy import expression_of
from service.evaluation.processes import run_in_processes
from service.samples import SPECIMENS

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp", ".heic")
#: Candidates looked at for each photo wanted: some are cropped too tightly to be framed anew.
CANDIDATES_PER_PHOTO = 3
#: Clean photos kept in each process; tasks come photo by photo.
_KEPT_PHOTOS = 2


@dataclass(frozen=True, slots=True)
class BasePhoto:
    """A picture to start from; ``marked`` are chin and crown as placed by people, where they are.

    ``policy``: whose frame the photo is measured in.
    """

    path: Path
    name: str
    groups: tuple[str, ...]
    marked: tuple[tuple[float, float], tuple[float, float]] | None
    policy: str


def choose_base_photos(
    folder: Path | None,
    policy: str,
    split: SplitChoice,
    count: int,
    workers: int,
    console: Console,
) -> tuple[BasePhoto, ...]:
    """Choose photos that can be framed, group by group in turn; always the same ones.

    Raises CorpusError where there is none.
    """
    candidates = _candidates(folder or SPECIMENS, policy, split)[: count * CANDIDATES_PER_PHOTO]
    done = run_in_processes(can_be_base, candidates, workers, "Choosing photos", console)
    usable = {one.task.name for one in done if one.result}
    chosen = tuple(photo for photo in candidates if photo.name in usable)[:count]
    if not chosen:
        raise CorpusError(
            "no photo that the stress suite can start from: give --corpus DIR with neutral"
            " portraits that show the whole head and some wall around it"
        )
    return chosen


def _candidates(folder: Path, policy: str, split: SplitChoice) -> list[BasePhoto]:
    if (folder / LABELS_NAME).is_file():
        labels = files_of_split(read_labels(folder), split)
        neutral = [entry for entry in labels if entry.path is not None and _is_neutral(entry)]
        return [_labelled_photo(entry, policy) for entry in _in_turn(neutral)]
    pictures = sorted(p for p in folder.rglob("*") if p.suffix.lower() in PICTURE_SUFFIXES)
    return [BasePhoto(path, path.name, (), None, policy) for path in pictures]


def _is_neutral(entry: LabelledFile) -> bool:
    return (
        entry.kind == "photo"
        and expression_of(entry.truth) == "neutral"
        and entry.truth.get("faces") == 1
        and entry.expected.get("photo.pose") != "fail"
        and entry.expected.get("photo.background-plain") != "fail"
    )


def _in_turn(entries: Sequence[LabelledFile]) -> Iterator[LabelledFile]:
    """One person of each sex and ethnicity after the other, in an order drawn by hash."""
    strata: dict[tuple[str, ...], list[LabelledFile]] = {}
    for entry in sorted(entries, key=lambda one: _drawn((one.file,))):
        key = tuple(group for group in entry.groups if not group.startswith("age"))
        strata.setdefault(key, []).append(entry)
    longest = max((len(members) for members in strata.values()), default=0)
    for rank in range(longest):
        for key in sorted(strata, key=_drawn):
            if rank < len(strata[key]):
                yield strata[key][rank]


def _drawn(names: tuple[str, ...]) -> bytes:
    """A number that orders names as if by lot, and always in the same way."""
    return hashlib.sha256("/".join(names).encode()).digest()


def _labelled_photo(entry: LabelledFile, policy: str) -> BasePhoto:
    return BasePhoto(
        entry.path or Path(), entry.file, entry.groups, _marked(entry.truth), policy
    )  # fmt: skip


def _marked(truth: Any) -> tuple[tuple[float, float], tuple[float, float]] | None:
    chin, crown = truth.get("chin"), truth.get("crown_approx")
    if not (isinstance(chin, list) and isinstance(crown, list)):
        return None
    return (float(chin[0]), float(chin[1])), (float(crown[0]), float(crown[1]))


def can_be_base(photo: BasePhoto) -> bool:
    """Whether the picture opens, shows one face, and can be framed without inventing much."""
    portrait = _portrait(photo)
    return portrait is not None and is_usable(portrait)


@lru_cache(maxsize=_KEPT_PHOTOS)
def prepared(photo: BasePhoto) -> CleanPhoto:
    """The clean photo made from a base photo. Raises CorpusError where it shows no face."""
    portrait = _portrait(photo)
    if portrait is None:
        raise CorpusError("a photo chosen for the stress suite shows no single face")
    return clean_photo(portrait)


def _portrait(photo: BasePhoto) -> Portrait | None:
    try:
        image = decode_image(photo.path.read_bytes())
    except UntrustedInputError:
        return None
    today = dt.datetime.now(dt.UTC).date()
    facts = PhotoFacts(image, load_policy(photo.policy).photo_frame, today, Stopwatch())
    if len(facts.faces) != 1:
        return None
    chin, crown = photo.marked or (facts.face.chin, facts.crown.point)
    height_px = float(np.hypot(*np.subtract(chin, crown)))
    return Portrait(
        photo.name, photo.groups, image.rgb, facts.face, facts.person_mask, crown, height_px
    )
