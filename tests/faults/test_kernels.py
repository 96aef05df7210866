"""How a kernel starts: what other processes and the limits of the machine do to it."""

import subprocess
import sys

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
