"""One input at a time: how far a result moves when each takes its ends.

Belongs here: that, for whatever function and inputs. Does not: what is not known of an input.
"""

from collections.abc import Callable

import pandas as pd

COLUMNS = ["label", "value", "low", "high"]


def swings(base: dict, inputs: dict, of: Callable, prefix: str) -> pd.DataFrame:
    """Result of `of` when one input at a time takes its ends, the others staying at their base.

    Parameters
    ----------
    base : name -> value of every input
    inputs : name -> ends of those that are not known
    of : takes all inputs by name, returns a number
    prefix : stands before the name in ``label``

    Returns
    -------
    DataFrame : label, value (at the base), low, high, widest first; equal widths in the order of `inputs`
    """
    at_base = of(**base)
    rows = []
    for name, ends in inputs.items():
        results = [at_base]
        for end in ends:
            moved = base | {name: end}
            results.append(of(**moved))
        rows.append((prefix + name, at_base, min(results), max(results)))
    table = pd.DataFrame(rows, columns=COLUMNS)
    width = table["high"] - table["low"]
    widest_first = (-width).argsort(kind="stable")
    return table.iloc[widest_first].reset_index(drop=True)
