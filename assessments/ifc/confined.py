"""Starting the child that reads a model: no network, nothing to read but Python and the model, bounded in time and memory."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assessments.carbon.ifc_records import ModelRecords, Unreadable, read_records
from assessments.ifc.findings import FINDINGS
from assessments.ifc.reader.run import EXIT_NO_MEMORY, EXIT_NO_ROOM, PROGRESS_FILE
from energyplus_runs.simulation import watch
from energyplus_runs.simulation.confine import EXIT_NOT_CONFINED
from energyplus_runs.simulation.handshake import held_back, release, start
from energyplus_runs.simulation.output_files import open_output
from energyplus_runs.simulation.sandbox import Confinement, KernelLimits, Sandbox, available
from standard_site.lib.findings import Finding, Where

MODEL_FILE, RECORDS_FILE = "model.ifc", "records.ndjson"
PACKAGE = "ifcopenshell"
_PROGRAM = Path(__file__).with_name("start_reader.py")
_NO_MEMORY = (b"bad_alloc", b"MemoryError", b"Memory allocation")  # as C++, Python and numpy's library say it
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """The most that reading one model may take."""

    wall_s: float = 300.0
    cpu_s: int = 300
    memory_bytes: int = 3 * 1024 * _MB
    records_bytes: int = 128 * _MB


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of it: the records, or findings that say why there are none."""

    records: ModelRecords | None
    findings: tuple[Finding, ...]


def reader_installed() -> bool:
    """Whether the operator has installed the extra that reads IFC."""
    return importlib.util.find_spec(PACKAGE) is not None


def read_model(  # noqa: PLR0913 - the boundary: each argument is a decision of the caller
    folder: Path,
    name: str,
    *,
    limits: ReaderLimits | None = None,
    sandbox: Sandbox | None = None,
    on_progress: Callable[[int], None] = lambda percent: None,
    trusted: bool = False,
) -> Reading:
    """Read `MODEL_FILE` in `folder`; `name` is what findings call it. `on_progress` hears the percentage about once a second.

    What `on_progress` raises stops the child and goes on to the caller.
    """
    bounds, kind = limits or ReaderLimits(), sandbox or available()
    if kind is Sandbox.NONE and not trusted:
        return _failed("ifc-no-sandbox", name)
    kernel = KernelLimits(bounds.cpu_s, bounds.memory_bytes, bounds.records_bytes)
    confinement = Confinement(kind, folder.resolve(), _readable(), kernel)
    program = [sys.executable, "-I", str(_PROGRAM), MODEL_FILE, RECORDS_FILE]
    process = start(confinement.arguments(held_back(program)), folder)
    watcher = watch.Watcher(
        folder,
        bounds.wall_s,
        2 * bounds.records_bytes + (folder / MODEL_FILE).stat().st_size,
        lambda _: on_progress(_percent(folder)),
        lambda: False,
    )
    watched = watch.watch(process, watcher, release(process))
    return _outcome(watched, folder, name, bounds)


def _readable() -> tuple[Path, ...]:
    """Python with its packages, and the program; nothing else of the service."""
    package = importlib.util.find_spec(PACKAGE)
    places = {Path(sys.prefix), Path(sys.base_prefix), _PROGRAM.parent}
    if package is not None and package.origin is not None:
        places.add(Path(package.origin).parents[1])
    return tuple(sorted(place.resolve() for place in places))


def _percent(folder: Path) -> int:
    file = open_output(folder / PROGRESS_FILE)
    if file is None:
        return 0
    with file:
        said = file.read(8)
    return min(100, int(said)) if said.isdigit() else 0


def _outcome(watched: watch.Watched, folder: Path, name: str, limits: ReaderLimits) -> Reading:
    code = watched.exit_code
    if watched.stopped is watch.Stop.WALL_CLOCK or code == -watch.SIGXCPU:
        return _failed("ifc-limit-time", name, seconds=round(limits.wall_s))
    if code == EXIT_NO_MEMORY or (code != 0 and any(word in watched.tail for word in _NO_MEMORY)):
        return _failed("ifc-limit-memory", name, limit_mb=limits.memory_bytes // _MB)
    if watched.stopped is watch.Stop.FOLDER or code in (EXIT_NO_ROOM, -watch.SIGXFSZ):
        return _failed("ifc-limit-records", name, limit_mb=limits.records_bytes // _MB)
    if code == EXIT_NOT_CONFINED or watched.tail.startswith(b"bwrap:"):
        return _failed("ifc-sandbox-failed", name, said=_last_words(watched))
    if code != 0:
        return _failed("ifc-reader-crashed", name, exit_code=code)
    return _records(folder, name)


def _records(folder: Path, name: str) -> Reading:
    file = open_output(folder / RECORDS_FILE)
    if file is None:
        return _failed("ifc-reader-crashed", name, exit_code=0)
    with file:
        try:
            return Reading(read_records(line.decode("utf-8") for line in file), ())
        except Unreadable as refused:
            return _failed(f"ifc-{refused.code}", name, said=refused.said)
        except ValueError:
            return _failed("ifc-reader-crashed", name, exit_code=0)


def _failed(code: str, name: str, **values: object) -> Reading:
    return Reading(None, (FINDINGS.make(code, Where(file=name), **values),))


def _last_words(watched: watch.Watched) -> str:
    return watched.tail[-600:].decode("utf-8", errors="replace").strip()[-200:] or "-"
