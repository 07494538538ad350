"""A column that is the label or a prediction under another name is left out."""

import numpy as np

from bugcase.slices import find_slices
from fixtures.planted import HOME, MODELS, named, planted


def test_a_column_in_disguise_is_left_out_by_name() -> None:
    frame = planted()
    wrong = frame["next"] != frame["y"]
    score = np.random.default_rng(3).random(len(frame)) / 2
    frame = frame.assign(
        truth=np.where(frame["y"] == 1, "yes", "no"),
        detail=np.where(frame["y"] == 1, frame["plan"], "no"),
        decision=np.where(frame["next"] == 1, "accept", "refuse"),
        status=np.where(wrong, "error", "fine"),
        score=score + 0.5 * frame["next"],
    )
    found = find_slices(frame, **MODELS)
    assert [(one.column, one.why) for one in found.left_out] == [
        ("truth", "the label in disguise"),
        ("detail", "the label in disguise"),
        ("decision", "the candidate's prediction in disguise"),
        ("status", "whether the candidate is wrong in disguise"),
        ("score", "the candidate's prediction in disguise"),
    ]
    assert named(found) == [HOME]


def test_a_column_that_a_simple_model_decides_by_is_no_disguise() -> None:
    frame = planted().assign(live=lambda rows: (rows["plan"] == "paid").astype(int))
    assert find_slices(frame, **MODELS).left_out == ()


def test_a_loss_under_another_name_is_left_out() -> None:
    cost = np.random.default_rng(4).gamma(2, 50, 12_000)
    frame = planted().assign(cost=cost, next_cost=cost[::-1], cents=cost * 100)
    found = find_slices(frame, loss=("cost", "next_cost"), by=None)
    assert ("cents", "the baseline's loss in disguise") in [
        (one.column, one.why) for one in found.left_out
    ]


def test_a_column_that_knows_errors_too_rare_for_a_sample_is_left_out() -> None:
    frame = planted(40_000, worse=0)
    wrong = np.arange(len(frame)) % 200 == 0
    wrong[:10_000] = False
    following = np.where(wrong, 1 - frame["y"], frame["y"])
    frame = frame.assign(live=frame["y"], next=following)
    frame = frame.assign(status=np.where(wrong, "error", "fine"))
    found = find_slices(frame, by=None, **MODELS)
    assert [(one.column, one.why) for one in found.left_out] == [
        ("status", "whether the candidate is wrong in disguise")
    ]
