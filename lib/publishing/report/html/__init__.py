"""A report as an HTML page."""
