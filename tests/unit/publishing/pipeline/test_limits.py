"""Limits of the machine: each told with its number, and raised where the process may."""

import os
import resource

import pytest

from lib.errors import KernelError, WriteError
from lib.publishing.pipeline import limits


@pytest.fixture
def machine(monkeypatch):
    """Call with the soft and hard limit of one resource; what is set is kept in the list that it returns."""

    def allow(name, soft, hard):
        calls = []
        wanted = getattr(resource, name)
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        monkeypatch.setattr(
            resource, "getrlimit", lambda which: (soft, hard) if which == wanted else unlimited
        )
        monkeypatch.setattr(resource, "setrlimit", lambda which, values: calls.append(values))
        return calls

    return allow


def test_few_open_files_are_told_with_both_numbers(machine):
    machine("RLIMIT_NOFILE", 64, 96)
    with pytest.raises(KernelError, match="allows 96 open files a process; this run needs 128"):
        limits.check(2)


@pytest.mark.parametrize(("hard", "allowed"), [(128, 128), (9999, 4096), (-1, 4096)])
def test_a_limit_that_may_be_raised_is_raised(machine, hard, allowed):
    calls = machine("RLIMIT_NOFILE", 20, hard)
    limits.check(2)
    assert calls == [(allowed, hard)]


def test_a_system_that_refuses_to_raise_is_taken_at_its_word(machine, monkeypatch):
    def refuse(which, values):
        raise ValueError("not allowed to raise maximum limit")

    machine("RLIMIT_NOFILE", 20, 9999)
    monkeypatch.setattr(resource, "setrlimit", refuse)
    with pytest.raises(KernelError, match="allows 20 open files"):
        limits.check(1)


@pytest.mark.parametrize("soft", [4096, resource.RLIM_INFINITY])
def test_enough_open_files_are_left_as_they_are(machine, soft):
    calls = machine("RLIMIT_NOFILE", soft, resource.RLIM_INFINITY)
    limits.check(50)
    assert calls == []


def test_little_memory_is_told_with_both_numbers(machine):
    machine("RLIMIT_AS", 999 * 2**20, 999 * 2**20)
    with pytest.raises(KernelError, match="allows 999 MB of memory a process; a kernel needs 1000"):
        limits.check(1)
    machine("RLIMIT_AS", 1000 * 2**20, 1000 * 2**20)
    limits.check(1)


@pytest.mark.parametrize("umask", [0o777, 0o400, 0o222])
def test_a_umask_against_its_user_is_told(umask):
    before = os.umask(umask)
    try:
        with pytest.raises(WriteError, match=f"umask {umask:04o}") as error:
            limits.check(1)
        assert os.umask(0) == umask  # asking changes nothing
    finally:
        os.umask(before)
    assert error.value.exit_code == 4
    assert len(str(error.value).splitlines()) <= 3
    limits.check(1)
