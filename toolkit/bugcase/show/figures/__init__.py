"""One function a figure: a result in, a drawing out.

A figure answers one question of somebody who has not seen the data: how many
more go wrong, how sure that is, and where.  It carries its words beside its
marks, never in a legend; it says the same in words for those who cannot see
it, and names what it rests on.

Nothing here keeps state: a figure is made without pyplot, so no notebook
backend shows it twice and a thousand of them leave nothing open.
"""

from bugcase.show.canvas import CaseFigure
from bugcase.show.figures.forest import forest
from bugcase.show.figures.icons import icon_arrays
from bugcase.show.figures.limit import interval_against_limit
from bugcase.show.figures.slices import worst_slices

__all__ = ["CaseFigure", "forest", "icon_arrays", "interval_against_limit", "worst_slices"]
