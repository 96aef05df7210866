"""What tests of charts share: the look of the series, and a finished page of every form."""

from itertools import product

import matplotlib
import pytest

from lib import charts, language
from lib.charts import layout
from lib.display import NARROW, WIDE
from lib.errors import NotebookError
from tests.unit.charts.sample import CASES, draw


def label_or_code(code):
    """The label of a code, or the code itself where the series has none."""
    try:
        return language.label(code)
    except NotebookError:
        return code


@pytest.fixture(autouse=True, scope="module")
def _look():
    with pytest.MonkeyPatch.context() as patch, matplotlib.rc_context():
        patch.setattr(layout, "label", label_or_code)
        charts.set_theme()
        yield


@pytest.fixture(
    scope="module",
    params=product(CASES, (WIDE, NARROW)),
    ids="{0[0]}, {0[1]} in".format,
)
def page(request):
    """Each case on its page: what it is, the width, the axes."""
    name, width = request.param
    form, data, options = CASES[name]
    return name, width, draw(form, data, width, **options)
