"""What only the simulation knows, and what has to come out of the files.

An engineer has the tables, the log and the provider's book.  The simulation also knows
every lost update when it happens, and what every customer would have bought had nothing
happened: the two things that an incident report is measured against.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from customers import HOUR, MINUTE, Cents, Checkout, Hour, Milliseconds, utc
from order_service import Payment, rfc3339

from incident import (
    BACKUP,
    BY_HAND,
    COLLECTED,
    DETECTED,
    PAUSED,
    REBUILT,
    RELEASED,
    RESTORED,
    RESUMED,
    SERVED_FROM,
    Aftermath,
    Run,
    late_payment,
)

MINUTES_FROM = utc("2026-09-07")
WINDOW = (RELEASED, utc("2026-10-13T21:00"))  # in whole hours, in which sales are compared
READS_PER_VISIT = 2.5  # requests that change nothing
FAILS_ANYWAY = 0.00015  # of all requests, for reasons of every day


def decimal(cents: Cents) -> Decimal:
    """Give an amount with its two decimals."""
    return Decimal(cents).scaleb(-2)


# --------------------------------------------------------------------------- the sums


@dataclass(slots=True, kw_only=True)
class Sales:
    """What was paid in an hour, each order once."""

    orders: int = 0
    revenue: Cents = 0


def sales_by_hour(payments: Iterable[Payment]) -> Mapping[Milliseconds, Sales]:
    """Add up each order's first payment in the hour in which it came."""
    first = {one.order_id: one for one in sorted(payments, key=lambda one: -one.at)}
    sales: dict[Milliseconds, Sales] = defaultdict(Sales)
    for payment in first.values():
        of_hour = sales[payment.at // HOUR * HOUR]
        of_hour.orders += 1
        of_hour.revenue += payment.amount
    return sales


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """The requests of a minute, and those that the server answered with a fault."""

    minute: Milliseconds
    requests: int
    errors: int


def requests_by_minute(
    chance: random.Random, drawn: Sequence[Hour], aftermath: Aftermath
) -> list[Minute]:
    """Count requests, as they came and as they were answered."""
    checkouts = (*(one for hour in drawn for one in hour.checkouts), *aftermath.returned)
    asked = Counter(
        request.at // MINUTE * MINUTE
        for one in checkouts
        if one.at >= MINUTES_FROM and not PAUSED <= one.at < RESUMED
        for request in one.requests
        if not PAUSED <= request.at < RESUMED
    )
    refused = Counter(refusal.at // MINUTE * MINUTE for refusal in aftermath.refusals)
    rows = []
    for hour in drawn:
        for minute in range(max(hour.start, MINUTES_FROM), hour.start + HOUR, MINUTE):
            mean = hour.visits * READS_PER_VISIT * MINUTE / HOUR
            reads = max(0, round(chance.gauss(mean, mean**0.5)))
            answered, refusals = reads + asked[minute], refused[minute]
            failed = sum(chance.random() < FAILS_ANYWAY for _ in range(answered))
            rows.append(
                Minute(minute=minute, requests=answered + refusals, errors=failed + refusals)
            )
    return rows


# -------------------------------------------------------------------------- the truth


def truth(
    drawn: Sequence[Hour],
    aftermath: Aftermath,
    payments: Sequence[Payment],
    sales: Mapping[Milliseconds, Sales],
    requests: Sequence[Minute],
    runs: Sequence[Run],
) -> dict[str, object]:
    """Write down what only the simulation knows, and what has to come out of the files."""
    expected = sales_by_hour(
        [late_payment(), *planned(one for hour in drawn for one in hour.checkouts)]
    )
    return {
        "times": {
            name: rfc3339(at)
            for name, at in {
                "backup": BACKUP,
                "released": RELEASED,
                "started": min(one.at for one in aftermath.books.lost_updates if one.lost),
                "detected": DETECTED,
                "mitigated": PAUSED,
                "restored": RESTORED,
                "rebuilt": REBUILT,
                "resumed": RESUMED,
                "rebuilt_by_hand": BY_HAND,
                "collected": COLLECTED,
            }.items()
        },
        "affected": truth_of_affected(aftermath),
        "gap": truth_of_gap(aftermath),
        "payments": truth_of_payments(aftermath, payments),
        "money": truth_of_money(expected, sales)
        | {"turned_away": len(aftermath.turned_away), "came_back": len(aftermath.returned)},
        "service_level": truth_of_service_level(aftermath, requests),
        "reproduction": [
            {
                "version_check": check,
                "runs": sum(run.version_check == check for run in runs),
                "failures": sum(
                    run.version_check == check and run.wrong_orders > 0 for run in runs
                ),
            }
            for check in (False, True)
        ],
        "revenue_without_the_incident": {
            rfc3339(hour.start): str(decimal(expected[hour.start].revenue))
            for hour in drawn
            if hour.start >= SERVED_FROM
        },
    }


def planned(wanted: Iterable[Checkout]) -> Iterator[Payment]:
    """Say what would be paid if nothing came between."""
    for one in wanted:
        if one.pays_at is not None:
            yield Payment(
                payment_id="",
                order_id=one.number,
                kind="payment",
                amount=one.amount,
                at=one.pays_at,
            )


def truth_of_affected(aftermath: Aftermath) -> dict[str, object]:
    """Say which orders lost an update, and which of them a table can prove."""
    lost: dict[str, set[int]] = {name: set() for name in ("total", "paid", "address")}
    for one in aftermath.books.lost_updates:
        for name in one.lost:
            lost[name].add(one.order_id)
    customer = {order.order_id: order.customer_id for order in aftermath.kept}
    confirmed, everyone = lost["total"] | lost["paid"], set[int]().union(*lost.values())
    exposed = aftermath.books.unguarded
    written = {order.order_id for order in aftermath.kept if order.updated_at >= RELEASED}

    def reach(orders: set[int]) -> dict[str, int]:
        return {"orders": len(orders), "customers": len({customer[one] for one in orders})}

    return {
        "lost_updates": sum(bool(one.lost) for one in aftermath.books.lost_updates),
        "lost_total": reach(lost["total"]),
        "lost_payment": reach(lost["paid"]),
        "lost_address": reach(lost["address"]),
        "confirmed": reach(confirmed),
        "affected": reach(everyone),
        "exposed": reach(exposed),
        "written_in_the_window": reach(written),
        "confirmed_orders": sorted(confirmed),
        "only_address_orders": sorted(everyone - confirmed),
    }


def truth_of_gap(aftermath: Aftermath) -> dict[str, object]:
    """Say what the restore forgot, by the time at which orders were placed."""
    in_gap = {one.order_id: one for one in aftermath.kept if one.created_at >= BACKUP}
    back = {one.order_id: one for one in aftermath.orders if one.order_id in in_gap}
    lost = in_gap.keys() - back.keys()
    charged = {one.order_id: one.amount for one in aftermath.books.payments}
    paid_for = [one for one in sorted(lost) if one in charged]
    return {
        "orders": len(in_gap),
        "customers": len({one.customer_id for one in in_gap.values()}),
        "rebuilt": len(back),
        "rebuilt_from": Counter(str(one.rebuilt_from) for one in back.values()),
        "lost": len(lost),
        "lost_eur": str(
            decimal(sum(price for one in lost for _, price in aftermath.wanted[one].articles))
        ),
        "lost_though_paid": len(paid_for),
        "lost_though_paid_eur": str(decimal(sum(charged[one] for one in paid_for))),
    }


def truth_of_payments(aftermath: Aftermath, payments: Sequence[Payment]) -> dict[str, object]:
    """Say what differs between the provider's book and the orders, for honest reasons or not."""
    times_paid = Counter(one.order_id for one in payments if one.kind == "payment")
    return {
        "paid_twice": sorted(one for one, times in times_paid.items() if times > 1),
        "without_an_order": [late_payment().order_id],
        "refunds": sum(one.kind == "refund" for one in payments),
        "refunded_eur": str(decimal(-sum(one.amount for one in payments if one.kind == "refund"))),
        "unpaid_orders": sum(one.status == "open" for one in aftermath.orders),
    }


def truth_of_money(
    expected: Mapping[Milliseconds, Sales], sales: Mapping[Milliseconds, Sales]
) -> dict[str, object]:
    """Say what was lost in the window, and what of it came back after it."""

    def revenue(of: Mapping[Milliseconds, Sales], start: Milliseconds, end: Milliseconds) -> Cents:
        return sum(of[hour].revenue for hour in range(start, end, HOUR))

    def missed(start: Milliseconds, end: Milliseconds) -> Cents:
        return revenue(expected, start, end) - revenue(sales, start, end)

    start, end = WINDOW
    lost = missed(start, end)
    recovered = {f"{n}_hours": -missed(end, end + n * HOUR) for n in (4, 12)}
    return {
        "currency": "EUR",
        "window": [rfc3339(start), rfc3339(end)],
        "expected": str(decimal(revenue(expected, start, end))),
        "actual": str(decimal(revenue(sales, start, end))),
        "lost": str(decimal(lost)),
        "recovered_within": {name: str(decimal(cents)) for name, cents in recovered.items()},
        "net_after": {name: str(decimal(lost - cents)) for name, cents in recovered.items()},
    }


def truth_of_service_level(aftermath: Aftermath, requests: Sequence[Minute]) -> dict[str, object]:
    """Say what the incident took of the budget of the 30 days that end with its day."""
    start, end = utc("2026-09-14"), utc("2026-10-14")
    period = [row for row in requests if start <= row.minute < end]
    total = sum(row.requests for row in period)
    return {
        "objective": 0.999,
        "period": [rfc3339(start), rfc3339(end)],
        "requests": total,
        "errors": sum(row.errors for row in period),
        "errors_of_the_incident": len(aftermath.refusals),
        "budget_used_by_the_incident": len(aftermath.refusals) / (total * 0.001),
    }
