"""Nothing that loads code, starts programs or reads files gets past the door."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.refusals import FILE_FIELDS, allowed_types, refusal_code
from tests.energyplus_runs.simulation.intake_models import BOX, engine, examined, line_of, schema, the


def test_the_allow_list_is_the_schema_without_what_is_refused() -> None:
    named = {name for name in schema().types if refusal_code(name) in (None, "object-type-not-allowed")}
    assert named == allowed_types()
    assert len(schema().types) == 858
    assert len(allowed_types()) == 805


def test_everything_that_the_prototypes_are_made_of_is_allowed() -> None:
    """32 prototype buildings of the installed package, by the types that begin their objects."""
    package = find_spec("pyenergyplus")
    assert package is not None and package.origin is not None
    models = sorted((Path(package.origin).parent / "data" / "model").glob("*.idf"))
    assert len(models) == 32
    begun = re.compile(r"^ {0,4}([A-Z][\w:-]*),\s*(?:!.*)?$", re.MULTILINE)
    types = {found for path in models for found in begun.findall(path.read_text("latin-1"))}
    known = {name for name in types if schema().find(name) is not None}
    assert len(known) > 150
    assert {name for name in known if refusal_code(name) is not None} == set()


def test_every_refusal_has_its_reason_in_both_languages() -> None:
    refused = {refusal_code(name) for name in schema().types} - {None}
    assert len(refused) == 8
    for code in refused:
        finding = CATALOGUE.make(str(code), None, type="X")
        assert all(finding.message[language] and finding.remedy[language] for language in ("en", "zh-hans"))


def test_a_type_of_a_newer_engine_is_not_let_in_by_itself() -> None:
    assert refusal_code("NewFeature:RunsPrograms") == "object-type-not-allowed"
    assert refusal_code("Zone") is None


def test_every_field_of_an_allowed_type_that_names_a_file_is_known() -> None:
    suspects = {
        field.key
        for spec in schema().types.values()
        for field in (*spec.fields, *spec.extensible)
        if field.key.split("_")[-2:] in (["file", "name"], ["file", "path"]) and not field.choices
    }
    assert suspects == FILE_FIELDS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PythonPlugin:Instance,P,No,evil,Main;", "python-plugin-refused"),
        ("pythonplugin:searchpaths,P,Yes;", "python-plugin-refused"),
        ("ExternalInterface,FunctionalMockupUnitImport;", "external-interface-refused"),
        ("ExternalInterface:FunctionalMockupUnitImport,/tmp/x.fmu,0,0;", "external-interface-refused"),
        ("Construction:WindowDataFile,W,/etc/passwd;", "window-data-file-refused"),
        ("Chiller:Electric:ASHRAE205,C,/etc/passwd;", "performance-file-refused"),
        ("Coil:DX:ASHRAE205:Performance,C,x.cbor;", "performance-file-refused"),
        ("Schedule:File,S,,/etc/passwd,1,0;", "schedule-file-name"),
        ("Schedule:File:Shading,shades.csv;", "schedule-file-refused"),
        ("Parametric:RunControl,R,Yes;", "parametric-refused"),
        ("GroundHeatTransfer:Slab:Materials,2;", "ground-preprocessor-refused"),
        ("GroundHeatExchanger:Vertical:Sizing:Rectangle,G;", "outside-program-refused"),
    ],
)
def test_refused_types(text: str, code: str) -> None:
    model = BOX + text + "\n"
    intake = examined(model)
    finding = the(intake, code)
    assert not intake.accepted
    assert intake.text is None
    assert finding.where.line == line_of(model, text)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/dev/zero", "table.csv"])
def test_file_names_in_tables_are_refused(name: str) -> None:
    fields = ["T", "Linear", "Constant", "0", "1", "", "Dimensionless", name, "1", "1"]
    text = "Table:IndependentVariable,\n  " + ",\n  ".join(fields) + ";\n"
    finding = the(examined(BOX + text), "file-reference-refused")
    assert finding.where.object == "Table:IndependentVariable 'T'"
    assert finding.where.field == "External File Name"
    assert finding.where.line == line_of(BOX + text, f"  {name},")


def test_a_table_with_its_values_in_the_model_is_welcome() -> None:
    table = "Table:IndependentVariable,T,Linear,Constant,0,1,,Dimensionless,,,,0,1;\n"
    assert examined(BOX + table).accepted


def test_macro_lines_are_refused() -> None:
    assert the(examined("##include /etc/passwd\n" + BOX), "macro-line").where.line == 1


def test_epjson_is_held_to_the_same_list() -> None:
    model = json.dumps({"PythonPlugin:Instance": {"P": {"python_module_name": "os"}}}, indent=1)
    finding = the(examined(model, "box.epJSON"), "python-plugin-refused")
    assert finding.where.line == 3


def test_energy_management_programs_are_allowed() -> None:
    program = "EnergyManagementSystem:Program,Loop,WHILE 1 == 1,ENDWHILE;\n"
    assert examined(BOX + program).accepted
    assert engine().version == "25.2.0"
