"""A take-off estimated from the energy model: the common form, flagged wherever it is used, and never beside a file."""

from __future__ import annotations

import pytest

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.actions.estimates import design_with_estimate
from assessments.carbon.take_off import read_take_off
from assessments.carbon.units import Unit
from assessments.estimate import estimate_csv
from assessments.models import Project
from assessments.refusal import NotAllowed, Refused
from energyplus_runs.actions import quantities_of
from energyplus_runs.simulation.quantities import MaterialQuantity, ModelQuantities
from energyplus_runs.simulation.quantities_surfaces import Element
from tests.assessments.cast import DECLARED, MODEL, Cast
from tests.energyplus_runs.simulation.intake_models import BOX, replaced

TAKE_OFF = b"line_id,element,material,quantity,unit\n1,Slab,C30,10,m3\n"


def _files(model: bytes | None, take_off: bytes | None = None, *, from_model: bool = True) -> DesignFiles:
    return DesignFiles(
        model=Upload("box.idf", [model]) if model is not None else None,
        take_off=Upload("t.csv", [take_off]) if take_off is not None else None,
        take_off_from_model=from_model,
    )


def test_a_design_with_the_estimate_of_its_model(cast: Cast, project: Project) -> None:
    design = add_design(cast.member, project, _files(BOX.encode()))
    assert (design.take_off_basis, design.take_off_file_name) == ("energy-model", "box-take-off.csv")
    assert design.take_off is not None
    take_off = read_take_off(design.take_off.read_bytes(), design.take_off_file_name)
    assert take_off.accepted
    found = [(line.element, line.material, line.quantity, line.unit) for line in take_off.lines]
    assert found == [
        ("External wall", "Concrete", 18.0, Unit.M3),  # (96 - 6) x 0.2
        ("Roof", "Concrete", 12.0, Unit.M3),  # 60 x 0.2
        ("Ground floor", "Concrete", 12.0, Unit.M3),
        ("Window", "Glass", 6.0, Unit.M2),  # simple glazing: its area alone
    ]
    assert [line.density_kg_per_m3 for line in take_off.lines] == [2300.0, 2300.0, 2300.0, None]


def test_what_is_not_in_the_estimate_is_kept_with_the_design(cast: Cast, project: Project) -> None:
    design = add_design(cast.member, project, _files(BOX.encode()))
    said = {finding["code"]: finding for finding in design.findings}
    assert said["take-off-estimated"]["severity"] == "warning"
    assert said["quantities-simple-glazing"]["where"]["file"] == "box.idf"


def test_the_same_files_with_the_estimate_are_a_design_of_their_own(cast: Cast, project: Project) -> None:
    files = DesignFiles(
        model=Upload("office.idf", [MODEL.read_bytes()]), declared=Upload("d.yaml", [DECLARED])
    )
    first = add_design(cast.member, project, files)
    made = design_with_estimate(cast.member, first)
    assert (made.number, made.model, made.declared_file) == (2, first.model, first.declared_file)
    assert (first.take_off_basis, made.take_off_basis) == ("declared", "energy-model")
    assert first.model is not None and made.take_off is not None
    assert made.take_off.read_bytes() == estimate_csv(quantities_of(first.model))


def test_quantities_of_a_model_from_before_are_read_once(cast: Cast, project: Project) -> None:
    model = add_design(cast.member, project, _files(BOX.encode(), from_model=False)).model
    assert model is not None and model.quantities is not None
    kept, model.quantities = model.quantities, None
    model.save()
    assert quantities_of(model) == ModelQuantities.from_json(kept)
    model.refresh_from_db()
    assert model.quantities is not None


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (_files(BOX.encode(), TAKE_OFF), "estimate-and-take-off"),
        (_files(None, TAKE_OFF), "estimate-needs-model"),
    ],
)
def test_an_estimate_needs_a_model_and_no_file(
    cast: Cast, project: Project, files: DesignFiles, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_design(cast.member, project, files)
    assert [one.code for one in refused.value.findings if one.severity == "error"] == [code]


def test_a_model_that_is_refused_is_not_estimated(cast: Cast, project: Project) -> None:
    with pytest.raises(Refused) as refused:
        add_design(cast.member, project, _files(replaced("Construction,Solid,Concrete;", "").encode()))
    assert not {"estimate-needs-model", "take-off-estimated"} & {one.code for one in refused.value.findings}


def test_a_design_without_a_model_has_no_estimate(cast: Cast, project: Project) -> None:
    design = add_design(cast.member, project, _files(None, TAKE_OFF, from_model=False))
    with pytest.raises(Refused):
        design_with_estimate(cast.member, design)


def test_a_stranger_cannot_use_it(cast: Cast, project: Project) -> None:
    design = add_design(cast.member, project, _files(BOX.encode(), from_model=False))
    with pytest.raises(NotAllowed):
        design_with_estimate(cast.stranger, design)


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_name_is_never_a_formula(start: str) -> None:
    name = f'{start}HYPERLINK("http://example.org")'
    row = MaterialQuantity(Element.ROOF, name, "Material", 1.0, 0.1, 900.0)
    take_off = read_take_off(estimate_csv(ModelQuantities((), (row,), ())), "t.csv")
    assert [line.material for line in take_off.lines] == [f"'{name}"]


def test_nothing_built_is_no_line() -> None:
    row = MaterialQuantity(Element.ROOF, "Membrane", "Material", 0.0, 0.0, 900.0)
    assert estimate_csv(ModelQuantities((), (row,), ())).decode("utf-8-sig").count("\r\n") == 1
