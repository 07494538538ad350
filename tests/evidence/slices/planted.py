"""A table with a bug planted in it, and what is compared of the slices that are found."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bugcase.evidence.slices import Slices

__all__ = ["EXAMPLE", "HOME", "MODELS", "named", "numbers", "planted"]


EXAMPLE = Path(__file__).parents[3] / "examples" / "release-halt"
MODELS: dict[str, Any] = {"label": "y", "baseline": "live", "candidate": "next"}
HOME = {"plan": "paid", "country": "PT"}


def planted(rows: int = 12_000, *, seed: int = 5, worse: float = 0.3, **more: Any) -> pd.DataFrame:
    """Make rows on which `next` errs more where plan is paid and country is PT."""
    r = np.random.default_rng(seed)
    plan = r.choice(["free", "paid", "trial"], rows)
    country = r.choice(["PT", "ES", "FR", "DE"], rows)
    live = r.random(rows) < 0.08
    following = np.where(r.random(rows) < 0.7, live, r.random(rows) < 0.08)
    following |= (plan == "paid") & (country == "PT") & (r.random(rows) < worse)
    frame = pd.DataFrame({"plan": plan, "country": country, "day": r.integers(0, 7, rows)})
    label = r.integers(0, 2, rows)
    frame = frame.assign(y=label, live=label ^ live, next=label ^ following)
    return frame.assign(user=r.integers(0, rows // 3, rows), **more)


def named(found: Slices) -> list[dict[str, str]]:
    return [dict(one.conditions) for one in found.confirmed]


def numbers(found: Slices) -> list[Any]:
    """Give everything that was measured, to nine digits where sums were rounded on the way."""

    def digits(value: Any) -> Any:
        return value and tuple(float(f"{x:.9g}") for x in (value.value, value.low, value.high))

    return [
        found.examined,
        found.left_out,
        *(
            (
                one.conditions,
                one.n,
                float(f"{one.q:.9g}"),
                one.is_confirmed,
                *map(digits, (one.baseline, one.candidate, one.worsening, one.confirmed)),
                digits(one.share_of_excess),
            )
            for one in found.slices
        ),
    ]
