"""Photos with a fault of background, of what is worn, or of how they were recorded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from samples import accessories as worn
from samples import backdrops, reproductions
from samples.person import ALEX, AMARA, KWAME, MEI, OMAR
from samples.portrait import Sitting
from samples.specimen import BACKGROUND, COMPLIANT, DETAIL, EYES, Specimen, faulty


def backgrounds() -> tuple[Specimen, ...]:
    """Walls that are grey, blue, patterned, shaded or as white as the person."""
    white = "photo.background-white"
    white_haired = replace(
        OMAR,
        name="white-on-white",
        hair=(238, 238, 235),
        clothes=(246, 246, 246),
        beard=0.0,
    )
    return (
        faulty("background-grey.jpg", white, Sitting(KWAME, background=(150, 150, 152))),
        faulty("background-blue.jpg", white, Sitting(OMAR, background=(120, 160, 214))),
        faulty(
            "background-wallpaper.jpg",
            "photo.background-plain",
            Sitting(MEI, backdrop=(backdrops.striped_wallpaper,)),
            spoils=BACKGROUND,
            quality=72,
        ),
        faulty(
            "background-garden.jpg",
            "photo.background-plain",
            Sitting(ALEX, backdrop=(backdrops.garden,)),
            spoils=BACKGROUND,
        ),
        faulty(
            "shadow-on-wall.jpg",
            "photo.background-shadow",
            Sitting(ALEX, backdrop=(backdrops.cast_shadow,)),
            spoils=BACKGROUND,
        ),
        faulty(
            "white-on-white.jpg",
            "photo.background-separation",
            Sitting(white_haired, background=(246, 246, 245)),
            spoils=(
                *BACKGROUND,
                "photo.exposure",
                "photo.head-covering",
                "photo.shoulders",
                "photo.face-height",
                "photo.skin-tone",
                "photo.lighting-uniform",
                "photo.glare",
                *EYES,
            ),
        ),
    )


def things_worn() -> tuple[Specimen, ...]:
    """Sunglasses, reflecting lenses, a fringe, a hat, a mask."""
    visible = "photo.eyes-visible"
    covered = (*EYES, "photo.red-eye", "photo.exposure", "photo.lighting-uniform")
    return (
        faulty(
            "sunglasses.jpg",
            visible,
            Sitting(ALEX, touches=(worn.sunglasses,)),
            spoils=(*covered, "photo.expression"),
        ),
        faulty(
            "reflections-on-lenses.jpg",
            "photo.glare",
            Sitting(OMAR, touches=(worn.lens_reflections,)),
            spoils=(*covered, "photo.expression"),
        ),
        faulty(
            "hair-over-eye.jpg",
            visible,
            Sitting(ALEX, touches=(worn.hair_over_eye,)),
            spoils=(*covered, "photo.expression"),
        ),
        faulty(
            "woollen-hat.jpg",
            "photo.head-covering",
            Sitting(KWAME, touches=(worn.woollen_hat,)),
            outcome="unsure",
            spoils=(
                "photo.face-height",
                "photo.lighting-uniform",
                "photo.exposure",
                "photo.occlusion",
                "photo.centred",
                "photo.expression",
                "photo.pose",
            ),
        ),
        faulty(
            "surgical-mask.jpg",
            "photo.occlusion",
            Sitting(MEI, touches=(worn.surgical_mask,)),
            spoils=(
                "photo.face-count",
                "photo.face-height",
                "photo.lighting-uniform",
                "photo.exposure",
                "photo.skin-tone",
                "photo.mouth-closed",
                "photo.expression",
                "photo.pose",
                "photo.glare",
                *EYES,
            ),
        ),
    )


def recordings() -> tuple[Specimen, ...]:
    """Blur, blocks, enlargement, a cut-out, a print, an old photo."""
    sharp = "photo.sharpness"
    return (
        faulty(
            "out-of-focus.jpg",
            sharp,
            Sitting(ALEX),
            (reproductions.out_of_focus,),
            spoils=(*DETAIL, *EYES),
        ),
        faulty(
            "shaken.jpg", sharp, Sitting(AMARA), (reproductions.shaken,), spoils=(*DETAIL, *EYES)
        ),
        faulty(
            "over-compressed.jpg",
            "photo.compression",
            Sitting(ALEX),
            (reproductions.over_compressed,),
            spoils=(*DETAIL, *EYES, "photo.background-plain", "photo.face-count"),
        ),
        faulty(
            "enlarged.jpg",
            "photo.resolution",
            Sitting(OMAR),
            (reproductions.enlarged,),
            spoils=(*DETAIL, *EYES),
        ),
        faulty(
            "cut-out.jpg",
            "photo.unaltered",
            Sitting(ALEX),
            (reproductions.cut_out,),
            outcome="unsure",
            spoils=(*DETAIL, *EYES),
        ),
        faulty(
            "halftone.jpg",
            "photo.recapture",
            Sitting(ALEX),
            (reproductions.halftone_print,),
            spoils=tuple(r for r in COMPLIANT if r.startswith("photo.")),
            outcome="unsure",
            quality=50,
        ),
        faulty("old.jpg", "photo.recent", Sitting(AMARA), taken=dt.datetime(2019, 5, 4, 10, 20)),
    )
