"""Impact and eight options at 100,000 draws, against a plain script without loops over draws.

The yardstick is what somebody writes in ten minutes: a Beta for each range, products,
quantiles.  It knows no break-even, no flips and no value of information, and draws
every number anew.  A slider that moves asks again in the same process, so a hundred
questions are raced too: there ``impact`` and ``weigh`` together shall stay well under
0.1 seconds a question.
"""

import sys

from benchmarks.run import Contender, answer, contest

DRAWS = 100_000
QUANTILES = (0.05, 0.5, 0.95)
QUESTIONS = (1, 100)
FALSE_ALARMS, MISSES = (0.0143, 0.0088, 0.0199), (0.0050, 0.0011, 0.0091)  # and 95 % ends
ASSUMED = {
    "decisions_per_day": (8_000, 10_000, 14_000),
    "days_until_stopped": (2, 5, 15),
    "harm_per_false_alarm": (5, 20, 60),
    "harm_per_miss": (50, 120, 400),
    "share_recovered": (0.1, 0.3, 0.5),
    "carries_over": (0.5, 0.8, 0.95),
    "delay_cost_per_day": (2_000, 4_000, 9_000),
}
NONE, ALL = (0, 0, 0), (1, 1, 1)
OPTIONS = {  # delay, share exposed, days exposed, share prevented, price
    "hold": ((3, 5, 12), NONE, NONE, NONE, NONE),
    "keep the old model": ((10, 15, 30), NONE, NONE, NONE, (500, 1_000, 3_000)),
    "limited rollout": ((0, 1, 3), (0.04, 0.05, 0.08), (5, 7, 10), NONE, (1_000, 2_000, 6_000)),
    "human review": (NONE, ALL, (5, 6, 9), (0.3, 0.6, 0.8), (6_000, 9_000, 20_000)),
    "without the segment": ((0, 1, 2), (0.8, 0.9, 0.95), (2, 5, 15), (0.6, 0.7, 0.9), NONE),
    "flag off": ((1, 2, 4), (0.1, 0.2, 0.4), (1, 2, 5), NONE, NONE),
    "shadow": ((7, 8, 10), NONE, NONE, NONE, (2_000, 3_000, 5_000)),
    "ship and patch": (NONE, ALL, (2, 5, 15), (0, 0.1, 0.2), NONE),
}


def by_numpy(questions: str) -> str:
    """Draw and multiply."""
    import numpy as np
    from numpy.typing import NDArray

    def pert(low: float, likely: float, high: float) -> NDArray[np.float64]:
        if low == high:
            return np.full(DRAWS, float(low))
        rise = 4 * (likely - low) / (high - low)
        return low + (high - low) * generator.beta(1 + rise, 5 - rise, DRAWS)

    def halves(value: float, low: float, high: float) -> NDArray[np.float64]:
        z = generator.standard_normal(DRAWS) / 1.959964
        return value + np.where(z < 0, value - low, high - value) * z

    for seed in range(int(questions)):
        generator = np.random.default_rng(seed)
        of = {name: pert(*three) for name, three in ASSUMED.items()}
        harm = halves(*FALSE_ALARMS) * of["harm_per_false_alarm"]
        harm += halves(*MISSES) * of["harm_per_miss"]
        a_day = of["decisions_per_day"] * harm * (1 - of["share_recovered"])
        np.quantile(of["decisions_per_day"] * (halves(*FALSE_ALARMS) + halves(*MISSES)), QUANTILES)
        np.quantile(a_day, QUANTILES)
        _, until_stopped, _ = np.quantile(a_day * of["days_until_stopped"], QUANTILES)
        bites = generator.random(DRAWS) < of["carries_over"]
        losses = {}
        for name, numbers in OPTIONS.items():
            delay, share, days, prevented, cost = (pert(*three) for three in numbers)
            loss = delay * of["delay_cost_per_day"] + cost
            loss += bites * share * days * (1 - prevented) * a_day
            np.quantile(loss, QUANTILES)
            losses[name] = loss.mean()
    return _said(until_stopped, losses)


def by_bugcase(questions: str) -> str:
    """Ask for the impact and weigh the options, each time with one assumption moved."""
    from bugcase.decision.assumptions import Assumption, Worsening
    from bugcase.decision.impact import impact
    from bugcase.decision.options import Option, weigh
    from bugcase.decision.ranges import Range
    from bugcase.estimate import DIFFERENCE, Estimate

    def between(low: float, likely: float, high: float) -> Range:
        return Range(low=low, likely=likely, high=high)

    def tango(value: float, low: float, high: float) -> Estimate:
        return Estimate(
            value=value,
            low=low,
            high=high,
            level=0.95,
            n=4000,
            method="Tango score",
            unit=DIFFERENCE,
        )

    worsening = Worsening(
        overall=tango(*map(sum, zip(FALSE_ALARMS, MISSES, strict=True))),
        false_alarms=tango(*FALSE_ALARMS),
        misses=tango(*MISSES),
    )
    options = [
        Option(
            id=name,
            label=name,
            delay_days=between(*delay),
            exposed_share=between(*share),
            exposed_days=between(*days),
            prevented_share=between(*prevented),
            cost=between(*cost),
            leaves_open="",
        )
        for name, (delay, share, days, prevented, cost) in OPTIONS.items()
    ]
    for question in reversed(range(int(questions))):
        assumptions = [
            Assumption(
                id=name,
                label=name,
                unit="",
                range=between(low, likely, high + question * (name == "harm_per_miss")),
                source=None,
            )
            for name, (low, likely, high) in ASSUMED.items()
        ]
        found = impact(worsening, assumptions, draws=DRAWS)
        decision = weigh(options, worsening, assumptions, draws=DRAWS)
    assert found.money_until_stopped is not None  # nothing is unknown here
    losses = {one.option.id: one.expected or 0.0 for one in decision.weighed}
    return _said(found.money_until_stopped.value, losses)


def _said(until_stopped: float, losses: dict[str, float]) -> str:
    ranked = sorted(losses, key=lambda name: losses[name])
    return f"{until_stopped:.1e} until stopped; best {', '.join(ranked)}"


CONTENDERS = (
    Contender(name="numpy by hand", answer=by_numpy),
    Contender(name="bugcase", answer=by_bugcase),
)


def main() -> None:
    """Race for one question, and for as many as a slider asks."""
    for questions in QUESTIONS:
        print(f"impact and weigh, {questions} question(s) of {DRAWS:,} draws, eight options")
        contest(__spec__.name, CONTENDERS, str(questions))


if __name__ == "__main__":
    if sys.argv[1:]:
        answer(CONTENDERS, *sys.argv[1:])
    else:
        main()
