"""Writes the deck as one HTML file that needs no network.

reveal.js, the styles and the slides stand in the page itself.  A content
security policy then closes it: no address may be fetched from, and only the
scripts whose checksums it names may run.  What an analyst's output or a group's
name brings along as a script is text to it.

The speaker's window is opened by reveal.js as an empty page that it writes
into; such a page inherits the policy of the deck, which therefore has to name
the script of that window, and to let it frame the deck itself.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Final, Literal

from markupsafe import Markup

from bugcase.deck.slide import Slide, templates
from bugcase.errors import BuildError
from bugcase.style.fonts import font_faces
from bugcase.style.theme import Theme
from bugcase.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A slide as the deck holds it: its parts as HTML that is known to be safe.

    `slide` is what the page was made of, None for an analyst's own cells.  `number` is what
    stands in its corner: its place in the talk, or in the appendix.
    """

    id: str
    kind: Literal["evidence", "decision", "own"]
    title: Markup
    body: Markup
    notes: Markup
    source: str | None
    slide: Slide | None = None
    number: str = ""

    @property
    def eyebrow(self) -> Text | None:
        """The words above the title."""
        return self.slide.eyebrow if self.slide else None

    @property
    def is_appendix(self) -> bool:
        """Whether it stands after the close."""
        return self.slide is not None and self.slide.appendix

    @property
    def style(self) -> str | None:
        """The sizes of its words; None where the page's script finds them."""
        whole = self.slide is not None and self.body == self.slide.body_html
        return self.slide.style if self.slide and whole else None

    @property
    def is_cut(self) -> bool:
        """Whether words of it are missing, because no size holds them all."""
        return self.slide is not None and self.slide.is_cut


def render_deck(pages: Sequence[Page], *, title: str, lang: str, theme: Theme | None = None) -> str:
    """Write the whole deck: the same pages give the same bytes."""
    licence = _part("LICENSE").replace("*/", "* /")
    scripts = [f"/*\n{licence}\n*/\n{_part('reveal.js')}"]
    allowed = []
    if any(page.notes for page in pages):  # a deck without a script has no speaker's window
        notes_plugin = _part("notes.js")
        scripts.append(notes_plugin)
        allowed.append(_speaker_window_script(notes_plugin))
    scripts.append(templates().get_template("deck.js").render())
    scripts = [_inside_html(script) for script in scripts]
    shown = "".join(
        f"{page.eyebrow or ''}{page.title}{page.body}{page.source}{page.number}" for page in pages
    )
    emphasis = re.search(r"<(em|i|cite|dfn|var|address)\b", shown) is not None
    return (
        templates()
        .get_template("deck.html.j2")
        .render(
            lang=lang,
            title=title,
            policy=_policy([*scripts, *allowed]),
            properties=Markup((theme or Theme()).css),
            fonts=Markup(font_faces(shown, italic=emphasis)),
            reveal_css=Markup(_part("reveal.css")),
            pages=pages,
            scripts=[Markup(script) for script in scripts],
        )
    )


def _policy(scripts: Sequence[str]) -> str:
    """Allow these scripts and no others, and nothing from anywhere else."""
    checksums = [b64encode(sha256(script.encode()).digest()).decode("ascii") for script in scripts]
    return "; ".join(
        [
            "default-src 'none'",
            "script-src " + " ".join(f"'sha256-{checksum}'" for checksum in checksums),
            "style-src 'unsafe-inline'",
            "img-src data:",
            "font-src data:",
            "frame-src 'self' file:",  # the speaker's window shows the deck beside its notes
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _inside_html(script: str) -> str:
    r"""Spell a script so that it ends where its element ends.

    Inside ``<script>``, ``<!--`` begins a region in which ``<script`` makes the
    parser overlook the next ``</script>``.  A backslash escape means the same to
    JavaScript in every string, template and pattern.

    >>> _inside_html("'<!-- <script> </SCRIPT>'")
    "'\\x3C!-- \\x3Cscript> \\x3C/SCRIPT>'"
    """
    return re.sub(r"<(?=!--|/?script)", r"\\x3C", script, flags=re.IGNORECASE)


_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(.))", re.DOTALL)


def _speaker_window_script(notes_plugin: str) -> str:
    """Find the script of the page that the notes plugin writes into the speaker's window.

    The plugin keeps that page in a template literal: between back quotes, with
    some characters escaped.
    """
    literals = re.findall(r"`((?:\\.|[^`\\])*)`", notes_plugin, flags=re.DOTALL)
    pages = (_ESCAPE.sub(_unescaped, literal) for literal in literals)
    scripts = [s for page in pages for s in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)]
    script: str
    (script,) = scripts  # one, in the version whose checksum the build pins
    return script


def _unescaped(escape: re.Match[str]) -> str:
    code, character = escape.groups()
    return (
        chr(int(code, 16)) if code else {"n": "\n", "t": "\t", "r": "\r"}.get(character, character)
    )


def _part(name: str) -> str:
    """Read a file of reveal.js, which the build copied into the package."""
    part = files("bugcase.deck") / "reveal" / name
    if not part.is_file():
        raise BuildError(
            f"reveal.js ({name})",
            allowed="its files inside the installed package",
            found="none",
            remedy="install bugcase with pip, also when working on it (pip install -e .)",
        )
    return part.read_text(encoding="utf-8")
