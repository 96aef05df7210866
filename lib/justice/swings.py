"""One input at a time: how far a result moves when each takes its ends.

Belongs here: that, for whatever function and inputs. Does not: what is not known of an input.
"""

from collections.abc import Callable

import pandas as pd


def swings(base: dict, inputs: dict, of: Callable, prefix: str) -> pd.DataFrame:
    """Result of `of` when one input at a time takes its ends: label, value, low, high, widest first."""
    found = {
        name: [of(**base), *(of(**{**base, name: end}) for end in ends)]
        for name, ends in inputs.items()
    }
    rows = [(prefix + name, ends[0], min(ends), max(ends)) for name, ends in found.items()]
    table = pd.DataFrame(rows, columns=["label", "value", "low", "high"])
    return table.iloc[(table["low"] - table["high"]).argsort(kind="stable")].reset_index(drop=True)
