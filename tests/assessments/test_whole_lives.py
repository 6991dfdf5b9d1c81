"""Which metrics a whole life gives, and that editions which do not ask for it are scored as before, to the bit."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator, ValidationError

from assessments.carbon.declared import Declared
from assessments.carbon.declared_sections import Metric
from assessments.carbon.factors import FactorLibrary
from assessments.carbon.legs import Leg
from assessments.carbon.life_cycle import UpfrontCarbon
from assessments.carbon.take_off import TakeOff, TakeOffLine
from assessments.carbon.units import Unit
from assessments.carbon.whole_life import MODULES, WholeLife, YearCarbon
from assessments.factors import factors_of, upfront_of
from assessments.inputs import declared_of
from assessments.metrics import Sources, gather
from assessments.whole_life_members import members_of
from rules.engine.loading import load_edition
from rules.engine.schema import Edition
from tests.assessments.carbon.lives import product
from tests.rules.editions import ISLAND

LINES = (
    TakeOffLine("1", "Frame", "Concrete C30", 123.4, Unit.M3, 2, origin="local-ready-mix"),
    TakeOffLine("2", "Frame", "rebar", 17.77, Unit.T, 3, factor_key="steel-rebar", origin="asia"),
    TakeOffLine("3", "Frame", "H", 3.3, Unit.T, 4, factor_key="steel-h-section", legs=(Leg("sea", 812.5),)),
    TakeOffLine("4", "Wall", "moon rock", 1.0, Unit.KG, 5, service_life_yr=30.0),
    TakeOffLine("5", "Slab", "Concrete C50", 7.1, Unit.T, 6, density_kg_per_m3=2411.0),
)


def edition(name: str) -> Edition:
    return load_edition(ISLAND.parent / name)


def found(name: str, lines: tuple[TakeOffLine, ...], **metrics: Metric) -> tuple[UpfrontCarbon, Any]:
    rules, said = edition(name), Declared(None, metrics, (), None, ())
    upfront = upfront_of(TakeOff(lines, ()), rules, 321.0, said)
    assert upfront is not None
    return upfront, gather(Sources(rules, said, upfront, None, None, "hainan", 321.0))


def digest(name: str) -> str:
    upfront, known = found(name, LINES)
    columns = ("line_id", "factor_key", "mass_kg", "a1_a3_kgco2e", "a4_kgco2e", "a5_3_kgco2e")
    told = {
        "lines": [[getattr(line, column) for column in columns] for line in upfront.lines],
        "origins": [
            {key: said.to_json() for key, said in each.items()}
            for each in (*(line.origins for line in upfront.lines), upfront.origins)
        ],
        "totals": [upfront.a1_a3, upfront.a4, upfront.a5_2, upfront.a5_3, upfront.total],
        "metrics": {key: value.value for key, value in known.values.items()},
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


# worked out by the release before there were whole lives
BEFORE = dict.fromkeys(
    ("island-2026-r0", "island-2026-r1"), "15833af40082cba7ba108c2adf3f9609a1348246790baf82542a4a678ac8c24e"
)


@pytest.mark.parametrize("name", sorted(BEFORE))
def test_published_editions_score_as_before_to_the_bit(name: str) -> None:
    assert digest(name) == BEFORE[name]


CLADDING = TakeOffLine(
    "K", "Façade", "x", 10.0, Unit.T, 2, factor_key="steel-h-section", origin="region", service_life_yr=20.0
)
DECLARED = {
    f"embodied_c{number}_kgco2e": Metric(float(number), "tCO2e", "study of the demolition")
    for number in range(1, 5)
}


def test_published_editions_give_no_whole_life() -> None:
    _, known = found("island-2026-r1", (CLADDING,))
    assert (known.whole_lives, "embodied_b4_50yr_kgco2e" in known.values) == ({}, False)


def test_the_draft_edition_gives_what_its_lines_know() -> None:
    upfront, known = found("island-2026-r2", (CLADDING,))
    values = {key: value.value for key, value in known.values.items()}
    # the line is replaced, and nothing says its C1 and D: open, never 0
    assert sorted(key for key in values if key.startswith(("embodied_", "module_d1"))) == [
        "embodied_c2_kgco2e",
        "embodied_c3_kgco2e",
        "embodied_c4_kgco2e",
    ]
    # 10 t · 100 km · 0.078; treated like a Danish steel section: 10,000 kg · 0.00068207, all of it to C4
    ends = [values[f"embodied_c{number}_kgco2e"] for number in (2, 3, 4)]
    assert ends == pytest.approx([78.0, 0.0, 6.8207])
    assert values["epd_a1_a3_kgco2e"] == 0.0
    assert values["newest_factor_year"] == 2019
    assert values["default_material_waste_kg"] == pytest.approx(100.0)  # 1 % of 10 t
    assert values["delivered_material_kg"] == pytest.approx(10_100.0)
    assert {word: whole.period_yr for word, whole in known.whole_lives.items()} == {"50yr": 50, "60yr": 60}
    assert known.whole_lives["50yr"].upfront == upfront.total


def test_material_of_the_island_is_told_by_the_origins_of_its_lines() -> None:
    near, far = CLADDING, replace(CLADDING, line_id="F", origin="asia")
    _, known = found("island-2026-r2", (near, far))
    # 10 t and the 1 % of it that is wasted, of twice as much
    assert known.values["local_material_kg"].value == pytest.approx(10_100.0)
    assert known.values["delivered_material_kg"].value == pytest.approx(20_200.0)
    by_ferry = replace(near, line_id="X", origin=None, legs=(Leg("road", 700.0),))
    for unknown in (by_ferry, replace(near, line_id="X", origin="atlantis")):
        _, known = found("island-2026-r2", (near, unknown))
        assert "local_material_kg" not in known.values
    said = Metric(3.0, "t", "delivery notes")
    _, known = found("island-2026-r2", (near,), local_material_kg=said)
    assert (known.values["local_material_kg"].value, known.values["local_material_kg"].unit) == (3.0, "t")
    assert "local_material_kg" not in found("island-2026-r1", (near,))[1].values


def test_the_parts_of_the_climate_indicator_are_known_where_every_factor_states_them() -> None:
    parts = {"a1_a3_fossil": 60.0, "a1_a3_luluc": 20.0, "a1_a3_biogenic": -700.0, "c_biogenic": 700.0}
    beam = product("beam", "m3", 80.0, gwp_parts=parts)
    rules = edition("island-2026-r2")
    line = TakeOffLine("T", "Frame", "beam", 2.5, Unit.M3, 2, factor_key="beam", origin="region")
    values = {}
    for name, lines in (("known", (line,)), ("mixed", (line, CLADDING))):
        library = FactorLibrary((*factors_of(rules), beam))
        upfront = upfront_of(TakeOff(lines, ()), rules, 321.0, None, library)
        known = gather(Sources(rules, None, upfront, None, None, "hainan", 321.0))
        values[name] = {key: value.value for key, value in known.values.items() if key.startswith("gwp_")}
    assert values["known"] == {
        "gwp_fossil_a1_a3_kgco2e": 150.0,
        "gwp_luluc_a1_a3_kgco2e": 50.0,
        "gwp_biogenic_a1_a3_kgco2e": -1_750.0,
        "gwp_biogenic_end_of_life_kgco2e": 1_750.0,
    }
    assert values["mixed"] == {}  # GB/T 51366 does not split


def test_what_never_is_replaced_needs_no_end_of_life() -> None:
    _, known = found("island-2026-r2", LINES[2:3])  # structure, 60 years
    assert known.values["embodied_b4_50yr_kgco2e"].value == 0.0
    assert known.values["embodied_b4_60yr_kgco2e"].value == 0.0
    assert known.values["embodied_b4_50yr_kgco2e"].source == "take_off"


def test_what_is_declared_stands_in_for_what_would_be_worked_out() -> None:
    contingency = Metric(15.0, "%", "cost plan")
    declared = {
        **DECLARED,
        "design_contingency_percent": contingency,
        "embodied_b4_50yr_kgco2e": Metric(5.0, "tCO2e", "maintenance plan"),
    }
    _, known = found("island-2026-r2", (CLADDING,), **declared)
    whole = known.whole_lives["50yr"]
    assert (whole.modules["B4"], whole.modules["C4"]) == (5_000.0, 4_000.0)
    assert (
        known.values["embodied_b4_50yr_kgco2e"].value,
        known.values["embodied_b4_50yr_kgco2e"].source,
    ) == (5.0, "declared")
    assert "embodied_b4_60yr_kgco2e" not in known.values


@pytest.mark.django_db
def test_the_sample_can_be_read_under_every_edition() -> None:
    """What an earlier edition had people declare and a later one works out, or a later one alone, is told and not used."""
    sample = settings.BASE_DIR / "assessments" / "samples" / "rainforest-guesthouse" / "declared.yaml"
    computed = {}
    for name in ("island-2026-r0", "island-2026-r1", "island-2026-r2"):
        read = declared_of(sample.read_bytes(), sample.name, edition(name))
        assert read.accepted, read.findings
        told = {str(each.where.field) for each in read.findings if each.code.startswith("declared-metric-")}
        assert not told & {f"metrics.{key}" for key in read.metrics}
        computed[name] = told
    assert computed == {
        "island-2026-r0": {"metrics.deconstruction_kgco2e"},
        "island-2026-r1": {"metrics.deconstruction_kgco2e"},
        "island-2026-r2": {"metrics.epd_a1_a3_kgco2e"},
    }


AUTHORS = {
    "budget_zone_population_persons": 80_000,
    "budget_world_population_persons": 8e9,
    "budget_buildings_weight": 0.25,
    "budget_buildings_reserve": 0.2,
    "budget_zone_buildings_kgco2_per_yr": 5.2e7,
    "budget_share_of_new_buildings": 0.5,
    "budget_floor_area_started_m2_per_yr": 10_000,
    "budget_share_of_stock": 0.5,
    "budget_floor_area_stock_m2": 1e6,
}


def test_the_document_holds_the_years_and_the_budgets_the_author_allows() -> None:
    rules = edition("island-2026-r2")
    modules = dict.fromkeys(MODULES, 10.0)
    years = (YearCarbon(2026, {"A1-A3": 1.0}), YearCarbon(2027, {"B6": 2.0}))
    whole = WholeLife(50, modules, {"D1": -1.0, "D2": 0.0}, 5.0, (), years, 120.0, 120.0, (), ())
    plain = members_of({"50yr": whole}, rules, 100.0)["50yr"]
    assert (plain["embodied_kgco2e"], plain["total_kgco2e"], plain["budgets"]) == (120.0, 140.0, [])
    assert [year["cumulated_kgco2e"] for year in plain["years"]] == [1.0, 3.0]
    like = rules.parameters["upfront_uncertainty"]
    authored = {key: replace(like, key=key, value=value) for key, value in AUTHORS.items()}
    set_by_author = replace(rules, parameters={**rules.parameters, **authored})
    lines = members_of({"50yr": whole}, set_by_author, 100.0)["50yr"]["budgets"]
    assert [(line["probability_percent"], line["allocation"]) for line in lines] == [
        (50, "per-person"),
        (50, "present-emissions"),
        (67, "per-person"),
        (67, "present-emissions"),
    ]
    assert (lines[0]["budget_edition"], lines[0]["start_year"]) == ("igcc-2024", 2025)
    assert lines[0]["zone_kgco2"] == pytest.approx(2.6e8)
    described(members_of({"50yr": whole}, set_by_author, 100.0))


def described(members: dict[str, Any]) -> None:
    """Raises jsonschema.ValidationError where the document's schema does not know a member, or knows another kind of it."""
    schema = json.loads((settings.BASE_DIR / "docs" / "schemas" / "scorecard.schema.json").read_text("utf-8"))
    Draft202012Validator({**schema["properties"]["whole_life"], "$defs": schema["$defs"]}).validate(members)


def test_the_schema_of_the_document_describes_whole_lives_known_and_open() -> None:
    rules = edition("island-2026-r2")
    for lines in (LINES, LINES[2:3], (CLADDING,)):
        described(members_of(found("island-2026-r2", lines)[1].whole_lives, rules, 321.0))
    with pytest.raises(ValidationError):
        described({"50yr": {"period_yr": 50}})


# below zero, of another kind of unit, and no number
@pytest.mark.parametrize(
    "value", [Metric(-5.0, "tCO2e", None), Metric(5.0, "kg", None), Metric("5", "text", None)]
)
def test_what_was_declared_and_cannot_be_used_is_unknown_and_not_worked_out_instead(value: Metric) -> None:
    metrics = {
        "embodied_b4_50yr_kgco2e": value,
        "embodied_b2_b3_kgco2e_per_yr": Metric(-1.0, "tCO2e/yr", None),
    }
    _, known = found("island-2026-r2", LINES[2:3], **metrics)
    whole = known.whole_lives["50yr"]
    assert (whole.modules["B4"], whole.modules["B2-B3"]) == (None, None)
    assert {"B4", "B2-B3"} <= set(whole.missing)
    assert (
        known.whole_lives["60yr"].modules["B4"] == 0.0
    )  # nothing was declared of it: structure lasts 60 years


def test_benefits_beyond_the_boundary_may_be_declared_below_zero() -> None:
    _, known = found("island-2026-r2", LINES[2:3], module_d1_kgco2e=Metric(-5.0, "tCO2e", None))
    assert known.whole_lives["50yr"].apart["D1"] == -5_000.0
