"""Whole models through the confined child: quantities, units, materials and assemblies as the file states them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessments.carbon.ifc_lines import IfcTakeOff, take_off_of_model
from assessments.carbon.ifc_records import ModelRecords
from assessments.ifc.confined import MODEL_FILE, read_model
from assessments.ifc.intake import check_model
from energyplus_runs.simulation.sandbox import Sandbox, available_kinds
from tests.assessments.ifc.made import FOOT_M, House

SIMPLE_WALL = Path(__file__).with_name("simple_wall.ifc")


def read(folder: Path, sandbox: Sandbox | None = None) -> tuple[ModelRecords, IfcTakeOff]:
    found = read_model(folder, "house.ifc", sandbox=sandbox, trusted=True)
    assert found.records is not None, found.findings
    return found.records, take_off_of_model(found.records, "house.ifc")


def built(house: House, folder: Path) -> IfcTakeOff:
    house.write(folder / MODEL_FILE)
    check_model(folder / MODEL_FILE, "house.ifc", 10**7)
    return read(folder)[1]


@pytest.mark.parametrize("kind", [*available_kinds(), Sandbox.NONE])
def test_a_wall_with_a_door_in_each_sandbox(tmp_path: Path, kind: Sandbox) -> None:
    """The wall states 2.809478 m3 and, a second time, what no wall of 4 m by 4 m by 0.2 m holds; the door 3.189579 m2."""
    (tmp_path / MODEL_FILE).write_bytes(SIMPLE_WALL.read_bytes())
    records, take_off = read(tmp_path, kind)
    assert (records.schema, len(records.elements), len(records.left_out)) == ("IFC2X3", 2, 4)
    lines = {line.element: line for line in take_off.lines}
    assert lines["External wall"].material == "Default Wall"
    assert lines["External wall"].quantity == pytest.approx(2.809478, abs=1e-12)
    assert lines["Door"].quantity == pytest.approx(3.189579, abs=1e-9)
    codes = {finding.code for finding in take_off.findings}
    assert codes == {"ifc-area-larger-than-sides", "ifc-quantity-contradicts"}


@pytest.mark.parametrize("schema", ["IFC4", "IFC4X3"])
def test_feet_layers_constituents_and_densities(tmp_path: Path, schema: str) -> None:
    """300 ft3 in layers of 0.5 and 0.25 ft: 200 and 100 ft3, 1 ft3 being 0.3048^3 m3; 40 ft3 by halves makes 20 each."""
    house = House(schema)
    house.density_unit()
    brick, wool = house.material("Brick", 1800.0), house.material("Wool")
    wall = house.element("IfcWall", house.layers((brick, 0.5), (wool, 0.25)), {"NetVolume": 300.0})
    house.external(wall)
    mixed = house.constituents((brick, 0.5), (wool, 0.5))
    house.element("IfcSlab", mixed, {"NetVolume": 40.0}, PredefinedType="ROOF")
    house.element("IfcColumn")
    take_off = built(house, tmp_path)
    told = {(line.element, line.material): line for line in take_off.lines}
    cubic_foot_m3 = FOOT_M**3
    assert told["External wall", "Brick"].quantity == pytest.approx(200 * cubic_foot_m3, rel=1e-12)
    assert told["External wall", "Wool"].quantity == pytest.approx(100 * cubic_foot_m3, rel=1e-12)
    assert told["Roof", "Brick"].quantity == pytest.approx(20 * cubic_foot_m3, rel=1e-12)
    assert told["Roof", "Brick"].density_kg_per_m3 == 1800.0
    assert told["Roof", "Wool"].density_kg_per_m3 is None
    assert take_off.missing == {"ifc-no-quantity-no-material": 1}
    assert {row.element.storey for row in take_off.evidence} == {"Ground"}


def test_parts_of_an_assembly_and_windows_by_their_sides(tmp_path: Path) -> None:
    """The roof of 10 m3 is counted by its slab of 9 m3; the window of 1.2 m by 1.5 m has 1.8 m2."""
    house = House(feet=False)
    tile = house.material("Tile")
    roof = house.element("IfcRoof", tile, {"NetVolume": 10.0})
    slab = house.element("IfcSlab", tile, {"NetVolume": 9.0})
    house.rooted("IfcRelAggregates", RelatingObject=roof, RelatedObjects=[slab])
    house.element("IfcWindow", house.material("Oak"), OverallWidth=1.2, OverallHeight=1.5)
    house.element("IfcFurniture", tile, {"NetVolume": 1.0})
    take_off = built(house, tmp_path)
    told: list[tuple[Any, ...]] = [(line.element, line.material, line.quantity) for line in take_off.lines]
    assert told == [("Roof", "Tile", 9.0), ("Window", "Oak", pytest.approx(1.8))]
    assert take_off.left_out == {"furniture": 1, "space": 1}
    assert (take_off.volumes.used, take_off.volumes.beside, take_off.volumes.left_out) == (1, 1, 1)


def test_without_units_no_quantity_is_believed(tmp_path: Path) -> None:
    house = House(feet=False)
    house.file.by_type("IfcProject")[0].UnitsInContext = None
    house.element("IfcWall", house.material("Brick"), {"NetVolume": 3.0})
    take_off = built(house, tmp_path)
    assert take_off.lines == ()
    assert take_off.missing == {"ifc-unit-not-said": 1}
