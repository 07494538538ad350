from itertools import product
from math import isnan, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.decision.draws import simulate
from bugcase.decision.products import Factor, Sum
from bugcase.decision.ranges import Range, Sampled, Spread
from bugcase.estimate import Unit
from fixtures.weighed_options import FEW, assume, between

NAMES = ("a", "b", "c")
Pair = tuple[int, int]


def factor(name: str, spread: Spread | None, *, is_rest: bool = False) -> Factor:
    return Factor.of(assume(name, spread), is_rest=is_rest)


def two_values(pair: Pair) -> Sampled:
    return Sampled(values=np.array(pair, dtype=float))


terms = st.lists(  # which names stand in each product, and which of them as the rest of 1
    st.dictionaries(st.sampled_from(NAMES), st.booleans(), min_size=1, max_size=3),
    min_size=1,
    max_size=3,
)
pairs = st.tuples(*[st.tuples(st.integers(-9, 9), st.integers(-9, 9))] * 3)


@given(terms=terms, pairs=pairs)
def test_mean_variance_and_slope_are_those_of_all_that_can_happen(
    terms: list[dict[str, bool]], pairs: tuple[Pair, Pair, Pair]
) -> None:
    of = dict(zip(NAMES, pairs, strict=True))
    result = Sum(
        products=tuple(
            tuple(factor(name, two_values(of[name]), is_rest=rest) for name, rest in term.items())
            for term in terms
        )
    )

    def value(numbers: dict[str, float]) -> float:
        return sum(
            prod(1 - numbers[name] if rest else numbers[name] for name, rest in term.items())
            for term in terms
        )

    every = [value(dict(zip(NAMES, numbers, strict=True))) for numbers in product(*pairs)]
    assert result.mean == pytest.approx(np.mean(every))
    assert result.variance == pytest.approx(np.var(every), abs=1e-6)
    for name in NAMES:
        means = {each: float(np.mean(pair)) for each, pair in of.items()}
        rise = value(means | {name: 1.0}) - value(means | {name: 0.0})
        assert result.slope(name) == pytest.approx(rise)
        given_two = result.given(name, 2).mean
        assert given_two == pytest.approx(value(means | {name: 2.0}))


def test_a_known_zero_makes_a_product_known_whatever_the_others_are() -> None:
    nobody, none = factor("a", None), factor("b", Range.exactly(0))
    assert Sum(products=((nobody, none),)).mean == 0
    assert Sum(products=((nobody, factor("b", Range.exactly(1), is_rest=True)),)).mean == 0
    assert Sum(products=((nobody, factor("b", between(0, 0, 1))),)).mean is None


def test_what_a_result_misses_is_named_once() -> None:
    nobody = factor("a", None)
    result = Sum(
        products=((nobody,), (nobody, factor("b", None)), (factor("c", between(0, 1, 2)),))
    )
    assert [one.id for one in result.missing] == ["a", "b"]
    assert simulate([result], units=[Unit("EUR")], draws=FEW, seed=0) == [None]


def test_the_slope_in_what_stands_beside_an_unknown_is_not_known() -> None:
    result = Sum(products=((factor("a", None), factor("b", Range.exactly(0))),))
    assert isnan(result.slope("b"))
    assert result.slope("a") == 0


def test_two_names_are_drawn_apart_and_one_name_alike() -> None:
    wide = between(-1, 0, 1)
    results = [
        Sum(products=((factor("a", wide),), (factor("b", wide),))),
        Sum(products=((factor("a", wide),), (factor("a", wide),))),
        Sum(products=((factor("a", wide),), (factor("a", wide, is_rest=True),))),
    ]
    found = simulate(results, units=[Unit("EUR")] * 3, draws=100_000, seed=0)
    apart, alike, against = (one.high - one.low for one in found if one is not None)
    (alone,) = simulate(
        [Sum(products=((factor("a", wide),),))], units=[Unit("")], draws=FEW, seed=0
    )
    assert alone is not None
    width = alone.high - alone.low
    # of independent sums the widths go by the root of two, all but, as PERT is no normal
    assert apart == pytest.approx(2**0.5 * width, rel=0.01)
    assert alike == pytest.approx(2 * width, rel=1e-3)
    assert against == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_no_seed_misses_a_part_of_a_range(seed: int) -> None:
    line = Sum(products=((factor("a", Sampled(values=np.arange(1000.0))),),))
    (found,) = simulate([line], units=[Unit("EUR")], draws=FEW, seed=seed)
    assert found is not None
    assert (found.low, found.value, found.high) == pytest.approx((49.95, 499.5, 949.05), abs=0.6)
