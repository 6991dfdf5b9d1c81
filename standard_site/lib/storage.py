"""What can go wrong with the place where files are kept; the operator's to mend, never the sender's."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

_FULL = (errno.ENOSPC, errno.EDQUOT)


class StorageFull(Exception):
    """There is no room left for a file."""


class StorageAway(Exception):
    """The storage does not answer, or refuses us."""


class FileMissing(Exception):
    """A file that was stored is no longer there."""


def is_full(error: BaseException) -> bool:
    """Whether an error says that there was no room."""
    return isinstance(error, StorageFull) or (isinstance(error, OSError) and error.errno in _FULL)


@contextlib.contextmanager
def storage_errors() -> Iterator[None]:
    """Names the operating system's words for what the two exceptions say."""
    try:
        yield
    except FileNotFoundError as error:
        raise FileMissing(str(error)) from error
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(str(error)) from error
        raise
