"""What every model needs is read once, in a worker's main process, before the pool's processes are forked from it.

A process that has grown too large is replaced; without this each new one would read EnergyPlus's schema and dictionary
again, which takes longer than preparing a small model.
"""

from __future__ import annotations

import gc
from typing import Any

import structlog
from celery.signals import worker_init

from energyplus_runs.selectors import engine
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.idf import load
from energyplus_runs.simulation.schema_index import load_schema

log = structlog.get_logger(__name__)


@worker_init.connect  # type: ignore[untyped-decorator]
def warm(**_rest: Any) -> None:
    """Read both; a worker without an engine starts all the same and says of each run why it cannot be simulated."""
    try:
        found = engine()
    except SimulationError as error:
        log.warning("engine-missing", findings=[finding.code for finding in error.findings])
        return
    load_schema(found.schema)
    load("", found)
    gc.collect()
    gc.freeze()  # what is shared stays shared: the collector of a forked process does not write to it
