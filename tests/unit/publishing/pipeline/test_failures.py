"""An error of the series crosses from a cell as data; the traceback is shown as ever."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lib.errors import DataError, HoldsError, KernelError, SeriesError
from lib.publishing.pipeline import failures
from lib.records import Error


class Publisher:
    """Takes what a shell displays."""

    is_publishing = False

    def __init__(self):
        self.messages = []

    def publish(self, data, metadata=None, **_):
        self.messages.append({"data": data, "metadata": metadata})


@pytest.fixture
def shell(monkeypatch):
    shell = InteractiveShell()
    monkeypatch.setattr(shell, "display_pub", Publisher())
    failures.install(shell)
    yield shell
    shell.history_manager.end_session() if shell.history_manager else None


def sent(shell, cell):
    shell.run_cell(cell, store_history=False)
    parts = map(failures.from_message, shell.display_pub.messages)
    return [part for part in parts if part]


def test_the_parts_cross_and_the_traceback_is_shown(shell, capsys):
    cell = "from lib.errors import DataError\nraise DataError('a.csv', 'no rows', 'Add one.')"
    assert sent(shell, cell) == [Error(where="a.csv", what="no rows", do="Add one.", exit_code=2)]
    shown = capsys.readouterr().out
    assert "DataError" in shown and "a.csv: no rows" in shown


def test_a_subclass_that_a_notebook_makes_has_its_own_code(shell):
    cell = (
        "from lib.errors import SeriesError\n"
        "class Mine(SeriesError):\n    exit_code = 7\n"
        "raise Mine('here', 'it is mine')"
    )
    assert [part.exit_code for part in sent(shell, cell)] == [7]


def test_other_errors_send_nothing(shell, capsys):
    assert sent(shell, "1 / 0") == []
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_an_error_that_is_caught_sends_nothing(shell):
    cell = (
        "from lib.errors import DataError\n"
        "try:\n    raise DataError('a', 'b')\nexcept DataError:\n    pass"
    )
    assert sent(shell, cell) == []


@pytest.mark.parametrize("error", [DataError, HoldsError, KernelError])
def test_the_run_has_the_words_and_the_exit_code_of_the_cell(error):
    parts = failures.record(error("a.csv", "no rows", "Add one."))
    raised = failures.as_error("01-a [en], cell 3", parts)
    assert isinstance(raised, SeriesError)
    assert str(raised) == "01-a [en], cell 3: a.csv: no rows\n  Add one."
    assert raised.exit_code == error.exit_code


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"metadata": None},
        {"metadata": {"report": None}},
        {"metadata": {"report": {"kind": "text"}}},
        {"metadata": {"report": {"kind": "error", "where": "a.csv", "what": 1}}},
    ],
)
def test_what_is_no_error_is_left_alone(content):
    assert failures.from_message(content) is None
