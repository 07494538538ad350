"""The glossary: each term of the field, and how to say it in this case."""

from bugcase.documents.document import Document
from bugcase.documents.markdown import block, heading, labelled
from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import written
from bugcase.playbook.preparation import Term
from bugcase.wording import say


def glossary_md(facts: Facts) -> str:
    """Write the vocabulary of a case."""
    terms = [_term(term, facts) for term in that_hold(facts.playbook.vocabulary, facts)]
    return (
        "\n\n".join([heading(1, say("glossary.title", case=facts.playbook.title)), *terms]) + "\n"
    )


def _term(term: Term, facts: Facts) -> str:
    parts = [
        heading(2, term.term),
        block(term.definition),
        labelled(say("glossary.plain"), term.plain),
        labelled(say("glossary.say"), written(term.say, facts)),
        labelled(say("glossary.avoid"), term.avoid),
    ]
    if term.explain_for:
        roles = ", ".join(facts.playbook.role_labels[role] for role in term.explain_for)
        parts.append(labelled(say("glossary.explain"), roles))
    return "\n\n".join(parts)


DOCUMENT = Document(name="glossary.md", make=lambda of: glossary_md(of.facts))
