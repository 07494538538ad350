"""An order service in which two writers change the same order, in turn or not.

The order API reads an order, changes it and writes it back.  So does the sync job,
which asks the warehouse in between and is gone for seconds.  Each has a thread, a
connection and its transactions, and SQLite makes every transaction whole.  That is
no help, because what has to be whole is the reading *and* the writing::

    sync  reads   total 40.00, paid  0.00
    API   writes  total 40.00, paid 40.00      the customer has paid
    sync  writes  total 40.00, paid  0.00      and the payment is gone

A version check refuses the last write: the order is not the one that was read.

Threads that race for the processor race differently every day.  Here they take
turns by a clock of their own (`Turns`): a thread that would wait for a network says
until when, and whoever is due first goes on.  So the schedule, and with it every
lost update, is the same in every run, and nobody waits for real.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Condition
from typing import Literal

from customers import SECOND, Cents, Checkout, Milliseconds, Request

FIRST_ORDER = 500_001

# What the sync job does between reading and writing: the warehouse answers one order at a time.
REST = 20 * SECOND
ROUND_TRIP = 2 * SECOND
PER_ORDER = 6 * SECOND


# ------------------------------------------------------------------------- the turns


class Turns:
    """A clock that lets one thread run at a time: the one that is due first.

    A thread runs from one `wait` to the next.  It goes on only when all the others
    wait as well, so nothing depends on which of them the processor favours.
    """

    def __init__(self, names: Sequence[str], start: Milliseconds) -> None:
        self.now = start
        self._names = set(names)
        self._due: dict[str, Milliseconds] = {}
        self._changed = Condition()

    def wait(self, name: str, until: Milliseconds) -> None:
        """Let the others run until then."""
        with self._changed:
            self._due[name] = until
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._next() == name)
            self.now = max(self.now, self._due.pop(name))

    def leave(self, name: str) -> None:
        """Take part no longer, so that nobody waits for a thread that has ended."""
        with self._changed:
            self._names.discard(name)
            self._changed.notify_all()

    def _next(self) -> str | None:
        if self._due.keys() != self._names:
            return None  # somebody is running
        return min(self._due, key=lambda name: (self._due[name], name))


# ---------------------------------------------------------------------- the database


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A row of the orders: what both writers read, change and write."""

    order_id: int
    customer_id: int
    created_at: Milliseconds
    updated_at: Milliseconds
    synced_at: Milliseconds | None = None
    total: Cents
    paid: Cents = 0
    address: int = 1
    status: str = "open"
    stock: str = "waiting"
    version: int = 1
    rebuilt_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One article of an order."""

    order_id: int
    line: int
    article: str
    price: Cents


COLUMNS = tuple(column.name for column in fields(Order))
VALUES = ", ".join(f":{name}" for name in COLUMNS)
SETTINGS = ", ".join(f"{name} = :{name}" for name in COLUMNS if name != "version")


def open_database(path: Path) -> sqlite3.Connection:
    """Open the database, and make its tables where there are none."""
    database = sqlite3.connect(path, isolation_level="IMMEDIATE")
    database.executescript(f"""
        pragma journal_mode = wal;
        pragma synchronous = off;  -- a power cut is none of the faults that are tried here
        create table if not exists orders ({", ".join(COLUMNS)}, primary key (order_id));
        create table if not exists lines (order_id, line, article, price,
                                          primary key (order_id, line));
        create index if not exists unsynced on orders (order_id) where synced_at is null;
    """)
    return database


def insert(database: sqlite3.Connection, order: Order, lines: Sequence[Line] = ()) -> None:
    """Add an order with its lines, in one transaction."""
    with database:
        database.execute(f"insert into orders values ({VALUES})", asdict(order))
        database.executemany(
            "insert into lines values (:order_id, :line, :article, :price)", map(asdict, lines)
        )


def orders_where(
    database: sqlite3.Connection, condition: str = "true", *values: object
) -> list[Order]:
    """Read orders, in the order of their numbers."""
    query = f"select {', '.join(COLUMNS)} from orders where {condition} order by order_id"
    return [
        Order(**dict(zip(COLUMNS, row, strict=True))) for row in database.execute(query, values)
    ]


def lines_of(database: sqlite3.Connection) -> list[Line]:
    """Read all lines."""
    query = "select order_id, line, article, price from lines order by order_id, line"
    return [
        Line(order_id=order_id, line=line, article=article, price=price)
        for order_id, line, article, price in database.execute(query)
    ]


def read(database: sqlite3.Connection, order_id: int) -> Order:
    """Read one order."""
    (order,) = orders_where(database, "order_id = ?", order_id)
    return order


def save(
    database: sqlite3.Connection, order: Order, *, check_version: bool, line: Line | None = None
) -> bool:
    """Write an order back, with a new line if there is one, in one transaction.

    With the version check it is written only if nobody has written it since it was
    read; whether it was, is what comes back.
    """
    unchanged = " and version = :version" if check_version else ""
    with database:
        written = database.execute(
            f"update orders set {SETTINGS}, version = version + 1 "
            f"where order_id = :order_id{unchanged}",
            asdict(order),
        ).rowcount
        if written and line is not None:
            database.execute(
                "insert into lines values (:order_id, :line, :article, :price)", asdict(line)
            )
    return bool(written)


# ------------------------------------------------------------------------- the books


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """An entry in the books of the payment provider, whom nothing here can overwrite."""

    payment_id: str
    order_id: int
    kind: Literal["payment", "refund"]
    amount: Cents
    at: Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class LostUpdate:
    """What the simulation sees and the service does not: a write over a newer order."""

    at: Milliseconds
    order_id: int
    lost: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Books:
    """All that is kept outside the database: the provider's book, the logs, and the truth."""

    payments: list[Payment] = field(default_factory=list)
    log: list[tuple[Milliseconds, str]] = field(default_factory=list)
    lost_updates: list[LostUpdate] = field(default_factory=list)
    unguarded: set[int] = field(default_factory=set)  # orders saved without a version check
    order_ids: dict[int, int] = field(default_factory=dict)  # by the number of the checkout

    def slog(self, at: Milliseconds, message: str, *, level: str = "INFO", **more: object) -> None:
        """Log a line as Go's log/slog writes it."""
        line = {"time": rfc3339(at), "level": level, "msg": message, "service": "orders", **more}
        self.log.append((at, compact(line)))

    def tracing(
        self, at: Milliseconds, message: str, *, level: str = "INFO", **more: object
    ) -> None:
        """Log a line as Rust's tracing-subscriber writes it."""
        line = {
            "timestamp": rfc3339(at),
            "level": level,
            "fields": {"message": message, **more},
            "target": "shopsync::orders",
        }
        self.log.append((at, compact(line)))


def rfc3339(at: Milliseconds) -> str:
    """Write an instant as both loggers do, in UTC."""
    instant = datetime.fromtimestamp(at // SECOND, UTC) + timedelta(milliseconds=at % SECOND)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def euros(cents: Cents) -> str:
    """Write an amount with its two decimals."""
    return f"{cents // 100}.{cents % 100:02}"


def compact(line: object) -> str:
    """Write JSON as services do, without spaces."""
    return json.dumps(line, separators=(",", ":"))


# ----------------------------------------------------------------------- the two writers


@dataclass(slots=True, kw_only=True)
class OrderApi:
    """The order API, as a service in Go would be: it takes one request after the other."""

    path: Path
    turns: Turns
    books: Books
    database: sqlite3.Connection = field(init=False)

    def serve(self, requests: Sequence[Request]) -> None:
        """Answer requests, in the order of time."""
        with closing(open_database(self.path)) as self.database:
            for request in requests:
                self.turns.wait("api", request.at)
                self._answer(request)

    def _answer(self, request: Request) -> None:
        checkout = request.checkout
        if request.kind == "order":
            self._take_order(checkout)
            return
        order_id = self.books.order_ids[checkout.number]
        match request.kind:
            case "add a line":
                assert checkout.adds is not None
                article, price = checkout.adds
                line = Line(
                    order_id=order_id,
                    line=len(checkout.articles) + 1,
                    article=article,
                    price=price,
                )
                order = self._change(
                    checkout, lambda order: replace(order, total=order.total + price), line
                )
                self._log("line added", order, total=euros(order.total))
            case "new address":
                order = self._change(
                    checkout, lambda order: replace(order, address=order.address + 1)
                )
                self._log("address changed", order)
            case "pay":
                self._take_payment(checkout)
            case "look":
                if read(self.database, order_id).status == "open":
                    self._take_payment(checkout)  # "awaiting payment", so they pay

    def _take_order(self, checkout: Checkout) -> None:
        order_id = FIRST_ORDER + len(self.books.order_ids)  # never given twice, restore or not
        self.books.order_ids[checkout.number] = order_id
        lines = [
            Line(order_id=order_id, line=number, article=article, price=price)
            for number, (article, price) in enumerate(checkout.articles, start=1)
        ]
        order = Order(
            order_id=order_id,
            customer_id=checkout.customer_id,
            created_at=self.turns.now,
            updated_at=self.turns.now,
            total=sum(line.price for line in lines),
        )
        insert(self.database, order, lines)
        self._log(
            "order created", order, lines=len(lines), total=euros(order.total), currency="EUR"
        )

    def _take_payment(self, checkout: Checkout) -> None:
        order_id = self.books.order_ids[checkout.number]
        # the basket is charged, which is the lines: the provider never sees the stored total
        (amount,) = self.database.execute(
            "select sum(price) from lines where order_id = ?", (order_id,)
        ).fetchone()
        payment = Payment(
            payment_id=f"pay_{len(self.books.payments) + 1:06}",
            order_id=order_id,
            kind="payment",
            amount=amount,
            at=self.turns.now,
        )
        self.books.payments.append(payment)
        order = self._change(checkout, lambda order: replace(order, paid=amount, status="paid"))
        self._log("payment captured", order, payment_id=payment.payment_id, amount=euros(amount))

    def _change(
        self, checkout: Checkout, edit: Callable[[Order], Order], line: Line | None = None
    ) -> Order:
        """Read, change and write an order; again, if somebody else has written it meanwhile."""
        while True:
            order = read(self.database, self.books.order_ids[checkout.number])
            self.turns.wait("api", self.turns.now + checkout.takes)
            changed = replace(edit(order), updated_at=self.turns.now)
            if save(self.database, changed, check_version=True, line=line):
                return changed
            self._log("version conflict, reading the order again", order, level="WARN")

    def _log(self, message: str, order: Order, level: str = "INFO", **more: object) -> None:
        self.books.slog(
            self.turns.now,
            message,
            level=level,
            order_id=order.order_id,
            customer_id=order.customer_id,
            **more,
        )


@dataclass(slots=True, kw_only=True)
class SyncJob:
    """The job that copies the warehouse's answers into the orders, as a pipeline in Rust would."""

    path: Path
    turns: Turns
    books: Books
    check_version: bool

    def run(self, until: Milliseconds) -> None:
        """Read what is new, ask the warehouse, write whole orders back; and begin again."""
        with closing(open_database(self.path)) as database:
            while True:
                self.turns.wait("sync", self.turns.now + REST)
                batch = orders_where(database, "synced_at is null")
                if self.turns.now >= until:
                    return
                if not batch:
                    continue
                self.books.tracing(self.turns.now, "batch read", orders=len(batch))
                self.turns.wait("sync", self.turns.now + ROUND_TRIP + PER_ORDER * len(batch))
                if self.turns.now >= until:
                    return  # stopped before it wrote
                for order in batch:
                    self._write(database, order)

    def _write(self, database: sqlite3.Connection, order: Order) -> None:
        now = self.turns.now
        found = read(database, order.order_id)
        changed = replace(order, stock="reserved", synced_at=now, updated_at=now)
        if not save(database, changed, check_version=self.check_version):
            self.books.tracing(
                now,
                "version conflict, left for the next batch",
                level="WARN",
                order_id=order.order_id,
            )
            return
        self.books.tracing(now, "order saved", order_id=order.order_id, total=euros(order.total))
        if not self.check_version:
            self.books.unguarded.add(order.order_id)
        if found.version != order.version:
            watched = ("total", "paid", "address")
            lost = tuple(name for name in watched if getattr(found, name) != getattr(order, name))
            self.books.lost_updates.append(LostUpdate(at=now, order_id=order.order_id, lost=lost))


def operate(
    path: Path,
    requests: Sequence[Request],
    books: Books,
    *,
    start: Milliseconds,
    until: Milliseconds,
    check_version: bool,
) -> None:
    """Run both writers, each in a thread and on a connection of its own."""
    turns = Turns(("api", "sync"), start)
    api = OrderApi(path=path, turns=turns, books=books)
    sync = SyncJob(path=path, turns=turns, books=books, check_version=check_version)

    def taking_turns(name: str, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            turns.leave(name)

    open_database(path).close()
    with ThreadPoolExecutor(max_workers=2) as threads:
        writers = [
            threads.submit(taking_turns, "api", lambda: api.serve(requests)),
            threads.submit(taking_turns, "sync", lambda: sync.run(until)),
        ]
        for writer in writers:
            writer.result()
