"""Ten million lines of a JSON log, about 2 GB, against plain DuckDB.

The yardstick is the least that can be asked, DuckDB's ``count(*)`` over
``read_ndjson``: it reads no field, and a single torn line ends it.  By hand, with
bad lines allowed, DuckDB also reads the three fields, the span and the levels.
``read_log`` does that, and hashes the file, keeps the order of the lines, and so
knows the numbers of bad lines and the jumps of the clock.  Its memory shall stay
under 300 MB at ten million lines as at one.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.run import Contender, answer, contest

SIZES = (1_000_000, 10_000_000)


def write_lines(path: str, lines: str) -> str:
    """Write the log as slog would, 220 bytes a line, four lines a second."""
    import duckdb

    duckdb.execute(
        f"""
        copy (
            select format(
                '{{{{"time":"{{}}Z","level":"{{}}","msg":"order written","order":{{{{"id":"A-{{}}",'
                '"customer":{{}},"total":{{}}}}}},"source":{{{{"function":"main.(*Store).Write",'
                '"file":"store.go","line":128}}}},"attempt":1}}}}',
                strftime(timestamp '2026-03-01' + to_milliseconds(250 * i), '%Y-%m-%dT%H:%M:%S.%f'),
                ['INFO', 'INFO', 'INFO', 'WARN', 'ERROR'][1 + (hash(i) % 5)::int],
                i, hash(i, 'customer') % 100000, (hash(i, 'total') % 100000) / 100
            ) from range({lines}) as lines (i)
        ) to '{path}' (format csv, header false, delimiter '\x01', quote '', escape '')
        """
    )
    return path


def by_count(path: str) -> str:
    """Count the lines."""
    import duckdb

    ((lines,),) = duckdb.execute(f"select count(*) from read_ndjson('{path}')").fetchall()
    return _said(lines)


def by_hand(path: str) -> str:
    """Read the three fields, the span and the levels."""
    import duckdb

    fields = "{time: 'TIMESTAMP', level: 'VARCHAR', msg: 'VARCHAR'}"
    ((lines, *_),) = duckdb.execute(
        "select count(*), count(msg), min(time), max(time), histogram(level) "
        f"from read_ndjson('{path}', columns = {fields}, ignore_errors = true)"
    ).fetchall()
    return _said(lines)


def by_bugcase(path: str) -> str:
    """Read it, with hash, bad lines, zones and jumps of the clock."""
    from bugcase.data.logs import read_log

    return _said(read_log(path).lines)


def _said(lines: int) -> str:
    return f"{lines} lines"


CONTENDERS = (
    Contender(name="DuckDB count", answer=by_count),
    Contender(name="DuckDB by hand", answer=by_hand),
    Contender(name="bugcase", answer=by_bugcase),
)
WRITER = Contender(name="write", answer=write_lines)


def main() -> None:
    """Race at every size."""
    for lines in SIZES:
        print(f"read_log, {lines:,} lines")
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "orders.log")
            WRITER.run(__spec__.name, path, str(lines))
            contest(__spec__.name, CONTENDERS, path)


if __name__ == "__main__":
    if sys.argv[1:]:
        answer((*CONTENDERS, WRITER), *sys.argv[1:])
    else:
        main()
