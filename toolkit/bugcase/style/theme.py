"""Reads theme.toml: a company's colours, font and logo, on a light or a dark ground.

``theme.toml`` lies in the case folder, and each line of it may be left out::

    base = "dark"          # or "light", which it is otherwise
    font = "Inter"         # used where it is installed, and ours elsewhere; nothing is fetched
    logo = "logo.png"      # or an SVG, in the case folder, of at most 200 kB

    [colours]              # those of `bugcase.style.tokens`, by their names
    harm = "#ff7d4d"
    paper = "#101418"

The colours of the base stand where the file names none.  Figures are drawn in them
as well, so a deck is of one piece.  What could not be read from the back of a room is
refused with the numbers: words under 4.5 to 1 against what they stand on, marks under
3 to 1.  A logo is shown as an image, in which no script runs and nothing is fetched; PowerPoint
can hold a PNG alone.
"""

import tomllib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from bugcase.errors import CaseError
from bugcase.style.tokens import COLOURS, DARK, MARKS, WORDS, Palette, contrast, css_properties

FILE: Final = "theme.toml"
LARGEST_LOGO: Final = 200_000  # bytes; it stands in the deck once

Name: TypeAlias = Literal[
    "ink", "muted", "paper", "rule", "tint", "baseline", "harm", "harm-tint", "context",
    "gap", "gap-tint",
]  # fmt: skip
Colour: TypeAlias = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Font: TypeAlias = Annotated[str, StringConstraints(pattern=r"^\w[\w .-]*$", max_length=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """How slides look; without anything said, dark words on white.

    Attributes
    ----------
    colours
        A value for each name of the palette.
    font
        The family that words and figures are set in, where it is installed.
    logo
        The picture at the head of each slide, as a data URI.

    Examples
    --------
    >>> Theme(font="Inter").css.endswith('--bc-font: "Inter";')
    True
    """

    colours: Palette = field(default_factory=lambda: COLOURS)
    font: str | None = None
    logo: str | None = None

    @property
    def css(self) -> str:
        """The theme as declarations for a style sheet."""
        font = f'--bc-font: "{self.font}";' if self.font else ""
        logo = f'--bc-logo: url("{self.logo}");' if self.logo else ""
        return css_properties(self.colours) + font + logo


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    base: Literal["light", "dark"] = "light"
    colours: dict[Name, Colour] = Field(default_factory=dict)
    font: Font | None = None
    logo: str | None = None


def load_theme(folder: Path) -> Theme:
    """Read the theme of a case; the light one where the folder has no theme.toml.

    Raises
    ------
    CaseError
        Where it is no theme; every fault is named with what was found and what is
        needed.
    """
    path = folder / FILE
    if not path.is_file():
        return Theme()
    try:
        file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise _faulty(folder, list(map(_of_form, error.errors()))) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _faulty(folder, [f"no TOML: {error}"]) from error
    colours = {
        **(DARK if file.base == "dark" else COLOURS),
        **{str(name): colour for name, colour in file.colours.items()},
    }
    faults = list(_too_faint(colours))
    logo = None
    if file.logo:
        logo, fault = _embedded(folder, file.logo)
        faults += [fault] if fault else []
    if faults:
        raise _faulty(folder, faults)
    return Theme(colours=colours, font=file.font, logo=logo)


def _too_faint(colours: Palette) -> Iterator[str]:
    """Hold every colour against what it is put on."""
    for pairs, what, least in ((WORDS, "words", 4.5), (MARKS, "marks", 3.0)):
        for colour, ground in pairs:
            ratio = contrast(colours[colour], colours[ground])
            if ratio < least:
                yield (
                    f"colours.{colour} on {ground}: expected a contrast of at least {least:g} to 1 "
                    f"for {what}; found {ratio:.2f} ({colours[colour]} on {colours[ground]}); "
                    "choose one of the two lighter or darker"
                )


def _embedded(folder: Path, name: str) -> tuple[str | None, str | None]:
    """Give the logo as a data URI, or what is wrong with it."""
    path = folder / name
    kinds = {".svg": ("image/svg+xml", b"<svg"), ".png": ("image/png", b"\x89PNG\r\n\x1a\n")}
    if path.suffix.lower() not in kinds or folder.resolve() not in path.resolve().parents:
        return None, f"logo: expected an SVG or PNG in the case folder; found {name}; put it there"
    if not path.is_file():
        return None, f"logo: expected an existing file; found no {name}; check the name"
    data, (mimetype, sign) = path.read_bytes(), kinds[path.suffix.lower()]
    if len(data) > LARGEST_LOGO:
        found = f"{len(data):,}; save it smaller"
        return None, f"logo: expected at most {LARGEST_LOGO:,} bytes; found {found}"
    if sign not in data[:4096]:
        return None, f"logo: expected {path.suffix[1:].upper()}; found something else; save it anew"
    return f"data:{mimetype};base64,{b64encode(data).decode('ascii')}", None


def _of_form(fault: ErrorDetails) -> str:
    """Tell a fault of the file's form, by its place."""
    place = ".".join(str(part) for part in fault["loc"] if part != "[key]")
    match fault["type"]:
        case "extra_forbidden":
            return (
                f"{place}: expected one of {', '.join(_File.model_fields)}; found it; take it out"
            )
        case "string_pattern_mismatch" if fault["loc"][0] == "colours":
            return (
                f"{place}: expected a colour such as #c83803; found {fault['input']!r}; write it so"
            )
        case "string_pattern_mismatch" | "string_too_long":
            return f"{place}: expected the name of a font; found {fault['input']!r}; write its name"
    wanted = fault["msg"].removeprefix("Input should be ")
    return f"{place}: expected {wanted}; found {fault['input']!r}; write one of these"


def _faulty(folder: Path, faults: Sequence[str]) -> CaseError:
    return CaseError(
        f"{FILE} in {folder.name}",
        allowed="a theme without faults",
        found=" | ".join(faults),
        remedy="correct each, or take the line out",
    )
