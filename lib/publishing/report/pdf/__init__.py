"""A report as a tagged PDF, by Typst."""
