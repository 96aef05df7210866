"""Files of the series: written whole or not at all, and told apart by their content.

What any module needs to write or compare a file belongs here; where files are stands in `paths`, what is in them with
whoever reads them.
"""

import contextlib
import hashlib
import os
from pathlib import Path

#: Between the name of a file and this stands what is being written; a run that was killed leaves it behind.
PARTIAL = ".partial"
#: file -> (time of change, size, digest) when it was read last
_digests: dict[Path, tuple[int, int, str]] = {}


def digest(file: Path) -> str:
    """SHA-256 of a file in hexadecimal digits; read once as long as its size and time of change stay.

    Raises
    ------
    OSError : the file cannot be read
    """
    status = file.stat()
    known = _digests.get(file)
    if known is None or known[:2] != (status.st_mtime_ns, status.st_size):
        content_digest = hashlib.sha256(file.read_bytes()).hexdigest()
        known = (status.st_mtime_ns, status.st_size, content_digest)
        _digests[file] = known
    return known[2]


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
