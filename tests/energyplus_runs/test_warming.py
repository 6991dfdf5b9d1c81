"""A worker's main process has read what every model needs before its pool is forked."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery.signals import worker_init
from eppy.modeleditor import IDF

from energyplus_runs.operating import warming
from energyplus_runs.selectors import engine
from energyplus_runs.simulation.schema_index import load_schema


@pytest.fixture(autouse=True)
def _nothing_stays_frozen() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_schema_and_dictionary_are_there_when_the_worker_has_begun() -> None:
    assert warming.warm in [receiver() for _, receiver in worker_init.receivers]  # weak references
    warming.warm()
    read_before = load_schema.cache_info().misses
    load_schema(engine().schema)
    assert load_schema.cache_info().misses == read_before
    assert IDF.iddname == str(engine().idd)
    assert gc.get_freeze_count() > 0


def test_a_worker_without_an_engine_starts_all_the_same(settings: Any, tmp_path: Path) -> None:
    settings.ENERGYPLUS_DIR = tmp_path
    engine.cache_clear()
    try:
        warming.warm()
        assert gc.get_freeze_count() == 0
    finally:
        engine.cache_clear()
