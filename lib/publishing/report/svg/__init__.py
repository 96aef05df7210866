"""Drawings made safe and small."""

#: Whoever needs something names its module.
__all__: tuple[str, ...] = ()
