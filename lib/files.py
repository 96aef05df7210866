"""Files of the series: written whole or not at all, and told apart by their content.

What any module needs to write or compare a file belongs here; where files are stands in `paths`, what is in them with
whoever reads them.
"""

import contextlib
import errno
import hashlib
import os
import stat
from pathlib import Path

#: Between the name of a file and this stands what is being written; a run that was killed leaves it behind.
PARTIAL = ".partial"
#: file -> (time of change, size, digest) when it was read last
_digests: dict[Path, tuple[int, int, str]] = {}


def digest(file: Path) -> str:
    """SHA-256 of a file in hexadecimal digits; read once as long as its size and time of change stay.

    Raises
    ------
    OSError : the file cannot be read, or is none
    """
    status = file.stat()
    known = _digests.get(file)
    if known is None or known[:2] != (status.st_mtime_ns, status.st_size):
        content_digest = hashlib.sha256(read_bytes(file)).hexdigest()
        known = (status.st_mtime_ns, status.st_size, content_digest)
        _digests[file] = known
    return known[2]


def read_text(file: Path) -> str:
    """The text of a regular file in UTF-8; see `read_bytes`.

    Raises
    ------
    OSError : it cannot be read, or is no regular file
    UnicodeDecodeError : it is not UTF-8
    """
    return read_bytes(file).decode("utf-8")


def read_bytes(file: Path) -> bytes:
    """The content of a regular file: a pipe would be waited for, and a device may never end.

    Raises
    ------
    OSError : it cannot be read, or is no regular file
    """
    _check_regular(file, os.stat(file).st_mode)
    # Between the look and the opening it may have become a pipe: then the opening must not wait.
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as stream:
        _check_regular(file, os.fstat(descriptor).st_mode)
        return stream.read()


def _check_regular(file: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder, not a file", str(file))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "is a pipe or device, not a file", str(file))


def write_text(target: Path, text: str) -> bool:
    """Write a text as UTF-8: whole or not at all.

    Returns
    -------
    False where the file holds that text already; it is then not touched

    Raises
    ------
    OSError : the file cannot be written; one that was there is as it was
    """
    return write_bytes(target, text.encode())


def write_bytes(target: Path, content: bytes) -> bool:
    """Write a file by a rename: whole or not at all. Its folder is made where it is missing.

    Returns
    -------
    False where the file holds that content already; it is then not touched

    Raises
    ------
    OSError : the file cannot be written; one that was there is as it was
    """
    if target.is_file() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}{PARTIAL}")
    try:
        partial.write_bytes(content)
        os.replace(partial, target)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    return True
