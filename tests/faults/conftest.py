"""One finished set of the tiny series, which every fault must leave as it is."""

import pytest

from tests.faults.tiny import Tiny, write


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Tiny:
    """The tiny series, run once."""
    folder = tmp_path_factory.mktemp("tiny")
    temporary = folder / "tmp"
    temporary.mkdir()
    made = Tiny(folder / "home", folder / "reports", environment={"TMPDIR": str(temporary)})
    write(made.home)
    done = made.run()
    assert done.code == 0, done.output + done.error
    return made


@pytest.fixture
def tiny(finished) -> Tiny:
    """The finished series, to break: what a test changes in it is put right after the test."""
    before = finished.promoted()
    yield finished
    write(finished.home)
    assert finished.promoted() == before, "the last good set has changed"
    for failed in finished.out.glob("*.failed.ipynb"):
        failed.unlink()
    assert finished.wait_for_no_kernel(5) == [], "a kernel is left behind"
    assert finished.temporary_files() == [], "a temporary file is left behind"
