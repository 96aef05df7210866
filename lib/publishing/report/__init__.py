"""Executed notebook -> one neutral document -> HTML and PDF. Knows no topic and runs no notebook."""

#: Whoever needs something names its module.
__all__: tuple[str, ...] = ()
