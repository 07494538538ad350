"""The metrics, as expressions on a row: what counts as wrong, and among which rows.

Every metric is a ratio of totals.  A row adds its `outcome` to the numerator
and 1 to the denominator if it is `among` the rows that count.  The error rate
counts every row; the false negative rate counts the rows of the named class; precision
counts the rows that were predicted to be of it, which differ between two models
on the same rows, and is why precision needs its own interval.

The shares of false positives and of false negatives count every row too.  They are
the two parts that the error rate of two classes is the sum of, and so what a harm
for each kind of error can be multiplied with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import narwhals as nw

MetricName: TypeAlias = Literal[
    "error rate",
    "false positive rate",
    "false negative rate",
    "share of false positives",
    "share of false negatives",
    "precision",
    "recall",
    "absolute error",
    "squared error",
    "log loss",
    "Brier score",
]
Kind: TypeAlias = Literal["classes", "one class", "numbers", "probabilities"]
PerRow: TypeAlias = Callable[[nw.Expr, nw.Expr], nw.Expr]  # of label and prediction


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One way to measure how wrong a model is.

    Parameters
    ----------
    name
        The name as users write it.
    kind
        What label and prediction must be.  For "one class" and "probabilities"
        the expressions get the label (and the predicted class) as booleans:
        is it the named class?
    outcome
        Of label and prediction: what the row adds to the numerator.
    among
        Of label and prediction: whether the row counts; None where every row does.
    paired_rows
        Whether the rows that count are the same for both models.
    higher_is_better
        Whether a fall, and not a rise, is a worsening.
    """

    name: MetricName
    kind: Kind
    outcome: PerRow
    among: PerRow | None = None
    paired_rows: bool = True
    higher_is_better: bool = False

    @property
    def is_proportion(self) -> bool:
        """Whether the metric counts rows, so that the exact intervals of proportions hold."""
        return self.kind in ("classes", "one class")


def _log_loss(label: nw.Expr, probability: nw.Expr) -> nw.Expr:
    return -nw.when(label).then(probability).otherwise(1 - probability).log()


METRICS: tuple[Metric, ...] = (
    Metric(name="error rate", kind="classes", outcome=lambda label, guess: label != guess),
    Metric(
        name="false positive rate",
        kind="one class",
        outcome=lambda _, guess: guess,
        among=lambda label, _: ~label,
    ),
    Metric(
        name="false negative rate",
        kind="one class",
        outcome=lambda _, guess: ~guess,
        among=lambda label, _: label,
    ),
    Metric(
        name="share of false positives",
        kind="one class",
        outcome=lambda label, guess: ~label & guess,
    ),
    Metric(
        name="share of false negatives",
        kind="one class",
        outcome=lambda label, guess: label & ~guess,
    ),
    Metric(
        name="precision",
        kind="one class",
        outcome=lambda label, guess: label & guess,
        among=lambda _, guess: guess,
        paired_rows=False,
        higher_is_better=True,
    ),
    Metric(
        name="recall",
        kind="one class",
        outcome=lambda _, guess: guess,
        among=lambda label, _: label,
        higher_is_better=True,
    ),
    Metric(
        name="absolute error",
        kind="numbers",
        outcome=lambda label, guess: (guess - label).abs(),
    ),
    Metric(
        name="squared error",
        kind="numbers",
        outcome=lambda label, guess: (guess - label) ** 2,
    ),
    Metric(name="log loss", kind="probabilities", outcome=_log_loss),
    Metric(
        name="Brier score",
        kind="probabilities",
        outcome=lambda label, guess: (guess - label.cast(nw.Float64)) ** 2,
    ),
)

ERROR_RATE: MetricName = "error rate"
ERROR_SHARES: tuple[MetricName, ...] = tuple(  # so many errors in 1,000: what a limit can be put on
    metric.name for metric in METRICS if metric.is_proportion and not metric.higher_is_better
)

assert {metric.name for metric in METRICS} == set(get_args(MetricName))
