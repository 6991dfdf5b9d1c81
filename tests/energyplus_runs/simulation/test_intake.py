"""Each kind of bad upload is told apart, on its line, by its object and field, with what to do about it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.intake import IntakeLimits, ModelFormat
from energyplus_runs.simulation.tokens import tokenise, write
from standard_site.lib.findings import Severity
from tests.energyplus_runs.simulation.intake_models import (
    BOX,
    engine,
    examined,
    line_of,
    replaced,
    the,
)


def test_a_sound_model_is_accepted_in_canonical_text() -> None:
    intake = examined(BOX)
    assert intake.accepted
    assert intake.findings == ()
    assert (intake.format, intake.encoding, intake.version) == (ModelFormat.IDF, "utf-8", "25.2")
    assert intake.text == write(intake.objects)
    assert len(intake.objects) == 16
    again = examined(intake.text or "")
    assert again.text == intake.text


@pytest.mark.engine
def test_the_engine_takes_the_canonical_text(tmp_path: Path) -> None:
    model = replaced("Zone,Room;", "Zone,客厅;").replace(",Room,", ",客厅,")
    (tmp_path / "box.idf").write_text(examined(model).text or "", encoding="utf-8")
    subprocess.run(
        [engine().executable, "--convert-only", "box.idf"], cwd=tmp_path, capture_output=True, check=True
    )
    converted = examined((tmp_path / "box.epJSON").read_bytes(), "box.epJSON")
    assert converted.accepted
    assert converted.format is ModelFormat.EPJSON
    assert converted.summary is not None
    assert converted.summary.zones[0].name == "客厅"
    assert converted.summary.floor_area_m2 == pytest.approx(60.0)


def test_names_and_types_do_not_care_for_capitals() -> None:
    text = replaced("Zone,Room;", "ZONE,ROOM;")
    intake = examined(text)
    assert intake.accepted
    assert "\nZone,\n  ROOM;" in (intake.text or "")


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("Zone,Room;", "Zone,Room,north;", "number-expected", "Direction of Relative North"),
        ("Zone,Room;", "Zone,Room,1.5D3;", "number-expected", "Direction of Relative North"),
        ("Zone,Room;", "Zone,Room,nan;", "number-not-finite", "Direction of Relative North"),
        ("Zone,Room;", "Zone,Room,,1e999;", "number-not-finite", "X Origin"),
        ("Zone,Room;", "Zone,Room,0,0,0,0,1,0;", "value-out-of-range", "Multiplier"),
        (
            "Zone,Room;",
            "Zone,Room,0,0,0,0,1,1,,,,Quick;",
            "value-not-a-choice",
            "Zone Inside Convection Algorithm",
        ),
        ("Zone,Room;", "Zone,Room,0,0,0,0,1,1,,,,TARP,TARP,Yes,9;", "too-many-fields", None),
        ("South,Wall,Solid,", "South,Wall,,", "required-field-missing", "Construction Name"),
        ("South,Wall,Solid,", "South,Wall,Soild,", "construction-missing", "Construction Name"),
        ("Construction,Solid,Concrete;", "Construction,Solid,Beton;", "material-missing", "Outside Layer"),
        ("Solid,Room,,Ground", "Solid,Cellar,,Ground", "zone-missing", "Zone Name"),
        ("Window,Glazed,South", "Window,Glazed,Sud", "surface-missing", "Building Surface Name"),
        ("Zone,Room;", "Zome,Room;", "object-type-misspelt", None),
        ("Zone,Room;", "Zone,Room;\nQuxQux:Bar,1;", "object-type-unknown", None),
        ("Zone,Room;", "Zone,Room;\nZone,ROOM;", "name-used-twice", None),
        ("Building,Box,0;", "Building,Box,0;Building,Box,0;", "object-not-single", None),
        ("Version,25.2;", "Version;", "version-missing", None),
        ("Version,25.2;", "Version,new;", "version-unreadable", "Version Identifier"),
        ("Version,25.2;", "Version,8.9;", "version-older", "Version Identifier"),
        ("Version,25.2;", "Version,9.6;", "version-older", "Version Identifier"),
        ("Version,25.2;", "Version,23.2;", "version-older", "Version Identifier"),
        ("Version,25.2;", "Version,26.1;", "version-newer", "Version Identifier"),
        ("Zone,Room;", "Zone,Room;\nZoneList,All,Room,,Room;", "required-field-missing", "Zone Name"),
    ],
)
def test_one_thing_wrong(old: str, new: str, code: str, field: str | None) -> None:
    text = replaced(old, new)
    intake = examined(text)
    finding = next(found for found in intake.findings if found.code == code)
    assert not intake.accepted
    assert intake.text is None
    assert intake.summary is None
    assert finding.severity is Severity.ERROR
    assert finding.where.file == "box.idf"
    last_line_of_new = line_of(text, new) + new.count("\n")
    assert finding.where.line in (line_of(text, new), last_line_of_new)
    assert finding.where.field == field
    assert finding.where.object is not None


@pytest.mark.parametrize("text", ["25.2", "25.2.0", " 25.2 ", "v25.2", "V25.2.0", "25.2.0-cf7368216c"])
def test_the_current_version_in_all_its_spellings(text: str) -> None:
    intake = examined(replaced("Version,25.2;", f"Version,{text};"))
    assert intake.accepted and intake.findings == ()
    assert "Version,\n  25.2;" in (intake.text or "")


@pytest.mark.parametrize("text", ["24.1", "24.2", "24.2.0", "24.2.0-94a887817b", "25.1", "25.1.0"])
def test_text_of_the_same_schema_is_taken(text: str) -> None:
    intake = examined(replaced("Version,25.2;", f"Version,{text};"))
    assert intake.accepted
    assert [finding.code for finding in intake.findings] == ["version-accepted-as-25-2"]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("9.4", "version-older", "9.4 → 9.5 → 9.6 → 22.1 → 22.2 → 23.1 → 23.2 → 24.1 → 24.2 → 25.1 → 25.2"),
        ("23.2.0", "version-older", "23.2 → 24.1 → 24.2 → 25.1 → 25.2"),
        ("8.9.0-40101eaafd", "version-older", "8.9 → 9.0 → 9.1"),
        ("7.2", "version-older", "7.2 → 8.0"),
        ("6.0", "version-before-transitions", "8.9 or before"),
        ("1.2.3", "version-before-transitions", "anew"),
        ("9.7", "version-unknown", "25.2"),
        ("22.3", "version-unknown", "25.2"),
        ("25.3", "version-newer", "25.2"),
        ("26.1.0", "version-newer", "25.2"),
        ("99.9", "version-newer", "25.2"),
        ("24", "version-unreadable", "two numbers"),
        ("25-2", "version-unreadable", "two numbers"),
        ("latest", "version-unreadable", "two numbers"),
        ("２５.2", "version-unreadable", "two numbers"),
    ],
)
def test_the_way_up_is_told(text: str, code: str, words: str) -> None:
    intake = examined(replaced("Version,25.2;", f"Version,{text};"))
    assert [finding.code for finding in intake.findings] == [code]
    assert words in intake.findings[0].remedy["en"]


def test_a_finding_names_the_object_it_is_in() -> None:
    finding = the(examined(replaced("South,Wall,Solid,", "South,Wall,Soild,")), "construction-missing")
    assert finding.where.object == "BuildingSurface:Detailed 'South'"
    assert "Soild" in finding.message["en"]
    assert "Soild" in finding.message["zh-hans"]


def test_a_misspelt_type_gets_a_suggestion() -> None:
    assert "Zone" in the(examined(replaced("Zone,Room;", "Zome,Room;")), "object-type-misspelt").remedy["en"]


@pytest.mark.parametrize(
    ("type_name", "code"),
    [
        ("Zone,", "no-zones"),
        ("BuildingSurface:Detailed,", "no-surfaces"),
        ("Building,", "required-object-missing"),
        ("GlobalGeometryRules,", "required-object-missing"),
        ("Version,", "version-missing"),
    ],
)
def test_objects_a_model_cannot_do_without(type_name: str, code: str) -> None:
    kept = [item for item in tokenise(BOX).objects if not f"{item.type_name},".startswith(type_name)]
    assert code in [finding.code for finding in examined(write(kept)).findings]


def test_a_missing_schedule_is_a_warning() -> None:
    lights = "Lights,L,Room,Hours,Watts/Area,,8;\n"
    intake = examined(BOX + lights)
    finding = the(intake, "schedule-missing")
    assert intake.accepted
    assert finding.severity is Severity.WARNING
    assert (finding.where.object, finding.where.field) == ("Lights 'L'", "Schedule Name")


@pytest.mark.parametrize("word", ["autosize", "AutoCalculate", ""])
def test_automatic_words_are_taken_where_either_is(word: str) -> None:
    assert examined(replaced("Zone,Room;", f"Zone,Room,0,0,0,0,1,1,{word};")).accepted


def test_a_boundary_object_that_the_engine_ignores_is_no_error() -> None:
    text = replaced("South,Wall,Solid,Room,,Outdoors,,", "South,Wall,Solid,Room,,Outdoors,Nowhere,")
    assert examined(text).accepted
    beside = replaced("South,Wall,Solid,Room,,Outdoors,,", "South,Wall,Solid,Room,,Surface,Nowhere,")
    assert the(examined(beside), "surface-missing").where.field == "Outside Boundary Condition Object"


@pytest.mark.parametrize("version", ["24.1", "24.2", "25.1.0", "24.2.0-94a887817b"])
def test_a_slightly_older_model_that_fits_is_taken_with_a_warning(version: str) -> None:
    intake = examined(replaced("Version,25.2;", f"Version,{version};"))
    assert intake.accepted
    assert intake.version == version
    assert the(intake, "version-accepted-as-25-2").severity is Severity.WARNING
    assert (intake.text or "").startswith("Version,\n  25.2;\n")


def test_an_older_model_that_does_not_fit_says_so() -> None:
    intake = examined(replaced("Version,25.2;", "Version,24.2;") + "Zone,Old,north;\n")
    assert not intake.accepted
    assert [finding.code for finding in intake.findings] == ["number-expected", "version-does-not-fit"]


def test_an_older_object_whose_fields_moved_is_refused() -> None:
    coil = "Coil:Cooling:DX:VariableSpeed,C,In,Out,10,10,autosize,autosize;\n"
    text = replaced("Version,25.2;", "Version,25.1;") + coil
    finding = the(examined(text), "version-fields-moved")
    assert finding.where.line == line_of(text, coil)


def test_a_file_above_the_limit() -> None:
    assert the(examined(BOX, limits=IntakeLimits(max_bytes=100)), "file-too-large").where.file == "box.idf"
    assert "too-many-objects" in [
        finding.code for finding in examined(BOX, limits=IntakeLimits(max_objects=5)).findings
    ]


@pytest.mark.parametrize("text", ["! only a comment\n", ";;;", "{}"])
def test_a_file_without_objects(text: str) -> None:
    assert the(examined(text), "not-a-model").severity is Severity.ERROR


def test_multipliers_are_said() -> None:
    intake = examined(replaced("Zone,Room;", "Zone,Room,0,0,0,0,1,4;"))
    assert "1 zones" in the(intake, "zone-multipliers").message["en"]


_EPJSON = """{
  "Version": {"V": {"version_identifier": "25.2"}},
  "Building": {"B": {"north_axis": 0}},
  "GlobalGeometryRules": {"G": {"starting_vertex_position": "UpperLeftCorner",
    "vertex_entry_direction": "Counterclockwise", "coordinate_system": "Relative"}},
  "Zone": {
    "Room": {
      "x_origin": 0
    }
  }
}"""


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('"x_origin": 0', '"x_origin": 0,', "json-malformed", (8, 9)),
        ('"x_origin": 0', '"x_origin": 0, "x_origin": 1', "json-duplicate-key", (8,)),
        ('"x_origin": 0', '"x_origin": "left"', "number-expected", (8,)),
        ('"x_origin": 0', '"x_origin": NaN', "number-not-finite", (8,)),
        ('"x_origin": 0', '"x_origin": 1e999', "number-not-finite", (8,)),
        ('"x_origin": 0', '"x_orign": 0', "field-unknown", (8,)),
        ('"x_origin": 0', '"x_origin": null', "json-value-not-possible", (8,)),
        ('"Room"', '"Room, north"', "character-not-possible", (7,)),
        ('"Room"', '"Ro\\ud800om"', "character-not-possible", (7,)),
        ('"Zone"', '"Zome"', "object-type-misspelt", (7,)),
        ('"Room": {', '"Room": 3, "Hall": {', "json-not-a-model", (7,)),
    ],
)
def test_epjson_mistakes_are_found_on_their_line(
    old: str, new: str, code: str, line: tuple[int, ...]
) -> None:
    intake = examined(replaced(old, new, _EPJSON), "box.epJSON")
    finding = the(intake, code)
    assert intake.format is ModelFormat.EPJSON
    assert finding.where.line in line


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a":' * 50 + "1" + "}" * 50, "json-too-deep"),
        ('{"a":' * 50_000, "json-too-deep"),
        ("[1, 2]", "json-not-a-model"),
        ("{", "json-malformed"),
        ('{"Zone": {"A": {"x_origin": ' + "1" * 5000 + "}}}", "json-malformed"),
    ],
)
def test_epjson_that_is_no_model(text: str, code: str) -> None:
    assert the(examined(text, "box.epJSON"), code).severity is Severity.ERROR


def test_repeated_fields_of_epjson_come_out_in_order() -> None:
    model = json.loads(_EPJSON)
    model["ZoneList"] = {"All": {"zones": [{"zone_name": "Room"}, {"zone_name": "Room"}]}}
    found = examined(json.dumps(model), "box.epJSON").objects
    assert next(item.fields for item in found if item.type_name == "ZoneList") == ("All", "Room", "Room")


def test_no_more_findings_than_a_person_can_read() -> None:
    intake = examined(BOX + "Zone,A,north;\n" * 500)
    assert len(intake.findings) == 201
    assert intake.findings[-1].code == "more-findings"


def test_every_finding_has_a_word_in_both_languages() -> None:
    for code in CATALOGUE.codes():
        entry = CATALOGUE._entries[code]
        for part in ("", "remedy-"):
            assert any("一" <= character <= "鿿" for character in entry[f"{part}zh-hans"]), code
            assert entry[f"{part}en"].endswith((".", ";", "}")), code


@settings(max_examples=60, deadline=None)
@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_break_the_door(data: bytes) -> None:
    assert not examined(data).accepted


_LINES = BOX.splitlines(keepends=True)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*_LINES, "Zone,", "{", ";", "!", "Lights,L,Room,,Watts/Area,,1e999;"]), max_size=30
    )
)
def test_no_shuffled_model_breaks_the_door(lines: list[str]) -> None:
    intake = examined("".join(lines))
    assert intake.accepted == (not any(finding.severity is Severity.ERROR for finding in intake.findings))


_PROGRAM = (
    "\nEnergyManagementSystem:ProgramCallingManager,M,EndOfZoneTimestepBeforeZoneReporting,P;"
    "\nEnergyManagementSystem:Program,P,SET X = 1;"
)


@pytest.mark.parametrize("kind", ["Weather Data", "weather DATA"])
def test_a_program_that_sets_the_weather_is_refused(kind: str) -> None:
    text = BOX + f"{_PROGRAM}\nEnergyManagementSystem:Actuator,X,Environment,{kind},Outdoor Dry Bulb;"
    found = the(examined(text), "weather-override-refused")
    assert found.where.object == "EnergyManagementSystem:Actuator 'X'"
    assert found.where.field == "Actuated Component Type"
    assert not examined(text).accepted


def test_an_actuator_of_a_schedule_is_none_of_the_weather() -> None:
    text = BOX + (
        f"{_PROGRAM}\nSchedule:Constant,Always,,1;"
        "\nEnergyManagementSystem:Actuator,X,Always,Schedule:Constant,Schedule Value;"
    )
    assert examined(text).findings == ()


def test_energy_that_a_program_books_is_shown_to_who_reviews() -> None:
    booked = "EnergyManagementSystem:MeteredOutputVariable,B,X,ZoneTimestep,,Electricity,Building,Pumps,,J;"
    intake = examined(f"{BOX}{_PROGRAM}\nEnergyManagementSystem:GlobalVariable,X;\n{booked}")
    found = the(intake, "program-books-energy")
    assert intake.accepted
    assert found.severity is Severity.WARNING
    assert "Electricity" in found.message["en"]
