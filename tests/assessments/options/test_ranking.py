"""What options come to: the same numbers as by hand, in an order that says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessments.factors import energy_factors_of
from assessments.models import Design
from assessments.options.actions import request_study
from assessments.options.making import make_design
from assessments.options.models import OptionRole
from assessments.options.ranking import ORDERS, rank
from energyplus_runs.models import Run, RunStatus
from energyplus_runs.selectors import engine, places, station_of
from energyplus_runs.simulation.cases import treat
from energyplus_runs.simulation.preparation import prepare, site_of
from energyplus_runs.simulation.protocol import read_protocol
from energyplus_runs.simulation.results import Results, read_results
from energyplus_runs.simulation.runner import run
from tests.assessments.cast import Cast
from tests.assessments.options.conftest import Studied, asked, carry_out

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def _by_hand(text: str, treatments: list[Any], protocol: Any, folder: Path) -> Results:
    """Prepare, treat and simulate without a database."""
    place = places()["baoting"]
    station, read = station_of(place), read_protocol(protocol)
    prepared = prepare(text, engine(), place, station, read)
    if treatments:
        site = site_of(place, station, read)
        prepared = treat(prepared, engine(), site, treatments, station.epw.path.read_bytes()).prepared
    outcome = run(engine(), prepared.text, station.epw.path, folder, trusted=True)
    assert outcome.sql is not None, outcome.findings
    return read_results(outcome.sql)


def test_an_option_is_what_its_measures_do_by_hand_and_its_design_uses_the_same(
    studied: Studied, tmp_path: Path
) -> None:
    """To the last bit: the option's run, the same by hand, and the design made of it simulated like any other."""
    option = studied.option("roof-insulation", "lighting-power")
    protocol = option.run.protocol
    text = option.run.model.canonical.read_text()
    ours = Results.from_json(option.run.results or {})
    by_hand = _by_hand(text, option.run.treatments, protocol, tmp_path / "by-hand")
    assert by_hand.carriers_joules == ours.carriers_joules
    made = make_design(studied.cast.member, option, "Better")
    assert made.model is not None
    as_design = _by_hand(made.model.canonical.read_text(), [], protocol, tmp_path / "design")
    assert as_design.carriers_joules == ours.carriers_joules


def test_savings_are_the_difference_of_the_runs_over_the_area(studied: Studied) -> None:
    ranking = rank(studied.again())
    assert ranking.base is not None
    assert ranking.base.figures is not None
    base = ranking.base.figures
    for one in ranking.options:
        assert one.figures is not None
        assert base.eui_kwh_per_m2_yr is not None
        # GIA of the project 1200 m2; carriers as metered
        kwh = sum(Results.from_json(one.option.run.results or {}).carriers.values())
        assert one.figures.eui_kwh_per_m2_yr == pytest.approx(kwh / 1200)
        assert one.energy_saved_kwh_per_m2_yr == pytest.approx(base.eui_kwh_per_m2_yr - kwh / 1200)
    saved = [one.operating_saved_kgco2_per_m2_yr for one in ranking.options]
    assert saved == sorted(saved, key=lambda value: -(value or 0.0))


def test_photovoltaics_save_no_site_energy_but_carbon(studied: Studied) -> None:
    [sun] = [one for one in rank(studied.again()).options if one.option == studied.option("photovoltaics")]
    assert sun.energy_saved_kwh_per_m2_yr == 0.0
    assert sun.operating_saved_kgco2_per_m2_yr is None or sun.operating_saved_kgco2_per_m2_yr > 0


def test_whole_life_is_known_where_what_is_built_has_a_factor(studied: Studied) -> None:
    """Roof of 80 m2: foam and 200 mm concrete reach 1/(0.15 + 0.05/0.04 + 0.2/1.74) = 0.660 W/m2K; 0.5 asks for
    (2 - 1.515) m2K/W · 0.04 W/mK = 19.4 mm, so 20 mm: 80 · 0.02 · 20 kg/m3 = 32 kg of EPS; A1-A3 0.032 t · 5020 = 160.64
    kgCO2e, over 1200 m2 more than 0.1338 with its transport and its waste."""
    ranked = {
        tuple(one["key"] for one in each.option.measures): each for each in rank(studied.again()).options
    }
    roof = ranked["roof-insulation",]
    assert roof.upfront_added_kgco2e_per_m2 is not None
    assert 160.64 / 1200 < roof.upfront_added_kgco2e_per_m2 < 1.3 * 160.64 / 1200
    # the office burns gas, whose footprint has no factor: what is saved is known all the same, for the gas stays as it is
    purchased = [
        one.figures.purchased_kwh_per_yr for one in (rank(studied.again()).base, roof) if one and one.figures
    ]
    assert rank(studied.again()).base.figures.b6_kgco2e_per_m2_yr is None  # type: ignore[union-attr]
    factor = energy_factors_of(studied.study.edition.loaded(), None).grid_footprint_kgco2e_per_kwh
    assert roof.b6_saved_kgco2e_per_m2_yr == pytest.approx((purchased[0] - purchased[1]) * factor / 1200)
    assert roof.b6_saved_kgco2e_per_m2_yr is not None
    assert roof.whole_life_saved_kgco2e_per_m2 == pytest.approx(
        50 * roof.b6_saved_kgco2e_per_m2_yr - roof.upfront_added_kgco2e_per_m2
    )
    for unknown in (ranked["lighting-power",], ranked["roof-insulation", "lighting-power"]):
        assert unknown.upfront_added_kgco2e_per_m2 is None
        assert unknown.whole_life_saved_kgco2e_per_m2 is None


def test_what_is_not_known_comes_last_in_every_order(studied: Studied) -> None:
    Run.objects.filter(options=studied.option("photovoltaics")).update(
        status=RunStatus.CANCELLED, results=None
    )
    for by, order in ORDERS.items():
        values = [order(one) for one in rank(studied.again(), by).options]
        known = [value for value in values if value is not None]
        assert values == [*sorted(known, reverse=True), *[None] * (len(values) - len(known))]


def test_a_measure_that_the_simulation_finds_useless_says_so(cast: Cast, design: Design) -> None:
    study = request_study(cast.member, design, asked("wall-insulation"), send=False)
    Run.objects.filter(options__study=study, case="typical").update(status=RunStatus.CANCELLED)
    carry_out(study)
    [one] = rank(study).options
    assert (one.state, one.figures, one.operating_saved_kgco2_per_m2_yr) == ("inapplicable", None, None)
    assert {option.role for option in study.options.all()} == {OptionRole.DESIGN, OptionRole.MEASURE}
