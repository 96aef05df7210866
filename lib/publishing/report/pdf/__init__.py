"""A report as a tagged PDF, by Typst."""

#: Whoever needs something names its module.
__all__: tuple[str, ...] = ()
