"""Columns of the tidy table that a form draws: its groups, and its numbers as floats.

Belongs here: reading what a form was given. Not: what a column means, or how it looks.
"""

import numpy as np
import pandas as pd


def grouped(data: pd.DataFrame, column: str) -> list[tuple]:
    """Pairs of a code and its rows, in order of appearance.

    Parameters
    ----------
    column : the column of the codes; without it all rows are one group, whose code is None
    """
    codes = dict.fromkeys(data[column]) if column in data else ()
    groups = [(code, data[data[column] == code]) for code in codes]
    return groups or [(None, data)]


def floats(data: pd.DataFrame, *names: str) -> list[np.ndarray]:
    """Columns as floats, with NaN for what is missing, also where the whole column is."""
    columns = data.reindex(columns=list(names))
    return [
        columns[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan) for name in names
    ]
