"""What others found: their estimates counted by field and design, and how they changed between versions.

Belongs here: a table of studies, never pooled. Does not: our own estimates, which `effects` has.
"""

import pandas as pd

DIRECTIONS = ("intended", "no_effect", "mixed", "opposite", "disputed", "not_measured")


def harvest(studies: pd.DataFrame) -> pd.DataFrame:
    """Estimates by field, then by design, and direction: row, column, value (of the most), text; no pooling."""
    counts = pd.concat(
        [
            pd.crosstab(studies[by].rename("row"), studies["direction"])
            for by in ("domain", "design")
        ]
    )
    long = (
        counts.reindex(columns=list(DIRECTIONS), fill_value=0)
        .fillna(0)
        .astype(int)
        .reset_index()
        .melt("row", var_name="column", value_name="estimates")
    )
    return long.assign(
        value=long["estimates"] / long["estimates"].max(), text=long["estimates"].astype(str)
    )


def version_drift(studies: pd.DataFrame) -> pd.DataFrame:
    """Estimates with two versions: pair, earlier, published, change (a fraction of the earlier)."""
    paired = studies[studies["pair"].notna()].assign(
        mid=lambda d: (d["value_low"] + d["value_high"]) / 2
    )
    wide = paired.pivot_table(index="pair", columns="version", values="mid").reset_index()
    return wide.assign(change=wide["published"] / wide["earlier"] - 1)
