"""A theme is refused with the numbers where it could not be read, and draws everything else."""

from pathlib import Path

import pytest

from bugcase.errors import BuildError, CaseError
from bugcase.figures import interval_against_limit
from bugcase.figures.picture import Picture
from bugcase.style.theme import LARGEST_LOGO, Theme, load_theme
from bugcase.style.tokens import COLOURS, DARK, MARKS, WORDS, contrast, painted
from fixtures.comparisons import HALT
from fixtures.decks import SLIDES, book, export, markdown, slide_cell

SVG = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
PNG = b"\x89PNG\r\n\x1a\n"


def loaded(folder: Path, toml: str) -> Theme:
    (folder / "theme.toml").write_text(toml, encoding="utf-8")
    return load_theme(folder)


def test_without_a_file_it_is_the_light_one(tmp_path: Path) -> None:
    assert load_theme(tmp_path) == Theme(colours=COLOURS)


@pytest.mark.parametrize("base", ["light", "dark"])
def test_a_base_is_complete_and_a_colour_of_ones_own_stands_before_it(
    base: str, tmp_path: Path
) -> None:
    theme = loaded(tmp_path, f'base = "{base}"\n[colours]\nrule = "#888888"')
    assert theme.colours == {**(DARK if base == "dark" else COLOURS), "rule": "#888888"}


@pytest.mark.parametrize("colours", [COLOURS, DARK], ids=["light", "dark"])
def test_both_palettes_can_be_read(colours: dict[str, str]) -> None:
    assert [pair for pair in WORDS if contrast(*(colours[one] for one in pair)) < 4.5] == []
    assert [pair for pair in MARKS if contrast(*(colours[one] for one in pair)) < 3] == []


def faint(colours: str, least: str, found: str) -> str:
    return (
        f"colours.{colours}: expected a contrast of at least {least}; found {found}; "
        "choose one of the two lighter or darker"
    )


@pytest.mark.parametrize(
    ("toml", "faults"),
    [
        pytest.param("base = ", ["no TOML: Invalid value (at end of document)"], id="no TOML"),
        pytest.param(
            'base = "blue"\nfont = "x; }"\nfoo = 1\n[colours]\nharm = "red"\nhearm = "#ffffff"',
            [
                "base: expected 'light' or 'dark'; found 'blue'; write one of these",
                "colours.harm: expected a colour such as #c83803; found 'red'; write it so",
                (
                    "colours.hearm: expected 'ink', 'muted', 'paper', 'rule', 'tint', 'baseline', "
                    "'harm', 'harm-tint', 'context', 'gap' or 'gap-tint'; found 'hearm'; write one "
                    "of these"
                ),
                "font: expected the name of a font; found 'x; }'; write its name",
                "foo: expected one of base, colours, font, logo; found it; take it out",
            ],
            id="every fault of form at once",
        ),
        pytest.param(
            '[colours]\ncontext = "#aaaaaa"\ngap = "#a07000"',
            [
                faint("gap on paper", "4.5 to 1 for words", "4.36 (#a07000 on #ffffff)"),
                faint("gap on tint", "4.5 to 1 for words", "3.92 (#a07000 on #f0f3f5)"),
                faint("gap on gap-tint", "4.5 to 1 for words", "3.84 (#a07000 on #fff0bf)"),
                faint("context on paper", "3 to 1 for marks", "2.32 (#aaaaaa on #ffffff)"),
            ],
            id="too faint, with the numbers",
        ),
        pytest.param(
            'logo = "../logo.svg"',
            ["logo: expected an SVG or PNG in the case folder; found ../logo.svg; put it there"],
            id="a logo from elsewhere",
        ),
        pytest.param(
            'logo = "logo.gif"',
            ["logo: expected an SVG or PNG in the case folder; found logo.gif; put it there"],
            id="a logo of another kind",
        ),
        pytest.param(
            'logo = "none.png"',
            ["logo: expected an existing file; found no none.png; check the name"],
            id="no such logo",
        ),
        pytest.param(
            'logo = "text.png"',
            ["logo: expected PNG; found something else; save it anew"],
            id="a logo that is no picture",
        ),
        pytest.param(
            'logo = "large.png"',
            ["logo: expected at most 200,000 bytes; found 200,001; save it smaller"],
            id="a logo that is too large",
        ),
    ],
)
def test_every_fault_is_named_in_a_line(toml: str, faults: list[str], tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("<html>", encoding="utf-8")
    (tmp_path / "large.png").write_bytes(PNG.ljust(LARGEST_LOGO + 1, b"0"))
    with pytest.raises(CaseError) as caught:
        loaded(tmp_path, toml)
    assert caught.value.found.split(" | ") == faults
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "begins"),
    [("logo.svg", SVG.encode(), "data:image/svg+xml;base64,"), ("l.PNG", PNG, "data:image/png;")],
)
def test_a_logo_stands_in_the_deck_once_as_an_image(
    name: str, data: bytes, begins: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    theme = loaded(tmp_path, f'logo = "{name}"\nfont = "Noto Sans"')
    assert theme.logo is not None
    assert theme.logo.startswith(begins)
    html = export(book(*(markdown("# One", slide_type="slide") for _ in range(3))), tmp_path)
    assert html.count(f'--bc-logo: url("{theme.logo}");') == html.count(theme.logo) == 1
    assert '--bc-font: "Noto Sans";' in html
    assert "alert(1)" not in html


def test_a_figure_is_drawn_in_the_palette_of_the_moment() -> None:
    with painted(DARK):
        dark = interval_against_limit(HALT).picture.svg
    light = interval_against_limit(HALT).picture.svg
    assert [DARK["harm"] in svg for svg in (dark, light)] == [True, False]
    assert [COLOURS["harm"] in svg for svg in (dark, light)] == [False, True]


def test_a_deck_in_other_colours_than_its_figures_is_refused(tmp_path: Path) -> None:
    assert isinstance(SLIDES[1].body, Picture)
    (tmp_path / "theme.toml").write_text('base = "dark"', encoding="utf-8")
    with pytest.raises(BuildError, match="a figure in the colours"):
        export(book(slide_cell(SLIDES[1])), tmp_path)
