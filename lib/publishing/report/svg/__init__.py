"""Drawings made safe and small."""
