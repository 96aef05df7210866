"""What others found: their estimates counted by field and design, and how they changed between versions.

Belongs here: a table of studies, never pooled. Does not: our own estimates, which `effects` has.
"""

import pandas as pd

DIRECTIONS = ("intended", "no_effect", "mixed", "opposite", "disputed", "not_measured")


def harvest(studies: pd.DataFrame) -> pd.DataFrame:
    """Number of estimates by field, then by design, and direction; no pooling.

    Parameters
    ----------
    studies : one row an estimate: ``domain``, ``design``, ``direction``

    Returns
    -------
    DataFrame : ``row`` (field or design), ``column`` (direction), ``estimates`` (number), ``value`` (a fraction of
        the largest number), ``text``
    """
    direction = studies["direction"]
    by_domain = pd.crosstab(studies["domain"], direction)
    by_design = pd.crosstab(studies["design"], direction)
    counts = pd.concat([by_domain, by_design]).rename_axis("row")

    # A direction that only one of the two tables has is missing from the other: nobody found it.
    complete = counts.reindex(columns=list(DIRECTIONS)).fillna(0)
    cells = complete.astype(int).reset_index()
    long = cells.melt(
        "row",
        var_name="column",
        value_name="estimates",
    )

    number = long["estimates"]
    return long.assign(
        value=number / number.max(),
        text=number.astype(str),
    )


def version_drift(studies: pd.DataFrame) -> pd.DataFrame:
    """How estimates with two versions changed between them.

    Parameters
    ----------
    studies : ``pair`` (missing where there is one version), ``version`` (earlier, published), ``value_low``,
        ``value_high``

    Returns
    -------
    DataFrame : ``pair``, ``earlier``, ``published`` (middles of the range), ``change`` (a fraction of the earlier)
    """
    paired = studies[studies["pair"].notna()]
    middle = (paired["value_low"] + paired["value_high"]) / 2
    with_middle = paired.assign(middle=middle)
    wide = with_middle.pivot_table(
        index="pair",
        columns="version",
        values="middle",
    )
    table = wide.reset_index()
    change = table["published"] / table["earlier"] - 1
    return table.assign(change=change)
