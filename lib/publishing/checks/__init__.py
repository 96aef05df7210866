"""What ``./run check`` holds against each other, the approved record, and what measures the series."""

#: Whoever needs something names its module.
__all__: tuple[str, ...] = ()
