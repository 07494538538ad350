"""Comparisons made by hand: every verdict, every kind of metric, names that mean harm."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bugcase.estimate import Estimate
from bugcase.evidence.models import Comparison, Segment
from bugcase.evidence.onset import Onset, OnsetPoint
from bugcase.evidence.provenance import Source
from bugcase.evidence.slices import Slice, Slices

HOSTILE_NAMES = (
    "<img src=x onerror=alert(1)>",
    "</script><script>document.title='owned'</script>",
    "$\\frac{1}{0}$ off\nthe second line\x00\x1b[31m",
    "\u202eright to left",
    "日本 العربية 🙂",
    "x" * 400,
)

SOURCE = Source(
    data="eval-2026-05.parquet",
    sha256="3f9a1c07" + "0" * 56,
    rows=68_785,
    left_out=0,
    columns=("label", "live", "next", "moved"),
    method="Tango score",
    measured_at=datetime(2026, 5, 3, tzinfo=UTC),
    version="0.1.0",
)


def estimate(
    value: float,
    half: float,
    *,
    n: int = 68_785,
    method: str = "Tango score",
    unit: str = "proportion",
) -> Estimate:
    return Estimate(
        value=value, low=value - half, high=value + half, level=0.95, n=n, method=method, unit=unit
    )


def segment(
    name: str, value: float, half: float, *, n: int = 4_000, q: float | None = 0.2
) -> Segment:
    return Segment(
        conditions={"moved": name},
        n=n,
        baseline=estimate(0.042, 0.004, n=n),
        candidate=estimate(max(0.0, 0.042 + value), 0.004, n=n),
        worsening=estimate(value, half, n=n),
        q=q,
    )


SEGMENTS = (
    segment("within the year", 0.061, 0.014, n=5_210, q=0.0000021),
    segment("one to five years ago", 0.019, 0.008, n=12_044, q=0.004),
    segment("abroad", 0.022, 0.035, n=310, q=0.41),
    segment("never", -0.001, 0.003, n=51_221, q=0.62),
    segment("not said", 0.09, 0.12, n=12, q=None),
)


def comparison(
    *,
    value: float = 0.0193,
    half: float = 0.0051,
    limit: float | None = 0.005,
    segments: tuple[Segment, ...] = SEGMENTS,
    metric: str = "error rate",
    unit: str = "proportion",
    baseline: float = 0.042,
    names: tuple[str, str] = ("live", "next"),
) -> Comparison:
    better_when_higher = metric in ("precision", "recall")
    candidate = baseline - value if better_when_higher else baseline + value
    worsening = estimate(value, half, unit=f"difference of {unit}")
    verdict = None
    if limit is not None:
        verdict = (
            "halt"
            if worsening.low > limit
            else "go"
            if worsening.high <= limit
            else "not yet known"
        )
    return Comparison(
        metric=metric,
        label="label",
        baseline_name=names[0],
        candidate_name=names[1],
        baseline=estimate(baseline, 0.0015, unit=unit, method="Wilson score"),
        candidate=estimate(candidate, 0.0015, unit=unit, method="Wilson score"),
        worsening=worsening,
        by=None,
        unit=None,
        limit=limit,
        verdict=verdict,  # type: ignore[arg-type]  # one of the three, by the line above
        rows_needed=12_000 if verdict == "not yet known" else None,
        segments=segments,
        left_out=(),
        source=SOURCE,
    )


HALT = comparison()
GO = comparison(value=0.001, half=0.003)
NOT_YET_KNOWN = comparison(value=0.006, half=0.009)
NO_LIMIT = comparison(limit=None)
RECALL = comparison(metric="recall", baseline=0.912)
MEAN = comparison(
    metric="absolute error", unit="absolute error", baseline=3.2, value=0.4, half=0.15, limit=0.2
)
CROWDED = comparison(
    segments=tuple(
        segment(name, 0.03 - 0.001 * i, 0.01) for i, name in enumerate(HOSTILE_NAMES * 9)
    )
)


def with_onset(
    names: Sequence[str],
    *,
    step: int | None,
    starts: Sequence[int] = (),
    jump: float = 0.02,
    half: float = 0.006,
) -> Comparison:
    """Builds of which those from `step` on are worse by `jump`; it may begin in `starts`."""
    points = tuple(
        OnsetPoint(
            value=name,
            n=4_000,
            worsening=estimate(
                jump * (step is not None and i >= step) + 0.001 * (-1) ** i, half, n=4_000
            ),
        )
        for i, name in enumerate(names)
    )
    found = Onset(
        column="build_number",
        points=points,
        p=0.32 if step is None else 0.0005,
        likeliest=None if step is None else names[step],
        starts=() if step is None else tuple(names[i] for i in starts or (step,)),
        level=0.95,
    )
    return replace(HALT, onset=found)


BUILDS = [f"build {number}" for number in range(205, 217)]
BEGAN = with_onset(BUILDS, step=7, starts=(6, 7))
ENDED = with_onset(BUILDS, step=7, jump=-0.02)
NO_STEP = with_onset(BUILDS, step=None)
TWO_BUILDS = with_onset(["a", "b"], step=1)
MANY_DAYS = with_onset(
    [f"2026-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in range(1, 29)],
    step=50, starts=(47, 49, 50, 51), half=0.03,
)  # fmt: skip
HOSTILE_BUILDS = with_onset([f"{name} {i}" for i, name in enumerate(HOSTILE_NAMES)], step=3)


def found_slice(*levels: str, share: float | None = 0.4) -> Slice:
    """One that was confirmed if it has a share of the excess."""
    confirmed = share is not None
    return Slice(
        conditions={f"column_{i}": level for i, level in enumerate(levels)},
        n=5_210,
        baseline=estimate(0.042, 0.004),
        candidate=estimate(0.103, 0.006),
        worsening=estimate(0.061, 0.01),
        q=0.001,
        confirmed=estimate(0.058, 0.01) if confirmed else None,
        is_confirmed=confirmed,
        share_of_excess=None if share is None else estimate(share, 0.1),
        kind="two models",
    )


def found_slices(*slices: Slice) -> Slices:
    return Slices(
        slices=slices, examined=1_234, least=50, depth=3, metric="error rate", kind="two models",
        label="label", baseline_name="live", candidate_name="next", unit=None, left_out=(),
        source=SOURCE,
    )  # fmt: skip


NO_SLICES = found_slices()
TWO_SLICES = found_slices(found_slice("within the year", "married"), found_slice("x", share=None))
EIGHT_SLICES = found_slices(*(found_slice(HOSTILE_NAMES[i % 6], share=1.2) for i in range(8)))
LONG_SLICES = found_slices(*(found_slice(*HOSTILE_NAMES[i : i + 3]) for i in range(4)))
