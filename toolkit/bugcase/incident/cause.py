"""The cause of an incident, graded by what was done to establish it.

A cause is a hypothesis until somebody has made the failure happen, and still one
until the failure stops happening when the cause is taken away.  So the grade is
not typed by hand: it follows from what was done.

=========== ==========================================================
guess       nothing supports it yet
supported   observations speak for it; nobody has made it happen
reproduced  it was made to happen, k times in n
confirmed   reproduced, and with the fix in place it happens less: the
            interval of the difference lies above zero
=========== ==========================================================

"It failed 3 times in 200 runs, and never in 200 after the fix" sounds like proof
and is none: with nothing fixed, that is seen one time in eight.  And no failure in
n runs is no rate of zero: at 95 % it still allows 1 - 0.05^(1/n), about 3 in n.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from bugcase.errors import DataError
from bugcase.estimate import Estimate
from bugcase.stats.proportions import (
    difference_of_rates,
    wilson,
    zero_event_bound,
)

Role: TypeAlias = Literal["ordinary", "writes", "does harm"]
ROLES: tuple[Role, ...] = get_args(Role)
Grade: TypeAlias = Literal["guess", "supported", "reproduced", "confirmed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Something that was seen, and where it can be looked up.

    >>> Observation(says="both writers hold version 7 of the order", source="trace 4f1c").source
    'trace 4f1c'
    """

    says: str
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one of the systems does on the way to the failure.

    Parameters
    ----------
    system
        Which of them: "order service".
    does
        What it does: "saves the payment".
    role
        "writes" what is lost later, "does harm", or "ordinary".
    lost
        What its harm takes away: "the payment is gone".

    >>> Step(system="sync job", does="saves its older copy", role="does harm").lost is None
    True
    """

    system: str
    does: str
    role: Role = "ordinary"
    lost: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """How often the failure came when it was tried.

    Parameters
    ----------
    failures, runs
        k failures in n runs; the runs are alike and know nothing of each other.
    under
        The conditions: "two writers, 50 requests a second, build 214".

    Raises
    ------
    DataError
        Where these are no counts of runs.

    Examples
    --------
    >>> tried = Reproduction(failures=0, runs=200, under="build 215")
    >>> print(f"{tried.rate().high:.4f} by {tried.rate().method}")
    0.0149 by exact one-sided upper bound
    """

    failures: int
    runs: int
    under: str

    def __post_init__(self) -> None:
        if self.runs < 1 or not 0 <= self.failures <= self.runs:
            raise DataError(
                f"reproduction under {self.under}",
                allowed="at least one run, and from none to all of them failing",
                found=f"{self.failures} failures in {self.runs} runs",
                remedy="count every run, the quiet ones too",
            )

    def rate(self, level: float = 0.95) -> Estimate:
        """Give the failure rate: Wilson's interval, or where none failed the exact upper bound.

        Raises
        ------
        ValueError
            Where the level is not between 0 and 1.
        """
        if self.failures == 0:
            return zero_event_bound(self.runs, level)
        return wilson(self.failures, self.runs, level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A hypothesis with what speaks for it, what it replaces, and how it was tried.

    Parameters
    ----------
    hypothesis
        What is thought to have caused it, in a sentence, without a person's name.
    supports
        Observations that speak for it.
    ruled_out
        Other explanations, each with the observation that rules it out.
    reproduction
        How often it was made to happen; None where nobody tried.
    after_fix
        How often it happened under the same conditions with the cause taken away.

    Notes
    -----
    A failure that comes when provoked shows that the hypothesis *can* cause it, not
    that it did so that night; the observations have to carry that.

    Examples
    --------
    >>> cause = Cause(
    ...     hypothesis="two services write the same order without taking turns",
    ...     supports=(Observation(says="lost updates carry two writers", source="audit log"),),
    ...     reproduction=Reproduction(failures=37, runs=200, under="two writers, build 214"),
    ...     after_fix=Reproduction(failures=0, runs=200, under="two writers, build 215"),
    ... )
    >>> cause.grade
    'confirmed'
    >>> fewer = cause.drop()
    >>> print(f"{fewer.value:.3f} ({fewer.low:.3f} to {fewer.high:.3f})")
    0.185 (0.134 to 0.245)
    """

    hypothesis: str
    supports: tuple[Observation, ...] = ()
    ruled_out: tuple[Observation, ...] = ()
    reproduction: Reproduction | None = None
    after_fix: Reproduction | None = None

    def drop(self, level: float = 0.95) -> Estimate | None:
        """Give the failure rate before the fix minus that after; None unless both were tried.

        Newcombe's interval; for few runs Miettinen and Nurminen's (`difference_of_rates`).
        """
        before, after = self.reproduction, self.after_fix
        if before is None or after is None:
            return None
        return difference_of_rates(before.failures, before.runs, after.failures, after.runs, level)

    @property
    def grade(self) -> Grade:
        """How sure it is, by what was done at a level of 95 %."""
        if self.reproduction is not None and self.reproduction.failures:
            drop = self.drop()
            return "confirmed" if drop is not None and drop.low > 0 else "reproduced"
        return "supported" if self.supports else "guess"
