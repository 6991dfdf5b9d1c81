"""The reference building of the six rooms, made once for all tests that read it."""

from __future__ import annotations

import pytest

from energyplus_runs.simulation.installation import Engine
from tests.energyplus_runs.simulation.reference.made import Made, make


@pytest.fixture(scope="session")
def rooms(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Six rooms with six systems, as an office."""
    return make("systems", engine, tmp_path_factory.mktemp("rooms"), "office_whole")
