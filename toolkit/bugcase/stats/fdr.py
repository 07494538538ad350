"""The false discovery rate of many tests: q-values by Benjamini and Hochberg."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Turn p-values into q-values: the share of false alarms among all that are as small.

    Parameters
    ----------
    p
        One-dimensional p-values of all the tests that were made, in any order.

    Returns
    -------
    ndarray
        The q-values, in the order of `p`.

    Raises
    ------
    ValueError
        Where `p` is not one-dimensional or holds something else than numbers from 0 to 1.

    Notes
    -----
    Not to be run on tests that were picked for being small: the ones that were
    looked at and dropped count as well.

    References
    ----------
    .. [1] Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.005]).round(3).tolist()
    [0.02, 0.04, 0.04, 0.02]
    """
    values = np.asarray(p, dtype=np.float64)
    if values.ndim != 1:
        raise ValueError(f"p-values come in one dimension, not {values.ndim}")
    if not ((values >= 0) & (values <= 1)).all():  # NaN fails this as well
        raise ValueError("p-values lie between 0 and 1")
    descending = np.argsort(-values, kind="stable")
    ranks = np.arange(len(values), 0, -1)
    q = np.empty_like(values)
    q[descending] = np.minimum.accumulate(values[descending] * (len(values) / ranks))
    return np.minimum(q, 1.0)
