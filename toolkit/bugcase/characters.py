"""Makes words safe to show, on a terminal and in a document."""


def printable(words: object) -> str:
    r"""Keep words on one line, with control characters shown and not sent to a terminal.

    >>> print(printable("red " + chr(27) + "[31m"))
    red \x1b[31m
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(words))


def visible(words: str) -> str:
    r"""Give words without control characters, line breaks and marks that turn the writing around.

    >>> visible("a\nb\u202ec")
    'a b c'
    """
    return "".join(c if c.isprintable() or c == "\N{NO-BREAK SPACE}" else " " for c in words)
