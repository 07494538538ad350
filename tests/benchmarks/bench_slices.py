"""The slice of two conditions that a bug lives in, among all slices of ten dimensions.

The yardstick is the floor: DuckDB reads the ten columns and the two models' and
finds the largest value of each.  ``find_slices`` shall stay under 0.5 seconds
and 250 MB at a million rows to depth 3, and 2.8 seconds and 800 MB at ten
million.  sliceline and divexplorer find where the next model errs (they know no
second model, no held-out rows); each runs as far as it finishes in a quarter of
an hour and this machine's memory, and says whether the home is in its best slice.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.run import Contender, answer, contest

LEVELS = (2, 3, 5, 7, 8, 10, 12, 20, 30, 50)
DIMENSIONS = [f"dimension_{levels}" for levels in LEVELS]
HOME = {"dimension_7": "level 3", "dimension_10": "level 4"}  # 1.4 % of the rows
SIZES = (100_000, 1_000_000, 10_000_000)
DEPTHS = (2, 3)
MOST = {"sliceline": 100_000, "divexplorer": 1_000_000}  # rows; beyond, hours or no memory
FOUND, MISSED = "home found", "home missed"


def write_rows(path: str, rows: str) -> str:
    """Write the file: 8 % errors in both models, and 25 % in the next one's on the home."""
    import duckdb

    chosen = [
        f"'level ' || (hash('{name}' || i) % {levels}) as {name}"
        for name, levels in zip(DIMENSIONS, LEVELS, strict=True)
    ]
    home = " and ".join(f"{name} = '{level}'" for name, level in HOME.items())
    duckdb.connect().sql(
        f"""
        select i % 2 as y,
               (i + (hash('live' || i) % 100 < 8)::int) % 2 as live,
               (i + (hash(if(hash('same' || i) % 10 < 7, 'live', 'next') || i) % 100
                     < if({home}, 25, 8))::int) % 2 as next,
               {", ".join(DIMENSIONS)}
        from (select i, {", ".join(chosen)} from range({rows}) as rows (i))
        """
    ).write_parquet(path)
    return path


def by_reading(path: str, _depth: str) -> str:
    """Read the columns and do nothing with them."""
    import duckdb

    names = [*DIMENSIONS, "y", "live", "next"]
    # of a text, its length: else the file's own statistics answer, unread
    asked = [f"max(length({name}::varchar))" for name in names]
    duckdb.connect().sql(f"select {', '.join(asked)} from '{path}'").fetchall()
    return FOUND


def by_bugcase(path: str, depth: str) -> str:
    """Search, and confirm on held-out rows."""
    import bugcase as bc

    found = bc.find_slices(
        path, label="y", baseline="live", candidate="next", depth=int(depth), progress=False
    )
    named = [dict(one.conditions) for one in found.slices if one.is_confirmed]
    return FOUND if named == [HOME] else MISSED


def by_sliceline(path: str, depth: str) -> str:
    """Find the slice with the best score of errors against size."""
    import pandas as pd
    from sliceline.slicefinder import Slicefinder

    frame = pd.read_parquet(path)
    finder = Slicefinder(alpha=0.99, k=1, max_l=int(depth), min_sup=len(frame) // 200)
    finder.fit(
        frame[DIMENSIONS].astype(str).to_numpy(), (frame["y"] != frame["next"]).to_numpy(dtype=int)
    )
    named = [
        {name: level for name, level in zip(DIMENSIONS, best, strict=True) if level}
        for best in finder.top_slices_
    ]
    return FOUND if named == [HOME] else MISSED


def by_divexplorer(path: str, _depth: str) -> str:
    """Find the frequent pattern, of any depth, whose error rate diverges most significantly."""
    import pandas as pd
    from divexplorer import DivergenceExplorer

    frame = pd.read_parquet(path)
    frame["wrong"] = (frame["y"] != frame["next"]).astype(int)
    found = DivergenceExplorer(frame).get_pattern_divergence(
        min_support=0.005, attributes=DIMENSIONS, boolean_outcomes=["wrong"]
    )
    worse = found[found["wrong_div"] > 0]
    best = worse.sort_values("wrong_t", ascending=False)["itemset"].iloc[0]
    return FOUND if set(best) == {f"{name}={level}" for name, level in HOME.items()} else MISSED


CONTENDERS = (
    Contender(name="only reading", answer=by_reading),
    Contender(name="bugcase", answer=by_bugcase),
    Contender(name="sliceline", answer=by_sliceline, peer=True),
    Contender(name="divexplorer", answer=by_divexplorer, peer=True),
)
WRITER = Contender(name="write", answer=write_rows)


def main() -> None:
    """Race at every size and depth, with those that can."""
    for rows in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "rows.parquet")
            WRITER.run(__spec__.name, path, str(rows))
            for depth in DEPTHS:
                print(f"find_slices, {rows:,} rows by ten dimensions, depth {depth}")
                able = [one for one in CONTENDERS if rows <= MOST.get(one.name, rows)]
                contest(__spec__.name, able, path, str(depth))


if __name__ == "__main__":
    if sys.argv[1:]:
        answer((*CONTENDERS, WRITER), *sys.argv[1:])
    else:
        main()
