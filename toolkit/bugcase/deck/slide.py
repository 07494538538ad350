"""A slide: one message as a sentence, one thing to look at, and what is said meanwhile.

A slide is a value.  In a notebook it shows itself as it will look; in the
same output it leaves itself as data, from which the exporter makes the deck.
Nothing on it is trusted: names of groups come out of data, so every word is
escaped, and a picture is an image, in which no script can run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal

from markupsafe import Markup

from bugcase.characters import visible
from bugcase.deck.body import Body, Cards, Lights, Numbers, Table
from bugcase.deck.fitting import Fitted, fitted, label_width
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
        One picture, one table, or a few paragraphs and panels below one another.
    notes
        The script, turn by turn.  Only the speaker's own window shows it.
    source_line
        n, method and short hash of the data, at the foot of the slide.
    origin
        The source under which the figure is listed with the facts that share it.
    kind
        "decision" for the slide that asks for one: its title is larger.
    eyebrow
        A few words above the title: who decides, by when.
    appendix
        Whether it stands after the close, marked so and not counted in the talk.
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
    body: Body
    notes: tuple[Note, ...] = ()
    source_line: str | None = None
    origin: str | None = None
    kind: Literal["evidence", "decision"] = "evidence"
    eyebrow: Text | None = None
    appendix: bool = False
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
        above = (self.eyebrow, self.title) if self.eyebrow else (self.title,)
        match self.body:
            case Picture():
                return above
            case Table():
                return (*above, *self.body.texts)
            case _:
                below = ((one,) if isinstance(one, Text) else one.texts for one in self.body)
                return (*above, *chain.from_iterable(below))

    @property
    def shared(self) -> "Slide":
        """The slide for everybody: no script, and nothing that not everybody may read."""
        body: Body
        match self.body:
            case Picture():
                withheld = self.body.shared
                body = self.body if withheld is None else (Text.plain(withheld),)
            case Table():
                body = self.body.mapped(_shared)
            case _:
                body = tuple(
                    one.shared if isinstance(one, Text) else one.mapped(_shared)
                    for one in self.body
                )
        eyebrow = self.eyebrow.shared if self.eyebrow else None
        return replace(self, title=self.title.shared, eyebrow=eyebrow, body=body, notes=())

    @property
    def _as_set(self) -> Fitted:
        return fitted(
            self.title,
            self.body,
            kind=self.kind,
            has_eyebrow=self.eyebrow is not None,
            own_font=self.font is not None,
        )

    @property
    def title_html(self) -> Markup:
        """The title as HTML, gaps marked."""
        return _draw("words", self._as_set.title)

    @property
    def body_html(self) -> Markup:
        """What there is to look at, as HTML."""
        return self._drawn_body(self._as_set)

    def _drawn_body(self, as_set: Fitted) -> Markup:
        match as_set.body:
            case Picture():
                return _draw("picture", as_set.body)
            case Table():
                return _draw("table", as_set.body, as_set.widths, as_set.left_out)
            case _:
                return Markup("").join(_draw(_MACROS[type(one)], one) for one in as_set.body)

    @property
    def style(self) -> str:
        """The sizes that its words are set in, as declarations for its element."""
        as_set = self._as_set
        said = f"--bc-title-size: {as_set.title_size}; --bc-value-size: {as_set.value_size};"
        labels = (
            label_width(one, as_set.scale)
            for one in (as_set.body if isinstance(as_set.body, tuple) else ())
            if isinstance(one, Cards)
        )
        wide = next((f" --bc-card-label: {one:.1f};" for one in labels), "")
        return f"{said} --bc-fit: {as_set.scale:.2f};{wide}"

    @property
    def is_cut(self) -> bool:
        """Whether words of it are missing, because no size holds them all."""
        return self._as_set.cut

    @property
    def notes_html(self) -> Markup:
        """The script as HTML."""
        return _draw("notes", self.notes)

    def _preview(self) -> Markup:
        """Draw the slide as a notebook shows it, which has no other way to our letters."""
        theme = Theme(colours=self.colours or COLOURS, font=self.font)
        shown = "".join(
            (*map(str, self.texts), str(self.body_html), self.source_line or "", "A0123456789/ ")
        )
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


_MACROS: Final = {Text: "paragraph", Numbers: "numbers", Cards: "cards", Lights: "lights"}


def _shared(text: Text) -> Text:
    return text.shared


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
