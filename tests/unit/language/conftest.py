"""Every test begins in English, and Spanish has a catalogue of a few texts."""

import pytest

from lib import language
from lib.language import catalogue

TRANSLATIONS = {
    "{low} to {high}": "{low} a {high}",
    "not known": "no se conoce",
    "Ecuador": "El Ecuador",
    "A {n:n.1} b.": "Un {n:n.1} be.",
    "A heading": "Un título",
    "A paragraph.": "Un párrafo.",
}


@pytest.fixture(autouse=True)
def _english():
    with language.speaking("en"):
        yield


@pytest.fixture
def spanish(monkeypatch):
    """Spanish with a catalogue of a few texts, so that no test waits for a translator."""
    monkeypatch.setattr(catalogue, "_translations", lambda code: TRANSLATIONS)
    with language.speaking("es"):
        yield
