"""The engine is found, named by its full build, and every broken installation is told apart."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.installation import check_starts, find_engine

HEADER = "!IDD_Version 25.2.0\n!IDD_BUILD abc123\n"


def _installation(folder: Path, header: str = HEADER, mode: int = 0o755) -> Path:
    (folder / "Energy+.idd").write_text(header, encoding="ascii")
    (folder / "Energy+.schema.epJSON").write_text("{}", encoding="ascii")
    executable = folder / "energyplus"
    executable.write_text("#!/bin/sh\n", encoding="ascii")
    executable.chmod(mode)
    return folder


def _code_of(root: Path) -> str:
    with pytest.raises(SimulationError) as caught:
        find_engine(root)
    (finding,) = caught.value.findings
    return finding.code


@pytest.mark.engine
def test_the_packaged_engine_says_the_build_it_prints_itself() -> None:
    engine = find_engine()
    printed = subprocess.run(
        [engine.executable, "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert engine.version == "25.2.0"
    assert f"Version {engine.build}" in printed
    assert engine.schema.is_file()
    assert engine.idd.is_file()


def test_an_engine_in_a_named_folder(tmp_path: Path) -> None:
    assert find_engine(_installation(tmp_path)).build == "25.2.0-abc123"


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert _code_of(tmp_path / "nowhere") == "engine-incomplete"


@pytest.mark.parametrize("name", ["energyplus", "Energy+.idd", "Energy+.schema.epJSON"])
def test_a_missing_part(tmp_path: Path, name: str) -> None:
    (_installation(tmp_path) / name).unlink()
    assert _code_of(tmp_path) == "engine-incomplete"


def test_a_dictionary_without_its_header(tmp_path: Path) -> None:
    assert _code_of(_installation(tmp_path, header="! nothing")) == "engine-incomplete"


def test_another_release_is_refused(tmp_path: Path) -> None:
    header = "!IDD_Version 24.1.0\n!IDD_BUILD abc123\n"
    assert _code_of(_installation(tmp_path, header=header)) == "engine-version-unsupported"


def test_an_engine_without_run_permission(tmp_path: Path) -> None:
    assert _code_of(_installation(tmp_path, mode=0o644)) == "engine-not-executable"


def test_an_engine_that_cannot_start_says_what_the_system_lacks(tmp_path: Path) -> None:
    program = tmp_path / "energyplus"
    program.write_text("#!/bin/sh\necho 'error while loading shared libraries: libX11.so.6' >&2\nexit 127\n")
    program.chmod(0o755)
    broken = replace(find_engine(), executable=program)
    with pytest.raises(SimulationError) as refused:
        check_starts(broken)
    assert refused.value.findings[0].code == "engine-does-not-start"
    assert "libX11.so.6" in refused.value.findings[0].message["en"]


def test_the_installed_engine_starts() -> None:
    check_starts(find_engine())
