"""The runner against engines that misbehave: small shell scripts in its place, and the real one."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from energyplus_runs.simulation.attachments import is_usable_name
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.output_files import size_of
from energyplus_runs.simulation.progress import PHASES, Progress, ProgressReader
from energyplus_runs.simulation.runner import MODEL_FILE, RunLimits, RunOutcome, Status, run
from energyplus_runs.simulation.sandbox import Sandbox, available_kinds
from tests.energyplus_runs.simulation.conftest import Ran, model_text

SILENT = "kill -STOP $$"
BUSY = "while :; do :; done"

# 900,000 turns at each of 35,040 time steps: hours of work.
ENDLESS_PROGRAM = """
EnergyManagementSystem:ProgramCallingManager, Turn, BeginTimestepBeforePredictor, Endless;
EnergyManagementSystem:Program, Endless,
    SET x = 1,
    WHILE x < 900000,
    SET x = x + 1,
    ENDWHILE;
"""


def fake_engine(folder: Path, script: str) -> Engine:
    folder.mkdir(exist_ok=True)
    executable = folder / "energyplus"
    executable.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    executable.chmod(0o755)
    return Engine(folder, executable, folder / "idd", folder / "schema", "25.2.0", "fake")


def run_script(tmp_path: Path, script: str, **options: Any) -> RunOutcome:
    weather = tmp_path / "any.epw"
    weather.write_bytes(b"LOCATION")
    settings: dict[str, Any] = {"sandbox": Sandbox.NONE, "trusted": True, **options}
    return run(
        fake_engine(tmp_path / "engine", script), "Version,25.2;", weather, tmp_path / "run", **settings
    )


def codes(outcome: RunOutcome) -> list[str]:
    return [finding.code for finding in outcome.findings]


def alive_in(folder: Path) -> list[int]:
    """Processes that work in the folder, whoever started them."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").readlink() == folder.resolve():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def gone(folder: Path, within_s: float = 3.0) -> bool:
    end = time.monotonic() + within_s
    while alive_in(folder) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive_in(folder)


@pytest.mark.slow
def test_a_silent_engine_is_stopped_at_its_time_and_the_caller_hears_a_heartbeat(tmp_path: Path) -> None:
    beats: list[float] = []
    outcome = run_script(
        tmp_path,
        SILENT,
        limits=RunLimits(wall_s=2.5),
        on_progress=lambda progress: beats.append(time.monotonic()),
    )
    assert (outcome.status, codes(outcome)) == (Status.STOPPED_AT_LIMIT, ["limit-wall-clock"])
    assert len(beats) >= 2  # at once, and every second
    assert all(later - earlier > 0.8 for earlier, later in pairwise(beats))
    assert alive_in(tmp_path / "run") == []


def test_an_engine_that_ignores_the_polite_signal_is_killed(tmp_path: Path) -> None:
    outcome = run_script(tmp_path, f"trap '' TERM; {BUSY}", limits=RunLimits(wall_s=0.5))
    assert (outcome.status, outcome.exit_code) == (Status.STOPPED_AT_LIMIT, -signal.SIGKILL)


@pytest.mark.slow
def test_processor_time_has_a_limit(tmp_path: Path) -> None:
    outcome = run_script(tmp_path, BUSY, limits=RunLimits(wall_s=20, cpu_s=1))
    assert (outcome.status, codes(outcome)) == (Status.STOPPED_AT_LIMIT, ["limit-processor-time"])


def test_one_file_and_all_files_together_have_limits(tmp_path: Path) -> None:
    wide = "while :; do printf '%100000s' x >> big; done"
    outcome = run_script(tmp_path, wide, limits=RunLimits(wall_s=20, file_bytes=2**20))
    assert (outcome.status, codes(outcome)) == (Status.STOPPED_AT_LIMIT, ["limit-disk"])
    assert (tmp_path / "run" / "big").stat().st_size == 2**20


def test_many_files_count_together(tmp_path: Path) -> None:
    many = "n=0; while :; do n=$((n+1)); [ $n -gt 60 ] || printf '%100000s' x > small$n; done"
    outcome = run_script(tmp_path, many, limits=RunLimits(wall_s=20, folder_bytes=2**20))
    assert (outcome.status, codes(outcome)) == (Status.STOPPED_AT_LIMIT, ["limit-disk"])


def test_endless_garbage_on_stdout_is_read_and_bounded(tmp_path: Path) -> None:
    outcome = run_script(
        tmp_path, r"while :; do printf '\377\000\033[2J%9999s'; done", limits=RunLimits(wall_s=1)
    )
    assert outcome.status is Status.STOPPED_AT_LIMIT


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("exit 0", "run-not-completed"),
        (r"printf '\377\376 no model \000'; exit 3", "run-not-completed"),
        ("kill -SEGV $$", "engine-crashed"),
        ("echo '   ** Severe  ** It broke.' > eplusout.err; exit 1", "engine-severe"),
        ("echo 'EnergyPlus Completed Successfully' > eplusout.end", "no-results-file"),
        (
            "echo 'EnergyPlus Completed Successfully' > eplusout.end; ln -s /etc/passwd eplusout.sql",
            "no-results-file",
        ),
        ("ln -s /etc/passwd eplusout.err; ln -s /etc/passwd eplusout.end; exit 1", "err-file-missing"),
        ("exec > /dev/null 2>&1; exit 125", "sandbox-failed"),
    ],
)
def test_every_bad_end_is_a_failure_with_its_reason(tmp_path: Path, script: str, found: str) -> None:
    outcome = run_script(tmp_path, script)
    assert (outcome.status, codes(outcome), outcome.sql) == (Status.FAILED, [found], None)


def test_an_engine_that_cannot_be_started_is_a_failure(tmp_path: Path) -> None:
    weather = tmp_path / "any.epw"
    weather.write_bytes(b"LOCATION")
    engine = fake_engine(tmp_path / "engine", "")
    engine.executable.unlink()
    outcome = run(engine, "", weather, tmp_path / "run", sandbox=Sandbox.NONE, trusted=True)
    assert (outcome.status, codes(outcome)) == (Status.FAILED, ["run-not-completed"])
    assert "not found" in outcome.findings[0].message["en"]


def test_children_do_not_outlive_an_engine_that_ends(tmp_path: Path) -> None:
    assert run_script(tmp_path, f"({BUSY}) & exit 1").status is Status.FAILED
    assert gone(tmp_path / "run")


def test_without_a_sandbox_only_trusted_models_run(tmp_path: Path) -> None:
    outcome = run_script(tmp_path, "echo started > mark", trusted=False)
    assert (outcome.status, outcome.exit_code, codes(outcome)) == (Status.FAILED, None, ["no-sandbox"])
    assert not (tmp_path / "run" / "mark").exists()


def test_a_caller_that_raises_stops_the_engine(tmp_path: Path) -> None:
    def lose_the_lease(progress: Progress) -> None:
        raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        run_script(tmp_path, BUSY, on_progress=lose_the_lease)
    assert gone(tmp_path / "run")


def test_the_engine_sees_a_clean_environment_and_the_worker_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "TOPSECRET")
    here = Path.cwd()
    run_script(tmp_path, 'echo "${SECRET_KEY:-none} $PWD $*" > mark')
    folder = tmp_path / "run"
    assert (folder / "mark").read_text(
        encoding="utf-8"
    ) == f"none {folder} -w weather.epw -d {folder} {MODEL_FILE}\n"
    assert Path.cwd() == here


@pytest.mark.parametrize("name", ["占用率.csv", f"{'n' * 196}.csv"])
def test_files_of_the_upload_lie_beside_the_model_under_bare_names(tmp_path: Path, name: str) -> None:
    assert is_usable_name(name)
    attached = tmp_path / name
    attached.write_text("1\n", encoding="utf-8")
    run_script(tmp_path, "exit 1", extra_files=[attached])
    copied = tmp_path / "run" / name
    assert copied.is_file()
    assert copied.stat().st_mode & 0o222 == 0  # the engine reads it and writes nothing to it


@pytest.mark.parametrize(
    ("model", "beside"),
    [
        ("Version,25.2;", False),
        ("Version,25.2;\nSite:WaterMainsTemperature, correlationfromweatherfile;", True),
    ],
)
def test_statistics_lie_beside_the_weather_for_mains_water_alone(
    tmp_path: Path, model: str, beside: bool
) -> None:
    weather = tmp_path / "any.epw"
    weather.write_bytes(b"LOCATION")
    weather.with_suffix(".stat").write_bytes(b"Statistics")
    engine = fake_engine(tmp_path / "engine", "exit 1")
    run(engine, model, weather, tmp_path / "run", sandbox=Sandbox.NONE, trusted=True)
    assert (tmp_path / "run" / "weather.stat").exists() is beside


@pytest.mark.parametrize("name", ["in.idf", "MODEL.IDF", "eplusout.sql", "Energy+.ini", "weather.epw"])
def test_an_attached_file_cannot_take_the_place_of_ours(tmp_path: Path, name: str) -> None:
    attached = tmp_path / "attached" / name
    attached.parent.mkdir()
    attached.write_bytes(b"")
    with pytest.raises(SimulationError) as refused:
        run_script(tmp_path, "exit 1", extra_files=[attached])
    assert refused.value.findings[0].code == "extra-file-name"


def test_two_runs_cannot_share_a_folder(tmp_path: Path) -> None:
    run_script(tmp_path, "exit 1")
    with pytest.raises(SimulationError) as refused:
        run_script(tmp_path, "exit 1")
    assert refused.value.findings[0].code == "run-folder-not-empty"


def test_the_size_of_a_folder_does_not_follow_links(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(10_000))
    (tmp_path / "loop").symlink_to(tmp_path)
    assert 10_000 <= size_of(tmp_path) < 30_000


@pytest.mark.parametrize("kind", available_kinds())
def test_no_engine_is_left_when_the_worker_is_killed(tmp_path: Path, run_folder: Path, kind: Sandbox) -> None:
    engine = fake_engine(tmp_path / "engine", BUSY)
    (tmp_path / "any.epw").write_bytes(b"LOCATION")
    worker = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path\n"
            "from energyplus_runs.simulation.installation import Engine\n"
            "from energyplus_runs.simulation.runner import run\n"
            "from energyplus_runs.simulation.sandbox import Sandbox\n"
            "root, epw, folder, kind = sys.argv[1:]\n"
            "place = Path(root)\n"
            "engine = Engine(place, place / 'energyplus', place, place, '25.2.0', 'fake')\n"
            "run(engine, '', Path(epw), Path(folder), sandbox=Sandbox(kind))\n",
            *map(str, (engine.root, tmp_path / "any.epw", run_folder, kind)),
        ]
    )
    try:
        end = time.monotonic() + 10
        while not any(_burns(process) for process in alive_in(run_folder)) and time.monotonic() < end:
            time.sleep(0.05)
        assert alive_in(run_folder)
    finally:
        worker.kill()
        worker.wait()
    assert gone(run_folder)


def _burns(process: int) -> bool:
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes().split(b"confine")[-1]
        # The walls name the engine too while they are being put up; the engine itself is what must end.
        return b"energyplus" in command and b"bwrap" not in command
    except OSError:
        return False


class TestProgress:
    LINES = (
        b"EnergyPlus Starting\nWarming up\nPerforming Zone Sizing Simulation\nWarming up {1}\n"
        b"Starting Simulation at 01/01/2017 for YEAR\nContinuing Simulation at 07/20/2017 for YEAR\n"
        b"Continuing Simulation at 02/09/2017 for YEAR\nWriting final SQL reports\n"
    )

    def test_phases_follow_each_other_and_never_go_back(self) -> None:
        reader = ProgressReader()
        seen = [reader.feed(line + b"\n") for line in self.LINES.splitlines()]
        assert [PHASES.index(progress.phase) for progress in seen] == [0, 0, 1, 2, 3, 3, 3, 4]
        # 1 January to 20 July of a leap year are 201 days: 201 / 365 = 55 %.
        assert [progress.percent for progress in seen] == [0, 0, 0, 0, 0, 55, 55, 100]
        assert seen[6].simulated_to == "07-20"

    @pytest.mark.parametrize("size", [1, 7, 4096])
    def test_any_cut_reads_the_same(self, size: int) -> None:
        reader = ProgressReader()
        for start in range(0, len(self.LINES), size):
            reader.feed(self.LINES[start : start + size])
        assert reader.now == Progress("writing", 100, "07-20")

    def test_garbage_and_dates_that_do_not_exist_are_harmless(self) -> None:
        reader = ProgressReader()
        reader.feed(b"\xff" * 100_000 + b"\nContinuing Simulation at 13/45/2017\n")
        assert reader.now.percent == 0


@pytest.mark.engine
class TestRealEngine:
    def test_the_office_finishes_with_its_results(self, box_run: Ran) -> None:
        assert (box_run.outcome.status, box_run.outcome.exit_code) == (Status.FINISHED, 0)
        assert box_run.outcome.sql == box_run.folder / "eplusout.sql"
        assert box_run.outcome.findings == ()
        assert box_run.outcome.sandbox in available_kinds()
        assert [progress.percent for progress in box_run.progress] == sorted(
            p.percent for p in box_run.progress
        )

    @pytest.mark.parametrize("kind", [*available_kinds(), Sandbox.NONE])
    def test_a_mistake_in_the_model_comes_back_by_name(
        self, engine: Engine, epw: Path, run_folder: Path, kind: Sandbox
    ) -> None:
        text = model_text().replace("Office south, Wall, Wall,", "Office south, Wall, Glass wall,")
        outcome = run(engine, text, epw, run_folder, sandbox=kind, trusted=True)
        assert outcome.status is Status.FAILED
        assert codes(outcome)[0] == "engine-missing-construction"
        assert outcome.findings[0].where.object == "OFFICE SOUTH"

    def test_a_crash_after_a_severe_error_names_both(
        self, engine: Engine, epw: Path, run_folder: Path
    ) -> None:
        text = model_text().replace("Office lights, Office, Day hours", "Office lights, Office, Night hours")
        outcome = run(engine, text, epw, run_folder)
        assert codes(outcome) == ["engine-unknown-schedule", "engine-crashed"]

    def test_templates_are_expanded(self, engine: Engine, epw: Path, run_folder: Path) -> None:
        text = model_text("box_zh.idf").replace(
            "ZoneHVAC:IdealLoadsAirSystem, 大堂 ideal loads, , 大堂 supply;", ""
        )
        start = text.index("ZoneControl:Thermostat,")
        text = text[:start] + text[text.index("Generator:PVWatts,") :]
        text += "HVACTemplate:Thermostat, T, Heat to, , Cool to, ;\n"
        text += "HVACTemplate:Zone:IdealLoadsAirSystem, 大堂, T;\n"
        assert run(engine, text, epw, run_folder).status is Status.FINISHED

    def test_an_endless_program_in_the_model_is_cancelled_at_the_first_word(
        self, engine: Engine, epw: Path, run_folder: Path
    ) -> None:
        asked: list[bool] = []

        def cancel() -> bool:
            asked.append(len(asked) == 2)
            return asked[-1]

        outcome = run(engine, model_text() + ENDLESS_PROGRAM, epw, run_folder, should_cancel=cancel)
        assert asked == [False, False, True]
        assert (outcome.status, codes(outcome)) == (Status.CANCELLED, ["run-cancelled"])
        assert gone(run_folder)

    def test_an_endless_program_is_stopped_at_its_limit(
        self, engine: Engine, epw: Path, run_folder: Path
    ) -> None:
        outcome = run(
            engine, model_text() + ENDLESS_PROGRAM, epw, run_folder, limits=RunLimits(wall_s=30, cpu_s=2)
        )
        assert (outcome.status, codes(outcome)) == (Status.STOPPED_AT_LIMIT, ["limit-processor-time"])

    def test_too_little_memory_is_said(self, engine: Engine, epw: Path, run_folder: Path) -> None:
        outcome = run(engine, model_text(), epw, run_folder, limits=RunLimits(memory_bytes=150 * 2**20))
        assert (outcome.status, codes(outcome)) == (Status.STOPPED_AT_LIMIT, ["limit-memory"])

    def test_a_model_that_floods_the_disk_is_stopped(
        self, engine: Engine, epw: Path, run_folder: Path
    ) -> None:
        text = model_text() + "Output:Variable,*,Surface Inside Face Temperature,Detailed;\n"
        ours = epw.stat().st_size  # copied before the limit holds
        outcome = run(engine, text, epw, run_folder, limits=RunLimits(file_bytes=2**19))
        assert (outcome.status, codes(outcome)) == (Status.STOPPED_AT_LIMIT, ["limit-disk"])
        assert all(file.stat().st_size <= max(2**19, ours) for file in run_folder.iterdir())
