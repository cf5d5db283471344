"""How well documents are found in pictures, and how far faults of a picture move what is measured.

    python -m tests.accuracy.document_quality outlines [--seeds FIRST LAST]
    python -m tests.accuracy.document_quality faults [--seeds FIRST LAST] [--only FAULT ...]
    python -m tests.accuracy.document_quality corpus [FOLDER]

"outlines": specimens as their seeds make them: error of the corners in percent of the document's
diagonal, of the scale in percent, by how the picture was taken. "faults": one fault at a time on an
ordinary photo, at strengths 0, 0.3, 0.6 and 0.9: percentiles of what is measured, and for each
measure a limit that every picture without the fault keeps with a tenth of the distance to spare,
with the share of faulty pictures beyond it. "corpus": the same measures over real scans.
Limits are chosen on seeds 0 to 99 and verified on 1000 to 1049.
"""

from __future__ import annotations

import argparse
import functools
import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.barcode.reading import read_barcodes
from models.document.colour_cast import measure_document_colour
from models.document.document_glare import measure_document_glare
from models.document.document_shadow import measure_document_shadow
from models.document.outline import Outline, find_outlines
from models.document.portrait import find_portrait
from models.document.quad import Quad
from models.document.scale import measure_scale
from models.document.straighten import straighten
from models.document.text_sharpness import measure_text_sharpness
from models.image import decode_image
from models.mrz.reading import ZoneReader
from models.mrz.zone_reading import ZoneReading
from models.text.detection import find_text_boxes
from samples.identity import Kind, Taken, identity_specimen
from samples.identity_camera import CameraLook, camera_look

Rgb = npt.NDArray[np.uint8]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "identity"
STRENGTHS = (0.0, 0.3, 0.6, 0.9)
KINDS: tuple[Kind, ...] = ("passport", "id-card", "driver-licence", "td2-card")
CARD_MM = (85.6, 54.0)
_CARDS = frozenset(
    {"driver-licence", "photo-card", "pr-card", "id-card", "health-card", "student-card"}
)
_TEXT_SIDE_PX = 736


@dataclass(frozen=True, slots=True)
class Fault:
    """``at``: the look with the fault at a strength; ``measures``: what should show it.

    A measure's name begins with "<" where less of it is worse.
    """

    at: Callable[[CameraLook, float], CameraLook]
    measures: tuple[str, ...]


FAULTS: Mapping[str, Fault] = {
    "glare on text": Fault(
        lambda look, s: replace(look, glare=s, glare_on="text"),
        ("glare", "glare_print", "glare_line"),
    ),
    "glare on portrait": Fault(
        lambda look, s: replace(look, glare=s, glare_on="portrait"),
        ("glare", "glare_portrait", "portrait_bright"),
    ),
    "shadow": Fault(
        lambda look, s: replace(look, shadow=s),
        ("<shadow_ratio", "<shadow_darkest", "<shadow_crossed"),
    ),
    "defocus": Fault(
        lambda look, s: replace(look, defocus=s),
        ("text_px", "text_worst_px", "text_mm", "text_of_height", "text_worst_of_height",
         "<contrast", "portrait_blur"),
    ),
    "motion": Fault(
        lambda look, s: replace(look, motion=s),
        ("text_px", "text_mm", "text_of_height", "text_worst_of_height", "direction_ratio",
         "portrait_blur"),
    ),
    "low light": Fault(
        lambda look, s: replace(look, low_light=s),
        ("<ground", "<signal_to_noise", "<portrait_luma", "portrait_dark"),
    ),
    "cast": Fault(lambda look, s: replace(look, cast=s), ("cast", "ground_b")),
    "cut off": Fault(
        lambda look, s: replace(look, cut_off=s), ("edges_missing", "text_at_border", "shape")
    ),
    "finger": Fault(lambda look, s: replace(look, finger=s), ("gap", "skin_gap")),
}  # fmt: skip


def measured(
    rgb: Rgb,
    size_mm: tuple[float, float] | None,
    zones: Sequence[ZoneReading],
    barcodes: Sequence[Quad] = (),
) -> tuple[dict[str, float], tuple[Outline, ...]]:
    """Every measure of a picture by name, and its outlines; what cannot be measured is left out."""
    text = find_text_boxes(rgb, _TEXT_SIDE_PX)
    start_s = time.process_time()
    outlines = find_outlines(rgb, text, zones, barcodes, size_mm)
    outline = outlines[0]
    zone = None if outline.zone_index is None else zones[outline.zone_index]
    scale = measure_scale(outline, zone, size_mm)
    document = straighten(rgb, outline, text)
    portrait = find_portrait(document)
    sharpness = measure_text_sharpness(rgb, text, outline.quad, scale.value if scale else None)
    glare = measure_document_glare(document, text, [portrait.picture] if portrait else [])
    shadow = measure_document_shadow(rgb, text, outline.quad)
    colour = measure_document_colour(rgb, document, text, portrait.picture if portrait else None)
    values = {
        "ms": 1000 * (time.process_time() - start_s),
        "glare": glare.share,
        "glare_print": glare.print_share,
        "glare_line": max(glare.line_shares, default=0.0),
        "cast": colour.cast,
        "ground_b": colour.ground_b,
        "chroma": colour.chroma,
        "between": colour.between_share,
        **_edge_measures(rgb, outline, text),
    }
    shape = outline.shape_misfit(size_mm)
    if shape is not None:
        values["shape"] = shape
    if scale:
        values["px_per_mm"] = scale.value
    if sharpness:
        values |= {
            "text_px": sharpness.median_px,
            "text_worst_px": sharpness.worst_px,
            "text_of_height": sharpness.median_of_height,
            "text_worst_of_height": sharpness.worst_of_height,
            "direction_ratio": sharpness.direction_ratio,
            "contrast": sharpness.contrast,
            "ground": sharpness.ground,
            "signal_to_noise": sharpness.contrast * sharpness.ground / max(sharpness.noise, 0.5),
        }
        if sharpness.median_mm is not None:
            values["text_mm"] = sharpness.median_mm
    if shadow:
        values |= {
            "shadow_ratio": shadow.ratio,
            "shadow_darkest": shadow.darkest,
            "shadow_crossed": shadow.crossed[0].ratio,
        }
    if portrait:
        values |= {
            "glare_portrait": glare.area_shares[0],
            "portrait_luma": portrait.luma,
            "portrait_dark": portrait.dark_share,
            "portrait_bright": portrait.bright_share,
            "portrait_blur": portrait.blur_share,
        }
    return values, outlines


def _edge_measures(rgb: Rgb, outline: Outline, text: Sequence[Any]) -> dict[str, float]:
    gaps = [gap for edge in outline.edges for gap in edge.gaps]
    height, width = rgb.shape[:2]
    corners = np.array([box.corners for box in text]).reshape(-1, 4, 2)
    at_border = ((corners <= 1) | (corners >= np.array([width - 1, height - 1]))).any(axis=(1, 2))
    return {
        "edges_missing": 4.0 - sum(outline.edges_inside),
        "text_at_border": float(at_border.sum()),
        "gap": max((gap.share for gap in gaps), default=0.0),
        "skin_gap": max((gap.share for gap in gaps if gap.skin >= 0.5), default=0.0),
    }


def corner_error(outlines: Sequence[Outline], corners: Sequence[Sequence[float]]) -> float:
    """Mean distance of the corners from the nearest outline's, in percent of the diagonal."""
    truth = Quad.of(corners)
    errors = [
        float(np.hypot(*(outline.quad.turned(turn).points - truth.points).T).mean())
        for outline in outlines
        for turn in range(4)
    ]
    return 100 * min(errors) / truth.diagonal_px


def fault_look(seed: int, kind: Kind) -> CameraLook:
    """The ordinary look of a seed without any fault, at a scale that keeps a page under 2000 px."""
    look = camera_look(seed)
    return replace(
        look, glare=0.0, shadow=0.0, defocus=min(look.defocus, 0.15), motion=0.0, low_light=0.0,
        cast=0.0, finger=0.0, margin=max(look.margin, 0.06),
        px_per_mm=min(look.px_per_mm, 9.0 if kind == "passport" else 12.0),
    )  # fmt: skip


@functools.lru_cache(maxsize=256)
def fault_values(seed: int, name: str, strength: float) -> Mapping[str, float]:
    """What is measured on the specimen of a seed; ``name``: empty without a fault.

    Zones are read only where the specimen has one: searching for none takes the longest.
    """
    kind = KINDS[seed % len(KINDS)]
    look = fault_look(seed, kind)
    look = FAULTS[name].at(look, strength) if name else look
    rgb, label = identity_specimen(seed, kind, Taken(sides="front", look=look))
    zones = ZoneReader(rgb).zones() if "mrz" in label["truth"] else ()
    values, outlines = measured(rgb, CARD_MM if kind in _CARDS else None, zones)
    values["corner_error"] = corner_error(outlines, label["truth"]["sides"][0]["corners"])
    return values


def print_fault(name: str, seeds: range) -> None:
    """The table of one fault."""
    by_strength = {
        strength: [fault_values(seed, name if strength else "", strength) for seed in seeds]
        for strength in STRENGTHS
    }
    print(f"\n{name}: seeds {seeds.start} to {seeds.stop - 1}")
    for measure in (*FAULTS[name].measures, "corner_error"):
        key = measure.removeprefix("<")
        columns = {s: [v[key] for v in by_strength[s] if key in v] for s in STRENGTHS}
        limit = suggested_limit(columns[0.0], less_is_worse=measure.startswith("<"))
        print(f"  {measure:22} limit {limit:.3f}")
        for strength, values in columns.items():
            beyond = np.array(values) < limit if measure[0] == "<" else np.array(values) > limit
            marks = np.percentile(values, [5, 25, 50, 75, 95]) if values else [np.nan] * 5
            row = " ".join(f"{mark:8.3f}" for mark in marks)
            share = beyond.mean() if values else float("nan")
            print(f"    {strength:3.1f}  n {len(values):3}  {row}   beyond {share:.2f}", flush=True)


def suggested_limit(good: Sequence[float], *, less_is_worse: bool) -> float:
    """A limit that all good pictures keep, with a tenth of the extreme value to spare."""
    if not good:
        return float("nan")
    return 0.9 * min(good) if less_is_worse else 1.1 * max(good)


def print_outlines(seeds: range) -> None:
    """Errors of corners and scale by how the specimens were taken."""
    errors: dict[str, list[float]] = defaultdict(list)
    scales: dict[str, list[float]] = defaultdict(list)
    for seed in seeds:
        rgb, label = identity_specimen(seed)
        truth = label["truth"]
        size = CARD_MM if truth["document"] in _CARDS else None
        barcodes = [Quad.of(found.polygon) for found in read_barcodes(rgb).barcodes]
        values, outlines = measured(rgb, size, ZoneReader(rgb).zones(), barcodes)
        error = min(corner_error(outlines, side["corners"]) for side in truth["sides"])
        way = "scan" if "scan" in truth["labels"] else "photo"
        clutter = any(text.startswith("clutter") for text in truth["labels"])
        names = (way, "photo with clutter") if clutter else (way,)
        for name in (*names, f"{way}: {truth['document']}"):
            errors[name].append(error)
            if "px_per_mm" in values:
                off = values["px_per_mm"] / truth["px_per_mm"] - 1
                scales[name].append(100 * abs(off))
        print(f"{seed:5} {truth['document']:16} {error:6.2f} %  {values['ms']:5.0f} ms", flush=True)
    print(f"\n{'':28}{'n':>4}{'median':>8}{'p90':>8}{'over 3 %':>9}{'scale %':>9}{'p90':>7}")
    for name, values_of in sorted(errors.items()):
        median, high = np.percentile(values_of, [50, 90])
        over = float(np.mean(np.array(values_of) > 3))
        off = np.percentile(scales[name], [50, 90]) if scales[name] else [np.nan, np.nan]
        print(
            f"{name:28}{len(values_of):4}{median:8.2f}{high:8.2f}{over:9.2f}{off[0]:9.2f}{off[1]:7.2f}"
        )


def print_corpus(folder: Path) -> None:
    """Every measure's extremes over real scans, and each picture's values."""
    columns: dict[str, list[float]] = defaultdict(list)
    with (folder / "labels.jsonl").open(encoding="utf-8") as lines:
        labels = [json.loads(line) for line in lines]
    for label in labels:
        name = str(label["file"])
        if name.startswith(("aamva", "pdf417")):
            continue
        rgb = decode_image((folder / name).read_bytes()).rgb
        values, outlines = measured(rgb, None, ZoneReader(rgb).zones())
        shown = " ".join(f"{key}={value:.3g}" for key, value in sorted(values.items()))
        print(f"{name} [{outlines[0].source} {outlines[0].confidence:.2f}] {shown}", flush=True)
        for key, value in values.items():
            columns[key].append(value)
    print(f"\n{'measure':22}{'n':>4}{'least':>9}{'p5':>9}{'median':>9}{'p95':>9}{'most':>9}")
    for key, column in sorted(columns.items()):
        marks = "".join(f"{mark:9.3f}" for mark in np.percentile(column, [0, 5, 50, 95, 100]))
        print(f"{key:22}{len(column):4}{marks}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("outlines", "faults", "corpus"))
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--seeds", nargs=2, type=int, default=(0, 100), metavar=("FIRST", "LAST"))
    parser.add_argument("--only", nargs="*", choices=tuple(FAULTS), default=tuple(FAULTS))
    chosen = parser.parse_args()
    seeds = range(*chosen.seeds)
    if chosen.what == "outlines":
        print_outlines(seeds)
    elif chosen.what == "corpus":
        print_corpus(chosen.folder)
    else:
        for name in chosen.only:
            print_fault(name, seeds)


if __name__ == "__main__":
    main()
