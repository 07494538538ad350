"""Two halves of the rows that are random, and the same on every engine."""

import numpy as np
import pytest

from bugcase.slices.halves import Halving


@pytest.mark.parametrize("copies", [1, 2, 3, 10, 1_000])
def test_as_many_copies_are_searched_as_tosses_of_a_coin_would_say(copies: int) -> None:
    halving = Halving(0, 2)
    keys = halving.key([np.arange(200_000) % 250, np.arange(200_000) // 250])
    counts = halving.searched(np.full(len(keys), copies), halving.draw(keys))
    assert counts.min() >= 0
    assert counts.max() <= copies
    assert counts.mean() == pytest.approx(copies / 2, rel=0.01)
    assert counts.var() == pytest.approx(copies / 4, rel=0.1)


def test_copies_are_shared_between_the_halves_as_counted() -> None:
    row_keys = [np.repeat(np.arange(50), 40) % 50]
    halving = Halving(0, 1)
    first = halving.first_half(row_keys, copies=True, threads=1)
    key = halving.key([np.arange(50)])
    expected = halving.searched(np.full(50, 40), halving.draw(key))
    assert first.reshape(50, 40).sum(axis=1).tolist() == expected.tolist()


def test_no_unit_sits_in_both_halves() -> None:
    user = np.random.default_rng(0).integers(-(10**12), 10**12, 3_000).repeat(4)
    first = Halving(0, 0).first_half([user], copies=False, threads=2)
    assert set(user[first]) & set(user[~first]) == set()
    assert 0.45 < first.mean() < 0.55
