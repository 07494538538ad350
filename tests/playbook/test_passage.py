"""A text is filled line by line: a gap is never voiced, and stays visible where it is read."""

import pytest

from bugcase.playbook.passage import Passage
from bugcase.playbook.template import Form, Template
from bugcase.text import Span

KNOWN = {
    "rate": {"written": "666.7 of 1,000", "spoken": "two in three", "short": "67%"},
    "who": {"written": "Ada"},
}


def fact(name: str, form: Form) -> Span:
    if name not in KNOWN:
        return Span(words=name, slot=name, gap=True)
    return Span(words=KNOWN[name].get(form, KNOWN[name]["written"]), slot=name)


@pytest.mark.parametrize(
    ("text", "spoken", "written"),
    [
        ("It is {rate}.", "It is two in three.", "It is 666.7 of 1,000."),
        ("{rate:short}, {rate:written}", "67%, 666.7 of 1,000", "67%, 666.7 of 1,000"),
        ("{rate:spoken}: {who:short}", "two in three: Ada", "two in three: Ada"),
        ("One.\n\n  Two\tthree. \n", "One. Two three.", "One. Two three."),
        ("One.\nIt is {cause}.\nTwo.", "One. Two.", "One. It is [? cause]. Two."),
        ("It is {cause}. | {who} looks.\nTwo.", "Ada looks. Two.", "Ada looks. Two."),
        ("It is {cause}. | It is {place}.", "", "It is [? cause]."),
        ("{who} knows. | Nobody knows.", "Ada knows.", "Ada knows."),
    ],
)
def test_a_text_is_filled_in_the_form_of_its_place(text: str, spoken: str, written: str) -> None:
    passage = Passage.parse(text)
    filled = (passage.fill(fact, "spoken"), passage.fill(fact, "written"))
    assert tuple(map(str, filled)) == (spoken, written)


def test_lines_are_parted_into_their_sentences_again() -> None:
    text = Passage.parse("It is {rate}.\nWhy? Ask.\n{who} knows.").fill(fact, "spoken")
    assert list(map(str, text.sentences)) == ["It is two in three.", "Why?", "Ask.", "Ada knows."]


def test_a_template_is_written_as_it_was_read() -> None:
    text = "Hold {release:short} until {date}."
    assert str(Template.parse(text)) == text
    assert Passage.parse(f"{text} | Hold {{it}}.").slots == ("release", "date", "it")
