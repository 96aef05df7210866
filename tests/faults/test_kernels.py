"""How a kernel starts: what other processes and the limits of the machine do to it."""

import os
import resource
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow
#: The first kernel is handed a port that another process has taken; kernels have no other kind of socket.
CLASH = """
import socket, sys
from lib.cli import main
from lib.publishing.pipeline import kernels
from jupyter_client.provisioning.local_provisioner import LocalPortCache

taken = socket.socket()
taken.bind(("127.0.0.1", 0))
taken.listen()
find = LocalPortCache.find_available_port
clashes = int(sys.argv.pop(1))
times = [0]

def clash(self, ip):
    times[0] += 1
    return taken.getsockname()[1] if times[0] % 5 == 1 and times[0] < clashes * 5 else find(self, ip)

LocalPortCache.find_available_port = clash
kernels._can_listen = lambda socket_path: False
sys.exit(main())
"""


def run_with_clash(tiny, clashes, *arguments):
    return subprocess.run(
        [sys.executable, "-P", "-c", CLASH, str(clashes), *tiny.command(*arguments)[4:]],
        env=tiny.surroundings(),
        cwd=tiny.home,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("kernels", ["warm", "stock"])
def test_a_port_taken_by_another_process(tiny, kernels):
    done = run_with_clash(tiny, 1, "--force", "--kernels", kernels)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kernels", ["warm", "stock"])
def test_ports_that_are_always_taken(tiny, kernels):
    done = run_with_clash(tiny, 99, "--force", "--kernels", kernels)
    assert done.returncode == 3
    assert "Address already in use" in done.stderr
    assert len(done.stderr.splitlines()) <= 3


@pytest.mark.parametrize(
    ("limit", "code", "words"),
    [
        (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)), 3, "40 open files"),
        (lambda: resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29)), 3, "512 MB of memory"),
        (lambda: os.umask(0o777), 4, "umask 0777"),
    ],
)
def test_a_machine_that_allows_too_little_is_told_at_once(tiny, limit, code, words):
    began = time.monotonic()
    done = tiny.run("--force", before=limit)
    assert done.code == code, done.output + done.error
    assert words in done.error and 1 <= len(done.error.splitlines()) <= 3
    assert time.monotonic() - began < 20  # it was a minute, and no word of the limit
