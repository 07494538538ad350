"""Labels that would run into one another are moved apart."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bugcase.style.lettering import apart


@given(
    st.lists(st.floats(-50, 450), min_size=1, max_size=10),
    st.floats(1, 40),
)
def test_labels_keep_their_distance_their_order_and_their_room(
    places: list[float], pitch: float
) -> None:
    found = apart(places, pitch=pitch, low=0, high=400)
    by_place = [found[i] for i in sorted(range(len(places)), key=places.__getitem__)]
    assert all(b - a >= pitch - 1e-6 for a, b in pairwise(by_place))
    assert min(found) >= 0
    assert max(found) <= 400 + 1e-6


def test_labels_that_are_far_enough_apart_stay() -> None:
    assert apart([10, 60, 35], pitch=25, low=0, high=100) == [10, 60, 35]
