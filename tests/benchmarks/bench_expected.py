"""What an outage of two hours cost, from half a year of orders.

The yardstick is the floor: DuckDB counts the orders of every hour, and nothing is
expected.  The seasonal script is what somebody writes in an afternoon with pandas and
numpy: a regression on the hours of the week and on the day before, and the normal interval
of a prediction whose hours are taken to be independent.  Each says whether the interval
of the loss leaves zero out.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.run import Contender, answer, contest

SIZES = (1_000_000, 10_000_000)
WEEKS = 26
START, END = "2026-06-24 09:00:00", "2026-06-24 11:00:00"  # a Wednesday in the last week
FIRST = "2026-01-01"
LOST = "lost"


def write_rows(path: str, rows: str) -> str:
    """Write the file: orders by the hour of the week, and a fifth of them in the outage."""
    import duckdb

    hours = WEEKS * 168
    duckdb.connect().sql(
        f"""
        with hours as (
            select h, 1 + 0.8 * sin((h % 24 - 8) / 24 * 2 * pi()) as course,
                   if((h // 24) % 7 in (2, 3), 0.5, 1.0) as weekend,
                   exp(0.05 * sqrt(-2 * ln((hash(h) % 9999 + 1) / 10000))
                       * cos(2 * pi() * (hash(-h) % 10000) / 10000)) as chance
            from range({hours}) as t (h)
        ), counts as (
            select h, round({rows} / {hours} / 0.857 * course * weekend * chance
                * if(timestamp '{FIRST}' + h * interval 1 hour >= timestamp '{START}'
                and timestamp '{FIRST}' + h * interval 1 hour < timestamp '{END}', 0.2, 1)) as n
            from hours
        )
        select timestamp '{FIRST}' + h * interval 1 hour
               + to_microseconds(i * 3600000000 // n::bigint) as placed, 25.0 as euros
        from counts, range(n::bigint) as t (i)
        """
    ).write_parquet(path)
    return path


def by_counting(path: str) -> str:
    """Count by the hour and do nothing with it."""
    import duckdb

    duckdb.connect().sql(
        f"select date_trunc('hour', placed) as hour, count(*) from '{path}' group by hour"
    ).fetchall()
    return LOST


def by_bugcase(path: str) -> str:
    """Expected against actual, with the rebound."""
    from bugcase.incident.shortfall import measure_shortfall

    found = measure_shortfall(path, time="placed", window=(START, END), unit="orders", weeks=25)
    return LOST if found.lost.low > 0 else "not lost"


def by_script(path: str) -> str:
    """Regress the hours on those of the week, and predict the window."""
    import duckdb
    import numpy as np

    hours = duckdb.connect().sql(
        f"select date_trunc('hour', placed) as hour, count(*) as n from '{path}' group by hour"
    ).df().set_index("hour")["n"].sort_index()  # fmt: skip
    hour_of_week = hours.index.day_of_week * 24 + hours.index.hour
    level = hours.rolling(24).sum().shift(1).bfill()
    design = np.column_stack([np.eye(168)[hour_of_week], level])
    before, window = hours.index < START, (hours.index >= START) & (hours.index < END)
    orders = hours.to_numpy(dtype=float)
    fitted, *_ = np.linalg.lstsq(design[before], orders[before])
    spread = (orders[before] - design[before] @ fitted).std(ddof=169)
    lost = (design[window] @ fitted - orders[window]).sum()
    return LOST if lost > 1.96 * np.sqrt(window.sum()) * spread else "not lost"


CONTENDERS = (
    Contender(name="only counting", answer=by_counting),
    Contender(name="bugcase", answer=by_bugcase),
    Contender(name="seasonal script", answer=by_script),
)
WRITER = Contender(name="write", answer=write_rows)


def main() -> None:
    """Race at every size."""
    for rows in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "orders.parquet")
            WRITER.run(__spec__.name, path, str(rows))
            print(f"measure_shortfall, {rows:,} orders in {WEEKS} weeks")
            contest(__spec__.name, CONTENDERS, path)


if __name__ == "__main__":
    if sys.argv[1:]:
        answer((*CONTENDERS, WRITER), *sys.argv[1:])
    else:
        main()
