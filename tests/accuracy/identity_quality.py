"""How often the rules on the picture of a document fail without cause, and find planted faults.

    python -m tests.accuracy.identity_quality --good 102 --each 15 --results FILE
                                              [--first-seed 95000] [--corpus FOLDER]
                                              [--faults NAME ...] [--plots docs/accuracy]

"Good": documents of every kind that shows a portrait, as drawn, as a careful photo or as a scan, in
turn; nothing is wrong with them. "Corpus": real scans and drawings. "Faults": one fault at a time
of one strength on a careful photo of 10 px for each mm. All are screened as facts and rules alone,
as of the day of the specimens' world. ``--results`` keeps every case: a run that was broken off
goes on there.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from checks.facts import Stopwatch
from checks.finding import Outcome
from checks.identity_facts import IdentityFacts
from checks.policies import load_policy
from checks.registry import registered_checks
from models.errors import NotMeasurable
from models.image import decode_image
from samples.camera import jpeg
from samples.identity import Kind
from samples.identity_camera import CameraLook, photographed
from samples.identity_design import TODAY
from service.evaluation.markdown import markdown_table, written
from tests.accuracy.identity_cases import Case, look_of, picture_of, sides_of

POLICY = "pr-portal"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "identity"
RULES = (
    "edges", "resolution", "sharpness", "glare", "shadow", "colour-cast", "portrait",
    "document-type",
)  # fmt: skip
OUTCOMES = ("pass", "unsure", "fail", "not-assessed")
GOOD, REAL = "good", "corpus"
KINDS: tuple[Kind, ...] = (
    "passport", "id-card", "pr-card", "driver-licence", "td2-card", "travel-document", "photo-card",
)  # fmt: skip
FRONTS: tuple[Kind, ...] = ("passport", "travel-document", "td2-card", "id-card", "driver-licence")
TAKINGS = ("photo", "scan", "drawing")
#: Symbols alone are no pictures of documents.
_SYMBOLS = ("aamva", "pdf417")
_QUALITY, _PX_PER_MM, _MARGIN = 90, 10.0, 0.06


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that went wrong: ``at`` adds it to a look; ``rule`` must say so."""

    at: Callable[[CameraLook], CameraLook]
    rule: str


FAULTS: Mapping[str, Fault] = {
    "glare 0.8 on the zone": Fault(lambda look: replace(look, glare=0.8, glare_on="mrz"), "glare"),
    "glare 0.8 on the portrait": Fault(
        lambda look: replace(look, glare=0.8, glare_on="portrait"), "glare"
    ),
    "glare 0.8 on text": Fault(lambda look: replace(look, glare=0.8, glare_on="text"), "glare"),
    "shadow 0.9": Fault(lambda look: replace(look, shadow=0.9), "shadow"),
    "motion 0.7": Fault(lambda look: replace(look, motion=0.7), "sharpness"),
    "defocus 0.7": Fault(lambda look: replace(look, defocus=0.7), "sharpness"),
    "cut off 0.5": Fault(lambda look: replace(look, cut_off=0.5), "edges"),
    "finger 0.8 on an edge": Fault(lambda look: replace(look, finger=0.8), "edges"),
    "finger 0.8 on the portrait": Fault(
        lambda look: replace(look, finger=0.8, finger_on="portrait"), "edges"
    ),
    "finger 0.8 on the zone": Fault(
        lambda look: replace(look, finger=0.8, finger_on="mrz"), "edges"
    ),
    "orange lamp 1.0": Fault(lambda look: replace(look, cast=1.0), "colour-cast"),
}


@dataclass(frozen=True, slots=True)
class Screened:
    """One picture as screened: its group, what tells it apart, outcomes and reasons by rule."""

    group: str
    name: str
    outcomes: Mapping[str, str]
    reasons: Mapping[str, str]


def good_picture(seed: int) -> bytes:
    """A document without fault: its kind and the way it was taken come in turn."""
    taking = TAKINGS[seed // len(KINDS) % len(TAKINGS)]
    return picture_of(Case(seed, "valid", KINDS[seed % len(KINDS)], taking))


def faulty_picture(name: str, seed: int) -> bytes:
    """A careful photo of a document's front with one fault."""
    case = Case(seed, "valid", FRONTS[seed % len(FRONTS)], "photo")
    careful = look_of(case)
    look = replace(
        careful, shadow=0.0, px_per_mm=_PX_PER_MM, margin=max(_MARGIN, careful.margin),
        motion_deg=float(np.random.default_rng([92, seed]).uniform(0, 180)),
    )  # fmt: skip
    drawn = photographed(sides_of(case)[0], FAULTS[name].at(look), seed)
    return jpeg(drawn.rgb, _QUALITY)


def judged(group: str, name: str, content: bytes) -> Screened:
    """What each rule says of a picture; where a fault was planted, the rule that must find it."""
    rgb = np.ascontiguousarray(decode_image(content).rgb)
    facts = IdentityFacts((rgb,), TODAY, Stopwatch())
    entries = load_policy(POLICY, "identity").rules
    outcomes, reasons = {}, {}
    for rule in (FAULTS[group].rule,) if group in FAULTS else RULES:
        entry = entries[f"identity.{rule}"]
        try:
            judgement = registered_checks()[entry.id].function(facts, entry.parameters)
        except NotMeasurable as absent:
            outcomes[rule], reasons[rule] = Outcome.NOT_ASSESSED.value, absent.reason
        else:
            outcomes[rule], reasons[rule] = judgement.outcome.value, judgement.reason
    return Screened(group, name, outcomes, reasons)


def tasks(
    first_seed: int, good: int, each: int, faults: Sequence[str], corpus: Path
) -> Iterator[tuple[str, str]]:
    """Group and name of every picture."""
    yield from ((GOOD, str(seed)) for seed in range(first_seed, first_seed + good))
    if (corpus / "labels.jsonl").exists():
        for line in (corpus / "labels.jsonl").read_text("utf-8").splitlines():
            name = str(json.loads(line)["file"])
            if not name.startswith(_SYMBOLS):
                yield REAL, name
    yield from (
        (fault, str(seed)) for fault in faults for seed in range(first_seed, first_seed + each)
    )


def measure(wanted: Iterable[tuple[str, str]], corpus: Path, results: Path) -> list[Screened]:
    """All wanted pictures; those not yet kept are made, screened and kept."""
    lines = results.read_text("utf-8").splitlines() if results.exists() else []
    kept = [Screened(**json.loads(line)) for line in lines if line.endswith("}")]
    by_task = {(one.group, one.name): one for one in kept}
    found = []
    for group, name in wanted:
        if (group, name) not in by_task:
            one = judged(group, name, _content(group, name, corpus))
            with results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(dataclasses.asdict(one)) + "\n")
            by_task[group, name] = one
        found.append(by_task[group, name])
    return found


def _content(group: str, name: str, corpus: Path) -> bytes:
    if group == REAL:
        return (corpus / name).read_bytes()
    return good_picture(int(name)) if group == GOOD else faulty_picture(group, int(name))


def _counted(found: Sequence[Screened], rule: str) -> tuple[str, ...]:
    counts = Counter(one.outcomes[rule] for one in found)
    return tuple(str(counts[outcome]) for outcome in OUTCOMES)


def _named(found: Sequence[Screened], rule: str) -> str:
    reasons = Counter(one.reasons[rule] for one in found if one.outcomes[rule] != "pass")
    return ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())


def page_lines(found: Sequence[Screened]) -> list[str]:
    """The page of this measurement."""
    lines = [
        "# Rules on the picture of a document",
        "",
        "Generated by `python -m tests.accuracy.identity_quality --plots docs/accuracy`; see"
        " README.md.",
        "",
        f"Policy {POLICY}. Faults count as found where the rule fails, as left to an officer where"
        " it is unsure.",
    ]
    groups = {GOOD: "Computed documents without fault", REAL: "Real scans and drawings"}
    head = ("rule", *OUTCOMES, "reasons")
    for group, title in groups.items():
        own = [one for one in found if one.group == group]
        rows = ((rule, *_counted(own, rule), _named(own, rule)) for rule in RULES)
        lines += ["", f"## {title}: {len(own)}", "", *markdown_table(head, rows)]
    rows = (
        (name, fault.rule, *_counted(own, fault.rule), _named(own, fault.rule))
        for name, fault in FAULTS.items()
        if (own := [one for one in found if one.group == name])
    )
    table = markdown_table(("fault", *head), rows)
    return [*lines, "", "## One planted fault each", "", *table]


def notable(found: Iterable[Screened]) -> Iterator[str]:
    """Each good picture on which a rule does not pass, each fault that passes."""
    for one in found:
        for rule, outcome in one.outcomes.items():
            if (one.group in FAULTS) == (outcome == "pass"):
                yield f"{one.group} {one.name}: {rule} {outcome} ({one.reasons[rule]})"


def main() -> None:
    """Make, screen, count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--good", type=int, default=102)
    parser.add_argument("--each", type=int, default=15)
    parser.add_argument("--first-seed", type=int, default=95000)
    parser.add_argument("--faults", nargs="*", choices=tuple(FAULTS), default=tuple(FAULTS))
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--results", type=Path, required=True, help="keeps the cases, one a line")
    parser.add_argument("--plots", type=Path, help="folder for identity_quality.md")
    options = parser.parse_args()
    wanted = tasks(options.first_seed, options.good, options.each, options.faults, options.corpus)
    found = measure(wanted, options.corpus, options.results)
    if not found:
        sys.exit("nothing was screened")
    lines = page_lines(found)
    print("\n".join([*lines, "", *notable(found)]))
    if options.plots is not None:
        written(options.plots / "identity_quality.md", lines)


if __name__ == "__main__":
    main()
