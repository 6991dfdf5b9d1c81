"""Which walls can stand around a run on this machine, and the command line that puts them up."""

from __future__ import annotations

import functools
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from energyplus_runs.simulation import confine

_SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
_SHELL = ("/bin/sh",)  # the engine starts ExpandObjects through it
_DEVICES_READ = ("/dev/zero", "/dev/random", "/dev/urandom")
_DEVICES_WRITE = ("/dev/null",)
_PROBE_LIMIT_S = 10

# The engine keeps some 200 MB of tables (psychrometrics, its state) and reads them all over the place: in pages of 2 MB the
# processor finds them with far fewer lookups. The C library (glibc from 2.35) asks for such pages where it reads that the kernel
# gives them on request; elsewhere nothing is different, and no number ever is.
_LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
_LARGE_PAGES_KNOWN = "/sys/kernel/mm/transparent_hugepage"


class Sandbox(StrEnum):
    """The walls, best first. `none` is for models the operator wrote himself."""

    BUBBLEWRAP = "bubblewrap"
    LANDLOCK = "landlock"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class KernelLimits:
    """What the kernel holds every process of the run to."""

    cpu_s: int
    memory_bytes: int
    file_bytes: int


@dataclass(frozen=True, slots=True)
class Confinement:
    """One command, the folder it works in and what it may read besides the system's libraries."""

    sandbox: Sandbox
    directory: Path
    readable: tuple[Path, ...]
    limits: KernelLimits

    def arguments(self, command: Sequence[str]) -> list[str]:
        """The argument list to start: our wrapper, which sets the limits and becomes bubblewrap or the
        command.
        """
        plan = confine.Plan(
            parent=os.getpid(),
            directory=str(self.directory),
            command=[*self._bubblewrap(), *command] if self.sandbox is Sandbox.BUBBLEWRAP else list(command),
            environment=self._environment(),
            cpu_s=self.limits.cpu_s,
            memory_bytes=self.limits.memory_bytes,
            file_bytes=self.limits.file_bytes,
            landlock=self.sandbox is Sandbox.LANDLOCK,
            drop_user=self._reachable_by_all(),
            readable=[
                str(path)
                for path in self._system((*_SYSTEM_LIBRARIES, *_SHELL, *_DEVICES_READ, _LARGE_PAGES_KNOWN))
            ]
            + [str(path) for path in self.readable],
            writable=[str(path) for path in self._system(_DEVICES_WRITE)],
        )
        return [sys.executable, "-I", confine.__file__, json.dumps(plan)]

    def _environment(self) -> dict[str, str]:
        folder = str(self.directory)
        return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder, **_LARGE_PAGES}

    def _bubblewrap(self) -> list[str]:
        program = shutil.which("bwrap") or "bwrap"
        identity = str(confine.UNPRIVILEGED_ID)
        flags = ["--unshare-all", "--unshare-user", "--uid", identity, "--gid", identity, "--cap-drop", "ALL"]
        flags += ["--die-with-parent", "--new-session", "--clearenv"]
        for name, value in self._environment().items():
            flags += ["--setenv", name, value]
        flags += ["--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"]  # noqa: S108 - a private one, inside
        for path in (*_SYSTEM_LIBRARIES, *_SHELL, _LARGE_PAGES_KNOWN):
            flags += ["--ro-bind-try", path, path]
        for path in map(str, self.readable):
            flags += ["--ro-bind", path, path]
        folder = str(self.directory)
        return [program, *flags, "--bind", folder, folder, "--chdir", folder, "--"]

    @staticmethod
    def _system(paths: Sequence[str]) -> list[Path]:
        return [Path(path) for path in paths if Path(path).exists()]

    def _reachable_by_all(self) -> bool:
        """Whether an unprivileged user would still find the run folder and everything to be read."""
        if any(not _traversable(path.parent) for path in (self.directory, *self.readable)):
            return False
        return all(path.stat().st_mode & (0o005 if path.is_dir() else 0o004) for path in self.readable)


@functools.cache
def available_kinds() -> tuple[Sandbox, ...]:
    """The sandboxes that really hold on this machine, best first: each was tried on a small command."""
    return tuple(kind for kind in (Sandbox.BUBBLEWRAP, Sandbox.LANDLOCK) if _holds(kind))


def available() -> Sandbox:
    """The best sandbox of this machine; `none` where nothing holds, which only trusted models may use."""
    return next(iter(available_kinds()), Sandbox.NONE)


def _holds(kind: Sandbox) -> bool:
    """Try it: the shell must start, write in its folder, and fail to read a file next to it."""
    if platform.system() != "Linux" or (kind is Sandbox.BUBBLEWRAP and shutil.which("bwrap") is None):
        return False
    with tempfile.TemporaryDirectory() as name:
        secret, folder = Path(name, "secret"), Path(name, "run")
        secret.write_text("secret", encoding="ascii")
        folder.mkdir()
        script = f"echo ok > mark || exit 1; read word < '{secret}' && exit 2; exit 0"
        limits = KernelLimits(cpu_s=_PROBE_LIMIT_S, memory_bytes=1 << 30, file_bytes=1 << 20)
        arguments = Confinement(kind, folder, (), limits).arguments(["/bin/sh", "-c", script])
        try:
            done = subprocess.run(arguments, capture_output=True, timeout=_PROBE_LIMIT_S, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0 and (folder / "mark").is_file()


def _traversable(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))
