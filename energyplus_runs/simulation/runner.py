"""Run EnergyPlus on one model: own folder, own process group, sandboxed, bounded, watched and cancellable."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from energyplus_runs.simulation import watch
from energyplus_runs.simulation.confine import EXIT_NOT_CONFINED
from energyplus_runs.simulation.err_file import ErrReport, read_err
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_run import CATALOGUE
from energyplus_runs.simulation.handshake import held_back, release, start
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.output_files import is_output, open_output
from energyplus_runs.simulation.progress import Progress
from energyplus_runs.simulation.sandbox import Confinement, KernelLimits, Sandbox, available
from standard_site.lib.findings import Finding, Where, has_errors

MODEL_FILE = "model.idf"  # never in.idf: that is the name of the link the engine makes of its input

WEATHER_FILE = "weather.epw"

_RESERVED = ("model.idf", "weather.", "in.idf", "eplus", "energy+")  # beginnings of names, in lower case
_EXPANDABLE = re.compile(r"^\s*(HVACTemplate:|GroundHeatTransfer:)", re.IGNORECASE | re.MULTILINE)
# What the engine needs the statistics beside the weather for. It would also judge adaptive comfort by their months, and by the
# thirty days before where there are none: one year would be judged in two ways.
_BY_STATISTICS = re.compile(r"\bCorrelationFromWeatherFile\b", re.IGNORECASE)
_BARE_NAME = re.compile(r"[^/\\\x00-\x1f]{1,200}")
_SUCCESS = b"EnergyPlus Completed Successfully"


class Status(StrEnum):
    """How a run ended."""

    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    STOPPED_AT_LIMIT = "stopped_at_limit"


@dataclass(frozen=True, slots=True)
class RunLimits:
    """The most a run may take: seconds by clock and processor, bytes of memory, of one file, of all files."""

    wall_s: float = 3600.0
    cpu_s: int = 3600
    memory_bytes: int = 4 * 2**30
    file_bytes: int = 2 * 2**30
    folder_bytes: int = 4 * 2**30


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What came of a run. `sql`: the results file of a finished run, else None; `err`: its own account.

    `exit_code` is negative for the number of the signal that ended the engine, None when it was not started.
    """

    status: Status
    exit_code: int | None
    wall_s: float
    sandbox: Sandbox
    err: ErrReport | None
    sql: Path | None
    findings: tuple[Finding, ...]


def run(  # noqa: PLR0913 - the boundary of the core: each argument is a decision of the caller
    engine: Engine,
    idf_text: str,
    epw: Path,
    directory: Path,
    *,
    limits: RunLimits | None = None,
    sandbox: Sandbox | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    should_cancel: Callable[[], bool] = lambda: False,
    extra_files: Sequence[Path] = (),
    trusted: bool = False,
) -> RunOutcome:
    """Simulate `idf_text` with the weather of `epw` in the empty folder `directory` and say how it went.

    `sandbox` defaults to the best one of this machine; without any, only a `trusted` model is run.
    `extra_files` are copied beside the model under their bare names; so is the `.stat` file that lies
    beside `epw`, if any, for a model that takes the temperature of mains water from it. `on_progress` is
    called about once a second, also while the engine is silent; what it or `should_cancel` raises stops the
    engine and goes on to the caller. A failed simulation is an outcome, not an exception; SimulationError is
    raised for a folder that is not empty or a file name that is taken or not bare.
    """
    kind = sandbox or available()
    if kind is Sandbox.NONE and not trusted:
        return RunOutcome(Status.FAILED, None, 0.0, kind, None, None, (CATALOGUE.make("no-sandbox"),))
    bounds = limits or RunLimits()
    folder = directory.resolve()
    _lay_out(folder, idf_text, epw, extra_files)
    kernel = KernelLimits(bounds.cpu_s, bounds.memory_bytes, bounds.file_bytes)
    confinement = Confinement(kind, folder, (engine.root.resolve(),), kernel)
    process = start(confinement.arguments(held_back(_command(engine, idf_text, folder))), folder)
    watcher = watch.Watcher(folder, bounds.wall_s, bounds.folder_bytes, on_progress, should_cancel)
    watched = watch.watch(process, watcher, release(process))
    return _outcome(watched, kind, folder, bounds)


def _lay_out(folder: Path, idf_text: str, epw: Path, extra_files: Sequence[Path]) -> None:
    """Everything the engine reads lies in the run folder, under the same names whichever sandbox it is."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SimulationError([CATALOGUE.make("run-folder-not-empty", folder=folder)])
    folder.joinpath(MODEL_FILE).write_text(idf_text, encoding="utf-8", newline="\n")
    shutil.copyfile(epw, folder / WEATHER_FILE)
    statistics = epw.with_suffix(".stat")
    if statistics.is_file() and _BY_STATISTICS.search(idf_text):
        shutil.copyfile(statistics, folder / WEATHER_FILE.replace(".epw", ".stat"))
    for file in extra_files:
        reserved = file.name.lower().startswith(_RESERVED)
        if reserved or not _BARE_NAME.fullmatch(file.name):
            raise SimulationError([CATALOGUE.make("extra-file-name", Where(file=file.name), name=file.name)])
        shutil.copyfile(file, folder / file.name)
        (folder / file.name).chmod(0o444)


def _command(engine: Engine, idf_text: str, folder: Path) -> list[str]:
    executable = engine.root.resolve() / engine.executable.name
    expand = ["-x"] if _EXPANDABLE.search(idf_text) else []
    return [str(executable), *expand, "-w", WEATHER_FILE, "-d", str(folder), MODEL_FILE]


def _outcome(watched: watch.Watched, kind: Sandbox, folder: Path, limits: RunLimits) -> RunOutcome:
    err = read_err(folder / "eplusout.err") if (folder / "eplusout.err").exists() else None
    status, reason = _judge(watched, folder, limits)
    findings = (*(err.findings if err else ()), *reason)
    if status is Status.FAILED and not has_errors(findings):
        said = _last_words(watched)
        findings = (
            *findings,
            CATALOGUE.make("run-not-completed", None, exit_code=watched.exit_code, said=said),
        )
    sql = folder / "eplusout.sql" if status is Status.FINISHED else None
    return RunOutcome(status, watched.exit_code, watched.wall_s, kind, err, sql, findings)


def _judge(watched: watch.Watched, folder: Path, limits: RunLimits) -> tuple[Status, tuple[Finding, ...]]:
    if watched.stopped is watch.Stop.CANCELLED:
        return Status.CANCELLED, (CATALOGUE.make("run-cancelled"),)
    limit = _limit_met(watched, limits)
    if limit is not None:
        return Status.STOPPED_AT_LIMIT, (limit,)
    if watched.exit_code != 0 or not _completed(folder):
        return Status.FAILED, _failure(watched)
    if not is_output(folder / "eplusout.sql"):
        return Status.FAILED, (CATALOGUE.make("no-results-file"),)
    return Status.FINISHED, ()


def _failure(watched: watch.Watched) -> tuple[Finding, ...]:
    if watched.exit_code == EXIT_NOT_CONFINED or watched.tail.startswith(b"bwrap:"):
        return (CATALOGUE.make("sandbox-failed", None, said=_last_words(watched)),)
    if watched.exit_code < 0:
        return (CATALOGUE.make("engine-crashed", None, signal=-watched.exit_code),)
    return ()


def _limit_met(watched: watch.Watched, limits: RunLimits) -> Finding | None:
    if watched.stopped is watch.Stop.WALL_CLOCK:
        return CATALOGUE.make("limit-wall-clock", None, seconds=limits.wall_s)
    if watched.stopped is watch.Stop.FOLDER or watched.exit_code == -watch.SIGXFSZ:
        return CATALOGUE.make("limit-disk", None, bytes=limits.file_bytes, total=limits.folder_bytes)
    if watched.exit_code == -watch.SIGXCPU:
        return CATALOGUE.make("limit-processor-time", None, seconds=limits.cpu_s)
    if watched.exit_code != 0 and b"bad_alloc" in watched.tail:
        return CATALOGUE.make("limit-memory", None, bytes=limits.memory_bytes)
    return None


def _completed(folder: Path) -> bool:
    file = open_output(folder / "eplusout.end")
    if file is None:
        return False
    with file:
        return _SUCCESS in file.read(1024)


def _last_words(watched: watch.Watched) -> str:
    return watched.tail[-600:].decode("utf-8", errors="replace").strip()[-200:] or "-"
