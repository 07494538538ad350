"""Three days of the shop, on the second of which its orders lose updates.

On Tuesday at 17:00 UTC the sync job is released without its version check; an hour
before, a backup was made.  The Tuesday newsletter brings the week's busiest hours, the
warehouse answers slowly, and the job is away for longer between reading and writing.
Support notices after the third call.  Writes are paused, the corrupted database is kept
as evidence, the backup is put back, and what was paid since is rebuilt from the
payments.  The files are written on the third day at nine, an hour before the meeting
at which they are wanted.
"""

import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from customers import DAY, HOUR, MINUTE, SECOND, Checkout, Milliseconds, Request, checkout, utc
from order_service import (
    Books,
    Line,
    Order,
    Payment,
    insert,
    lines_of,
    open_database,
    operate,
    orders_where,
    read,
)

SEED = 20261013
SERVED_FROM = utc("2026-10-12")  # from here on the shop runs in a database
BACKUP = utc("2026-10-13T16:00")
RELEASED = utc("2026-10-13T17:00")  # the sync job's release, without its version check
DETECTED = utc("2026-10-13T18:24")  # by the support desk, after the third call
PAUSED = utc("2026-10-13T18:55")
RESTORED = utc("2026-10-13T19:35")
REBUILT = utc("2026-10-13T20:05")
RESUMED = utc("2026-10-13T20:30")  # with the release before, which checks the version
BY_HAND = utc("2026-10-14T08:00")
COLLECTED = utc("2026-10-14T09:00")  # when the files were written; nothing of later is known
SETTLED = utc("2026-10-13T18:45")  # up to which the provider's export of that evening reached

MENDED_BY_HAND = 0.6  # of what the provider's export did not hold yet
COMES_BACK = 0.45  # of those who were turned away,
COMES_BACK_AFTER = 3 * HOUR  # on average
TRY_AGAIN = 0.5  # of those who were refused, each time
SEND_BACK = 0.015  # of those who paid, within two days
RUNS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request that got 503 because writes were paused."""

    at: Milliseconds
    customer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What there is when the files are written."""

    books: Books
    wanted: Mapping[int, Checkout]  # what the customer of an order meant to do
    kept: tuple[Order, ...]  # as they were when writes were paused
    orders: tuple[Order, ...]
    lines: tuple[Line, ...]
    refusals: tuple[Refusal, ...]
    turned_away: tuple[Checkout, ...]
    returned: tuple[Checkout, ...]


def three_days(chance: random.Random, wanted: Sequence[Checkout], folder: Path) -> Aftermath:
    """Run the service through the incident, with a real backup and a real restore."""
    database, backup, kept = (folder / f"{name}.db" for name in ("orders", "backup", "kept"))
    books = Books()
    refused = [
        request
        for one in wanted
        for request in one.requests
        # who could not order has nothing to change or to pay
        if PAUSED <= request.at < RESUMED and (request.kind == "order" or one.at < PAUSED)
    ]
    turned_away = [request.checkout for request in refused if request.kind in {"order", "pay"}]
    returned = tuple(come_back(chance, turned_away))
    requests = sorted(
        (
            request
            for one in (*wanted, *returned)
            if not PAUSED <= one.at < RESUMED
            for request in one.requests
        ),
        key=lambda request: request.at,
    )

    def run(start: Milliseconds, until: Milliseconds, *, check_version: bool = True) -> None:
        due = [request for request in requests if start <= request.at < until]
        operate(database, due, books, start=start, until=until, check_version=check_version)

    run(SERVED_FROM, BACKUP)
    copy(database, backup)
    run(BACKUP, RELEASED)
    run(RELEASED, PAUSED, check_version=False)
    copy(database, kept)  # the evidence, before a restore writes over it
    refusals = tuple(turn_away(chance, refused, books))
    database.unlink()
    copy(backup, database)
    export = [one for one in books.payments if BACKUP <= one.at < SETTLED]
    rebuild(database, kept, export, at=REBUILT, source="payments")
    run(RESUMED, BY_HAND)
    rest = [one for one in books.payments if SETTLED <= one.at < PAUSED]
    by_hand = [one for one in rest if chance.random() < MENDED_BY_HAND]
    rebuild(database, kept, by_hand, at=BY_HAND, source="support, by hand")
    run(BY_HAND, COLLECTED)
    with closing(open_database(kept)) as before, closing(open_database(database)) as after:
        return Aftermath(
            books=books,
            wanted={
                books.order_ids[one.number]: one
                for one in (*wanted, *returned)
                if one.number in books.order_ids
            },
            kept=tuple(orders_where(before)),
            orders=tuple(orders_where(after)),
            lines=tuple(
                sorted(
                    {*lines_of(before), *lines_of(after)},
                    key=lambda line: (line.order_id, line.line),
                )
            ),
            refusals=refusals,
            turned_away=tuple(turned_away),
            returned=returned,
        )


def copy(source: Path, target: Path) -> None:
    """Copy a database while it may be in use, as a backup does."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def turn_away(chance: random.Random, refused: Sequence[Request], books: Books) -> Iterator[Refusal]:
    """Answer 503 while writes are paused; people press the button again, and give up."""
    for request in refused:
        at = request.at
        while True:
            customer = request.checkout.customer_id
            books.slog(at, "writes are paused", level="ERROR", customer_id=customer, status=503)
            yield Refusal(at=at, customer_id=customer)
            at += round(chance.uniform(4, 20) * SECOND)
            if chance.random() >= TRY_AGAIN or at >= RESUMED:
                break


def rebuild(
    database: Path, kept: Path, payments: Iterable[Payment], *, at: Milliseconds, source: str
) -> None:
    """Bring paid orders back, where the payment is what the lines of the kept copy add up to.

    An order that nobody paid has no independent witness, so it is not brought back.
    """
    first = {one.order_id: one for one in reversed(list(payments))}
    with closing(open_database(kept)) as evidence, closing(open_database(database)) as now:
        lines: dict[int, list[Line]] = defaultdict(list)
        for line in lines_of(evidence):
            lines[line.order_id].append(line)
        there = {order.order_id: order for order in orders_where(now)}
        for order_id, payment in sorted(first.items()):
            if sum(line.price for line in lines[order_id]) != payment.amount:
                continue
            if order_id in there:
                if there[order_id].status == "paid":
                    continue
                with now:  # placed before the backup, paid after it
                    now.execute("delete from lines where order_id = ?", (order_id,))
                    now.execute("delete from orders where order_id = ?", (order_id,))
            order = replace(
                read(evidence, order_id),
                updated_at=at,
                synced_at=at,
                total=payment.amount,
                paid=payment.amount,
                status="paid",
                stock="reserved",
                rebuilt_from=source,
            )
            insert(now, order, lines[order_id])


def come_back(chance: random.Random, turned_away: Sequence[Checkout]) -> Iterator[Checkout]:
    """Let some of those who were turned away try again once the shop is open."""
    for wanted in turned_away:
        if chance.random() >= COMES_BACK:
            continue
        later = RESUMED + round(chance.expovariate(1 / COMES_BACK_AFTER)) - wanted.at
        moved = {
            name: at + later
            for name in ("at", "adds_at", "moves_at", "pays_at", "looks_at")
            if (at := getattr(wanted, name)) is not None
        }
        again = replace(wanted, number=-1 - wanted.number, **moved)
        if again.at < COLLECTED:
            yield again


def late_payment() -> Payment:
    """Book a bank transfer for an order of the week before, which the export does not hold."""
    return Payment(
        payment_id="pay_transfer_0091",
        order_id=498_207,
        kind="payment",
        amount=11_240,
        at=utc("2026-10-13T10:12:31"),
    )


def refunds(chance: random.Random, payments: Sequence[Payment]) -> Iterator[Payment]:
    """Book what was given back: what was paid twice, and an article here and there."""
    numbers = count(1)
    paid: set[int] = set()
    for payment in payments:
        again = payment.order_id in paid
        paid.add(payment.order_id)
        if again:
            at, amount = BY_HAND + round(HOUR * chance.random()), payment.amount
        elif chance.random() < SEND_BACK:
            at, amount = payment.at + round(DAY * chance.uniform(0.25, 2)), payment.amount // 2
        else:
            continue
        if at < COLLECTED:
            yield Payment(
                payment_id=f"ref_{next(numbers):04}",
                order_id=payment.order_id,
                kind="refund",
                amount=-amount,
                at=at,
            )


# ------------------------------------------------------------------------ the reproduction


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One attempt to make the failure happen."""

    run: int
    version_check: bool
    orders: int
    wrong_orders: int


def reproduce(run: int, *, check_version: bool, folder: Path) -> Run:
    """Let five customers order within a minute, and look at what is stored afterwards.

    The same run with and without the check has the same customers at the same times.
    """
    chance = random.Random(f"{SEED} run {run}")  # noqa: S311 -- nothing secret is drawn
    wanted = [checkout(chance, number, round(MINUTE * chance.random())) for number in range(5)]
    requests = sorted((one for w in wanted for one in w.requests), key=lambda one: one.at)
    database, books = folder / f"run-{run}-{check_version}.db", Books()
    operate(database, requests, books, start=0, until=HOUR // 4, check_version=check_version)
    with closing(open_database(database)) as now:
        sums: Counter[int] = Counter()
        for line in lines_of(now):
            sums[line.order_id] += line.price
        charged = {payment.order_id: payment.amount for payment in books.payments}
        stored = orders_where(now)
    wrong = [
        order
        for order in stored
        if order.total != sums[order.order_id] or order.paid != charged.get(order.order_id, 0)
    ]
    return Run(run=run, version_check=check_version, orders=len(stored), wrong_orders=len(wrong))
