"""The typeface of every document, which travels in the document.

Bugcase Sans is Adobe's Source Sans 3 in regular, bold and italic, made when the package
is built (see hatch_build.py).  A page embeds the letters that it uses, a figure is drawn
in their outlines; so both look the same on every machine.  The licence allows that, and
each embedded font keeps its copyright.  Figures in it are all equally wide.

A company's theme may name a family of its own.  Figures are drawn in it where it is
installed, and measured in it; a page names it before the embedded one.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, TypeAlias

from bugcase.errors import BuildError
from bugcase.style.face import Face

FAMILY: Final = "Bugcase Sans"
Weight: TypeAlias = Literal["normal", "bold"]
_Style: TypeAlias = Literal["Regular", "Bold", "Italic"]
_CSS: Final[dict[_Style, str]] = {
    "Regular": "font-weight: 400; font-style: normal;",
    "Bold": "font-weight: 700; font-style: normal;",
    "Italic": "font-weight: 400; font-style: italic;",
}
# Embedded whether they are used or not, so that words that are typed seldom need another subset.
_ALWAYS: Final = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("\u00a0–—‘’“”…·•−×→€£")
# Asked in this order for a letter that the family lacks; only installed ones are used.
_FALLBACK: Final = (
    "DejaVu Sans",  # which matplotlib brings along
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Hiragino Sans",
    "PingFang SC",
    "Apple SD Gothic Neo",
    "Yu Gothic",
    "Microsoft YaHei",
    "Malgun Gothic",
    "Arial Unicode MS",
)

_own: ContextVar[str | None] = ContextVar("own_family", default=None)


@contextmanager
def lettered(family: str | None) -> Iterator[None]:
    """Draw and measure in a family of one's own, here and nowhere else; None: in Bugcase Sans."""
    before = _own.set(family)
    try:
        yield
    finally:
        _own.reset(before)


def own_family() -> str | None:
    """Give the family that is drawn with now in place of Bugcase Sans; None where that is it."""
    family = _own.get()
    return family if family and _is_installed(family) else None


def face(weight: Weight) -> Face:
    """Give the widths of the letters that are drawn with now."""
    family = own_family()
    if family is None:
        return _face(_file("Regular" if weight == "normal" else "Bold"), 0)
    from matplotlib.font_manager import FontProperties, findfont

    found = findfont(FontProperties(family=family, weight=weight))
    return _face(Path(found), getattr(found, "face_index", 0))


def families() -> list[str]:
    """Name the families that matplotlib is to draw with now, after making ours known to it."""
    _register()
    family = own_family()
    installed = [one for one in _FALLBACK if _is_installed(one)]
    return [*([family] if family else []), FAMILY, *installed]


def font_faces(words: str, *, italic: bool = False) -> str:
    """Write the rules of a style sheet that embed Bugcase Sans.

    Parameters
    ----------
    words
        All that is shown; of the letters that stand in it those that the font has are
        embedded, the browser finds the others on the machine.
    italic
        Whether some of them are emphasised.
    """
    styles: tuple[_Style, ...] = ("Regular", "Bold", "Italic") if italic else ("Regular", "Bold")
    letters = frozenset(words) | _ALWAYS
    return "".join(_font_face(style, _held(style, letters)) for style in styles)


def _held(style: _Style, letters: frozenset[str]) -> frozenset[str]:
    known = _face(_file(style), 0)
    return frozenset(letter for letter in letters if known.holds(letter))


@lru_cache(maxsize=64)  # a form draws its slide again at every key
def _font_face(style: _Style, letters: frozenset[str]) -> str:
    data = b64encode(_subset(_file(style), letters)).decode("ascii")
    return (
        f'@font-face {{ font-family: "{FAMILY}"; {_CSS[style]} '
        f'src: url("data:font/woff;base64,{data}") format("woff"); }}\n'
    )


def _subset(path: Path, letters: frozenset[str]) -> bytes:
    """Give a font of these letters alone as WOFF: the same letters give the same bytes."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    # lazy: of thousands of pairs only those of the letters are read
    font = TTFont(BytesIO(path.read_bytes()), recalcTimestamp=False, lazy=True)
    options = Options(
        layout_features=["*"],
        name_IDs=["*"],  # with the copyright and the licence
        glyph_names=False,
        notdef_outline=True,
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, letters)))
    subsetter.subset(font)
    font.flavor = "woff"
    saved = BytesIO()
    font.save(saved)
    return saved.getvalue()


@cache
def _file(style: _Style) -> Path:
    """Find a font in the package, where the build has put it."""
    name = f"BugcaseSans-{style}.ttf"
    path = Path(str(files("bugcase.style") / "fonts" / name))
    if not path.is_file():
        raise BuildError(
            f"the typeface ({name})",
            allowed="its files inside the installed package",
            found="none",
            remedy="install bugcase with pip, also when working on it (pip install -e .)",
        )
    return path


@cache
def _face(path: Path, number: int) -> Face:
    return Face(path, number)


@cache  # asked for every word
def _is_installed(family: str) -> bool:
    from matplotlib.font_manager import fontManager

    return any(font.name.lower() == family.lower() for font in fontManager.ttflist)


@cache
def _register() -> None:
    """Make the family known to matplotlib, for as long as this process runs."""
    from matplotlib.font_manager import fontManager

    for style in _CSS:
        fontManager.addfont(_file(style))
