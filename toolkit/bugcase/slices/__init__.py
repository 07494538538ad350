"""Finds the slices of the rows that go wrong most.

A *slice* is the rows that meet up to three conditions, "moved: within the year,
marital_status: married".  All of them are counted exactly, tens of thousands, in
a few passes over one half of the rows:

1. Columns become dimensions of a few levels, a byte a row (`encode`); a column that is
   the label under another name is left out (`disguises`).
2. The rows are cut into two halves, by unit where one is named (`halves`).
3. A handful of *cuboids* counts every slice of the first half (`cuboids`, `count`).
4. Each slice is compared with the rest of the rows and, where there are two
   models, with itself before (`contrast`); Benjamini-Hochberg allows for how
   many were looked at.  The strongest is shortened to the conditions it needs and
   its rows are taken out, until nothing passes: one bug, one slice (`score`,
   `search`).
5. What was found is measured again in the second half, which took no part in the
   search, without the rows of the slices found before it.  Only what is worse
   there too, at a q over the slices found, is *confirmed* (`confirm`).

The counting is the same in memory (`rows`) and on an engine (`remote`).
"""

from bugcase.slices.find import find_slices
from bugcase.slices.result import Slice, Slices

__all__ = ["Slice", "Slices", "find_slices"]
