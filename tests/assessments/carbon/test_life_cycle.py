"""Upfront carbon, worked by hand, and what must hold whatever the numbers are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.carbon.breakdown import by_element, by_material
from assessments.carbon.legs import Leg
from assessments.carbon.life_cycle import DeclaredSite, upfront_carbon
from assessments.carbon.transport import transport_kgco2e
from tests.assessments.carbon.rows import library, line, parameters, transport

ROAD_60 = (Leg("road", 60.0),)
LIBRARY = library()


def work(*lines, gia_m2=100.0, site=40.0, **more):
    return upfront_carbon(lines, LIBRARY, parameters(site), gia_m2, **more)


def codes(result) -> list[str]:
    return [finding.code for finding in result.findings if finding.severity != "info"]


def test_transport_of_a_hundred_tonnes():
    # 100 t, 2,000 km by container ship and 60 km by 30 t truck: 100·(2000·0.012 + 60·0.078) = 100·(24 + 4.68) = 2,868 kgCO2e
    legs = (Leg("sea", 2000.0), Leg("road", 60.0))
    assert transport_kgco2e(100_000.0, legs, transport()) == pytest.approx(2868.0, rel=1e-12)


def test_one_line_through_every_module():
    result = work(line("Concrete C30", 10.0, "m3", legs=ROAD_60))
    assert result.a1_a3 == pytest.approx(3000.0)  # 10 m3 · 300
    assert result.a4 == pytest.approx(112.32)  # 10 m3 · 2400 kg/m3 = 24 t; 24 · 60 · 0.078
    assert result.a5_2 == pytest.approx(4000.0)  # 100 m2 · 40
    assert result.a5_3 == pytest.approx(311.232)  # 10 % · (3000 + 112.32)
    assert result.a5 == pytest.approx(4311.232)
    assert result.total == pytest.approx(7423.552)
    assert codes(result) == []
    assert result.lines[0].total_kgco2e == pytest.approx(3423.552)  # 3000 + 112.32 + 311.232
    assert (
        result.lines[0].origins["a4"].en
        == "A4 = 24 t × (60 km × 0.078 kgCO₂e/(t·km) by truck-30t); declared legs"
    )
    assert "disposal" in result.origins["a5_3"].en


def test_declared_site_carbon_replaces_the_default():
    result = work(line("pipe", 1.0, "kg", legs=ROAD_60), declared_site=DeclaredSite(123.0))
    assert (result.a5_2, result.origins["a5_2"].en) == (123.0, "A5.2 as declared")


@pytest.mark.parametrize(("gia_m2", "site"), [(None, 40.0), (100.0, None)])
def test_site_carbon_without_area_or_default_is_unknown(gia_m2, site):
    result = work(line("pipe", 1.0, "kg", legs=ROAD_60), gia_m2=gia_m2, site=site)
    assert (result.a5_2, result.a5, result.total) == (None, None, None)
    assert codes(result) == ["upfront-site-missing"]


@pytest.mark.parametrize(
    ("material", "quantity", "unit", "more", "expected"),
    [
        ("rebar", 500.0, "kg", {}, 1170.0),  # 0.5 t · 2340
        ("rebar", 0.1, "m3", {}, 1836.9),  # 0.1 m3 · 7850 kg/m3 = 0.785 t · 2340
        ("rebar", 0.1, "m3", {"density_kg_per_m3": 8000.0}, 1872.0),  # declared density first: 0.8 t · 2340
        ("Concrete C30", 4.8, "t", {}, 600.0),  # 4.8 t / 2400 kg/m3 = 2 m3 · 300
        ("pipe", 0.003, "t", {}, 12.0),  # 3 kg · 4
        ("pipe", 20.0, "m", {"mass_kg_per_unit": 0.6}, 48.0),  # 12 kg · 4
        ("window", 3.0, "m2", {"mass_kg_per_unit": 30.0}, 582.0),  # 3 m2 · 194
    ],
)
def test_units_meet_by_density_or_declared_mass(material, quantity, unit, more, expected):
    assert work(line(material, quantity, unit, **more)).a1_a3 == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (line("moon rock", 1.0, "kg"), "material-unmatched"),
        (line("x", 1.0, "kg", factor_key="y"), "factor-key-unknown"),
        (line("twin", 1.0, "kg"), "material-name-ambiguous"),
        (line("window", 1.0, "piece"), "unit-not-convertible"),
        (line("pipe", 1.0, "m3"), "unit-not-convertible"),
        (line("window", 1.0, "kg"), "unit-not-convertible"),
        (line("unconfirmed", 1.0, "kg"), "factor-inactive"),
        (line("blank", 1.0, "kg"), "factor-inactive"),
        (line("use only", 1.0, "kg"), "factor-without-a1-a3"),
        (line("glulam", 1.0, "m3"), "factor-negative"),
    ],
)
def test_a_line_without_its_factor_leaves_the_total_unknown(item, reason):
    good = line("pipe", 5.0, "kg", "B1")
    result = work(good, item)
    assert result.a1_a3 is None
    assert result.a5_3 is None
    assert result.total is None
    assert [(found.line_id, found.reason) for found in result.unmatched] == [("A1", reason)]
    assert reason in codes(result)
    assert result.lines[0].a1_a3_kgco2e == pytest.approx(20.0)  # what is known stays known: 5 kg · 4
    assert result.lines[1].a1_a3_kgco2e is None


def test_mass_unknown_leaves_transport_unknown_but_not_the_product():
    result = work(line("window", 3.0, "m2"))
    assert result.a1_a3 == pytest.approx(582.0)
    assert (result.a4, result.a5_3) == (None, None)
    assert codes(result) == ["mass-unknown"]


def test_transport_is_known_even_where_the_factor_is_not():
    result = work(line("moon rock", 10.0, "t", legs=ROAD_60))
    assert result.a4 == pytest.approx(46.8)  # 10 t · 60 km · 0.078
    assert result.a1_a3 is None


def test_default_legs_by_origin_are_said():
    result = work(line("pipe", 1000.0, "kg", origin="asia"), line("pipe", 1000.0, "kg", "A2", origin="asia"))
    # 1 t · (300·0.078 + 10000·0.012) = 23.4 + 120 = 143.4, twice
    assert result.a4 == pytest.approx(286.8)
    (info,) = [finding for finding in result.findings if finding.code == "default-legs-by-origin"]
    assert "A1, A2" in info.message["en"]
    assert "default legs of origin “asia”" in result.lines[0].origins["a4"].en


def test_unknown_origin_takes_the_cautious_default():
    result = work(line("pipe", 1000.0, "kg"))
    assert result.a4 == pytest.approx(78.0)  # 1 t · 1000 km · 0.078
    assert "default-legs-unknown-origin" in [finding.code for finding in result.findings]


@pytest.mark.parametrize(
    "more", [{"origin": "atlantis"}, {"legs": (Leg("air", 10.0),)}, {"legs": (Leg("barge", 1.0),)}]
)
def test_a_journey_nobody_knows_is_not_a_short_one(more):
    result = work(line("pipe", 1000.0, "kg", **more))
    assert (result.a4, result.a5_3) == (None, None)
    assert codes(result) == ["transport-unknown"]


def test_what_a_factor_holds_is_not_added_again():
    result = work(line("delivered brick", 1.0, "m3", legs=ROAD_60), line("installed board", 1.0, "m2", "A2"))
    assert [item.a4_kgco2e for item in result.lines] == [0.0, 0.0]
    assert result.lines[0].a5_3_kgco2e == pytest.approx(10.0)  # 5 % · 200
    assert result.lines[1].a5_3_kgco2e == 0.0
    assert "inside the factor" in result.lines[0].origins["a4"].en


def test_a_waste_rate_the_edition_lacks():
    result = work(line("rebar", 1.0, "t", legs=ROAD_60))
    assert result.a5_3 is None
    assert codes(result) == ["waste-rate-missing"]


def test_no_take_off_is_not_a_building_of_nothing():
    result = work()
    assert (result.a1_a3, result.a4, result.a5_3, result.total) == (None, None, None, None)
    assert codes(result) == ["upfront-no-lines"]


def test_parts_add_up_to_the_whole():
    first, second = line("pipe", 5.0, "kg", legs=ROAD_60), line("pipe", 7.0, "kg", "A2", legs=ROAD_60)
    lines = work(first, replace(second, element="Services"), line("moon rock", 1.0, "kg", "A3")).lines
    frame, services = by_element(lines)
    assert (frame.label, frame.a1_a3_kgco2e, frame.total_kgco2e) == ("Frame", None, None)
    assert services.a1_a3_kgco2e == pytest.approx(28.0)
    assert [(part.label, part.lines) for part in by_material(lines)] == [("pipe", 2), ("moon rock", 1)]


quantities = st.floats(1e-3, 1e6)
shares = st.floats(0.01, 0.99)


@given(quantities, shares)
def test_splitting_a_line_changes_nothing(quantity, share):
    whole = line("Concrete C30", quantity, "m3", origin="asia")
    one, two = (
        replace(whole, quantity=quantity * share),
        replace(whole, quantity=quantity * (1 - share), line_id="A2"),
    )
    split, kept = work(one, two), work(whole)
    for module in ("a1_a3", "a4", "a5_2", "a5_3", "total"):
        assert getattr(split, module) == pytest.approx(getattr(kept, module), rel=1e-12)


@given(st.lists(quantities, min_size=1, max_size=6), st.floats(10.0, 1e5))
def test_doubling_quantities_and_area_keeps_the_intensity(amounts, gia_m2):
    lines = [line("Concrete C30", amount, "m3", f"A{index}") for index, amount in enumerate(amounts)]
    doubled = [replace(item, quantity=item.quantity * 2) for item in lines]
    once, twice = work(*lines, gia_m2=gia_m2), work(*doubled, gia_m2=2 * gia_m2)
    assert twice.total / (2 * gia_m2) == pytest.approx(once.total / gia_m2, rel=1e-12)


@given(st.lists(quantities, max_size=5), st.integers(0, 5))
def test_unknown_stays_unknown(amounts, place):
    lines = [line("pipe", amount, "kg", f"A{index}") for index, amount in enumerate(amounts)]
    lines.insert(place, line("moon rock", 1.0, "kg", "X"))
    result = work(*lines)
    assert (result.a1_a3, result.total) == (None, None)


@given(st.permutations([1e-3, 1e6, 3.7, 0.1, 12345.678]))
def test_order_changes_nothing(amounts):
    lines = [line("pipe", amount, "kg", f"A{index}", legs=ROAD_60) for index, amount in enumerate(amounts)]
    kept = work(*sorted(lines, key=lambda item: item.quantity))
    assert (work(*lines).a1_a3, work(*lines).a4) == (kept.a1_a3, kept.a4)


def test_of_twenty_thousand_riddles_only_the_first_are_guessed_at():
    lines = [line(f"riddle {index}", 1.0, "kg", f"A{index}") for index in range(20_000)]
    result = work(*lines)
    assert len(result.unmatched) == 20_000
    assert len(result.findings) == 201
    assert result.unmatched[0].suggestions
    assert not result.unmatched[-1].suggestions
