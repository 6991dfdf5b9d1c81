from __future__ import annotations

import os
from pathlib import Path

import pytest

from energyplus_runs.simulation.err_file import MOST_ENTRIES, ErrReport, read_err
from energyplus_runs.simulation.findings_run import CATALOGUE
from standard_site.lib.findings import Finding
from tests.energyplus_runs.simulation.conftest import Ran


def report(tmp_path: Path, content: str | bytes) -> ErrReport:
    file = tmp_path / "eplusout.err"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_err(file)


def only(tmp_path: Path, severity: str, text: str) -> Finding:
    (finding,) = report(tmp_path, f"   ** {severity} ** {text}\n").findings
    return finding


def test_entries_keep_their_continuation_and_the_counts_are_full(tmp_path: Path) -> None:
    read = report(
        tmp_path,
        "Program Version,EnergyPlus\n"
        "   ** Warning ** Calculated design heating load for zone=OFFICE is zero.\n"
        "   **   ~~~   ** Check Sizing:Zone inputs.\n"
        "   ** Severe  ** GetInternalHeatGains: Lights = OFFICE LIGHTS\n"
        "   **   ~~~   ** Schedule Name = NOPE, item not found.\n"
        "   **  Fatal  ** GetInternalHeatGains: Errors found\n"
        "   ...Summary of Errors that led to program termination:\n",
    )
    assert (read.warnings, read.severe, read.fatal) == (1, 1, True)
    assert read.entries[0].continuation == ("Check Sizing:Zone inputs.",)
    assert [finding.code for finding in read.findings] == ["engine-unknown-schedule", "engine-fatal"]
    assert read.findings[0].where.object == "OFFICE LIGHTS"


@pytest.mark.parametrize(
    ("text", "code", "object_name", "field"),
    [
        (
            'BuildingSurface:Detailed="OFFICE SOUTH", invalid Construction Name="NOCONS".',
            "engine-missing-construction",
            "OFFICE SOUTH",
            None,
        ),
        ("GetConstructData: Construction = NOMAT", "engine-missing-construction", "NOMAT", None),
        (
            '<root>[WaterUse:Equipment][Office taps][peak_flow_rate] - Value type "string" not permitted.',
            "engine-field-refused",
            "Office taps",
            "peak_flow_rate",
        ),
        (
            'Line: 167 Index: 5 - "Lamps" is not a valid Object Type.',
            "engine-unknown-object-type",
            None,
            None,
        ),
        (
            'ElectricEquipment="大堂插座" invalid zone_or_zonelist_or_space_or_spacelist_name="X" not found.',
            "engine-unknown-zone",
            "大堂插座",
            None,
        ),
        (
            'Sizing:Zone="NOZONE" invalid Zone or ZoneList Name not found.',
            "engine-unknown-zone",
            "NOZONE",
            None,
        ),
        ("Temperature (high) out of bounds for zone=A", "engine-temperature-out-of-bounds", None, None),
        ("Something new.", "engine-severe", None, None),
    ],
)
def test_common_errors_have_codes_and_places(
    tmp_path: Path, text: str, code: str, object_name: str | None, field: str | None
) -> None:
    finding = only(tmp_path, "Severe ", text)
    assert (finding.code, finding.where.object, finding.where.field) == (code, object_name, field)
    assert text[:40] in finding.message["en"]
    assert text[:40] in finding.message["zh-hans"]


def test_an_open_zone_is_a_warning_that_speaks_and_other_warnings_do_not(tmp_path: Path) -> None:
    assert (
        only(tmp_path, "Warning", "CalculateZoneVolume: 1 zone is not fully enclosed.").severity == "warning"
    )
    assert report(tmp_path, "   ** Warning ** Something small.\n").findings == ()


def test_a_huge_file_is_counted_in_full_and_kept_in_part(tmp_path: Path) -> None:
    lines = [f"   ** Warning ** number {count}\n" for count in range(20_000)]
    lines += ["   ** Severe  ** the same\n"] * 300 + ["   **  Fatal  ** at last\n"]
    read = report(tmp_path, "".join(lines))
    assert (read.warnings, read.severe, read.fatal) == (20_000, 300, True)
    assert len(read.entries) == 2 * MOST_ENTRIES + 1
    assert [finding.code for finding in read.findings] == ["engine-severe", "engine-fatal"]


@pytest.mark.parametrize("how", ["Completed Successfully--", "Terminated--Fatal Error Detected."])
def test_a_message_that_comes_again_counts_as_often_as_the_engine_says(tmp_path: Path, how: str) -> None:
    read = report(
        tmp_path,
        '   ** Warning ** CalcEquipmentFlowRates: "TAP" - Target water temperature is too low\n'
        "   ************* Simulation Error Summary *************\n"
        '   *************  ** Warning ** "TAP" - Target water temperature error continues...\n'
        "   *************  **   ~~~   **   This error occurred 114719 total times;\n"
        "   ************* EnergyPlus Warmup Error Summary. During Warmup: 0 Warning; 2 Severe Errors.\n"
        f"   ************* EnergyPlus {how} 114720 Warning; 2 Severe Errors; Elapsed Time=00hr 00min  7.58sec\n",
    )
    assert (read.warnings, read.severe) == (114_720, 2)
    assert len(read.entries) == 1


def test_the_counts_of_a_model_s_own_words_are_not_the_engine_s(tmp_path: Path) -> None:
    forged = "EnergyPlus Completed Successfully-- 0 Warning; 0 Severe Errors"
    read = report(tmp_path, f"   ** Severe  ** Zone=***** {forged}\n   **   ~~~   ** ***** {forged}\n")
    assert (read.warnings, read.severe) == (0, 1)


def test_the_end_of_an_endless_file_is_still_read(tmp_path: Path) -> None:
    file = tmp_path / "eplusout.err"
    with file.open("wb") as stream:
        stream.truncate(2**36)  # 64 GiB of nothing, on no disk space
        stream.seek(0, os.SEEK_END)
        stream.write(b"\n   **  Fatal  ** at last\n")
    assert read_err(file).fatal


def test_any_bytes_are_read(tmp_path: Path) -> None:
    read = report(
        tmp_path,
        b"\xff\xfe\x00 ** Severe  ** not a line\n   ** Severe  ** \xb4\xf3\xcc\xc3\x00\n   **   ~~~   **",
    )
    assert read.severe >= 1


@pytest.mark.parametrize("kind", ["missing", "link", "hard link", "pipe", "folder"])
def test_what_is_not_a_plain_file_is_not_opened(tmp_path: Path, kind: str) -> None:
    secret, file = tmp_path / "secret", tmp_path / "eplusout.err"
    secret.write_text("   ** Severe  ** TOPSECRET\n", encoding="ascii")
    if kind == "link":
        file.symlink_to(secret)
    elif kind == "hard link":
        file.hardlink_to(secret)
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    (finding,) = read_err(file).findings
    assert finding.code == "err-file-missing"


def test_every_text_of_the_catalogue_exists_in_both_languages() -> None:
    names: tuple[str, ...] = (
        "text",
        "said",
        "folder",
        "name",
        "seconds",
        "bytes",
        "total",
        "signal",
        "exit_code",
        "reason",
    )
    names += ("hours", "expected", "carrier", "difference_kwh", "total_kwh", "meter", "table", "report")
    values = dict.fromkeys((*names, "row", "column", "unit"), "x")
    for code in CATALOGUE.codes():
        finding = CATALOGUE.make(code, None, **values)
        assert all(finding.message.values())
        assert all(finding.remedy.values())


@pytest.mark.engine
def test_the_office_runs_clean(box_run: Ran) -> None:
    assert box_run.outcome.err is not None
    assert (box_run.outcome.err.severe, box_run.outcome.err.fatal) == (0, False)
