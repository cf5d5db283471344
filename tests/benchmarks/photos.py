"""The photo that is measured with: the public-domain portrait, framed as an ID photo."""

from __future__ import annotations

import io

import numpy as np
import skimage.data
from PIL import Image

#: Rows and columns that hold the head as an ID photo does (face height near 48 %).
ROWS, COLUMNS = slice(0, 314), slice(110, 334)


def portrait_jpeg(width_px: int, height_px: int) -> bytes:
    """The portrait enlarged to a size, with a camera's noise, as a JPEG of quality 92."""
    framed = Image.fromarray(np.ascontiguousarray(skimage.data.astronaut()[ROWS, COLUMNS]))
    enlarged = np.asarray(
        framed.resize((width_px, height_px), Image.Resampling.BICUBIC), np.float32
    )
    # Without noise the file would be far smaller, and its decoding faster, than a camera's.
    noise = np.random.default_rng(7).normal(0, 2.0, enlarged.shape).astype(np.float32)
    stream = io.BytesIO()
    noisy = Image.fromarray(np.clip(enlarged + noise, 0, 255).astype(np.uint8))
    noisy.save(stream, "JPEG", quality=92)
    return stream.getvalue()
