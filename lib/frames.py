"""Small tables: the one value of a code, rows put together, tables one below the other, estimates as rows.

Belongs here: what any topic or notebook does with a table in memory, whatever its subject. Does not: reading
tables (`lib.tables`), and arithmetic of a subject (the topics).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

# pandas is imported where a table is made: `lib.tables` passes some of these names on, and a command that has
# nothing to do imports it for descriptions alone.
if TYPE_CHECKING:
    import pandas as pd

    from lib.estimates import Estimate


def pick(table: pd.DataFrame, code: str, key: str = "fact", column: str = "value") -> Any:
    """The one value of `column` where `key` is `code`.

    Raises
    ------
    KeyError : the code does not stand there just once; the message lists the codes that do

    Examples
    --------
    >>> pick(rows([["judges", 12], ["prosecutors", 3]], ["fact", "value"]), "judges")
    12
    """
    codes = table[key]
    values = table[column][codes == code].tolist()
    times = len(values)
    if times != 1:
        known = ", ".join(sorted(set(codes)))
        raise KeyError(f"{code!r} stands {times} times; {key} has: {known}")
    return values[0]


def rows(values: list, columns: list[str]) -> pd.DataFrame:
    """A table of a few rows that a notebook puts together from results.

    Parameters
    ----------
    values : a list a row
    columns : names, as many as a row has values

    Examples
    --------
    >>> rows([["a", 1], ["b", 2]], ["label", "value"])["value"].sum()
    np.int64(3)
    """
    import pandas as pd

    return pd.DataFrame(values, columns=columns)


def stack(*frames: pd.DataFrame) -> pd.DataFrame:
    """Tables of the same columns, one below the other; the rows are numbered anew.

    Examples
    --------
    >>> stack(rows([["a"]], ["label"]), rows([["b"]], ["label"]))["label"].tolist()
    ['a', 'b']
    """
    import pandas as pd

    return pd.concat(frames, ignore_index=True)


def estimate_rows(
    estimates: Mapping[str, Estimate] | Iterable[tuple[str, Estimate]],
    name: str = "label",
    **columns: Any,
) -> pd.DataFrame:
    """Estimates as a table, one row each: what the chart forms take.

    Parameters
    ----------
    estimates : code -> estimate, or pairs of them where a code may stand twice
    name : column of the codes
    columns : further columns, a value for each row or one for all

    Returns
    -------
    DataFrame : `name`, ``value``, ``low``, ``high`` in the unit of the estimates, then `columns`; an end that an
        estimate does not have is missing

    Examples
    --------
    >>> from lib.estimates import exact
    >>> estimate_rows({"prisons": exact(2)}, unit="count").to_numpy().tolist()
    [['prisons', 2, 2, 2, 'count']]
    """
    import pandas as pd

    pairs = list(estimates.items() if isinstance(estimates, Mapping) else estimates)
    cells = {
        name: [code for code, _ in pairs],
        "value": [estimate.value for _, estimate in pairs],
        "low": [estimate.low for _, estimate in pairs],
        "high": [estimate.high for _, estimate in pairs],
    }
    return pd.DataFrame(cells | columns)
