"""JSON that says what it seems to say: a key stands once, a number is one, and no text holds what acts.

Python's own reader takes the last of two equal keys in silence, and ``NaN``, which is not JSON, for a number.

Belongs here: reading a JSON file, and writing text as JSON. Does not: what must stand in it.
"""

import json
from pathlib import Path
from typing import Any, NoReturn

from lib import files, paths
from lib.errors import DataError
from lib.printable import CONTROLS, printable, quoted

_LONGEST_COMPLAINT = 120


def read(file: Path, hint: str = "") -> Any:
    """The content of a JSON file.

    Parameters
    ----------
    file : UTF-8
    hint : what to do where it is missing

    Raises
    ------
    DataError : missing, no regular file, not JSON, a key that stands twice, or a text with a control character
    """
    where = paths.relative(file)
    try:
        content = json.loads(
            files.read_text(file), object_pairs_hook=_once, parse_constant=_no_number
        )
        _check_texts(content, "")
    except FileNotFoundError:
        raise DataError(where, "no such file", hint) from None
    except OSError as failure:
        raise DataError(where, f"not readable: {failure.strerror or failure}") from None
    except RecursionError:
        raise DataError(where, "not readable as JSON: nested too deeply") from None
    except ValueError as failure:
        complaint = printable(" ".join(str(failure).split())[:_LONGEST_COMPLAINT])
        raise DataError(where, f"not readable as JSON: {complaint}") from None
    return content


def text(content: Any, *, sort_keys: bool = False) -> str:
    """JSON as the series writes it: letters as they are, and whatever acts as its code."""
    written = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=sort_keys)
    return CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", written) + "\n"


def _once(pairs: list[tuple[str, Any]]) -> dict:
    content = dict(pairs)
    if len(content) < len(pairs):
        keys = [key for key, _ in pairs]
        doubled = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {quoted(doubled)} stands twice")
    return content


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _check_texts(content: Any, place: str) -> None:
    """Refuse a text, or a key, that holds a character which acts."""
    if isinstance(content, str):
        acts = CONTROLS.search(content)
        if acts:
            code = printable(acts[0])
            raise ValueError(f"{printable(place) or 'the text'} holds the control character {code}")
    elif isinstance(content, dict):
        for key, value in content.items():
            _check_texts(key, f"the key {f'{place}.{key}'.strip('.')}")
            _check_texts(value, f"{place}.{key}".strip("."))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            _check_texts(value, f"{place}[{number}]")
