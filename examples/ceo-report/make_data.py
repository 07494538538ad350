"""Make what is left on the table after an order service has lost updates for two hours.

`order_service` loses them for real, in a database.  This script gives it a shop: a
quarter of a year of customers, a Tuesday newsletter, a release of the sync job without
its version check, a support desk that notices, writes that are paused, a backup that is
put back and orders that are rebuilt from the payments.  Then it writes down what an
engineer would find the next day, and, in truth.json, what only the simulation knows.

Nothing is fetched and all chance has one seed, so the same files come out every time::

    python make_data.py
"""

import argparse
import csv
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from customers import Milliseconds, hours, utc
from order_service import Books, rfc3339
from truth import decimal, planned, requests_by_minute, sales_by_hour, truth

from bugcase.errors import BugcaseError, DataError
from incident import (
    COLLECTED,
    RUNS,
    SEED,
    SERVED_FROM,
    late_payment,
    refunds,
    reproduce,
    three_days,
)

FIRST_DAY = utc("2026-07-20")
LOGGED_FROM, LOGGED_UNTIL = utc("2026-10-13T15:30"), utc("2026-10-13T21:00")

INSTANT, AMOUNT, NUMBER, TEXT = (
    pa.timestamp("ms", tz="UTC"),
    pa.decimal128(10, 2),
    pa.int32(),
    pa.string(),
)
ORDERS = {
    "order_id": NUMBER,
    "customer_id": NUMBER,
    "created_at": INSTANT,
    "updated_at": INSTANT,
    "synced_at": INSTANT,
    "total": AMOUNT,
    "paid": AMOUNT,
    "currency": TEXT,
    "status": TEXT,
    "stock": TEXT,
}
RESTORED_ORDERS = {**ORDERS, "rebuilt_from": TEXT}
LINES = {"order_id": NUMBER, "line": NUMBER, "article": TEXT, "price": AMOUNT}
PAYMENTS = {
    "payment_id": TEXT,
    "order_id": NUMBER,
    "kind": TEXT,
    "amount": AMOUNT,
    "currency": TEXT,
    "paid_at": INSTANT,
}
REQUESTS = {"minute": INSTANT, "requests": NUMBER, "errors": NUMBER}


def write_parquet(path: Path, columns: Mapping[str, Any], rows: Iterable[Any]) -> None:
    """Write rows that have an attribute for each column."""
    listed = list(rows)
    table = pa.table(
        {
            name: pa.array([_cell(row, name) for row in listed], kind)
            for name, kind in columns.items()
        }
    )
    # numbers and times that count up pack best as their steps
    steps = [name for name, kind in columns.items() if kind in (NUMBER, INSTANT)]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=[name for name in columns if name not in steps],
        column_encoding=dict.fromkeys(steps, "DELTA_BINARY_PACKED"),
    )


def _cell(row: Any, name: str) -> object:
    if name == "currency":
        return "EUR"
    value = getattr(row, "at" if name == "paid_at" else name)
    return decimal(value) if name in {"total", "paid", "price", "amount"} else value


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def log_lines(books: Books) -> Iterator[str]:
    """Give the log of the evening, as it lies on the disk: with lines that are none.

    Go's HTTP server prints a panic that it caught as plain text, and a rotation of the
    file cut two lines in half.
    """
    panic_at, panic = (
        utc("2026-10-13T17:41:07"),
        (
            "2026/10/13 17:41:07 http: panic serving 10.2.0.17:51514: "
            "runtime error: index out of range [3] with length 3\ngoroutine 88121 [running]:"
        ),
    )
    cut_after = [utc("2026-10-13T16:20"), utc("2026-10-13T18:20")]
    lines = sorted((one for one in books.log if LOGGED_FROM <= one[0] < LOGGED_UNTIL), key=_at)
    for (before, _), (at, line) in pairwise([(LOGGED_FROM, ""), *lines]):
        if before < panic_at <= at:
            yield panic
        if cut_after and at >= cut_after[0] and '"order saved"' in line:
            del cut_after[0]
            yield line[:71]
        else:
            yield line


def _at(entry: tuple[Milliseconds, str]) -> Milliseconds:
    return entry[0]


def make(out: Path, scratch: Path, runs: int) -> None:
    """Simulate, and write all files; each kind of run is tried so often."""
    chance = random.Random(SEED)  # noqa: S311 -- nothing secret is drawn
    drawn = list(hours(chance, FIRST_DAY, COLLECTED))
    everyone = [one for hour in drawn for one in hour.checkouts]
    aftermath = three_days(chance, [one for one in everyone if one.at >= SERVED_FROM], scratch)
    payments = sorted([*aftermath.books.payments, late_payment()], key=lambda one: one.at)
    payments = sorted([*payments, *refunds(chance, payments)], key=lambda one: one.at)
    other_days = planned(one for one in everyone if one.at < SERVED_FROM)
    sales = sales_by_hour([*other_days, *(one for one in payments if one.kind == "payment")])
    requests = requests_by_minute(chance, drawn, aftermath)
    tried = [
        reproduce(run, check_version=check, folder=scratch)
        for check in (False, True)
        for run in range(1, runs + 1)
    ]

    write_parquet(out / "orders.parquet", ORDERS, aftermath.kept)
    write_parquet(out / "orders-restored.parquet", RESTORED_ORDERS, aftermath.orders)
    write_parquet(out / "lines.parquet", LINES, aftermath.lines)
    write_parquet(out / "payments.parquet", PAYMENTS, payments)
    write_csv(
        out / "hourly.csv",
        ("hour", "visits", "orders", "revenue"),
        (
            (rfc3339(hour.start), hour.visits, of_hour.orders, decimal(of_hour.revenue))
            for hour in drawn
            for of_hour in [sales[hour.start]]
        ),
    )
    write_parquet(out / "requests.parquet", REQUESTS, requests)
    (out / "service.log.jsonl").write_text(
        "".join(f"{line}\n" for line in log_lines(aftermath.books)), encoding="utf-8"
    )
    write_csv(
        out / "reproduction.csv",
        ("run", "version_check", "orders", "wrong_orders"),
        ((one.run, str(one.version_check).lower(), one.orders, one.wrong_orders) for one in tried),
    )
    known = truth(drawn, aftermath, payments, sales, requests, tried)
    (out / "truth.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def unfinished_in(out: Path) -> TemporaryDirectory[str]:
    """Open a place for files that are not finished, so that none half-written takes its name."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(dir=out)
    except OSError as error:
        raise DataError(
            f"folder '{out}'",
            allowed="a folder that can be written to",
            found=str(error.strerror),
            remedy="name another with --out",
        ) from None


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, and make all files or none."""
    parser = argparse.ArgumentParser(description="Make the data of this example.")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).parent,
        help="where to write (default: beside this script)",
    )
    parser.add_argument(
        "--runs",
        type=int,
        default=RUNS,
        help="how often to try with the version check, and as often without (default: %(default)s)",
    )
    given = parser.parse_args(arguments)
    try:
        with unfinished_in(given.out) as unfinished, TemporaryDirectory() as scratch:
            make(Path(unfinished), Path(scratch), given.runs)
            for made in Path(unfinished).iterdir():
                made.replace(given.out / made.name)
    except BugcaseError as error:
        parser.exit(2, f"{error}\n")


if __name__ == "__main__":
    main()
