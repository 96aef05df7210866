"""What others found: their studies counted by field and design, and how they changed between versions.

Belongs here: a table of studies, never pooled. Does not: our own estimates, which `effects` has.
"""

import pandas as pd

DIRECTIONS = ("intended", "no_effect", "mixed", "opposite", "disputed", "not_measured")


#: What must be equal before two versions of an estimate are compared.
SAME_THING = ["places", "area", "outcome", "period_start", "period_end", "unit"]


def usable(studies: pd.DataFrame) -> pd.DataFrame:
    """The rows that may be used: a row that its gatherer marked otherwise stays in the table and out of every count.

    Parameters
    ----------
    studies : ``use`` (yes or no)
    """
    return studies[studies["use"] == "yes"]


def directions(studies: pd.DataFrame, by: str) -> pd.DataFrame:
    """One direction for each study in each field or design: what its estimates share, or mixed.

    Versions and outcomes of one study are no votes of their own.

    Parameters
    ----------
    studies : one row an estimate: ``work`` (the study, whatever its version), ``direction``, and `by`

    Returns
    -------
    DataFrame : `by`, ``work``, ``direction``, a row a study
    """
    grouped = studies.groupby([by, "work"])["direction"]
    return grouped.agg(_shared).reset_index()


def _shared(several: pd.Series) -> str:
    found = several.unique()
    return str(found[0]) if len(found) == 1 else "mixed"


def harvest(studies: pd.DataFrame) -> pd.DataFrame:
    """Number of studies by field, then by design, and direction; no pooling.

    A study stands once in each field that it treats, whatever the number of its estimates and versions.

    Parameters
    ----------
    studies : one row an estimate: ``work``, ``domain``, ``design``, ``direction``

    Returns
    -------
    DataFrame : ``row`` (field or design), ``column`` (direction), ``studies`` (number), ``value`` (a fraction of
        the largest number), ``text``
    """
    fields = directions(studies, "domain")
    designs = directions(studies, "design")
    by_domain = pd.crosstab(fields["domain"], fields["direction"])
    by_design = pd.crosstab(designs["design"], designs["direction"])
    counts = pd.concat([by_domain, by_design]).rename_axis("row")

    # A direction that only one of the two tables has is missing from the other: nobody found it.
    complete = counts.reindex(columns=list(DIRECTIONS)).fillna(0)
    cells = complete.astype(int).reset_index()
    long = cells.melt(
        "row",
        var_name="column",
        value_name="studies",
    )

    number = long["studies"]
    return long.assign(
        value=number / number.max(),
        text=number.astype(str),
    )


def version_drift(studies: pd.DataFrame) -> pd.DataFrame:
    """How estimates with two versions changed between them, where both are of the same thing.

    Parameters
    ----------
    studies : ``pair`` (missing where there is one version), ``version`` (earlier, published), ``value_low``,
        ``value_high``, and the columns of `SAME_THING`

    Returns
    -------
    DataFrame : a row a pair: ``pair``; ``places``, ``area``, ``outcome`` of the published version; ``earlier``,
        ``published`` (middles of the range); ``earlier_period``, ``published_period``; ``same`` (both versions are of
        the same place, outcome, period and unit); ``change`` (a fraction of the earlier, missing where not the same)
    """
    paired = studies[studies["pair"].notna()]
    rows = []
    for pair, versions in paired.groupby("pair"):
        earlier = versions[versions["version"] == "earlier"].iloc[0]
        published = versions[versions["version"] == "published"].iloc[0]
        same = all(earlier[column] == published[column] for column in SAME_THING)
        before, after = _middle(earlier), _middle(published)
        rows.append(
            {
                "pair": pair,
                "places": published["places"],
                "area": published["area"],
                "outcome": published["outcome"],
                "earlier": before,
                "published": after,
                "earlier_period": _period(earlier),
                "published_period": _period(published),
                "same": same,
                "change": after / before - 1 if same else None,
            }
        )
    table = pd.DataFrame(rows)
    return table.astype({"change": float})


def _middle(row: pd.Series) -> float:
    return (row["value_low"] + row["value_high"]) / 2


def _period(row: pd.Series) -> str:
    return f"{row['period_start']:.0f}-{row['period_end']:.0f}"
