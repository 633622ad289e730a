"""The points of sheets, in columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Points(NamedTuple):
    """Points of sheets: whose each is, and its latitude and longitude in degrees."""

    keys: NDArray[np.int64]
    lats: NDArray[np.float64]
    lons: NDArray[np.float64]
