"""Builds the case about a critical bug: evidence, cost, decision, words, slides.

The names below are the public ones.  Each is imported when it is first used, so
that ``import bugcase`` costs nothing in a notebook that only needs one of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bugcase.version import __version__

if TYPE_CHECKING:
    from bugcase import figures
    from bugcase.compare.groups import GroupComparison, compare_groups
    from bugcase.compare.models import Comparison, Segment, compare_models
    from bugcase.decision.assumptions import Assumption, Worsening
    from bugcase.decision.impact import impact
    from bugcase.decision.options import Option, weigh
    from bugcase.decision.plan import Plan, Task
    from bugcase.decision.ranges import Range
    from bugcase.decision.rollout import Rollout
    from bugcase.desk import Desk
    from bugcase.estimate import Estimate
    from bugcase.slices import Slice, Slices, find_slices

_MODULE_OF = {
    "Assumption": "bugcase.decision.assumptions",
    "Worsening": "bugcase.decision.assumptions",
    "impact": "bugcase.decision.impact",
    "Option": "bugcase.decision.options",
    "weigh": "bugcase.decision.options",
    "Plan": "bugcase.decision.plan",
    "Task": "bugcase.decision.plan",
    "Range": "bugcase.decision.ranges",
    "Rollout": "bugcase.decision.rollout",
    "Desk": "bugcase.desk",
    "Estimate": "bugcase.estimate",
    "Comparison": "bugcase.compare.models",
    "Segment": "bugcase.compare.models",
    "Slice": "bugcase.slices",
    "Slices": "bugcase.slices",
    "GroupComparison": "bugcase.compare.groups",
    "compare_groups": "bugcase.compare.groups",
    "compare_models": "bugcase.compare.models",
    "find_slices": "bugcase.slices",
}
_MODULES = {"figures": "bugcase.figures"}

__all__ = [
    "Assumption",
    "Comparison",
    "Desk",
    "Estimate",
    "GroupComparison",
    "Option",
    "Plan",
    "Range",
    "Rollout",
    "Segment",
    "Slice",
    "Slices",
    "Task",
    "Worsening",
    "__version__",
    "compare_groups",
    "compare_models",
    "figures",
    "find_slices",
    "impact",
    "weigh",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(_MODULE_OF[name]), name)
    if name in _MODULES:
        return import_module(_MODULES[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
