"""A picture: a drawing as SVG, and the words that stand for it."""

from base64 import b64encode
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing and what it says to somebody who cannot see it.

    Parameters
    ----------
    shared
        What a document for everybody shows instead, where the drawing tells what not
        everybody may read.

    Raises
    ------
    ValueError
        Where the alternative text is empty.
    """

    svg: str
    alt: str
    shared: str | None = None

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture on a slide has an alternative text")

    @property
    def html(self) -> Markup:
        """An ``<img>`` that holds the drawing itself."""
        data = b64encode(self.svg.encode()).decode("ascii")
        return Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(self.alt, data)
