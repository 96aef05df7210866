"""How long a run may take by itself, and what the machine must allow it.

The latter is told before anything starts: else a kernel dies of it after a minute, mute. Limits of one process that a
shell, a container or a service manager sets belong here. What a file system refuses is
told where it is met; whether there is a network to listen on, where kernels start.
"""

import os

from lib.errors import KernelError, WriteError

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

#: Seconds that a cell, and a notebook as a whole, may take where nobody says otherwise.
CELL_SECONDS, NOTEBOOK_SECONDS = 300, 1800
#: Measured: a run of two notebooks at a time fails with 64 open files and passes with 96.
_FILES, _FILES_PER_NOTEBOOK = 64, 32
#: Measured: with 500 MB of address space a kernel cannot start its threads, with 1,000 MB it runs.
_MEMORY_MB = 1000
#: What a run takes of open files where it may.
_FILES_WANTED = 4096


def check(jobs: int) -> None:
    """Make sure that this process may do what a run of `jobs` notebooks at a time needs.

    A limit that the process may raise itself is raised.

    Raises
    ------
    KernelError : too few open files or too little memory
    WriteError : files that are made could not be read again
    """
    _check_umask()
    if resource is not None:
        _check_open_files(_FILES + jobs * _FILES_PER_NOTEBOOK)
        _check_memory()


def _check_umask() -> None:
    umask = os.umask(0o077)
    os.umask(umask)
    if umask & 0o700:
        raise WriteError(
            "the shell",
            f"umask {umask:04o} takes the right to read and write away from who makes a file",
            "Type umask 022, then run again.",
        )


def _check_open_files(needed: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= _FILES_WANTED:
        return
    allowed = _FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, _FILES_WANTED)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    except (OSError, ValueError):  # some systems refuse what they said is allowed
        allowed = soft
    if allowed < needed:
        raise KernelError(
            "the machine",
            f"allows {allowed} open files a process; this run needs {needed}",
            "Raise the limit (ulimit -n), or ask for less at a time (--jobs).",
        )


def _check_memory() -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    allowed = soft // 2**20
    if soft != resource.RLIM_INFINITY and allowed < _MEMORY_MB:
        raise KernelError(
            "the machine",
            f"allows {allowed} MB of memory a process; a kernel needs {_MEMORY_MB} MB",
            "Raise the limit: ulimit -v.",
        )
