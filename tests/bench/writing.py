"""Writing an edited model: our writer over eppy's objects against eppy's own `saveas`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from eppy.modeleditor import IDF

from energyplus_runs.simulation.idf import load
from energyplus_runs.simulation.installation import find_engine
from tests.bench.timing import compare

MODEL = Path(__file__).parent.parent / "energyplus_runs" / "models" / "box.idf"


def run() -> dict[str, Any]:
    text = MODEL.read_text(encoding="utf-8")
    ours = load(text, find_engine())
    theirs = IDF(str(MODEL))
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "written.idf")
        measured = compare(ours.write, lambda: theirs.saveas(target), rounds=5)
    return {"what": "write a one-zone model", "rival": "eppy saveas", **measured}
