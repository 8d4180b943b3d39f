"""Tables of ratings that were printed with their answers."""

import numpy as np

from zhicheng.engine.arrays import FloatArray

_ = np.nan

# Shrout & Fleiss (1979), Psychological Bulletin 86: 420-428, table 2: four ratings on six targets.
SHROUT_FLEISS: FloatArray = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=np.float64
)

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units.
KRIPPENDORFF: FloatArray = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
).T
