"""A sizing run sizes and simulates nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.idf import load
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.runner import Status, run
from energyplus_runs.simulation.sizes import for_sizing_only, read_sizes
from tests.energyplus_runs.simulation.conftest import model_text


@pytest.mark.engine
def test_sizing_run_reports_sizes_without_a_simulated_hour(
    engine: Engine, epw: Path, run_folder: Path
) -> None:
    outcome = run(engine, for_sizing_only(model_text(), engine), epw, run_folder)
    assert outcome.status is Status.FINISHED
    assert outcome.sql is not None
    sizes = read_sizes(outcome.sql)
    coil = ("coil:cooling:dx:singlespeed", "OFFICE COOLING COIL")
    assert sizes.of(*coil, "Design Size Gross Rated Total Cooling Capacity") == pytest.approx(5190, rel=0.1)
    assert sizes.of(*coil, "Something else") is None


def test_only_sizing_is_asked_for_and_only_what_the_model_can_size(engine: Engine) -> None:
    model = load(for_sizing_only(model_text(), engine), engine)
    control = model.objects("SimulationControl")[0]
    # the small office has a Sizing:Zone, but neither air loop nor plant
    assert control.values == ("Yes", "No", "No", "No", "No")
    assert not model.objects("Output:Meter")
    assert [item.values for item in model.objects("Output:SQLite")] == [("Simple",)]


def test_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "eplusout.sql").write_bytes(b"not a database at all")
    with pytest.raises(SimulationError) as caught:
        read_sizes(tmp_path / "eplusout.sql")
    assert caught.value.findings[0].code == "results-unreadable"
