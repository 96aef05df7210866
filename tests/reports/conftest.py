"""What the tests of the reports share: the sample in both languages, and one assumption to cite."""

import pytest

from lib.publishing.report import references
from tests.reports import sample

ASSUMPTION = {
    "assumption": "A case counts once.",
    "quality": "medium",
    "impact": "high",
    "rating": "amber",
    "why": "The source does not say otherwise.",
}


@pytest.fixture(autouse=True, scope="session")
def assumptions():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(references, "assumptions", lambda: {"A1": ASSUMPTION})
        yield


@pytest.fixture(scope="session", params=["en", "es"])
def language(request):
    return request.param


@pytest.fixture(scope="session")
def notebook(language):
    return sample.notebook(language)
