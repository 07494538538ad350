"""The typeface: its name and licence, its letters, and the one measure of how wide words are."""

import re
from base64 import b64decode
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from matplotlib.text import Text

from bugcase.deck.storyline import slide
from bugcase.figures import interval_against_limit
from bugcase.figures.canvas import CaseFigure, drawing
from bugcase.style.fonts import FAMILY, Weight, font_faces, lettered
from bugcase.style.lettering import text_width
from bugcase.style.theme import Theme
from fixtures.comparisons import HALT
from fixtures.shown_words import measured

FONTS = Path(str(files("bugcase.style") / "fonts"))
COPYRIGHT = "© 2023 Adobe (http://www.adobe.com/), with Reserved Font Name ‘Source’"
MONOSPACED = "DejaVu Sans Mono"  # matplotlib brings it along


def names(font: TTFont) -> dict[int, str]:
    return {one.nameID: one.toUnicode() for one in font["name"].names}


def embedded(css: str) -> list[TTFont]:
    fonts = re.findall(r'url\("data:font/woff;base64,([^"]+)"\) format\("woff"\)', css)
    return [TTFont(BytesIO(b64decode(font))) for font in fonts]


def letters(font: TTFont) -> set[str]:
    return set(map(chr, font.getBestCmap()))


@pytest.mark.parametrize("style", ["Regular", "Bold", "Italic"])
def test_the_changed_font_has_a_name_of_its_own_and_keeps_its_copyright_and_licence(
    style: str,
) -> None:
    told = names(TTFont(FONTS / f"BugcaseSans-{style}.ttf"))
    assert (told[0], told[1], told[2], told[6]) == (
        COPYRIGHT, FAMILY, style, f"BugcaseSans-{style}"
    )  # fmt: skip
    assert "SIL Open Font License" in told[13]
    assert [told[number] for number in told if "Source" in told[number]] == [COPYRIGHT]
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE").read_text(encoding="utf-8")


def test_it_has_the_letters_of_european_languages_and_the_signs_of_the_figures() -> None:
    shown = "Łódź, Ærø, Đà Nẵng, Αθήνα, Київ – — ‘’“”…·• ←↑→↓ −+×÷±≤≥≈≠ €£¥$% ☐☑✓ ½²³"
    for path in FONTS.glob("*.ttf"):
        assert set(shown) - letters(TTFont(path)) == set()


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_figures_are_equally_wide(weight: Weight) -> None:
    assert len({text_width(figure, 100, weight) for figure in "0123456789"}) == 1


def test_a_page_embeds_the_letters_that_it_shows_and_no_others_of_that_script() -> None:
    regular, bold = embedded(font_faces("Αθήνα 東京"))
    for font in (regular, bold):
        assert {one for one in letters(font) if one >= "\u0370" and one < "\u2000"} == set("Αθήνα")
        assert "東" not in letters(font)
        assert {"A", "z", "7", "…"} <= letters(font)
    assert [font["OS/2"].usWeightClass for font in (regular, bold)] == [400, 700]


def test_an_embedded_font_keeps_its_copyright_and_is_the_same_again() -> None:
    css = font_faces("Hold release 214.", italic=True)
    assert [names(font)[0] for font in embedded(css)] == [COPYRIGHT] * 3
    assert font_faces("Hold release 214.", italic=True) == css
    assert len(css) < 60_000


@pytest.mark.parametrize(
    ("words", "ems"),
    [
        pytest.param("東京", 2.0, id="a Chinese letter is a square"),
        pytest.param("שלום", 4.0, id="any letter that it lacks"),
        pytest.param("\u200d\u2066\u2069", 0.0, id="what nobody sees"),
        pytest.param("", 0.0, id="nothing"),
    ],
)
def test_what_the_font_lacks_is_measured_as_a_square(words: str, ems: float) -> None:
    assert text_width(words, 10) == pytest.approx(10 * ems)


def test_a_mark_over_a_letter_makes_it_no_wider() -> None:
    assert text_width("e\u0301", 100) == pytest.approx(text_width("e", 100))


def test_kerning_counts() -> None:
    assert text_width("To", 100) < 0.97 * (text_width("T", 100) + text_width("o", 100))


@pytest.mark.parametrize("family", [None, MONOSPACED])
@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize(
    "words", ["between 14.1 and 16.4 more per 1,000", "AVATAR To. Type", "Łódź"]
)
def test_a_figure_draws_words_as_wide_as_they_were_measured(
    words: str, weight: Weight, family: str | None
) -> None:
    with lettered(family), drawing():
        figure = CaseFigure(alt="words", source_line="")
        text = figure.text(0, 0, words, size=40, weight=weight)
        assert text.get_window_extent().width == pytest.approx(
            text_width(words, 40, weight), rel=0.01, abs=2
        )


def families(figure: CaseFigure) -> set[str]:
    texts = figure.findobj(Text)
    return {one.get_fontfamily()[0] for one in texts if isinstance(one, Text)}


def test_a_figure_is_drawn_in_the_themes_font_where_that_is_installed_and_else_in_ours() -> None:
    drawn = {}
    for family in (MONOSPACED, "No Such Family", None):
        with lettered(family):
            drawn[family] = interval_against_limit(HALT).picture.svg
    assert drawn["No Such Family"] == drawn[None]
    assert drawn[MONOSPACED] != drawn[None]
    assert families(interval_against_limit(HALT)) == {FAMILY}


def test_a_themes_font_reaches_the_figures_of_its_slides_and_is_kept_with_them() -> None:
    facts = measured("release-halt")
    name = next(one.id for one in facts.playbook.slides if one.figure)
    plain, own = (slide(name, facts, theme=Theme(font=font)) for font in (None, MONOSPACED))
    assert (plain.font, own.font) == (None, MONOSPACED)
    assert plain.body != own.body
    assert slide(name, facts, theme=Theme()) == plain  # each is kept apart from the other
