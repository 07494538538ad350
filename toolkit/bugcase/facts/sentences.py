"""What a playbook says of a case: its texts, spoken or written, with the facts in them.

Everything that is said aloud comes out of `spoken`, what is read out of `written`, and
titles out of `title`.  A gap is never voiced, and no title shows one.
"""

from collections.abc import Sequence

from bugcase.facts.conditions import all_hold
from bugcase.facts.facts import Facts
from bugcase.playbook.passage import Passage
from bugcase.playbook.sentence import Variant
from bugcase.text import Text
from bugcase.wording import language
from bugcase.wording.contractions import contracted


def spoken(says: Sequence[Variant] | Passage, facts: Facts) -> Text:
    """Say a text as it is said aloud: open lines are left out, words are contracted.

    Parameters
    ----------
    says
        A passage, or variants of which the first is taken whose conditions all hold.
    """
    text = chosen(says, facts).fill(facts, "spoken")
    return contracted(text, language(facts.locale))


def written(says: Sequence[Variant] | Passage, facts: Facts) -> Text:
    """Say a text as it is read: open lines without a twin show their gap.

    Parameters
    ----------
    says
        A passage, or variants of which the first is taken whose conditions all hold.
    """
    return chosen(says, facts).fill(facts, "written")


def title(variants: Sequence[Variant], facts: Facts) -> Text:
    """Say the first variant of a title whose conditions hold and that has no gap."""
    texts = (one.text.fill(facts, "written") for one in variants if all_hold(one.when, facts))
    return next(text for text in texts if not text.gaps)


def chosen(says: Sequence[Variant] | Passage, facts: Facts) -> Passage:
    """Choose the first variant whose conditions all hold; a playbook's last one has none."""
    if isinstance(says, Passage):
        return says
    return next(one.text for one in says if all_hold(one.when, facts))


def open_slots(says: Sequence[Variant] | Passage, facts: Facts) -> tuple[str, ...]:
    """Name what is not known of a text: the open slots of its lines, twins apart."""
    slots = (slot for line in chosen(says, facts).lines for slot in line.template.slots)
    return tuple(dict.fromkeys(slot for slot in slots if not facts.known(slot)))
