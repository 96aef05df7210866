"""Streams that are closed, or whose reader leaves: the run does what it does, with the exit code that it has."""

import os
import subprocess

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("closed", [(1,), (0, 1, 2), (2,), (0,)])
def test_closed_streams(tiny, closed):
    """As in cron or a daemon; files that are opened then must not take their place."""
    before = tiny.promoted()

    def close():
        for number in closed:
            os.close(number)

    done = subprocess.run(
        tiny.command("--force"),
        cwd=tiny.home,
        env=tiny.surroundings(),
        preexec_fn=close,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0
    assert tiny.promoted() == before


@pytest.mark.parametrize(("arguments", "code"), [(["--force", "--explain"], 0), (["-p", "n=1"], 2)])
def test_a_reader_who_leaves(tiny, arguments, code):
    """`./run reports | head -1`: it finishes, and exits as it would have."""
    before = tiny.promoted()
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        tiny.command(*arguments),
        cwd=tiny.home,
        env=tiny.surroundings(),
        stdout=writing,
        stderr=writing,
        check=False,
        timeout=120,
    )
    os.close(writing)
    assert done.returncode == code
    assert tiny.promoted() == before
