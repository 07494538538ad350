"""Student's t: how far a mean with an estimated variance may be off."""

import math


def check_level(level: float) -> None:
    """Refuse a confidence level that does not lie between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level lies between 0 and 1, both excluded; found {level!r}")


def student_quantile(df: float, level: float) -> float:
    """Give how many standard errors an interval of this level reaches."""
    from scipy.special import stdtrit

    check_level(level)
    return -float(stdtrit(df, (1 - level) / 2))


def student_reach(variance: float, df: float, level: float) -> float:
    """Give how far an interval reaches; infinite where the variance is unknown.

    Where nothing varied among the rows, it is unknown too: the next one may be another.
    """
    check_level(level)
    if variance == 0 or math.isinf(variance):
        return math.inf
    return student_quantile(df, level) * math.sqrt(variance)


def two_sided_p(difference: float, variance: float, df: float) -> float:
    """Test that a difference is 0; 1 where the variance is unknown."""
    if df == 0 or variance == 0 or math.isinf(variance):
        return 1.0
    from scipy.special import stdtr

    return 2 * float(stdtr(df, -abs(difference) / math.sqrt(variance)))
