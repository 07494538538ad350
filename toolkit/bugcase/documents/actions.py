"""The actions as a table for a spreadsheet or a tracker.

RFC 4180 with a byte-order mark, without which Excel takes UTF-8 for something else.
A cell that a spreadsheet would compute is prefixed with an apostrophe: names come
out of data, and a group called ``=HYPERLINK(…)`` must stay a name.
"""

import csv
from io import StringIO

from bugcase.characters import visible
from bugcase.documents.document import Document
from bugcase.facts.facts import Facts
from bugcase.story.follow_up import actions
from bugcase.wording import say

COLUMNS = ("actions.what", "actions.owner", "actions.due", "actions.counted")
_COMPUTED = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # wide ones as well


def actions_csv(facts: Facts) -> bytes:
    """Write the actions: what, who, the first due time as ISO 8601, and what it is counted from."""
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow(map(say, COLUMNS))
    for one in actions(facts):
        due = one.due.at.isoformat() if one.due.at else ""
        writer.writerow(map(_cell, (str(one.what), one.owner, due, one.due.counted)))
    return table.getvalue().encode("utf-8-sig")


def _cell(words: str) -> str:
    shown = " ".join(visible(words).split())
    return f"'{shown}" if shown.startswith(_COMPUTED) else shown


DOCUMENT = Document(name="actions.csv", make=lambda of: actions_csv(of.facts))
