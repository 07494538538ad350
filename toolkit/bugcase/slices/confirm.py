"""Confirms slices: measures them on the rows that took no part in the search.

A slice is picked for being bad, so where it was picked it looks worse than it is.
On the other half of the rows it does not.
"""

import math
from collections.abc import Sequence

import numpy as np

from bugcase.slices.contrast import Contrast
from bugcase.slices.encode import Dimension
from bugcase.slices.populations import Population
from bugcase.slices.result import Slice
from bugcase.slices.search import Found
from bugcase.stats.fdr import benjamini_hochberg


def confirm_slices(
    found: Sequence[Found],
    halves: tuple[Population, Population],
    contrast: Contrast,
    dimensions: Sequence[Dimension],
    *,
    level: float,
    q: float,
) -> tuple[Slice, ...]:
    """Measure each slice over all rows, and where it was not searched."""
    searched, held_out = halves
    wheres = [one.where for one in found]
    earlier = None
    results = []
    p_values = []
    for i, one in enumerate(found):
        here = held_out.within(one.where, wheres[:i]).sums()
        elsewhere = held_out.sums(wheres[: i + 1])
        others = elsewhere if earlier is None else elsewhere + earlier
        earlier = here if earlier is None else earlier + here
        confirmed = share = None
        p = 1.0
        if contrast.rows(here.channels) > 0 and contrast.rows(elsewhere.channels) > 0:
            confirmed = contrast.worsening(here, elsewhere, level)
            share = contrast.share(here, others, level)
            z = contrast.z(here.channels, elsewhere.channels) / contrast.design_effect(here) ** 0.5
            p = min(1.0, math.erfc(float(z) / math.sqrt(2)))
        p_values.append(p)
        results.append((one, confirmed, share))
    adjusted = benjamini_hochberg(p_values) if results else np.zeros(0)
    slices = []
    for i, ((one, confirmed, share), q_here) in enumerate(zip(results, adjusted, strict=True)):
        whole = rest = searched.within(one.where).sums() + held_out.within(one.where).sums()
        if contrast.kind == "one model":
            rest = searched.sums(wheres[: i + 1]) + held_out.sums(wheres[: i + 1])
        slices.append(
            Slice(
                conditions={
                    dimensions[at].column: dimensions[at].level(c) for at, c in one.where.items()
                },
                n=contrast.count(whole),
                baseline=contrast.baseline(whole, level),
                candidate=contrast.candidate(whole, level),
                worsening=contrast.worsening(whole, rest, level),
                q=one.q,
                confirmed=confirmed,
                is_confirmed=bool(confirmed and confirmed.low > 0 and q_here <= q),
                share_of_excess=share,
                kind=contrast.kind,
            )
        )
    return tuple(slices)
