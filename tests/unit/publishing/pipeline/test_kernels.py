"""Where a kernel listens; kernels themselves run in the fault tests."""

import os
import shutil
import socket
import sys
import tempfile
from multiprocessing import current_process
from pathlib import Path

import pytest

from lib.errors import KernelError
from lib.publishing.pipeline import kernels


def test_on_linux_a_kernel_listens_in_no_folder_and_each_by_a_name_of_its_own(tmp_path):
    if sys.platform != "linux":
        pytest.skip("names without a folder are of Linux")
    deep = tmp_path / ("x" * 200) / ("y" * 200)
    first, second = kernels.address(deep), kernels.address(deep)
    assert first["transport"] == "ipc" and first["ip"].startswith("@")
    assert first["ip"] != second["ip"]
    assert len(first["ip"]) < 80


@pytest.mark.parametrize(("folder", "transport"), [("short", "ipc"), ("long" * 40, "tcp")])
def test_elsewhere_a_path_is_taken_as_far_as_the_system_takes_it(monkeypatch, folder, transport):
    monkeypatch.setattr(sys, "platform", "darwin")
    base = Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        place = base / folder
        place.mkdir()
        found = kernels.address(place)
        assert found["transport"] == transport
        assert list(place.iterdir()) == []  # trying it leaves nothing
    finally:
        shutil.rmtree(base)


def test_without_sockets_of_a_file_system_there_are_ports(monkeypatch, tmp_path):
    monkeypatch.setattr(kernels, "_can_listen", lambda socket_path: False)
    assert kernels.address(tmp_path) == {"transport": "tcp", "ip": "127.0.0.1"}


def test_without_a_loopback_network_that_is_told(monkeypatch, tmp_path):
    def refuse(self, address):
        raise OSError(99, "Cannot assign requested address")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(KernelError, match=r"127\.0\.0\.1: Cannot assign") as error:
        kernels.address(tmp_path)
    assert len(str(error.value).splitlines()) <= 3


def test_the_fork_server_listens_in_the_staging_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(kernels, "_server", lambda: None)
    monkeypatch.setitem(current_process()._config, "tempdir", None)
    (tmp_path / "listener-old").touch()
    (tmp_path / "other").touch()
    kernels._listen_in(tmp_path)
    place = current_process()._config["tempdir"]
    with socket.socket(socket.AF_UNIX) as probe:
        probe.bind(f"{place}/listener-new")
    assert {path.name for path in tmp_path.iterdir()} == {"listener-new", "other"}


def test_what_kernels_are_forked_from_keeps_what_is_no_setting_of_a_notebook(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", "/a/place")
    monkeypatch.setenv("PYTHONSTARTUP", "/mine.py")
    with kernels._temporary_environment(tmp_path):
        inside = dict(os.environ)
    assert inside["TMPDIR"] == "/a/place"
    assert "PYTHONSTARTUP" not in inside and inside["TZ"] == "UTC"
    assert os.environ["PYTHONSTARTUP"] == "/mine.py"
