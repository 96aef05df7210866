"""What has been read from a file, kept for as long as the file stays as it is.

Belongs here: how one tells that a file has not changed. Does not: what is read from it, or who may change what is kept.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Content = TypeVar("Content")
#: When a file was last changed, its size, and which file it is: one moved over it is another.
Stamp = tuple[int, int, int]

#: Nanoseconds. The clock of a file system has ticks, of some milliseconds on most: two changes within one leave the
#: same time behind, so that a file changed just now may be changed once more and bear the same stamp.
_JUST_NOW = 100_000_000


def stamp(file: Path) -> Stamp | None:
    """What is another after each change of the file; None where nothing would tell, or there is no such file."""
    try:
        status = file.stat()
    except OSError:
        return None
    age = time.time_ns() - status.st_mtime_ns
    if age < _JUST_NOW:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def kept(read: Callable[[Path], Content]) -> Callable[[Path], Content]:
    """A function of a file that reads it anew only where it has changed.

    Every call gives the same object until then: whoever gets it leaves it as it is.
    """
    contents: dict[Path, tuple[Stamp, Content]] = {}

    def read_where_changed(file: Path) -> Content:
        before = stamp(file)
        known = contents.get(file)
        if known is not None and before is not None and known[0] == before:
            return known[1]
        content = read(file)
        if before is not None:
            contents[file] = (before, content)
        return content

    return read_where_changed
