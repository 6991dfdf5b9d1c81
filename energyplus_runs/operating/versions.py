"""What runs here, by version."""

from __future__ import annotations

import platform
from importlib.metadata import version

from energyplus_runs.selectors import engine
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.preparation import PREPARATION_VERSION


def versions() -> dict[str, str]:
    """The service, what it prepares with, and the engine; the engine is empty where none is found."""
    try:
        build = engine().build
    except SimulationError:
        build = ""
    return {
        "service": version("island-carbon-standard"),
        "preparation": PREPARATION_VERSION,
        "engine": build,
        "python": platform.python_version(),
    }
