"""In Markdown, words mean nothing but themselves."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bugcase.characters import visible
from bugcase.documents.markdown import block, bullets, escaped, heading, labelled, quoted
from fixtures.hostile import WORDS

# markup is likelier than chance would have it
TEXTS = st.lists(
    st.sampled_from([*"\\`*_[]<>#|~$&!+-=:.()1 \n\t", "a", "é", "\u202e", "日", "<b>", "&amp;"])
    | st.text(max_size=3)
).map("".join)


def render(markdown: str) -> str:
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))


def words_in(rendered: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", rendered)).strip()


def tags_in(rendered: str) -> set[str]:
    return set(re.findall(r"<(\w+)", rendered))


def shown(words: str) -> str:
    return " ".join(visible(words).split())


@pytest.mark.parametrize("words", WORDS, ids=lambda words: ascii(words[:20]))
def test_hostile_words_are_shown_as_they_are(words: str) -> None:
    rendered = render(block(words))
    assert (words_in(rendered), tags_in(rendered)) == (shown(words), {"p"})


@given(TEXTS.filter(shown))
def test_any_words_are_a_paragraph_with_these_words(words: str) -> None:
    rendered = render(block(words))
    assert (words_in(rendered), tags_in(rendered)) == (shown(words), {"p"})


@given(TEXTS.filter(shown))
def test_any_words_are_a_heading_with_these_words(words: str) -> None:
    rendered = render(heading(2, words))
    assert (words_in(rendered), tags_in(rendered)) == (shown(words), {"h2"})


@given(TEXTS, TEXTS)
def test_any_words_may_follow_a_label_in_a_list_or_a_quotation(one: str, other: str) -> None:
    for markdown, tags in (
        (bullets([labelled("Due", one), labelled("Due", other)]), {"ul", "li", "strong"}),
        (quoted(labelled("Due", one), labelled("Due", other)), {"blockquote", "p", "strong"}),
    ):
        rendered = render(markdown)
        told = " ".join(words_in(rendered).split())
        assert told == f"Due: {shown(one)}".strip() + f" Due: {shown(other)}".rstrip()
        assert tags_in(rendered) == tags


def test_an_address_is_not_made_a_link() -> None:
    assert escaped("http://a.b/c_d www.e.f") == r"http\://a.b/c\_d www\.e.f"
