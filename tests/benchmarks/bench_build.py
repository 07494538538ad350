"""From a case folder to its deck, and to everything that leaves the room, beside plain nbconvert.

The yardstick runs the very same notebook and converts it with nbconvert's own slides,
which fetch reveal.js from a network when they are opened.  Each contender gets a fresh
copy of the example; the answer is the title of the deck's first slide, on which all must
agree.  The deck shall take at most 1.2 times the yardstick, the whole set ten seconds more.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.run import Contender, answer, contest

EXAMPLES = ("release-halt", "ceo-report")


@contextmanager
def fresh(example: str) -> Iterator[Path]:
    """Give a copy of an example that nobody has built yet."""
    from bugcase.demo import new_demo

    with TemporaryDirectory(prefix="bugcase-") as temporary:
        new_demo(example, Path(temporary))
        yield Path(temporary)


def by_nbconvert(example: str) -> str:
    """Run and convert with what Jupyter brings along."""
    with fresh(example) as folder:
        command = ["-m", "nbconvert", "--to", "slides", "--execute", "--log-level=ERROR"]
        subprocess.run([sys.executable, *command, f"{folder / example}.ipynb"], check=True)
        return _first_title(folder / f"{example}.slides.html")


def by_slides_alone(example: str) -> str:
    """Make the deck alone."""
    return _built(example, "--only", "slides.html")


def by_everything(example: str) -> str:
    """Make every document."""
    return _built(example)


def _built(example: str, *options: str) -> str:
    with fresh(example) as folder:
        command = [sys.executable, "-m", "bugcase", "build", str(folder), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return _first_title(folder / "out" / "slides.html")


def _first_title(deck: Path) -> str:
    from bs4 import BeautifulSoup

    title = BeautifulSoup(deck.read_text(encoding="utf-8"), "html.parser").select_one(".title")
    assert title is not None
    return " ".join(title.get_text().split())


CONTENDERS = (
    Contender(name="nbconvert", answer=by_nbconvert),
    Contender(name="slides.html", answer=by_slides_alone),
    Contender(name="everything", answer=by_everything),
)


def main() -> None:
    """Race on each example."""
    for example in EXAMPLES:
        print(f"the example {example}, from its folder to what leaves the room")
        contest(__spec__.name, CONTENDERS, example)


if __name__ == "__main__":
    if sys.argv[1:]:
        answer(CONTENDERS, *sys.argv[1:])
    else:
        main()
