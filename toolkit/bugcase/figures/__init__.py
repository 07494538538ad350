"""One function a figure: a result in, a drawing out.

A figure answers one question of somebody who has not seen the data: how many
more go wrong, how sure that is, where and since when; who was hit and what did not
come, what happened and how much of it is reconciled; what it costs, what the options
are, and when it is done.  It carries its words beside its marks, never
in a legend; it says the same in words for those who cannot see it, and names
what it rests on.

Nothing here keeps state: a figure is made without pyplot, so no notebook
backend shows it twice and a thousand of them leave nothing open.
"""

from bugcase.figures.affected import affected_counts
from bugcase.figures.breakeven import break_even
from bugcase.figures.budget import budget_burn
from bugcase.figures.canvas import CaseFigure
from bugcase.figures.costs import cost_ranges
from bugcase.figures.exposure import exposure
from bugcase.figures.forest import forest
from bugcase.figures.icons import icon_arrays
from bugcase.figures.limit import interval_against_limit
from bugcase.figures.onset import onset
from bugcase.figures.plan import plan_bars
from bugcase.figures.reconciliation import reconciliation_bars
from bugcase.figures.shortfall import expected_and_actual
from bugcase.figures.slices import worst_slices
from bugcase.figures.timeline import timeline
from bugcase.figures.tornado import tornado

__all__ = [
    "CaseFigure",
    "affected_counts",
    "break_even",
    "budget_burn",
    "cost_ranges",
    "expected_and_actual",
    "exposure",
    "forest",
    "icon_arrays",
    "interval_against_limit",
    "onset",
    "plan_bars",
    "reconciliation_bars",
    "timeline",
    "tornado",
    "worst_slices",
]
