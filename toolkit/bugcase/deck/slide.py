"""A slide: one message as a sentence, one thing to look at, and what is said meanwhile.

A slide is a value.  In a notebook it shows itself as it will look; in the
same output it leaves itself as data, from which the exporter makes the deck.
Nothing on it is trusted: names of groups come out of data, so every word is
escaped, and a picture is an image, in which no script can run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from markupsafe import Markup

from bugcase.characters import visible
from bugcase.figures.picture import Picture
from bugcase.style.fonts import font_faces
from bugcase.style.theme import Theme
from bugcase.style.tokens import COLOURS
from bugcase.text import Text
from bugcase.wording import say

if TYPE_CHECKING:
    from jinja2 import Environment
    from pydantic import TypeAdapter

SLIDE_MIMETYPE: Final = "application/vnd.bugcase.slide+json"
NO_SLIDE_MIMETYPE: Final = "application/vnd.bugcase.no-slide+json"  # the exporter makes none


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under named columns; the first column names the row.

    Parameters
    ----------
    columns, rows
        The heads, and as many cells in each row.
    lead
        The place of the row to stand out (the option that is recommended), from 0.

    Raises
    ------
    ValueError
        Where a row has more or fewer cells than there are columns, or `lead` is no row.
    """

    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    lead: int | None = None

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"each row of a table has {len(self.columns)} cells")
        if self.lead is not None and not 0 <= self.lead < len(self.rows):
            raise ValueError(f"lead is the place of one of {len(self.rows)} rows: {self.lead}")

    @property
    def numeric(self) -> tuple[bool, ...]:
        """For each column, whether its cells are figures, and so stand flush right."""
        return tuple(
            bool(self.rows)
            and all(str(row[i])[:1] in set("0123456789+-\N{MINUS SIGN}€$£¥<") for row in self.rows)
            for i in range(len(self.columns))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What one speaker says while the slide is shown."""

    words: Text
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Slide:
    """One slide of a case.

    Parameters
    ----------
    id
        Its name in the deck's address: ``slides.html#/what-goes-wrong``.
    title
        A whole sentence, with the number in it.
    body
        One picture, one table, or a few paragraphs.
    notes
        The script, turn by turn.  Only the speaker's own window shows it.
    source_line
        n, method and short hash of the data, at the foot of the slide.
    origin
        The source under which the figure is listed with the facts that share it.
    kind
        "decision" for the slide that asks for one: larger, and marked.
    colours
        The palette that its figure is drawn in, where that is not the light one.
    font
        The family that its figure is drawn in where it is installed, where the theme names one.

    Examples
    --------
    >>> slide = Slide(id="ask", title=Text.plain("Hold release 214 until Friday."),
    ...               body=(Text.plain("Decide today by 16:00."),), kind="decision")
    >>> slide
    Slide('Hold release 214 until Friday.')
    >>> Slide.from_json(slide.to_json()) == slide
    True
    """

    id: str
    title: Text
    body: Picture | Table | tuple[Text, ...]
    notes: tuple[Note, ...] = ()
    source_line: str | None = None
    origin: str | None = None
    kind: Literal["evidence", "decision"] = "evidence"
    colours: dict[str, str] | None = None
    font: str | None = None

    def __repr__(self) -> str:
        return f"Slide({str(self.title)!r})"

    def to_json(self) -> dict[str, Any]:
        """Everything of the slide, as what a notebook file can hold."""
        dumped: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return dumped

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Slide":
        """Read what `to_json` gave.

        Raises
        ------
        ValueError
            Where the data is no slide, or one of another version.
        """
        return _adapter().validate_python(data)

    @property
    def texts(self) -> tuple[Text, ...]:
        """Every text that an audience reads on it, in order."""
        match self.body:
            case Picture():
                return (self.title,)
            case Table():
                cells = (cell for row in (self.body.columns, *self.body.rows) for cell in row)
                return (self.title, *cells)
            case _:
                return (self.title, *self.body)

    @property
    def shared(self) -> "Slide":
        """The slide for everybody: no script, and nothing that not everybody may read."""
        body: Picture | Table | tuple[Text, ...]
        match self.body:
            case Picture():
                withheld = self.body.shared
                body = self.body if withheld is None else (Text.plain(withheld),)
            case Table():
                rows = tuple(tuple(cell.shared for cell in row) for row in self.body.rows)
                body = replace(self.body, rows=rows)
            case _:
                body = tuple(text.shared for text in self.body)
        return replace(self, title=self.title.shared, body=body, notes=())

    @property
    def title_html(self) -> Markup:
        """The title as HTML, gaps marked."""
        return _draw("words", self.title)

    @property
    def body_html(self) -> Markup:
        """What there is to look at, as HTML."""
        match self.body:
            case Picture():
                return Markup('<div class="picture">{}</div>').format(self.body.html)
            case Table():
                return _draw("table", self.body)
            case _:
                return _draw("paragraphs", self.body)

    @property
    def notes_html(self) -> Markup:
        """The script as HTML."""
        return _draw("notes", self.notes)

    def _preview(self) -> Markup:
        """Draw the slide as a notebook shows it, which has no other way to our letters."""
        theme = Theme(colours=self.colours or COLOURS, font=self.font)
        shown = "".join((self.title_html, self.body_html, self.source_line or ""))
        return _draw("preview", self, Markup(theme.css), Markup(font_faces(shown)))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": repr(self),
            "text/html": self._preview(),
            SLIDE_MIMETYPE: self.to_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSlide:
    """What a cell shows in place of a slide that the case, as it stands, is told without.

    Parameters
    ----------
    id
        The slide's name.
    shown_where
        The conditions under which it is told, in words.
    """

    id: str
    shown_where: tuple[str, ...]

    def __str__(self) -> str:
        return f"Not in the deck as the case stands: shown where {'; and '.join(self.shown_where)}."

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        words = Markup('<p style="opacity: 0.7">{}</p>').format(visible(str(self)))
        return {"text/plain": str(self), "text/html": words, NO_SLIDE_MIMETYPE: {"id": self.id}}


@cache
def _adapter() -> "TypeAdapter[Slide]":
    from pydantic import TypeAdapter

    return TypeAdapter(Slide)


@cache
def templates() -> "Environment":
    """Find the templates of the slides and of the deck; each escapes what it is given."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("bugcase.deck"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.globals["say"] = say
    return environment


def _draw(macro: str, *arguments: object) -> Markup:
    module = templates().get_template("slide.html.j2").module
    drawn: Markup = getattr(module, macro)(*arguments)
    return drawn
