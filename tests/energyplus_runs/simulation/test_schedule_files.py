"""A schedule's file is one attached to the model, holds what the object says of it, and nothing else is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from energyplus_runs.simulation.attachments import MAX_ATTACHMENTS, is_usable_name
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.intake import Intake, IntakeLimits, examine
from energyplus_runs.simulation.runner import Status, run
from tests.energyplus_runs.simulation.conftest import model_text
from tests.energyplus_runs.simulation.intake_models import BOX, engine, line_of, the

HOURS = 8760
ONE_COLUMN = b"0.5\n" * HOURS
TWO_COLUMNS = "时刻,人数\n".encode() + b"0,0.25\n" * HOURS


def asking(fields: str, name: str = "occ.csv", more: str = "") -> str:
    return BOX + f"Schedule:File,Busy,,\n  {name},\n  {fields};\n{more}"


def intake_of(text: str, *attached: tuple[str, bytes], limits: IntakeLimits | None = None) -> Intake:
    return examine(text.encode("utf-8"), "box.idf", engine(), limits, attached)


@pytest.mark.parametrize(
    ("fields", "data"),
    [
        ("1,0", ONE_COLUMN),
        ("1,0", b"\xef\xbb\xbf" + ONE_COLUMN.replace(b"\n", b"\r\n")),
        ("1,0", ONE_COLUMN[:-1]),
        ("2,1,8760,Comma", TWO_COLUMNS),
        ("2,1,8760,Comma", TWO_COLUMNS.decode().encode("gb18030")),
        ("2,1,8760,Semicolon", TWO_COLUMNS.replace(b",", b";")),
        ("2,1,8760,Tab", TWO_COLUMNS.replace(b",", b"\t")),
        ("2,1,8760,Space", TWO_COLUMNS.replace(b",", b" ")),
        ("1,0,8784", b"1\n" * 8784),
        ("1,0,8760,,No,30", b"1\n" * (2 * HOURS)),
    ],
)
def test_sound_files_are_taken_as_plain_utf_8(fields: str, data: bytes) -> None:
    intake = intake_of(asking(fields), ("occ.csv", data))
    assert intake.accepted, [str(finding) for finding in intake.findings]
    (kept,) = intake.attachments
    assert kept.name == "occ.csv"
    assert kept.data.endswith(b"\n") and b"\r" not in kept.data and not kept.data.startswith(b"\xef\xbb\xbf")
    assert not {finding.code for finding in intake.findings} - {"encoding-assumed"}


@pytest.mark.parametrize(
    ("fields", "data", "code", "line"),
    [
        ("1,0", ONE_COLUMN[4:], "schedule-file-rows-missing", None),
        ("1,2", ONE_COLUMN, "schedule-file-rows-missing", None),
        ("1,0,8784", ONE_COLUMN, "schedule-file-rows-missing", None),
        ("1,0,8760,,No,30", ONE_COLUMN, "schedule-file-rows-missing", None),
        ("2,0", ONE_COLUMN, "schedule-file-column-missing", 1),
        ("2,1,8760,Semicolon", TWO_COLUMNS, "schedule-file-column-missing", 2),
        ("2,0", TWO_COLUMNS, "schedule-file-value", 1),
        ("1,0", ONE_COLUMN.replace(b"0.5", b"nan"), "schedule-file-value", 1),
        ("1,0", ONE_COLUMN.replace(b"0.5", b"1e999"), "schedule-file-value", 1),
        ("1,0", b"0.5\n" * 99 + b"=1+1\n" + ONE_COLUMN, "schedule-file-value", 100),
        ("1,0", b"0.5\n" * 99 + b"\n" + ONE_COLUMN, "schedule-file-blank", 100),
        ("1,0", b"0.5\n" * 99 + b"1,2\n" + ONE_COLUMN, "schedule-file-uneven", 100),
        ("1,0,8760,,No,7", ONE_COLUMN, "schedule-file-minutes", None),
    ],
)
def test_what_the_file_lacks_is_told_in_its_line(
    fields: str, data: bytes, code: str, line: int | None
) -> None:
    intake = intake_of(asking(fields), ("occ.csv", data))
    finding = the(intake, code)
    assert not intake.accepted
    assert intake.attachments == ()
    assert finding.where.object == "Schedule:File 'Busy'"
    if line is not None:
        assert (finding.where.file, finding.where.line) == ("occ.csv", line)
    else:
        assert finding.where.file == "box.idf"


@pytest.mark.parametrize(
    "fields", ["1,0,often", "1,0,8760,Comma,No,now and then", "1,0,1e309", "1,0,8760,Comma,No,inf"]
)
def test_what_is_no_number_is_said(fields: str) -> None:
    intake = intake_of(asking(fields), ("occ.csv", ONE_COLUMN))
    assert not intake.accepted
    assert {finding.severity for finding in intake.findings} >= {"error"}


def test_a_file_that_is_not_attached_is_asked_for_where_it_is_named() -> None:
    text = asking("1,0")
    finding = the(intake_of(text, ("other.csv", ONE_COLUMN)), "schedule-file-missing")
    assert (finding.where.line, finding.where.field) == (line_of(text, "  occ.csv"), "File Name")


@pytest.mark.parametrize(
    "name",
    ["../occ.csv", "/etc/occ.csv", "a\\occ.csv", "C:occ.csv", ".occ.csv", "occ", "occ.idf", "weather.csv",
     "eplusout.csv", "occ.csv.exe", "occ／b.csv", "occ∕b.csv", "\u202eocc.csv", "人" * 80 + ".csv", "https://x/a.csv"],
)  # fmt: skip
def test_names_that_are_paths_or_look_like_them_are_refused(name: str) -> None:
    assert not is_usable_name(name)
    intake = intake_of(asking("1,0", name), (name, ONE_COLUMN))
    assert not intake.accepted
    assert {finding.code for finding in intake.findings} & {"schedule-file-name", "control-character"}


def test_names_meet_as_on_a_desktop_and_the_engine_gets_the_models_own() -> None:
    intake = intake_of(asking("1,0", "Büro 人员.CSV"), ("bu\u0308ro 人员.csv", ONE_COLUMN))
    assert [item.name for item in intake.attachments] == ["Büro 人员.CSV"]


def test_what_the_model_does_not_name_is_not_kept() -> None:
    intake = intake_of(asking("1,0"), ("occ.csv", ONE_COLUMN), ("notes.txt", b"Call the client"))
    assert intake.accepted
    assert [item.name for item in intake.attachments] == ["occ.csv"]
    assert the(intake, "attachment-unused").where.file == "notes.txt"


@pytest.mark.parametrize(
    ("attached", "code"),
    [
        ([("occ.csv", ONE_COLUMN), ("OCC.csv", b"1\n")], "attachment-twice"),
        ([("occ.csv", b"PK\x03\x04 not a table")], "attachment-not-text"),
        ([("occ.csv", b"0\x00" * HOURS)], "attachment-not-text"),
        ([("occ.csv", b"")], "attachment-not-text"),
        ([(f"{n}.csv", b"1\n") for n in range(MAX_ATTACHMENTS + 1)], "attachments-too-many"),
        ([("occ.csv", ONE_COLUMN * 3)], "attachments-too-many"),
    ],
)
def test_attachments_that_are_no_use(attached: list[tuple[str, bytes]], code: str) -> None:
    intake = intake_of(asking("1,0"), *attached, limits=IntakeLimits(max_attached_bytes=100_000))
    assert not intake.accepted
    assert code in {finding.code for finding in intake.findings}


def test_a_thousand_schedules_of_one_file_are_not_read_a_thousand_times() -> None:
    many = "".join(f"Schedule:File,S{n},,occ.csv,1,{n % 50};\n" for n in range(1000))
    intake = intake_of(asking("1,0", more=many), ("occ.csv", b"1\n" * 9000))
    assert "schedule-files-too-much" in {finding.code for finding in intake.findings}


@pytest.mark.engine
def test_the_engine_reads_the_attached_file(
    engine: Engine, epw: Path, run_folder: Path, tmp_path: Path
) -> None:
    text = model_text().replace("Schedule:Constant, Always on, Fraction, 1;", "", 1)
    text = text.replace("    12, 31, ,", "    1, 2, ,", 1)
    text += "Schedule:File, Always on, Fraction, 人员.csv, 2, 1, 8760, Comma;\n"
    intake = intake_of(text, ("人员.csv", b"\xef\xbb\xbf" + TWO_COLUMNS.replace(b"\n", b"\r\n")))
    assert intake.text is not None, [str(finding) for finding in intake.findings]
    file = tmp_path / intake.attachments[0].name
    file.write_bytes(intake.attachments[0].data)
    outcome = run(engine, intake.text, epw, run_folder, extra_files=[file])
    assert outcome.status is Status.FINISHED, [str(finding) for finding in outcome.findings]
