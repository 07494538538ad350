"""q-values are as published, keep the order of the p-values, and refuse what is no p-value."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from bugcase.stats.fdr import benjamini_hochberg


def test_benjamini_hochberg_finds_the_four_hypotheses_of_its_paper() -> None:
    # Benjamini, Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300, section 3.2
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
         0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    assert (benjamini_hochberg(p) <= 0.05).tolist() == [True] * 4 + [False] * 11


@given(st.lists(st.floats(0, 1), max_size=40))
def test_q_values_are_at_least_p_keep_its_order_and_end_at_the_largest(p: list[float]) -> None:
    q = benjamini_hochberg(p)
    assert (q >= np.asarray(p)).all()
    assert (q <= 1).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(q[order]) >= 0).all()
    if p:
        assert q.max() == max(p)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.integers(0, 100))
def test_q_values_do_not_mind_the_order_of_the_tests(p: list[float], seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(len(p))
    assert benjamini_hochberg(np.asarray(p)[shuffled]).tolist() == (
        benjamini_hochberg(p)[shuffled].tolist()
    )


def test_no_test_at_all_has_no_q_value() -> None:
    assert benjamini_hochberg([]).tolist() == []


@pytest.mark.parametrize(
    ("p", "message"),
    [
        pytest.param([0.1, math.nan], "p-values lie between 0 and 1", id="missing"),
        pytest.param([[0.1]], "p-values come in one dimension, not 2", id="in two dimensions"),
    ],
)
def test_what_is_no_list_of_p_values_is_told_in_one_line(p: ArrayLike, message: str) -> None:
    with pytest.raises(ValueError, match=r"^") as caught:
        benjamini_hochberg(p)
    assert str(caught.value) == message
