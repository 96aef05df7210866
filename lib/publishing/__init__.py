"""The machinery: runs notebooks, makes reports of them, checks them. No notebook imports it."""

#: Whoever needs something names its module.
__all__: tuple[str, ...] = ()
