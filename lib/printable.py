"""Text from data, cells, exceptions and file names, made fit to be shown: no character of it acts, none is too much.

A terminal obeys some characters (it clears the screen, rings, sets its title), and a reader is deceived by those that
turn the direction of what follows. Where such text is shown, each of them stands as its code, so that nothing is lost.

Belongs here: what holds wherever text is shown. Does not: the escapes of one format, which whoever writes it knows.
"""

import re

#: Control characters but for tab and line feed, line separators, overrides of direction, halves of pairs.
CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
#: Characters of one value, as a cell or a label, that a message repeats.
_LONGEST_VALUE = 80
_LATIN = 0x100


def printable(text: str) -> str:
    r"""A text with the code of each character that acts in its place.

    >>> printable("\x1b[2J")
    '\\x1b[2J'
    """
    return CONTROLS.sub(_code, text)


def _code(match: re.Match) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < _LATIN else f"\\u{number:04x}"


def shortened(text: str, longest: int) -> str:
    """A text cut to a number of characters, with the number of all of them where it was longer."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}... ({len(text):,} characters)"


def quoted(value: object) -> str:
    """A value of the data as a message repeats it: in quotes, with codes, cut."""
    text = value if isinstance(value, str) else repr(value)
    if len(text) <= _LONGEST_VALUE:
        return printable(repr(value))
    return f"{printable(repr(text[:_LONGEST_VALUE]))}... ({len(text):,} characters)"


def piece(text: str, width: int, start: int = 0) -> str:
    """So many characters of a text, with dots where more of it stands before or behind."""
    more_before, more_behind = start > 0, len(text) > start + width
    return (
        ("..." if more_before else "")
        + text[start : start + width]
        + ("..." if more_behind else "")
    )


def parted(before: str, after: str, width: int) -> tuple[str, str]:
    """Two texts cut to the place where they part, so that a changed digit in a long sentence is seen.

    Parameters
    ----------
    width : characters of each; where both have no more, they are whole

    Examples
    --------
    >>> parted("a long sentence with 15 in it", "a long sentence with 16 in it", 12)
    ('...th 15 in it', '...th 16 in it')
    """
    pairs = enumerate(zip(before, after, strict=False))
    same = next((place for place, (a, b) in pairs if a != b), min(len(before), len(after)))
    start = 0 if max(len(before), len(after)) <= width else max(0, same - width // 3)
    return piece(before, width, start), piece(after, width, start)
