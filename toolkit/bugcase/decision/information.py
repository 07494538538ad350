r"""Information: what it is worth to know more before deciding.

To know more is worth something only if it may change the choice.  Whoever decides now
takes the option of the lowest expected loss; whoever learns first takes the lowest of
what is then expected.  The difference is the value of information: of all that any
test could tell (perfect information, EVPI), or of so many more rows (a sample, EVSI).
It is the most that a further day of testing is worth, before its own cost.

Losses are straight lines in the worsening, so only where its estimate moves to counts.
Before the rows are seen that is a normal variable Z, and the lowest of several lines in
Z bends downward at each corner.  Each corner is worth its change of slope times the
unit normal loss integral :math:`L(z) = \varphi(z) - z\,(1 - \Phi(z))` of its distance
from what is expected now.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import ndtr


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What the options that can be ranked may cost, as far as a test can tell.

    Attributes
    ----------
    if_not, if_real
        Each option's expected loss if the bug does not bite, and if it does.
    swing
        By how much the latter moves for one standard deviation of the worsening.
    probability
        That the bug bites.
    rows
        How many rows the worsening was measured on.

    References
    ----------
    .. [1] R. A. Howard, Information value theory, IEEE Transactions on Systems Science
       and Cybernetics 2 (1966) 22-26.
    .. [2] H. Raiffa, R. Schlaifer, Applied Statistical Decision Theory (1961), chapter 5.

    Examples
    --------
    Holding costs 40; shipping costs 100, but only if the bug bites:

    >>> known = Prospect(if_not=(40, 0), if_real=(40, 100), swing=(0, 0), probability=0.3, rows=900)
    >>> known.perfect_information
    18.0
    """

    if_not: tuple[float, ...]
    if_real: tuple[float, ...]
    swing: tuple[float, ...]
    probability: float
    rows: int

    @property
    def perfect_information(self) -> float:
        """What it is worth to know whether the bug bites, and how badly."""
        p = self.probability
        expected = [(1 - p) * a + p * b for a, b in zip(self.if_not, self.if_real, strict=True)]
        now = expected.index(min(expected))
        gain_if_not = self.if_not[now] - min(self.if_not)
        gain_if_real = self.if_real[now] - min(self.if_real)
        gain_if_real += gain_from_choice(self.if_real, self.swing)
        return (1 - p) * gain_if_not + p * gain_if_real

    def sample_information(self, rows: float) -> float:
        """Say what so many more rows of the same kind are worth; infinite rows are allowed."""
        if not rows >= 0:
            raise ValueError(f"a sample has zero rows or more; found {rows!r}")
        p = self.probability
        # of the variance that is left now, the share that these rows will resolve
        resolved = 1 - self.rows / (self.rows + rows) if rows else 0.0
        return gain_from_choice(
            [(1 - p) * a + p * b for a, b in zip(self.if_not, self.if_real, strict=True)],
            [p * swing * math.sqrt(resolved) for swing in self.swing],
        )


def gain_from_choice(at_zero: Sequence[float], slopes: Sequence[float]) -> float:
    """Say how much lower the lowest of lines in a standard normal is than the lowest at zero.

    Parameters
    ----------
    at_zero, slopes
        The lines: where each is at zero, and its slope.

    Returns
    -------
    float
        ``min(at_zero) - E[min(at_zero + slopes * Z)]``, never negative.

    Examples
    --------
    >>> round(gain_from_choice([0, 0], [0, 1]), 6)  # the mean of max(Z, 0)
    0.398942
    """
    lines = list(zip(at_zero, slopes, strict=True))
    now, slope = min(lines)
    upward = [_Line(gap=start - now, speed=slope - its_slope) for start, its_slope in lines]
    downward = [_Line(gap=line.gap, speed=-line.speed) for line in upward]
    return _bends(upward) + _bends(downward)


def unit_normal_loss(z: float) -> float:
    """Give the mean of ``max(Z - z, 0)``, Z a standard normal.

    References
    ----------
    .. [1] H. Raiffa, R. Schlaifer, Applied Statistical Decision Theory (1961), section 11.2.

    Examples
    --------
    >>> round(unit_normal_loss(1), 5)
    0.08332
    """
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return max(density - z * float(ndtr(-z)), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line beside the one that is lowest at zero: how far above, and how fast it falls."""

    gap: float
    speed: float

    def meets(self, other: "_Line") -> float:
        """Say where a slower line falls behind this one."""
        return (self.gap - other.gap) / (self.speed - other.speed)


def _bends(lines: Sequence[_Line]) -> float:
    """Follow the lowest line outward from zero, and add up what each of its bends is worth."""
    worth, lowest = 0.0, _Line(gap=0, speed=0)
    while faster := [line for line in lines if line.speed > lowest.speed]:
        following = min(faster, key=lambda line: line.meets(lowest))
        bend = following.speed - lowest.speed
        worth += bend * unit_normal_loss(following.meets(lowest))
        lowest = following
    return worth
