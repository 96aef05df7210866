"""What holds for every test: no display, no network, the same examples each time."""

import os
import socket

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

# The same examples in every run: a build must not fail for a reason that the change has not brought. Without a
# database there is no folder of earlier failures to clear up; `print_blob` says how to repeat one.
settings.register_profile("series", derandomize=True, database=None, deadline=None, print_blob=True)
settings.load_profile("series")

LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Kernels talk over the loopback; whatever goes further fails, with the name of who was called."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise AssertionError(f"a test must not need the network: {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
