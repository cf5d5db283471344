"""Fit the smile model to the calibration half of a labelled corpus and judge it on the other.

    python -m tests.accuracy.fit_expression ../shared/corpus/photo [--write]

Ridge logistic regression over the measures of ``models.expression``. The ridge penalty keeps
thirteen weights honest with 65 pictures; it also draws probabilities towards one half, so the
log-odds are stretched afterwards by one factor that is fitted to predictions for people that a
fold had left out. With ``--write`` the model replaces ``models/smile.json``.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from models.expression import SMILE_MODEL, smile_measures
from models.face import measure_faces
from models.image import decode_image
from models.mouth import measure_mouth
from models.raster import reduced_raster
from service.evaluation.labels import LabelledFile, read_labels

Array = npt.NDArray[np.float64]

RIDGE_COST = 0.02
#: A slight smile is the harder and the rarer case.
SLIGHT_WEIGHT = 1.5
FOLDS, REPETITIONS = 8, 10
_PERSON = re.compile(r"_(\d{3})(?=[_fm.])")


@dataclass(frozen=True, slots=True)
class Portraits:
    """Measures (n, 13) with labels: 0 neutral, 1 slight smile, 2 smile."""

    names: tuple[str, ...]
    measures: Array
    degree: npt.NDArray[np.int64]
    person: npt.NDArray[np.str_]
    calibration: npt.NDArray[np.bool_]


def main() -> None:
    """Fit, print the figures of both halves and write the model where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    portraits = read_portraits(arguments.corpus)
    half = portraits.calibration
    left_out = cross_validated(portraits, half)
    stretch = fitted_stretch(left_out[half], portraits.degree[half] > 0)
    intercept, weights, mean, scale = fitted(portraits, half)
    log_odds = stretch * (intercept + (portraits.measures - mean) / scale @ weights)
    log_odds[half] = stretch * left_out[half]
    print_figures("calibration, cross-validated by person", log_odds[half], portraits.degree[half])
    print_figures("held-out", log_odds[~half], portraits.degree[~half])
    if arguments.write:
        terms = [
            {"name": name, "mean": _short(m), "scale": _short(s), "weight": _short(stretch * w)}
            for name, m, s, w in zip(portraits.names, mean, scale, weights, strict=True)
        ]
        model = {"intercept": _short(stretch * intercept), "terms": terms}
        SMILE_MODEL.write_text(json.dumps(model, indent=1) + "\n", "utf-8")
        print(f"wrote {SMILE_MODEL.name}")


def read_portraits(corpus: Path) -> Portraits:
    """Frontal portraits of people of known group whose expression is labelled."""
    labelled = [label for label in read_labels(corpus) if _is_portrait(label)]
    measured = [_measures(label) for label in labelled]
    return Portraits(
        names=tuple(measured[0]),
        measures=np.array([list(one.values()) for one in measured]),
        degree=np.array([_degree(label) for label in labelled]),
        person=np.array([_person(label.file) for label in labelled]),
        calibration=np.array([label.split == "calibration" for label in labelled]),
    )


def cross_validated(portraits: Portraits, chosen: npt.NDArray[np.bool_]) -> Array:
    """Log-odds of each chosen picture by models that had not seen its person."""
    people = np.unique(portraits.person[chosen])
    total = np.zeros(len(portraits.degree))
    for repetition in range(REPETITIONS):
        shuffled = np.random.default_rng(repetition).permutation(people)
        for fold in range(FOLDS):
            held = np.isin(portraits.person, shuffled[fold::FOLDS])
            intercept, weights, mean, scale = fitted(portraits, chosen & ~held)
            total[held] += intercept + (portraits.measures[held] - mean) / scale @ weights
    return total / REPETITIONS


def fitted(
    portraits: Portraits, chosen: npt.NDArray[np.bool_]
) -> tuple[float, Array, Array, Array]:
    """Intercept, weights, means and scales of the ridge logistic model of the chosen pictures."""
    measures, degree = portraits.measures[chosen], portraits.degree[chosen]
    mean, scale = measures.mean(axis=0), measures.std(axis=0)
    model = LogisticRegression(C=RIDGE_COST, max_iter=2000)
    weight = np.where(degree == 1, SLIGHT_WEIGHT, 1.0)
    model.fit((measures - mean) / scale, degree > 0, sample_weight=weight)
    return float(model.intercept_[0]), np.asarray(model.coef_[0], np.float64), mean, scale


def fitted_stretch(log_odds: Array, smiles: npt.NDArray[np.bool_]) -> float:
    """The factor of the log-odds under which left-out people are most likely."""

    def surprise(factor: float) -> float:
        return float(np.logaddexp(0.0, np.where(smiles, -1.0, 1.0) * factor * log_odds).sum())

    return float(minimize_scalar(surprise, bounds=(0.5, 20.0), method="bounded").x)


def print_figures(title: str, log_odds: Array, degree: npt.NDArray[np.int64]) -> None:
    """Print the extreme and the middle probabilities of each degree of smile."""
    print(f"{title}:")
    probability = 1.0 / (1.0 + np.exp(-log_odds))
    for value, name in enumerate(("neutral", "slight smile", "smile")):
        shares = np.percentile(probability[degree == value], [0, 10, 50, 90, 95, 100])
        print(f"  {name:13} n={np.sum(degree == value):3}  0/10/50/90/95/100 %:", shares.round(3))


def _is_portrait(label: LabelledFile) -> bool:
    expression = label.truth.get("labels", {}).get("expr")
    return bool(label.path and label.groups and expression in ("neutral", "smile"))


def _measures(label: LabelledFile) -> dict[str, float]:
    if label.path is None:
        raise FileNotFoundError(label.file)
    rgb = decode_image(label.path.read_bytes()).rgb
    raster = reduced_raster(rgb)
    face = measure_faces(raster.rgb, raster.scale)[0]
    return smile_measures(face, measure_mouth(rgb, face))


def _degree(label: LabelledFile) -> int:
    if label.truth["labels"]["expr"] == "neutral":
        return 0
    return 1 if label.truth.get("smile_is_slight") else 2


def _person(file: str) -> str:
    number = _PERSON.search(file)
    return ("canada" if "canada" in file else "london") + (number.group(1) if number else file)


def _short(value: float) -> float:
    """Six significant digits: more would be noise."""
    return float(f"{value:.6g}")


if __name__ == "__main__":
    main()
