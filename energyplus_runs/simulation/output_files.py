"""Opening what a run left behind: the folder was an uploaded model's, nothing in it is taken on trust."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO


def open_output(path: Path) -> BinaryIO | None:
    """The file opened for reading, or None where there is no plain file of that name.

    A symbolic link, a pipe or a second name of a file elsewhere is not opened: it could show a secret or
    hang.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        os.close(descriptor)
        return None
    return os.fdopen(descriptor, "rb")


def is_output(path: Path) -> bool:
    """Whether `path` is a plain file that `open_output` would open, and not empty."""
    file = open_output(path)
    if file is None:
        return False
    with file:
        return os.fstat(file.fileno()).st_size > 0


def size_of(folder: Path) -> int:
    """Bytes of all files under `folder`; links count for themselves and are not followed."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(root, name).lstat().st_blocks * 512
            except OSError:
                continue  # removed while we looked
    return total
