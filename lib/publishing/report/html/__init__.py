"""A report as an HTML page."""

#: Whoever needs something names its module.
__all__: tuple[str, ...] = ()
