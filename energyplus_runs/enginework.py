"""The engine at work for one run: its folder, its files, its limits, what is told meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from energyplus_runs.casework import CaseWork
from energyplus_runs.leasing import Lease
from energyplus_runs.models import RunPhase
from energyplus_runs.outcomes import Account
from energyplus_runs.selectors import attachments_of, engine
from energyplus_runs.simulation.progress import Progress
from energyplus_runs.simulation.runner import RunLimits
from energyplus_runs.simulation.runner import run as simulate


@dataclass(frozen=True, slots=True)
class Bench:
    """The folder of one attempt, with what the engine is given beside the model: weather and attached files."""

    lease: Lease
    folder: Path
    weather: Path
    attached: tuple[Path, ...]
    trusted: bool

    def simulate(self, text: str, name: str, on_progress: Callable[[Progress], None]) -> Account:
        """Run the engine on a model in a sub-folder of its own; it stops when the run is to, or its worker."""
        directory = self.folder / name
        outcome = simulate(
            engine(),
            text,
            self.weather,
            directory,
            limits=_limits(),
            on_progress=on_progress,
            should_cancel=self.lease.stop_wanted,
            extra_files=self.attached,
            trusted=self.trusted or settings.TRUST_MODELS_WITHOUT_SANDBOX,
        )
        return Account(outcome, directory / "eplusout.err")


@contextmanager
def bench(lease: Lease, work: CaseWork, trusted: bool) -> Iterator[Bench]:
    """A place to simulate, which is cleared away afterwards."""
    folder = settings.RUNS_DIR / f"{lease.run_id}-{lease.attempt}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield Bench(lease, folder, _weather(work, folder), _attached(work, folder), trusted)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _weather(work: CaseWork, folder: Path) -> Path:
    """The station's file; weather that a case changed lies alone, without the statistics of the file it came from."""
    if work.case.weather is None:
        return work.site.station.epw.path
    changed = folder / "given" / "weather.epw"
    changed.parent.mkdir(exist_ok=True)
    changed.write_bytes(work.case.weather)
    return changed


def _attached(work: CaseWork, folder: Path) -> tuple[Path, ...]:
    """The files the model names, under the names it calls them by."""
    laid_out = []
    for name, stored in attachments_of(work.run.model):
        file = folder / "given" / "attached" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(stored.read_bytes())
        laid_out.append(file)
    return tuple(laid_out)


def _limits() -> RunLimits:
    return RunLimits(
        wall_s=settings.RUN_WALL_LIMIT_S,
        cpu_s=settings.RUN_CPU_LIMIT_S,
        memory_bytes=settings.RUN_MEMORY_LIMIT_MB * 1024 * 1024,
        file_bytes=settings.RUN_FILE_LIMIT_MB * 1024 * 1024,
    )


class SizingReporter:
    """Says that the case is being sized; its percentage is no share of the year."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease

    def __call__(self, progress: Progress) -> None:
        self._lease.update(phase=RunPhase.SIZING_CASE)


class YearReporter:
    """Writes the engine's progress to the row, with the end it points to."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._year_began: datetime | None = None

    def __call__(self, progress: Progress) -> None:
        now = timezone.now()
        if self._year_began is None and progress.percent > 0:
            self._year_began = now
        self._lease.update(
            phase=str(progress.phase),
            percent=progress.percent,
            estimated_end_at=self._estimate(now, progress.percent),
        )

    def _estimate(self, now: datetime, percent: float) -> datetime | None:
        """The year's remaining share at the pace since it began; unknown until a tenth is done."""
        if self._year_began is None or percent < 10:
            return None
        elapsed = (now - self._year_began).total_seconds()
        return now + timedelta(seconds=elapsed * (100 - percent) / percent)
