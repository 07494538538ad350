"""What a playbook writes out is contracted where it is said, and nothing that was typed."""

import pytest

from bugcase.text import Span, Text
from bugcase.wording import language
from bugcase.wording.contractions import contracted


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("I will say it. We will, too.", "I’ll say it. We will, too."),
        ("You will see, they will see.", "You’ll see, they’ll see."),
        ("It will not rise; I cannot say.", "It won’t rise; I can’t say."),
        ("I am sure. We are late.", "I’m sure. We’re late."),
        ("Do not stop. It does not help.", "Don’t stop. It doesn’t help."),
        ("They were not told and have not asked.", "They weren’t told and haven’t asked."),
        ("It is late. We know what it is.", "It’s late. We know what it is."),
        ("That is why. As it is, it stays.", "That’s why. As it is, it stays."),
        ("It is worse than it is in May.", "It’s worse than it is in May."),
        ("I know how sure we are of it.", "I know how sure we are of it."),
        ("We have seen it, and we have two.", "We’ve seen it, and we have two."),
        ("Will not? Whether or not.", "Won’t? Whether or not."),
    ],
)
def test_words_are_contracted_where_people_would(written: str, said: str) -> None:
    assert str(contracted(Text.plain(written), language("en_GB"))) == said
    assert str(contracted(Text.plain(written), language("sv_SE"))) == written


def test_a_typed_word_is_never_touched_and_a_word_before_it_is() -> None:
    typed = Span(words="we do not know", slot="cause")
    text = Text((Span(words="It is "), typed, Span(words=", and it is "), typed, Span(words=".")))
    found = contracted(text, language("en_GB"))
    assert str(found) == "It’s we do not know, and it’s we do not know."
    assert [span for span in found.spans if span.slot] == [typed, typed]


@pytest.mark.parametrize(
    ("before", "day", "said"),
    [
        ("We tell you on ", "tomorrow at four", "We tell you tomorrow at four."),
        ("On ", "today at one", "Today at one."),
        ("We decide by ", "tomorrow at four", "We decide by tomorrow at four."),
        ("We tell you on ", "Friday at noon", "We tell you on Friday at noon."),
        ("It ended at ", "yesterday at noon", "It ended yesterday at noon."),
    ],
)
def test_no_preposition_stands_before_a_near_day(before: str, day: str, said: str) -> None:
    text = Text((Span(words=before), Span(words=day, slot="next_update"), Span(words=".")))
    assert str(contracted(text, language("en_GB"))) == said
