"""A cause is as sure as what was done to test it, and never surer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugcase.errors import DataError
from bugcase.incident.cause import Cause, Grade, Observation, Reproduction
from bugcase.stats.proportions import miettinen_nurminen, newcombe, wilson, zero_event_bound

SEEN = (Observation(says="lost updates carry two writers", source="audit log"),)


def tried(failures: int, runs: int) -> Reproduction:
    return Reproduction(failures=failures, runs=runs, under="two writers")


GRADES = [
    pytest.param(Cause(hypothesis="h"), "guess", id="nothing yet"),
    pytest.param(Cause(hypothesis="h", supports=SEEN), "supported", id="observed"),
    pytest.param(
        Cause(hypothesis="h", supports=SEEN, reproduction=tried(0, 500)),
        "supported",
        id="tried and never seen",
    ),
    pytest.param(Cause(hypothesis="h", reproduction=tried(3, 200)), "reproduced", id="seen"),
    pytest.param(
        Cause(hypothesis="h", reproduction=tried(3, 200), after_fix=tried(0, 200)),
        "reproduced",
        id="three against none is chance one time in eight",
    ),
    pytest.param(
        Cause(hypothesis="h", reproduction=tried(37, 200), after_fix=tried(0, 200)),
        "confirmed",
        id="gone with the fix",
    ),
    pytest.param(
        Cause(hypothesis="h", reproduction=tried(37, 200), after_fix=tried(35, 200)),
        "reproduced",
        id="still there with the fix",
    ),
]


@pytest.mark.parametrize(("cause", "grade"), GRADES)
def test_the_grade_follows_from_what_was_done(cause: Cause, grade: Grade) -> None:
    assert cause.grade == grade


def test_a_reproduction_has_wilsons_interval() -> None:
    assert tried(15, 148).rate() == wilson(15, 148)


@given(st.integers(1, 10_000))
def test_no_failure_in_n_runs_still_allows_1_minus_the_nth_root_of_5_percent(n: int) -> None:
    rate = tried(0, n).rate()
    assert rate == zero_event_bound(n)
    assert rate.high == pytest.approx(1 - 0.05 ** (1 / n))


def test_the_drop_is_measured_by_the_interval_for_its_size() -> None:
    def drop(n: int) -> Cause:
        return Cause(hypothesis="h", reproduction=tried(9, n), after_fix=tried(3, n))

    assert drop(100).drop() == newcombe(9, 100, 3, 100)
    assert drop(10).drop() == miettinen_nurminen(9, 10, 3, 10)
    assert Cause(hypothesis="h", reproduction=tried(9, 10)).drop() is None


@pytest.mark.parametrize(("failures", "runs"), [(0, 0), (-1, 3), (4, 3)])
def test_runs_that_cannot_be_are_refused(failures: int, runs: int) -> None:
    with pytest.raises(DataError, match=f"found {failures} failures in {runs} runs"):
        tried(failures, runs)
