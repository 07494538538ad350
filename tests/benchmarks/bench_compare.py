"""All ten dimensions of a Parquet file under two models, against what people use today.

The yardstick is one query by hand, DuckDB's ``GROUPING SETS`` over the file: it
counts, and says nothing of intervals, q-values, missing values, or whether the
columns are what they should be.  ``compare_models`` shall take at most three
times as long, and stay under 300 MB at ten million rows.  fairlearn's
``MetricFrame`` runs without its bootstrap, once a dimension and model.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.run import Contender, answer, contest

LEVELS = (2, 3, 5, 8, 10, 12, 16, 20, 30, 50)
DIMENSIONS = [f"dimension_{levels}" for levels in LEVELS]
SIZES = (1_000_000, 10_000_000)
MOST_IN_MEMORY = 1_000_000  # rows that contenders read whole


def write_rows(path: str, rows: str) -> str:
    """Write the file: text in every dimension, 10 % errors in one model and 11 % in the other."""
    import duckdb

    chosen = [
        f"'level ' || (hash(i, {levels}) % {levels}) as {name}"
        for name, levels in zip(DIMENSIONS, LEVELS, strict=True)
    ]
    duckdb.execute(
        f"""
        copy (
            select i % 2 as y,
                   (i + (hash(i, 'live') % 100 < 10)::int) % 2 as live,
                   (i + (hash(i, 'next') % 100 < 11)::int) % 2 as next,
                   {", ".join(chosen)}
            from range({rows}) as rows (i)
        ) to '{path}' (format parquet)
        """
    )
    return path


def by_duckdb(path: str) -> str:
    """Count in one query by hand."""
    import duckdb

    names = ", ".join(DIMENSIONS)
    rows = duckdb.execute(
        f"""
        select grouping({names}), {names}, count(*),
               sum((y <> live)::int), sum((y <> next)::int), sum((y <> live and y <> next)::int)
        from '{path}' group by grouping sets ({", ".join(f"({name})" for name in DIMENSIONS)}, ())
        """
    ).fetchall()
    (whole,) = (row for row in rows if row[0] == 2 ** len(DIMENSIONS) - 1)
    return _said(len(rows) - 1, whole[-4], whole[-3], whole[-2])


def by_bugcase(path: str) -> str:
    """Compare, with intervals, q-values and provenance."""
    import bugcase as bc

    found = bc.compare_models(path, label="y", baseline="live", candidate="next", by=DIMENSIONS)
    errors = (round(model.value * model.n) for model in (found.baseline, found.candidate))
    return _said(len(found.segments), found.worsening.n, *errors)


def by_pandas(path: str) -> str:
    """Read the file and group it ten times."""
    import pandas as pd

    frame = pd.read_parquet(path)
    frame["a"], frame["b"] = frame["y"] != frame["live"], frame["y"] != frame["next"]
    frame["both"] = frame["a"] & frame["b"]
    sums = [frame.groupby(name)[["a", "b", "both"]].agg(["sum", "count"]) for name in DIMENSIONS]
    return _said(sum(map(len, sums)), len(frame), frame["a"].sum(), frame["b"].sum())


def by_fairlearn(path: str) -> str:
    """Read the file and make a MetricFrame for every dimension and model."""
    import pandas as pd
    from fairlearn.metrics import MetricFrame
    from sklearn.metrics import zero_one_loss

    frame = pd.read_parquet(path)
    frames = [
        MetricFrame(
            metrics=zero_one_loss,
            y_true=frame["y"],
            y_pred=frame[model],
            sensitive_features=frame[name],
        )
        for name in DIMENSIONS
        for model in ("live", "next")
    ]
    errors = (round(one.overall * len(frame)) for one in frames[-2:])
    return _said(sum(len(one.by_group) for one in frames[::2]), len(frame), *errors)


def _said(groups: int, rows: int, live: int, following: int) -> str:
    return f"{groups} groups, {rows} rows, {live} and {following} errors"


CONTENDERS = (
    Contender(name="DuckDB by hand", answer=by_duckdb),
    Contender(name="bugcase", answer=by_bugcase),
    Contender(name="pandas groupby", answer=by_pandas, peer=True),
    Contender(name="fairlearn MetricFrame", answer=by_fairlearn, peer=True),
)
WRITER = Contender(name="write", answer=write_rows)


def main() -> None:
    """Race at every size, with those that can."""
    for rows in SIZES:
        print(f"compare_models, {rows:,} rows by ten dimensions")
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "rows.parquet")
            WRITER.run(__spec__.name, path, str(rows))
            able = [one for one in CONTENDERS if rows <= MOST_IN_MEMORY or not one.peer]
            contest(__spec__.name, able, path)


if __name__ == "__main__":
    if sys.argv[1:]:
        answer((*CONTENDERS, WRITER), *sys.argv[1:])
    else:
        main()
