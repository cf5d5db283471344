from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from models.quantiles import column_medians, median, percentile, percentiles

Samples = npt.NDArray[np.float64]
samples = hnp.arrays(
    np.float64, hnp.array_shapes(max_dims=2, max_side=20), elements=st.floats(-1e6, 1e6)
)


@given(samples)
def test_median_is_numpys(values: Samples) -> None:
    assert median(values) == pytest.approx(float(np.median(values)))


@given(samples, st.floats(0, 100))
def test_percentile_is_numpys(values: Samples, percent: float) -> None:
    assert percentile(values, percent) == pytest.approx(float(np.percentile(values, percent)))


def test_several_percentiles_of_bytes() -> None:
    values = np.arange(256, dtype=np.uint8)
    assert percentiles(values, (0, 50, 100)).tolist() == [0.0, 127.5, 255.0]


@given(
    hnp.arrays(
        np.float64, st.tuples(st.integers(1, 9), st.integers(1, 3)), elements=st.floats(-9, 9)
    )
)
def test_column_medians_are_numpys(values: Samples) -> None:
    assert column_medians(values) == pytest.approx(np.median(values, axis=0))
