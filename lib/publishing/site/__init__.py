"""The set of reports: its pages, findings and manifest. Takes values, knows nothing of a run."""

#: Whoever needs something names its module.
__all__: tuple[str, ...] = ()
