"""Rules of answers: each is asked for somewhere, and fits the sentence that it ends."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bugcase.case.values import Unknown
from bugcase.facts.facts import Facts
from bugcase.playbook.completion import misfit, misfit_of_cells
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase, shortened, words_of

NOT_TAKEN: Final = "answer_not_taken"


def unasked_answers(facts: Facts) -> Mapping[str, str]:
    """Give the answers that no field of the playbook asks for, as of an older one, in words."""
    asked = {field.id for field in facts.playbook.fields}
    return {
        name: shortened("; ".join(words_of(answer)) or str(answer))
        for name, answer in facts.case.answers.items()
        if name not in asked and not isinstance(answer, Unknown)
    }


def _not_taken(reviewed: ReviewedCase) -> Iterator[Spot]:
    for name, words in unasked_answers(reviewed.facts).items():
        yield Spot(place=f"answers.{name}", found=f"no field asks for it: {words}")
    for field in reviewed.facts.playbook.fields:
        answer = reviewed.facts.case.answer(field.id)
        if field.choices and isinstance(answer, str) and (remark := misfit(field, answer)):
            yield Spot(place=f"answers.{field.id}", found=f"{shortened(answer)} is {remark}")


def _misfit(reviewed: ReviewedCase) -> Iterator[Spot]:
    facts = reviewed.facts
    for field in facts.playbook.fields:
        answer, place = facts.case.answer(field.id), f"answers.{field.id}"
        remarks: Iterable[str | None] = ()
        if field.columns:
            remarks = misfit_of_cells(field, field.rows(answer))
        elif isinstance(answer, str) and not field.choices:
            remarks = (misfit(field, answer, names=reviewed.names, locale=facts.locale),)
        yield from (Spot(place=place, found=remark) for remark in remarks if remark)


RULES = (
    Rule(
        id=NOT_TAKEN,
        severity="warning",
        says="Each answer is asked for by a field of the playbook, and is one of its choices.",
        remedy="type it into the field that asks for it now, or pick a choice",
        find=_not_taken,
    ),
    Rule(
        id="answer_misfit",
        severity="warning",
        says="What is typed fits the sentence that its field begins.",
        remedy="end the sentence, or leave it if it reads well",
        find=_misfit,
    ),
)
