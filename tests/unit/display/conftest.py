"""What tests of outputs share: a notebook that has begun."""

import pytest

from lib import display, language, tables
from lib.display import outputs


@pytest.fixture
def shown(monkeypatch):
    """A notebook that has begun and loaded one table; gives the outputs as (metadata.report, data)."""
    heard = []
    monkeypatch.delenv("SERIES_DEFAULTS", raising=False)
    with outputs.listening(lambda bundle, metadata: heard.append((metadata["report"], bundle))):
        display.start("en")
        tables.load("claims")
        heard.clear()
        yield heard
    language.set_language("en")
