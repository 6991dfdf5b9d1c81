"""Becomes another program that is asked to end when the process that started it is gone, however that one died.

Started as a script of its own (`python -I tether.py PARENT COMMAND…`), so that nothing has to run between fork and exec in a
process with threads. Only Linux can be asked for this; elsewhere it just becomes the program.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != parent:  # it died before it could be asked for
            return
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
