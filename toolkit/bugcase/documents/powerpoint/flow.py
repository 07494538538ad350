"""Lays out blocks under a title, below one another, as large as all of them fit."""

from collections.abc import Iterator, Sequence

from bugcase import wording
from bugcase.documents.powerpoint.blocks import Block, Figure, Words
from bugcase.documents.powerpoint.master import Box
from bugcase.documents.powerpoint.parts import Line
from bugcase.documents.powerpoint.typesetting import STEPS
from bugcase.text import Text

_GAP = 20.0


def arranged(blocks: Sequence[Block], body: Box) -> Iterator[tuple[Block, Box, float]]:
    """Give each block its box and its scale.

    All are set at the largest scale at which they fit.  Where they fit at none, words and
    tables are cut, but each block keeps its least height; blocks that there is no room for
    even so give way to a line that says where they are.
    """
    shown = _that_fit(blocks, body.height)
    scale = next((one for one in STEPS if _height(shown, one, body) <= body.height), STEPS[-1])
    top, end = body.top, body.top + body.height
    for place, block in enumerate(shown):
        after = shown[place + 1 :]
        most = end - top - _least(after)
        if isinstance(block, Figure):
            figures = 1 + sum(isinstance(one, Figure) for one in after)
            spare = end - top - _height(shown[place:], scale, body)
            most = min(most, block.least + max(0.0, spare) / figures)
        height = min(most, block.height(scale=scale, room=body.width))
        yield block, Box(body.left, top, body.width, height), scale
        top += height + _GAP


def _that_fit(blocks: Sequence[Block], height: float) -> list[Block]:
    for many in range(len(blocks), 0, -1):
        shown = [*blocks[:many], *([_rest()] if many < len(blocks) else [])]
        if _least(shown) - _GAP <= height:
            return shown
    return []


def _least(blocks: Sequence[Block]) -> float:
    """How high blocks are at least, with the gaps before them."""
    return sum(block.least + _GAP for block in blocks)


def _height(blocks: Sequence[Block], scale: float, body: Box) -> float:
    """How high blocks are at a scale, figures as small as they may be."""
    return sum(
        block.least if isinstance(block, Figure) else block.height(scale=scale, room=body.width)
        for block in blocks
    ) + _GAP * (len(blocks) - 1)


def _rest() -> Words:
    """Say where the blocks stand that do not fit."""
    words = wording.say("powerpoint.see", what=wording.say("powerpoint.more"))
    return Words([Line(text=Text.plain(words), style="remark")])
