"""YAML that says what it seems to say: a key stands once, and only what looks like a number is one.

YAML's usual reader takes the last of two equal keys in silence, ``no`` (or Norway's code) for a falsehood, ``12:30``
for 750 and ``2024-12-31`` for a day. This one reads ``true`` and ``false``, decimal numbers, and all else as text.

Belongs here: reading a YAML file. Does not: what must stand in it, which whoever reads it knows.
"""

import re
from pathlib import Path
from typing import Any, cast

import yaml

from lib import files, paths
from lib.errors import DataError, SeriesError
from lib.printable import CONTROLS, printable, quoted

_TAG = "tag:yaml.org,2002:"
#: Name of a plain value's type -> what it looks like, and the characters that it may begin with.
_PLAIN = {
    "null": (r"~|null|", ["~", "n", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
    "float": (
        r"[-+]?([0-9]+\.[0-9]*([eE][-+]?[0-9]+)?|\.[0-9]+([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)",
        list("-+.0123456789"),
    ),
}
_LONGEST_COMPLAINT = 120
_DEEPEST = 50


# The parser in C is ten times as fast; it comes with every wheel, but not with every build from source.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    yaml_implicit_resolvers: dict = {}  # noqa: RUF012 - how PyYAML declares them; filled below

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        """A mapping whose keys are plain, and stand once."""
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _complaint("a key is a list or mapping", key)
            if key.value in seen:
                raise _complaint(f"{quoted(key.value)} stands twice", key)
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        """A text without characters that act, which an escape may bring in."""
        text = super().construct_scalar(node)
        acts = CONTROLS.search(text)
        if acts:
            raise _complaint(f"{printable(acts[0])} is a control character", node)
        return text


def _complaint(what: str, node: yaml.Node | yaml.Event) -> yaml.MarkedYAMLError:
    mark = cast("yaml.Mark", node.start_mark)  # the marks of both parsers say the same
    return yaml.constructor.ConstructorError(None, None, what, mark)


for _name, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})\Z"), _first)


def _check_shape(text: str) -> None:
    """Refuse what takes down who reads it.

    That is parts that stand for others, of which nine lines can be a thousand million values, and nesting without
    end, of which the parser in C dies.
    """
    depth = 0
    for event in yaml.parse(text, _Loader):
        if isinstance(event, yaml.AliasEvent):
            raise _complaint(
                f"*{quoted(event.anchor)} stands for another part; write it out", event
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise _complaint("nested too deeply", event)


def read(file: Path, error: type[SeriesError] = DataError) -> Any:
    """The content of a YAML file.

    Parameters
    ----------
    file : UTF-8
    error : what is raised

    Raises
    ------
    SeriesError : missing, not YAML, or a key that stands twice; with the line where there is one
    """
    where = paths.relative(file)
    try:
        text = files.read_text(file)
        _check_shape(text)
        return yaml.load(text, _Loader)
    except FileNotFoundError:
        raise error(where, "no such file") from None
    except yaml.MarkedYAMLError as failure:
        line = f", line {failure.problem_mark.line + 1}" if failure.problem_mark else ""
        raise error(f"{where}{line}", f"not readable: {printable(str(failure.problem))}") from None
    except RecursionError:
        raise error(where, "not readable: nested too deeply") from None
    except OSError as failure:
        raise error(where, f"not readable: {failure.strerror or failure}") from None
    except (ValueError, yaml.YAMLError) as failure:
        complaint = " ".join(str(failure).split())[:_LONGEST_COMPLAINT]
        raise error(where, f"not readable: {printable(complaint)}") from None
