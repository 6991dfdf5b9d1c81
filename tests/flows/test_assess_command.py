"""What scripts rely on: exit codes, one shape of document, what is missing by name, and nothing left behind."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from assessments.document import digest_of
from assessments.models import Assessment, Project
from energyplus_runs.models import Run
from tests.flows.conftest import BOX, SAMPLE, SCHEMA, Assess

ONE_RUN = ("--cases", "typical")  # all that most of these tests look at
CROSSED = (b"Heat to, Any number, 19;", b"Heat to, Any number, 39;")
TAKE_OFF = (
    b"line_id,element,material,quantity,unit,density_kg_per_m3,factor_key\n1,Slab,C30,10,m3,,concrete-c30\n"
)
DECLARED = (
    b"subject:\n  name: Box\n  place: qionghai\n  gia_m2: 80\n  construction_start_year: 2027\n"
    b"  uses: [{typology: hotel, gia_m2: 80}]\nrefrigerants: []\n"
)
HELD_BY_DOCUMENT = {
    *("edition", "subject", "runs", "metrics", "criteria", "gate", "score", "rating"),
    *("energy", "operating", "embodied", "findings"),
}


@pytest.fixture
def take_off(tmp_path: Path) -> Path:
    path = tmp_path / "take_off.csv"
    path.write_bytes(TAKE_OFF)
    return path


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    path = tmp_path / "declared.yaml"
    path.write_bytes(DECLARED)
    return path


def missing(document: dict[str, Any], code: str) -> set[str]:
    return set(next(found["missing"] for found in document["criteria"] if found["code"] == code))


@pytest.mark.engine
def test_everything_given_is_scored(assess: Assess, take_off: Path, declared: Path, settings: Any) -> None:
    outcome = assess("--model", BOX, "--take-off", take_off, "--declared", declared, *ONE_RUN)
    document = outcome.document
    assert outcome.exit_code == 0
    assert document["edition"]["key"] == "island-2026-r1"
    assert (document["subject"]["name"], document["subject"]["place"]) == ("Box", "qionghai")
    (run,) = document["runs"]
    assert (run["status"], run["cached"], run["simulated_hours"], run["severe"]) == (
        "succeeded",
        False,
        8760,
        0,
    )
    metrics = document["metrics"]
    eui, energy = metrics["site_eui_kwh_per_m2_yr"], metrics["site_energy_kwh_per_yr"]
    assert energy["source"] == "simulated"
    assert eui["value"] == pytest.approx(energy["value"] / 80)
    assert metrics["upfront_a1_a3_kgco2e"]["source"] == "take_off"
    # 10 m³ of C30 at 295 kgCO2e/m³ (GB/T 51366-2019 Table D.0.1)
    assert metrics["upfront_a1_a3_kgco2e"]["value"] == pytest.approx(2950)
    assert all(metric["origin"] for metric in metrics.values())
    assert not list(settings.RUNS_DIR.iterdir())
    scorecard = Assessment.objects.get().scorecard
    assert scorecard.document == document
    assert scorecard.digest == digest_of(document)


@pytest.mark.engine
def test_the_same_again_comes_from_the_cache(assess: Assess) -> None:
    first = assess("--model", BOX, "--place", "qionghai", *ONE_RUN).document
    second = assess("--model", BOX, "--place", "qionghai", *ONE_RUN).document
    assert [run["cached"] for run in (*first["runs"], *second["runs"])] == [False, True]
    for document in (first, second):
        document["runs"][0] |= {"id": "", "cached": None}
    assert first == second


def test_a_take_off_alone_leaves_the_energy_undetermined(assess: Assess, take_off: Path) -> None:
    outcome = assess("--take-off", take_off)
    assert outcome.exit_code == 0
    assert outcome.document["runs"] == []
    assert outcome.document["subject"]["name"] == "take_off"
    assert outcome.document["gate"]["outcome"] == "undetermined"
    assert outcome.document["rating"]["key"] is None
    assert "gia_m2" in missing(outcome.document, "B01")
    assert {"gia_m2", "site_energy_kwh_per_yr"} <= missing(outcome.document, "B06")


def test_a_declaration_alone_names_what_the_other_files_would_say(assess: Assess, declared: Path) -> None:
    outcome = assess("--declared", declared)
    assert outcome.exit_code == 0
    assert "upfront_a1_a3_kgco2e" in missing(outcome.document, "B01")
    assert "gia_m2" not in missing(outcome.document, "B01")
    assert "site_energy_kwh_per_yr" in missing(outcome.document, "B06")


@pytest.mark.engine
def test_a_model_alone_is_simulated(assess: Assess) -> None:
    outcome = assess("--model", BOX, "--place", "baoting", *ONE_RUN)
    assert outcome.exit_code == 0
    assert outcome.document["runs"][0]["place"] == "baoting"
    assert outcome.document["metrics"]["site_energy_kwh_per_yr"]["value"] > 0
    assert "gia_m2" in missing(outcome.document, "B06")


def test_a_model_without_a_place_is_not_simulated(assess: Assess) -> None:
    """No place, no weather: none is assumed."""
    outcome = assess("--model", BOX)
    assert (outcome.exit_code, outcome.document["runs"]) == (0, [])
    assert "site_energy_kwh_per_yr" in missing(outcome.document, "B06")


def test_the_place_given_wins_over_the_file(assess: Assess, declared: Path) -> None:
    outcome = assess("--declared", declared, "--place", "sanya")
    assert outcome.document["subject"]["place"] == "sanya"


def test_the_edition_can_be_named_and_must_be_known(
    assess: Assess, declared: Path, nothing_kept: Any
) -> None:
    unknown = assess("--declared", declared, "--edition", "island-1999-r0")
    assert (unknown.exit_code, unknown.errors[0]["code"]) == (2, "edition-unknown")
    nothing_kept()
    superseded = assess("--declared", declared, "--edition", "island-2026-r0")
    assert (superseded.exit_code, superseded.errors[0]["code"]) == (2, "registration-closed")
    nothing_kept()
    known = assess("--declared", declared, "--edition", "island-2026-r1")
    assert known.exit_code == 0


@pytest.mark.engine
def test_a_failed_simulation_is_told_apart(assess: Assess, tmp_path: Path) -> None:
    path = tmp_path / "crossed.idf"
    path.write_bytes(BOX.read_bytes().replace(*CROSSED))
    outcome = assess("--model", path, "--place", "qionghai", *ONE_RUN)
    assert outcome.exit_code == 3
    assert outcome.document["runs"][0]["status"] == "failed"
    assert outcome.document["runs"][0]["severe"] >= 1
    assert outcome.document["criteria"] == []
    assert outcome.errors


def test_a_fault_of_the_machine_is_an_internal_error_in_the_same_shape(
    assess: Assess, settings: Any, declared: Path
) -> None:
    """Here the storage folder is a file."""
    settings.STORAGE_DIR.write_bytes(b"")
    outcome = assess("--declared", declared)
    assert (outcome.exit_code, [error["code"] for error in outcome.errors]) == (1, ["internal-error"])
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ("{kind: community, name: Village}", "kind-not-scored"),
        ("{stage: planning, name: Plan}", "word-unknown"),
        (f"{{name: {'x' * 201}}}", "project-name-too-long"),
        ("{gia_m2: 80, uses: [{typology: hotel, gia_m2: 40}]}", "uses-do-not-add-up"),
    ],
)
def test_a_subject_that_cannot_be_scored_is_refused(
    assess: Assess, tmp_path: Path, subject: str, code: str
) -> None:
    path = tmp_path / "declared.yaml"
    path.write_text(f"subject: {subject}\n", encoding="utf-8")
    outcome = assess("--declared", path)
    assert outcome.exit_code == 2
    assert code in [error["code"] for error in outcome.errors]
    assert not Project.objects.exists()


def test_files_the_model_names_are_handed_in_with_attach(
    assess: Assess, tmp_path: Path, nothing_kept: Callable[[], None]
) -> None:
    model, short, year = tmp_path / "m.idf", tmp_path / "a.csv", tmp_path / "b.csv"
    text = BOX.read_text(encoding="utf-8") + "Schedule:File,A,,a.csv,1,0;\nSchedule:File,B,,b.csv,1,0;\n"
    model.write_text(text, encoding="utf-8")
    short.write_text("1\n" * 24, encoding="utf-8")
    year.write_text("1\n" * 8760, encoding="utf-8")
    outcome = assess("--model", model, "--attach", short, "--attach", year)
    assert outcome.exit_code == 2
    assert [error["code"] for error in outcome.errors] == ["schedule-file-rows-missing"]
    nothing_kept()


@pytest.mark.parametrize(
    "arguments",
    [(), ("--json",), ("--model", "there-is-no-such-file.idf"), ("--model",), ("--colour", "green")],
)
def test_wrong_usage_is_64_and_says_how(arguments: tuple[str, ...], db: None, capsys: Any) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("assess", *arguments)
    assert end.value.code == 64
    said = capsys.readouterr().err
    assert "usage:" in said
    assert "invalid _file" not in said
    assert not Project.objects.exists()


def test_without_json_it_speaks_in_lines(db: None, declared: Path) -> None:
    printed = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("assess", "--declared", str(declared), stdout=printed)
    assert end.value.code == 0
    said = printed.getvalue()
    assert "GIA 80.0 m²" in said
    assert "missing: " in said and "upfront_a1_a3_kgco2e" in said
    assert "Gate:   undetermined" in said
    assert "上游" in said or "碳" in said


@pytest.mark.engine
def test_the_prepared_model_can_be_taken_away(assess: Assess, tmp_path: Path) -> None:
    target = tmp_path / "prepared.idf"
    assess("--model", BOX, "--place", "qionghai", "--prepared", target, *ONE_RUN)
    prepared = Run.objects.get().prepared
    assert prepared is not None
    assert target.read_bytes() == prepared.read_bytes()
    assert target.read_text("utf-8").startswith("Version,")


def test_every_document_holds_the_same_members(assess: Assess, declared: Path) -> None:
    refused = assess("--declared", declared, "--place", "atlantis").document
    scored = assess("--declared", declared).document
    assert set(refused) == set(scored) == HELD_BY_DOCUMENT


@pytest.mark.engine
@pytest.mark.slow
def test_on_a_bare_machine_it_needs_no_server_and_prints_nothing_but_the_document(tmp_path: Path) -> None:
    """Twice, in processes of their own: the second finds the database, the account and the run of the first."""
    environment = {**os.environ, "VAR_DIR": str(tmp_path / "var")}
    environment.pop("DATABASE_URL", None)
    environment.pop("REDIS_URL", None)
    command = [
        sys.executable,
        "manage.py",
        "assess",
        "--model",
        str(BOX),
        "--place",
        "qionghai",
        "--json",
        *ONE_RUN,
    ]
    for cached in (False, True):
        done = subprocess.run(
            command,
            cwd=django_settings.BASE_DIR,
            env=environment,
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr.decode()
        document = json.loads(done.stdout)
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
        assert document["runs"][0]["cached"] is cached
    wrong = subprocess.run(
        [*command[:3], "--nonsense"],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert wrong.returncode == 64


def test_the_sample_without_its_model_is_scored_as_its_description_says(assess: Assess) -> None:
    outcome = assess("--take-off", SAMPLE / "take_off.csv", "--declared", SAMPLE / "declared.yaml")
    assert outcome.exit_code == 0
    assert not outcome.errors
    assert outcome.document["metrics"]["upfront_carbon_kgco2e_per_m2"]["value"] > 0
