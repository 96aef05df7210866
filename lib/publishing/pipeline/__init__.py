"""Runs the notebooks and publishes what they made."""

#: Whoever needs something names its module.
__all__: tuple[str, ...] = ()
