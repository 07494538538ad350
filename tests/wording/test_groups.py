"""Which rows a group holds, as a person would name them."""

import pytest

from bugcase.wording.groups import MISSING, GroupNames, Phrases

FELONY: Phrases = {"c_charge_degree": {"F": "charged with a felony"}}
MOVED: Phrases = {"moved": "who moved {level}", "marital_status": "{level}"}


@pytest.mark.parametrize(
    ("conditions", "phrases", "said"),
    [
        pytest.param(
            {"moved": "last year", "marital_status": "married"},
            MOVED,
            "married people who moved last year",
            id="one goes before the noun, one after it",
        ),
        pytest.param(
            {"c_charge_degree": "F"}, FELONY, "people charged with a felony", id="by its level"
        ),
        pytest.param(
            {"c_charge_degree": "M"}, FELONY, "people with charge degree “M”", id="another level"
        ),
        pytest.param(
            {"marital_status": "married"}, {}, "people with marital status “married”", id="default"
        ),
        pytest.param(
            {"age": "25 to 34", "sex": "male"},
            {},
            "people with age “25 to 34” and sex “male”",
            id="two defaults",
        ),
        pytest.param(
            {"moved": "last year", "age": "25 to 34"},
            MOVED,
            "people with age “25 to 34” who moved last year",
            id="a clause comes last",
        ),
        pytest.param(
            {"age": "25 to 34"}, {"age": "of age {level}"}, "people of age 25 to 34", id="a range"
        ),
        pytest.param({"disabled": "true"}, {}, "people with disabled “yes”", id="a boolean"),
        pytest.param({"children": "3"}, {}, "people with children “3”", id="a number"),
        pytest.param({"moved": MISSING}, MOVED, "people with moved missing", id="no value"),
        pytest.param(
            {"moved": MISSING},
            {"moved": {MISSING: "who did not say whether they moved"}},
            "people who did not say whether they moved",
            id="no value, with a phrase",
        ),
        pytest.param(
            {"x": "{y} <b>%s"}, {"x": "who say {level}{0}"}, "people who say {y} <b>%s{0}", id="raw"
        ),
        pytest.param(
            {"n": "a\nb"}, {"n": "with\n{level}"}, "people with a b", id="stays on one line"
        ),
        pytest.param({}, {}, "people", id="no condition"),
    ],
)
def test_a_group_is_named_by_its_phrases(
    conditions: dict[str, str], phrases: Phrases, said: str
) -> None:
    assert GroupNames(noun="people", phrases=phrases)(conditions) == said
