"""Compliant portraits, and photos with a fault of framing, face or light."""

from __future__ import annotations

from samples import accessories as worn
from samples import reproductions
from samples.lighting import StudioLight
from samples.person import ALEX, AMARA, KWAME, MARIE, MEI, OMAR, PEOPLE, Expression
from samples.portrait import Sitting
from samples.specimen import BACKGROUND, DETAIL, EYES, Specimen, compliant, faulty


def compliant_portraits() -> tuple[Specimen, ...]:
    """Portraits that meet every rule: all skin tones, spectacles, black and white."""
    portrait = Sitting(ALEX, width_px=1000, height_px=1400)
    others = [compliant(f"compliant-{person.name}.jpg", Sitting(person)) for person in PEOPLE[1:]]
    spectacles = Sitting(OMAR, touches=(worn.spectacles,))
    return (
        compliant("portrait.jpg", portrait),
        *others,
        compliant("compliant-spectacles.jpg", spectacles),
        compliant("compliant-greyscale.jpg", Sitting(MARIE), (reproductions.greyscale,)),
    )


def framing() -> tuple[Specimen, ...]:
    """Faces of a wrong size, place or pose, crooked shoulders, pictures of a wrong shape."""
    head = "photo.face-height"
    edges = ("photo.centred", "photo.shoulders")
    return (
        faulty(
            "face-too-small.jpg",
            head,
            Sitting(ALEX, face_height_mm=25.0),
            spoils=("photo.resolution", *edges),
        ),
        faulty("face-too-large.jpg", head, Sitting(MEI, face_height_mm=44.0), spoils=edges),
        faulty(
            "off-centre.jpg",
            "photo.centred",
            Sitting(AMARA, face_from_left=0.26),
            spoils=("photo.shoulders",),
        ),
        faulty(
            "square.jpg",
            "photo.dimensions",
            Sitting(ALEX),
            (reproductions.squared,),
            spoils=(head, *edges),
        ),
        faulty(
            "too-few-pixels.jpg",
            "photo.dimensions",
            Sitting(ALEX),
            (reproductions.reduced,),
            spoils=(*DETAIL, *EYES),
        ),
        faulty("tilted.jpg", "photo.pose", Sitting(OMAR, tilt_degrees=17.0), spoils=edges),
        faulty(
            "crooked-shoulders.jpg",
            "photo.shoulders",
            Sitting(ALEX, shoulder_slope_degrees=20.0),
            spoils=("photo.pose",),
        ),
        faulty(
            "turned.jpg",
            "photo.pose",
            Sitting(KWAME, turn_degrees=26.0),
            spoils=(*edges, "photo.eyes-visible", "photo.occlusion", "photo.lighting-uniform"),
        ),
    )


def faces() -> tuple[Specimen, ...]:
    """A smile, an open mouth, closed eyes, red eyes."""
    mouth = ("photo.mouth-closed", "photo.expression")
    return (
        faulty(
            "smiling.jpg",
            "photo.expression",
            Sitting(MARIE, Expression(smile=1.0)),
            spoils=(*mouth, *EYES, "photo.face-height", "photo.pose"),
        ),
        faulty(
            "mouth-open.jpg",
            "photo.mouth-closed",
            Sitting(ALEX, Expression(jaw_drop_mm=14.0)),
            spoils=(*mouth, "photo.face-height"),
        ),
        faulty(
            "eyes-closed.jpg",
            "photo.eyes-open",
            Sitting(MEI, Expression(eyes_open=0.0)),
            spoils=(*EYES, "photo.expression", "photo.red-eye", "photo.head-covering"),
        ),
        faulty(
            "red-eyes.jpg",
            "photo.red-eye",
            Sitting(MARIE, touches=(worn.red_eyes,)),
            spoils=EYES,
        ),
    )


def light() -> tuple[Specimen, ...]:
    """Too little light, too much, from one side, mirrored on the skin, tinted."""
    return (
        faulty(
            "dark.jpg",
            "photo.exposure",
            Sitting(AMARA, light=StudioLight(exposure=0.13)),
            spoils=(*BACKGROUND, "photo.sharpness", "photo.skin-tone"),
        ),
        faulty(
            "over-exposed.jpg",
            "photo.exposure",
            Sitting(MEI, light=StudioLight(exposure=2.6)),
            spoils=(*BACKGROUND, "photo.glare", "photo.skin-tone", "photo.unaltered", *EYES),
        ),
        faulty(
            "one-side-dark.jpg",
            "photo.lighting-uniform",
            Sitting(ALEX, light=StudioLight(left=0.02, right=0.95, fill=0.03, around=0.05)),
            spoils=(*BACKGROUND, *EYES, "photo.exposure"),
        ),
        faulty(
            "flash-on-forehead.jpg",
            "photo.glare",
            Sitting(KWAME, touches=(worn.flash_on_forehead,)),
            spoils=("photo.lighting-uniform", "photo.exposure"),
        ),
        faulty(
            "green-light.jpg",
            "photo.skin-tone",
            Sitting(ALEX, touches=(worn.coloured_lamp,)),
            spoils=("photo.background-white", "photo.head-covering"),
        ),
    )
