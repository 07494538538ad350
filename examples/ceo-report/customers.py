"""The customers of a shop: when they come, what they order, and how they change their mind.

What they mean to do is drawn before anything happens to it, hour by hour, so that what
would have come without an incident is known exactly.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from math import exp
from typing import Literal, TypeAlias

Milliseconds: TypeAlias = int  # since 1970, in UTC
Cents: TypeAlias = int
Kind: TypeAlias = Literal["order", "add a line", "new address", "pay", "look"]

SECOND = 1_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND


def utc(text: str) -> Milliseconds:
    """Read a time in UTC as milliseconds since 1970."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * SECOND)


# Shares of a day by the clock of Lisbon, an hour ahead of UTC on all of these days.
BY_HOUR = (
    *(0.35, 0.20, 0.12, 0.10, 0.12, 0.22, 0.45, 0.75, 0.95, 1.05, 1.10, 1.15),
    *(1.25, 1.30, 1.15, 1.10, 1.10, 1.20, 1.45, 1.65, 1.90, 2.05, 1.70, 0.95),
)
BY_WEEKDAY = (1.05, 1.00, 0.98, 1.00, 0.95, 0.92, 1.10)  # from Monday
TUESDAY, NEWSLETTER = 1, {18: 1.9, 19: 1.6, 20: 1.3}  # which is sent on Tuesdays at six
HOLIDAYS = {utc("2026-08-15"): 0.8, utc("2026-10-05"): 0.8}
VISITS_PER_HOUR = 2600
GROWTH = 0.0008  # a day
ORDERS_PER_VISIT = 0.04
ONE_MORE_ARTICLE = 0.5  # shares of those who could
ADD_LATER, MOVE, PAY, LOOK = 0.22, 0.06, 0.95, 0.15
CUSTOMERS = 40_000
ENDINGS = (0, 50, 90, 95, 99)  # of prices, in cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """What one customer means to do: to order, and perhaps to change their mind.

    `takes` is how long the API needs between reading and writing; the times of what
    never happens are None.
    """

    number: int
    at: Milliseconds
    customer_id: int
    articles: tuple[tuple[str, Cents], ...]
    adds: tuple[str, Cents] | None = None
    adds_at: Milliseconds | None = None
    moves_at: Milliseconds | None = None
    pays_at: Milliseconds | None = None
    looks_at: Milliseconds | None = None
    takes: Milliseconds = 150

    @property
    def amount(self) -> Cents:
        """What they pay if nothing comes between."""
        return sum(price for _, price in self.articles) + (self.adds[1] if self.adds else 0)

    @property
    def requests(self) -> "tuple[Request, ...]":
        """What they send, in the order of time."""
        times: tuple[tuple[Kind, Milliseconds | None], ...] = (
            ("order", self.at),
            ("add a line", self.adds_at),
            ("new address", self.moves_at),
            ("pay", self.pays_at),
            ("look", self.looks_at),
        )
        sent = [Request(at=at, kind=kind, checkout=self) for kind, at in times if at is not None]
        return tuple(sorted(sent, key=lambda request: request.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing that a customer asks of the API."""

    at: Milliseconds
    kind: Kind
    checkout: Checkout


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour of the shop before anything happens to it."""

    start: Milliseconds
    visits: int
    checkouts: tuple[Checkout, ...]


def hours(chance: random.Random, first_day: Milliseconds, until: Milliseconds) -> Iterator[Hour]:
    """Draw the visits and checkouts of every hour, as they would be without an incident."""
    numbers = count()
    level = 0.0
    for day in range(first_day, until, DAY):
        level = 0.6 * level + chance.gauss(0, 0.04)  # a good day follows a good day
        weekday = datetime.fromtimestamp(day // SECOND, UTC).weekday()
        of_day = BY_WEEKDAY[weekday] * HOLIDAYS.get(day, 1.0) * exp(level)
        of_day *= 1 + GROWTH * (day - first_day) / DAY
        for start in range(day, min(day + DAY, until), HOUR):
            local = ((start - day) // HOUR + 1) % 24
            letter = NEWSLETTER.get(local, 1.0) if weekday == TUESDAY else 1.0
            mean = VISITS_PER_HOUR * of_day * BY_HOUR[local] * letter
            visits = max(0, round(chance.gauss(mean, mean**0.5)))
            per_ms = visits * ORDERS_PER_VISIT * exp(chance.gauss(0, 0.02)) / HOUR
            yield Hour(
                start=start,
                visits=visits,
                checkouts=tuple(checkouts(chance, numbers, start, start + HOUR, per_ms)),
            )


def checkouts(
    chance: random.Random,
    numbers: Iterator[int],
    start: Milliseconds,
    end: Milliseconds,
    per_ms: float,
) -> Iterator[Checkout]:
    """Draw the checkouts of a stretch of time: a Poisson process."""
    at = start + chance.expovariate(per_ms)
    while at < end:
        yield checkout(chance, next(numbers), round(at))
        at += chance.expovariate(per_ms)


def checkout(chance: random.Random, number: int, at: Milliseconds) -> Checkout:
    """Draw a customer, a basket, and what they do with it in the next minutes."""
    articles = [article(chance)]
    while chance.random() < ONE_MORE_ARTICLE:
        articles.append(article(chance))

    def later(share: float, least: int, most: int) -> Milliseconds | None:
        moment = at + round(chance.uniform(least, most) * SECOND)
        return moment if chance.random() < share else None

    adds_at, moves_at, pays_at = later(ADD_LATER, 15, 90), later(MOVE, 20, 240), later(PAY, 20, 150)
    if pays_at is not None and adds_at is not None:
        pays_at = max(pays_at, adds_at + 20 * SECOND)
    looks = pays_at is not None and chance.random() < LOOK
    looks_after = round(chance.uniform(2, 8) * MINUTE)
    return Checkout(
        number=number,
        at=at,
        customer_id=10_001 + int(CUSTOMERS * chance.random() ** 2),
        articles=tuple(articles),
        adds=article(chance) if adds_at is not None else None,
        adds_at=adds_at,
        moves_at=moves_at,
        pays_at=pays_at,
        looks_at=pays_at + looks_after if looks and pays_at is not None else None,
        takes=round(chance.uniform(80, 300)),
    )


def article(chance: random.Random) -> tuple[str, Cents]:
    """Draw an article and its price."""
    euros = min(int(chance.lognormvariate(3.0, 0.6)), 250)
    ending = ENDINGS[int(len(ENDINGS) * chance.random())]
    return f"A-{int(900 * chance.random()):03}", 100 * euros + ending
