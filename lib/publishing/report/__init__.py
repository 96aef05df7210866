"""Executed notebook -> one neutral document -> HTML and PDF. Knows no topic and runs no notebook."""
