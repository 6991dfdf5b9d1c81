"""The last step before the engine: a small program that ties its own hands, then becomes the engine.

It is started as a script of its own (`python -I confine.py PLAN`), so that nothing has to run between fork
and exec in a process with threads. PLAN is one JSON object, see `Plan`. What it does, in this order:
limits, working folder, Landlock, unprivileged user, death together with the parent, system call filter,
exec.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import TypedDict

EXIT_NOT_CONFINED = 125
"""Exit code when a restriction could not be put in place; the engine was then not started."""

UNPRIVILEGED_ID = 65534  # nobody, nogroup

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_CAPBSET_DROP = 24
_SECCOMP_MODE_FILTER = 2

_LANDLOCK_NET_TCP = 0b11  # bind and connect
_LANDLOCK_SCOPES = 0b11  # abstract unix sockets and signals

# (audit architecture, (socket, io_uring_setup, setsid, setpgid)): no network, no way out of the process
# group.
_DENIED_CALLS = {
    "x86_64": (0xC000003E, (41, 425, 112, 109)),
    "aarch64": (0xC00000B7, (198, 425, 157, 154)),
}


class Plan(TypedDict):
    """What to apply. `readable` and `writable` matter to Landlock only; limits are in seconds and bytes."""

    parent: int
    directory: str
    command: list[str]
    environment: dict[str, str]
    cpu_s: int
    memory_bytes: int
    file_bytes: int
    landlock: bool
    drop_user: bool
    readable: list[str]
    writable: list[str]


def main(plan: Plan) -> None:
    set_limits(plan)
    os.chdir(plan["directory"])
    if plan["landlock"]:
        restrict_network()
        restrict_files(plan["readable"], [plan["directory"], *plan["writable"]], owned=plan["directory"])
        drop_privileges(plan["directory"] if plan["drop_user"] else None)
    die_with(plan["parent"])
    if plan["landlock"]:
        filter_system_calls()
    os.execve(plan["command"][0], plan["command"], plan["environment"])  # noqa: S606 - no shell is the point


def set_limits(plan: Plan) -> None:
    """Hard limits of the kernel; the second of grace lets SIGXCPU be told apart from a plain kill."""
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, plan["cpu_s"], plan["cpu_s"] + 1),
        (resource.RLIMIT_AS, plan["memory_bytes"], plan["memory_bytes"]),
        (resource.RLIMIT_FSIZE, plan["file_bytes"], plan["file_bytes"]),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(kind, (soft, hard))
    for number in (signal.SIGXFSZ, signal.SIGPIPE):  # Python ignores both, and exec would hand that on
        signal.signal(number, signal.SIG_DFL)
    os.umask(0o077)


def restrict_files(readable: list[str], writable: list[str], owned: str) -> None:
    """Landlock: read and run `readable`, write to `writable`, all in `owned`, nothing else anywhere."""
    from landlock import FSAccess, Ruleset  # noqa: PLC0415 - the package exists on Linux only

    ruleset = Ruleset()
    for path in readable:
        file_rights = FSAccess.READ_FILE | FSAccess.EXECUTE
        ruleset.allow(path, rules=file_rights | FSAccess.READ_DIR if Path(path).is_dir() else file_rights)
    for path in writable:
        everything = FSAccess.all() & ~(FSAccess.MAKE_CHAR | FSAccess.MAKE_BLOCK | FSAccess.EXECUTE)
        ruleset.allow(path, rules=everything if path == owned else FSAccess.READ_FILE | FSAccess.WRITE_FILE)
    ruleset.apply()


def restrict_network() -> None:
    """Landlock: no TCP (ABI 4), no abstract sockets, no signals to others (ABI 6)."""
    from landlock.plumbing import (  # noqa: PLC0415 - the package exists on Linux only
        SYSCALL_CREATE_RULESET,
        SYSCALL_RESTRICT_SELF,
        landlock_abi_version,
    )

    version = landlock_abi_version()
    if version < 4:
        return
    attributes = struct.pack("=QQQ", 0, _LANDLOCK_NET_TCP, _LANDLOCK_SCOPES if version >= 6 else 0)
    size = len(attributes) if version >= 6 else 16
    libc = _libc()
    _prctl(38, 1)  # no new privileges, which Landlock asks for
    ruleset = _checked(libc.syscall(SYSCALL_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0), "landlock")
    _checked(libc.syscall(SYSCALL_RESTRICT_SELF, ruleset, 0), "landlock")
    os.close(ruleset)


def drop_privileges(hand_over: str | None) -> None:
    """Give up root: every capability for good and, where `hand_over` names the run folder, the user too."""
    if os.geteuid() != 0:
        return
    for capability in range(64):
        if _libc().prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break  # beyond the last one this kernel knows
    if hand_over is None:
        return
    folder = Path(hand_over)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, UNPRIVILEGED_ID, UNPRIVILEGED_ID, follow_symlinks=False)
    os.setgroups([])
    os.setresgid(UNPRIVILEGED_ID, UNPRIVILEGED_ID, UNPRIVILEGED_ID)
    os.setresuid(UNPRIVILEGED_ID, UNPRIVILEGED_ID, UNPRIVILEGED_ID)


def die_with(parent: int) -> None:
    """Be killed when the parent dies (Linux). Comes after the change of user, which would clear the wish."""
    if platform.system() != "Linux":
        return
    _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        raise OSError("The process that asked for this run is gone.")


def filter_system_calls() -> None:
    """seccomp: sockets of any kind and leaving the process group fail with EPERM."""
    if platform.machine() not in _DENIED_CALLS:
        return
    architecture, denied = _DENIED_CALLS[platform.machine()]
    program = _filter_program(architecture, denied)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    _prctl(38, 1)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_char_p(header))


def _filter_program(architecture: int, denied: tuple[int, ...]) -> bytes:
    """Classic BPF: another architecture is killed, a denied call or the x32 table answers EPERM, the rest
    runs.
    """
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    count = len(denied)
    lines = [(load, 0, 0, 4), (equal, 1, 0, architecture), (answer, 0, 0, 0x80000000), (load, 0, 0, 0)]
    lines += [(at_least, count + 1, 0, 0x40000000)]
    lines += [(equal, count - place, 0, number) for place, number in enumerate(denied)]
    lines += [(answer, 0, 0, 0x7FFF0000), (answer, 0, 0, 0x00050000 | 1)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, *values: object) -> None:
    arguments = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in values]
    padding = [ctypes.c_ulong(0)] * (4 - len(arguments))
    _checked(_libc().prctl(option, *arguments, *padding), f"prctl {option}")


def _checked(result: int, what: str) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what} was refused")
    return result


if __name__ == "__main__":
    try:
        main(json.loads(sys.argv[1]))
    except Exception as reason:
        sys.stderr.write(f"confine: {type(reason).__name__}: {reason}\n")
        sys.exit(EXIT_NOT_CONFINED)
