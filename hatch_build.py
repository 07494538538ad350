"""Brings reveal.js and the typeface into the package when it is built.

The deck is one HTML file that makes no request, so reveal.js and the letters must
be on the user's disk.  Neither is committed here: they come out of two build
requirements, `pyreveal`, which carries the published files of reveal.js 6, and
`fontpkg-source-sans-3`, which carries Adobe's Source Sans 3; all that is taken is
checked byte for byte against the checksums below.

reveal.js is copied.  Of the typeface static fonts are made, of the letters that the
documents' languages need.  Its licence reserves the name "Source" for the unchanged
files, so the family that is made here is called Bugcase Sans.
"""

import hashlib
import importlib.util
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

REVEAL: Final = Path("toolkit", "bugcase", "deck", "reveal")
FONTS: Final = Path("toolkit", "bugcase", "style", "fonts")

REVEAL_CHECKSUMS: Final = {
    "LICENSE": "b2883e4b610bfa1b4d8fff84c4d4b825cc7d553cbd9fec4777c04068a2859dc0",
    "dist/reveal.js": "3fb84c30d2e610dd598843d75a123ef2c4dbc588847cda86cd8c7a61e18ddb6b",
    "dist/reveal.css": "64e6203ee2048665c9f49c368f345fb3d7f936c404934162c70369a7682f388f",
    "dist/plugin/notes.js": "946159680c70354c665dbf4f3c9023a737d8b14b48c6c9af452553717a046729",
}
UPRIGHT: Final = "files/SourceSans3[wght].ttf"
ITALIC: Final = "files/SourceSans3-Italic[wght].ttf"
FONT_CHECKSUMS: Final = {
    "LICENSE": "09746787287a289323b0ec3cff4d1a4a801331b82b7207c1e186f5d26619a392",
    UPRIGHT: "042fe2cc0b933e328410d7acbd0aa6a1873dca5aef81875f4bc214b08825c7b9",
    ITALIC: "39e3ab05ccd7cb94907c31005bb5bec1d5432f0b096a2b782976e217a540eb6c",
}
FAMILY: Final = "Bugcase Sans"
STYLES: Final = {  # the file that each is made of, and its weight
    "Regular": (UPRIGHT, 400),
    "Bold": (UPRIGHT, 700),
    "Italic": (ITALIC, 400),
}
LETTERS: Final = (
    *(range(0x20, 0x7F), range(0xA0, 0x250)),  # Latin with its extensions
    *(range(0x300, 0x370), range(0x370, 0x400), range(0x400, 0x530)),  # accents, Greek, Cyrillic
    *(range(0x1E00, 0x1F00), range(0x2000, 0x2070)),  # Vietnamese and others; punctuation
    *(range(0x2070, 0x20D0), range(0x2100, 0x2190)),  # raised figures, currencies, fractions
    *(range(0x2190, 0x2300), range(0x25A0, 0x2800)),  # arrows, mathematics, shapes and ticks
)
# No ligatures, so that words are as wide as their letters and the kerning between them.
FEATURES: Final = ("ccmp", "kern", "mark", "mkmk")
# How high a line is at least, in thousandths of the letters' size: from the ring of an Å to the
# foot of a g.  Source Sans asks for half as much again, and would run over the lines of titles.
ASCENT, DESCENT = 875, 225
COPYRIGHT, FAMILY_NAME, STYLE, UNIQUE_ID, FULL_NAME, VERSION, POSTSCRIPT = range(7)
LICENCE, LICENCE_ADDRESS = 13, 14
WINDOWS_ENGLISH: Final = (3, 1, 0x409)  # the only names that today's systems read


def copy_reveal(root: Path) -> None:
    """Copy reveal.js out of the installed `pyreveal` into the package under `root`.

    Raises
    ------
    RuntimeError
        Where pyreveal is missing, or carries other bytes than the pinned ones.
        Nothing is written in either case.
    """
    source = _installed("pyreveal", "pyreveal==1.0.0") / "revealjs"
    contents = _checked(source, REVEAL_CHECKSUMS, "pyreveal==1.0.0")
    _write(root / REVEAL, {Path(name).name: content for name, content in contents.items()})


def make_fonts(root: Path) -> None:
    """Make Bugcase Sans of the installed Source Sans 3, with its licence, under `root`.

    The same input gives the same bytes.

    Raises
    ------
    RuntimeError
        Where fontpkg-source-sans-3 is missing, or carries other bytes than the pinned
        ones.  Nothing is written in either case.
    """
    package = "fontpkg-source-sans-3==3.52"
    contents = _checked(_installed("fontpkg_source_sans_3", package), FONT_CHECKSUMS, package)
    letters = {name: _with_our_letters(contents[name]) for name in (UPRIGHT, ITALIC)}
    made = {
        f"BugcaseSans-{style}.ttf": _static(letters[name], style, weight)
        for style, (name, weight) in STYLES.items()
    }
    _write(root / FONTS, {**made, "LICENSE": contents["LICENSE"]})


def _with_our_letters(variable: bytes) -> bytes:
    """Keep the letters of `LETTERS`, still in every weight."""
    from fontTools.subset import Options, Subsetter

    font = _opened(variable)
    options = Options(
        layout_features=list(FEATURES),
        name_IDs=["*"],  # `_static` chooses among them
        glyph_names=False,
        hinting=False,
        notdef_outline=True,  # what a missing letter looks like
    )
    options.drop_tables += ["BASE", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for letters in LETTERS for code in letters])
    subsetter.subset(font)
    return _saved(font)


def _static(variable: bytes, style: str, weight: int) -> bytes:
    """Give one weight as a font of its own, under its new name."""
    from fontTools.varLib.instancer import instantiateVariableFont

    font = instantiateVariableFont(_opened(variable), {"wght": weight})
    del font["STAT"]  # which tells of the weights that are gone
    names = font["name"]
    version = names.getDebugName(VERSION).partition(";")[0]
    kept = (COPYRIGHT, LICENCE, LICENCE_ADDRESS)
    names.names = [one for one in names.names if one.nameID in kept]
    for number, words in {
        FAMILY_NAME: FAMILY,
        STYLE: style,
        UNIQUE_ID: f"{FAMILY} {style}, {version}",
        FULL_NAME: f"{FAMILY} {style}",
        VERSION: version,
        POSTSCRIPT: f"{FAMILY.replace(' ', '')}-{style}",
    }.items():
        names.setName(words, number, *WINDOWS_ENGLISH)
    lines, os2 = font["hhea"], font["OS/2"]
    lines.ascent = os2.sTypoAscender = ASCENT
    lines.descent = os2.sTypoDescender = -DESCENT
    lines.lineGap = os2.sTypoLineGap = 0
    # instancing has set the weight; these say the same to programs that ask elsewhere
    bold, italic = style == "Bold", style == "Italic"
    font["head"].macStyle = bold | italic << 1
    others = os2.fsSelection & ~0b110_0001
    os2.fsSelection = others | italic | bold << 5 | (style == "Regular") << 6
    return _saved(font)


def _opened(font: bytes) -> "TTFont":
    from fontTools.ttLib import TTFont

    return TTFont(BytesIO(font), recalcTimestamp=False)  # the clock is no input


def _saved(font: "TTFont") -> bytes:
    saved = BytesIO()
    font.save(saved)
    return saved.getvalue()


def _installed(package: str, requirement: str) -> Path:
    # find_spec reads no code of the package: a file that fails its checksum has not run either
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(
            f"{requirement}: expected it in the build environment; found none. "
            f"Fix: build with isolation (pip does), or pip install {requirement}."
        )
    return Path(spec.submodule_search_locations[0])


def _checked(folder: Path, checksums: Mapping[str, str], requirement: str) -> dict[str, bytes]:
    contents = {}
    for name, sha256 in checksums.items():
        path = folder / name
        contents[name] = path.read_bytes() if path.is_file() else b""
        found = hashlib.sha256(contents[name]).hexdigest()
        if found != sha256:
            raise RuntimeError(
                f"{path}: expected SHA-256 {sha256}; "
                f"found {found if contents[name] else 'no such file'}. "
                f"Fix: build with {requirement}, or review the new file and pin it "
                "in hatch_build.py."
            )
    return contents


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before a wheel, and before an editable one; a source distribution needs neither."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  (hatchling's signature)
        """Put both where the wheel's `artifacts` pick them up."""
        if self.target_name == "wheel":
            copy_reveal(Path(self.root))
            make_fonts(Path(self.root))
