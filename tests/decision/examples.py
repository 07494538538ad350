"""One release, its numbers and what can be done about it; and any release that may be."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from bugcase.decision.assumptions import Assumption, Worsening
from bugcase.decision.options import Decision, Option, Quantity, weigh
from bugcase.decision.ranges import Range, Spread
from bugcase.estimate import Estimate

KNOWN = {
    "decisions_per_day": 5_000.0,
    "days_until_stopped": 6.0,
    "harm_per_error": 40.0,
    "harm_per_false_alarm": 10.0,
    "harm_per_miss": 100.0,
    "share_recovered": 0.25,
    "carries_over": 0.8,
    "delay_cost_per_day": 2_000.0,
}
SHARES = ("share_recovered", "carries_over")
FEW = 10_000  # draws, where only what is exact is looked at


def exactly(x: float) -> Range:
    return Range.exactly(x)


def between(low: float, likely: float, high: float) -> Range:
    return Range(low=low, likely=likely, high=high)


def measured(value: float, low: float | None = None, high: float | None = None) -> Estimate:
    return Estimate(
        value=value,
        low=value if low is None else low,
        high=value if high is None else high,
        level=0.95,
        n=4000,
        method="Tango score",
        unit="difference of proportions",
    )


def assume(name: str, spread: Spread | None) -> Assumption:
    words = name.replace("_", " ")
    unit = "share" if name in SHARES else "EUR"
    return Assumption(id=name, label=words, unit=unit, range=spread, source="somebody")


def assumptions(**changes: Spread | float | None) -> list[Assumption]:
    """Take every assumption as known, apart from the changes."""
    numbers: dict[str, Spread | float | None] = {**KNOWN, **changes}
    return [
        assume(name, exactly(x) if isinstance(x, float | int) else x) for name, x in numbers.items()
    ]


def option(name: str, **numbers: Quantity | float) -> Option:
    """Describe an option of which all is zero, apart from what is said."""

    def own(field: str) -> Quantity:
        x = numbers.get(field, 0)
        return exactly(x) if isinstance(x, float | int) else x

    return Option(
        id=name,
        label=name.capitalize(),
        delay_days=own("delay_days"),
        exposed_share=own("exposed_share"),
        exposed_days=own("exposed_days"),
        prevented_share=own("prevented_share"),
        cost=own("cost"),
        leaves_open="",
    )


HOLD = option("hold", delay_days=5)
SHIP = option("ship", exposed_share=1, exposed_days=6)
ROLLOUT = option(
    "rollout",
    delay_days=between(0, 1, 2),
    exposed_share=0.05,
    exposed_days=between(6, 7, 10),
    cost=between(1_000, 2_000, 6_000),
)
REVIEW = option(
    "review",
    exposed_share=1,
    exposed_days=between(5, 6, 9),
    prevented_share=between(0.3, 0.6, 0.8),
    cost=9_000,
)
OPTIONS = [HOLD, SHIP, ROLLOUT, REVIEW]
WORSE = Worsening(overall=measured(0.02, 0.012, 0.028))
UNCERTAIN = assumptions(
    decisions_per_day=between(4_000, 5_000, 8_000),
    harm_per_error=between(10, 40, 120),
    share_recovered=between(0.1, 0.25, 0.5),
    carries_over=between(0.5, 0.8, 0.9),
    delay_cost_per_day=between(500, 2_000, 5_000),
)

TOLD_APART = Worsening(
    overall=measured(0.02, 0.012, 0.028),
    false_alarms=measured(0.015, 0.008, 0.022),
    misses=measured(0.005, 0.001, 0.010),
)


def decide(case: tuple[list[Option], Worsening, list[Assumption]]) -> Decision:
    """Weigh with few draws, for what is exact anyway."""
    return weigh(*case, draws=FEW)


Case = tuple[list[Option], Worsening, list[Assumption]]


def moved(case: Case, name: str, to: float) -> Case:
    """Take one assumption as known to be somewhere else, be it measured, shared or an option's."""
    options, worsening, given = case
    parts = {"worsening_in_false_alarms": "false_alarms", "worsening_in_misses": "misses"}
    if name == "worsening":
        return options, Worsening(overall=measured(to)), given
    if name in parts:
        kinds = {"false_alarms": worsening.false_alarms, "misses": worsening.misses}
        kinds[parts[name]] = measured(to)
        total = sum(kind.value for kind in kinds.values() if kind is not None)
        return options, Worsening(overall=measured(total), **kinds), given
    if "." in name:
        owner, field = name.split(".")
        own: dict[str, Any] = {field: exactly(to)}
        return (
            [replace(one, **own) if one.id == owner else one for one in options],
            worsening,
            given,
        )
    given = [replace(one, range=exactly(to)) if one.id == name else one for one in given]
    return options, worsening, given


def numbers(most: float) -> st.SearchStrategy[float]:
    """Draw numbers that people say: zero, or of two digits."""
    return st.integers(0, 99).map(lambda x: x * most / 99)


def ranges(most: float) -> st.SearchStrategy[Range]:
    ordered = st.tuples(numbers(most), numbers(most), numbers(most)).map(sorted)
    return ordered.map(lambda x: between(*x))


def estimates() -> st.SearchStrategy[Estimate]:
    ordered = st.tuples(*[st.integers(-50, 200)] * 3).map(sorted)
    return ordered.map(lambda x: measured(x[1] / 1000, x[0] / 1000, x[2] / 1000))


def any_assumptions() -> st.SearchStrategy[list[Assumption]]:
    drawn = {name: ranges(1 if name in SHARES else 3 * likely) for name, likely in KNOWN.items()}
    return st.fixed_dictionaries(drawn).map(lambda found: assumptions(**found))


def any_worsening() -> st.SearchStrategy[Worsening]:
    return st.builds(Worsening, overall=estimates()) | st.tuples(estimates(), estimates()).map(
        lambda kinds: Worsening(
            overall=measured(kinds[0].value + kinds[1].value),
            false_alarms=kinds[0],
            misses=kinds[1],
        )
    )


def any_option(name: str) -> st.SearchStrategy[Option]:
    return st.builds(
        option,
        st.just(name),
        delay_days=ranges(20),
        exposed_share=ranges(1),
        exposed_days=ranges(20),
        prevented_share=ranges(1),
        cost=ranges(20_000),
    )


def any_case() -> st.SearchStrategy[Case]:
    some = st.integers(2, 4).flatmap(
        lambda n: st.tuples(*(any_option(name) for name in ["hold", "ship", "pilot", "off"][:n]))
    )
    return st.tuples(some.map(list), any_worsening(), any_assumptions())
