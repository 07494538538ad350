"""Checks counts given as arguments: rows, the events among them, paired tables.

Every count becomes a Python integer at the border, which has no largest value:
Newcombe's method 10 multiplies four margins, and at a million rows their product is
past what 64 bits hold.
"""

import math

import numpy as np


def count(name: str, value: object) -> int:
    """Take a whole number that is not negative; a truth value is a mistake, not a 1."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float | np.integer | np.floating)
        or not math.isfinite(value)
        or value != math.floor(value)
        or value < 0
    ):
        raise ValueError(f"{name} is a count, a whole number from 0 up; found {value!r}")
    return int(value)


def events_of(k_name: str, k: int, n_name: str, n: int) -> tuple[int, int]:
    """Take events and the rows in which one could have happened, of which there is one at least."""
    events, rows = count(k_name, k), count(n_name, n)
    if rows == 0:
        raise ValueError(f"{n_name} is at least 1: no rate without rows")
    if events > rows:
        raise ValueError(
            f"{k_name} is at most {n_name}; found {k_name} = {k!r} of {n_name} = {n!r}"
        )
    return events, rows


def two_groups(k1: int, n1: int, k2: int, n2: int) -> tuple[int, int, int, int]:
    """Take the events and rows of two groups."""
    return *events_of("k1", k1, "n1", n1), *events_of("k2", k2, "n2", n2)


def paired_table(n11: int, n12: int, n21: int, n22: int) -> tuple[int, int, int, int, int]:
    """Take a paired table of one row at least; give its rows as well, last."""
    a, b, c, e = count("n11", n11), count("n12", n12), count("n21", n21), count("n22", n22)
    n = a + b + c + e
    if n == 0:
        raise ValueError("n11 + n12 + n21 + n22 is at least 1: no rate without rows")
    return a, b, c, e, n
