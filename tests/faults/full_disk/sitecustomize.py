"""A disk full for a moment: while the flag lies there, the next run folder cannot be made. Python loads this by its name."""

import errno
import os

_FLAG = os.environ.get("FULL_DISK_FLAG", "")
_RUNS = os.environ.get("FULL_DISK_UNDER", "/nowhere")
_mkdir = os.mkdir


def _mkdir_unless_full(path, *arguments, **options):
    if _FLAG and str(path).startswith(_RUNS + os.sep) and os.path.exists(_FLAG):  # noqa: PTH110
        os.unlink(_FLAG)  # noqa: PTH108
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    return _mkdir(path, *arguments, **options)


os.mkdir = _mkdir_unless_full
