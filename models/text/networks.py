"""The text networks (PP-OCRv6 through ONNX Runtime), loaded once a process."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

from models.weights import weight_path

Tensor = npt.NDArray[np.float32]

#: Warnings of the runtime about unused parts of the graph say nothing to an operator.
_ERRORS_ONLY = 3
#: What the runtime says, as an error of its own, where an allocation failed.
_OUT_OF_MEMORY = "bad_alloc"


@dataclass(frozen=True, slots=True)
class Network:
    """One network with one input and one output."""

    session: Any
    input_name: str

    def run(self, batch: Tensor) -> Tensor:
        """The network's only output for a batch. Raises MemoryError where memory runs out."""
        try:
            found = self.session.run(None, {self.input_name: batch})[0]
        except RuntimeException as failure:
            if _OUT_OF_MEMORY in str(failure):
                raise MemoryError from failure
            raise
        return np.asarray(found, np.float32)


@functools.cache
def line_detector() -> Network:
    """(1, 3, h, w), sides multiples of 32 -> (1, 1, h, w) probability that a pixel is text."""
    return _load("PP-OCRv6_det_small.onnx")


@functools.cache
def line_recogniser() -> Network:
    """(n, 3, 48, w) -> (n, w / 8, 1 + characters + 1) probabilities; the first is the CTC blank."""
    return _load("PP-OCRv6_rec_small.onnx")


@functools.cache
def recognised_characters() -> tuple[str, ...]:
    """What each output of the recogniser stands for; "" for the blank."""
    stated = line_recogniser().session.get_modelmeta().custom_metadata_map["character"]
    return ("", *stated.splitlines(), " ")


def _load(name: str) -> Network:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # processes share the processors, see models/threads.py
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    options.enable_cpu_mem_arena = False  # it doubles: a gigabyte after a few large pages
    options.enable_mem_pattern = False  # it keeps a plan for every size of line ever seen
    session = onnxruntime.InferenceSession(
        str(weight_path(name)), options, providers=["CPUExecutionProvider"]
    )
    return Network(session, session.get_inputs()[0].name)
