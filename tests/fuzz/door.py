"""One input at the door for uploaded models, and inputs to begin with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from energyplus_runs.simulation.geometry import scene
from energyplus_runs.simulation.intake import IntakeLimits, examine
from tests.energyplus_runs.hostile.corpus import cases
from tests.energyplus_runs.hostile.judge import danger
from tests.energyplus_runs.simulation.intake_models import BOX, engine, schema

_LARGEST_SEED = 20_000
_LIMITS = IntakeLimits(max_bytes=200_000, max_objects=5_000, max_attached_bytes=100_000)
_YEAR = b"1\n" * 8760


def examine_one(data: bytes) -> None:
    """One input: the first byte says how it comes, the rest is the model or the file attached to one."""
    kind, body = data[:1], data[1:]
    if kind == b"F":
        model = f"{BOX}Schedule:File,S,,x.csv,1,0;\n".encode()
        intake = examine(model, "box.idf", engine(), _LIMITS, (("x.csv", body),))
    else:
        name = "box.epJSON" if kind == b"J" else "box.idf"
        intake = examine(body, name, engine(), _LIMITS, (("x.csv", _YEAR),))
    json.dumps([finding.to_json() for finding in intake.findings]).encode()
    if intake.accepted and intake.summary is not None:
        json.dumps(intake.summary.to_json(), allow_nan=False).encode()
        json.dumps(scene(intake.objects, schema()).to_json(), allow_nan=False).encode()
        found = danger(intake)
        if found:
            raise AssertionError(f"accepted with {found[:3]}")


def seeds() -> Iterator[bytes]:
    """Sound and hostile models to begin with, and what the installed prototypes are made of, in pieces."""
    yield b"F" + _YEAR[:2000]
    for case in cases():
        data = case.make()
        if len(data) <= _LARGEST_SEED:
            yield (b"J" if case.file_name.endswith("epJSON") else b"I") + data
    found = find_spec("pyenergyplus")
    if found is not None and found.origin:
        for path in sorted((Path(found.origin).parent / "data" / "model").glob("RefBldg*Office*.idf")):
            text = path.read_bytes()
            yield from (b"I" + BOX.encode() + text[at : at + 8000] for at in range(0, len(text), 80_000))
