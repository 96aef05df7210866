"""Runs the notebooks and publishes what they made."""
