"""Take-offs of real IFC models against the quantities that IfcOpenShell itself reports of them.

    python -m tests.evidence.ifc --designs FOLDER

Every .ifc file of the folder is read by the confined child. For each: where its volume quantities went, which must be all of
them, and the volume of the lines [m3] beside the sum of what `ifcopenshell.util.element.get_psets` says of the elements counted
by volume. Prints a Markdown table; exit code 1 when anything is lost or differs by more than a millionth.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import ifcopenshell
import ifcopenshell.util.element

from assessments.carbon.ifc_lines import IfcTakeOff, take_off_of_model
from assessments.carbon.units import Unit
from assessments.ifc.confined import MODEL_FILE, read_model

HEADER = (
    "| model | elements | counted | not counted | volume quantities | used | beside | left out "
    "| m³ in lines | m³ reported | s |"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--designs", type=Path, required=True)
    models = sorted(parser.parse_args().designs.glob("*.ifc"))
    _say(HEADER)
    _say("|" + "---|" * 11)
    agree = [_shown(model) for model in models]
    return 0 if agree and all(agree) else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _shown(model: Path) -> bool:
    """One row of the table; whether nothing was lost."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, MODEL_FILE).write_bytes(model.read_bytes())
        found = read_model(Path(folder), model.name, trusted=True)
    if found.records is None:
        _say(f"| {model.name} | {found.findings[0].code} |")
        return False
    seconds = time.monotonic() - started
    take_off = take_off_of_model(found.records, model.name)
    volumes = take_off.volumes
    lines_m3 = math.fsum(line.quantity for line in take_off.lines if line.unit is Unit.M3)
    reported_m3 = math.fsum(_reported(model, take_off))
    cells = (
        *(model.name, len(found.records.elements), take_off.counted, sum(take_off.missing.values())),
        *(volumes.in_file, volumes.used, volumes.beside, volumes.left_out),
        *(f"{lines_m3:.4f}", f"{reported_m3:.4f}", f"{seconds:.1f}"),
    )
    _say("| " + " | ".join(map(str, cells)) + " |")
    for reason, count in take_off.missing.items():
        _say(f"|   {reason} | {count} |")
    return volumes.unattached == 0 and math.isclose(lines_m3, reported_m3, rel_tol=1e-6, abs_tol=1e-9)


def _reported(model: Path, take_off: IfcTakeOff) -> Iterator[float]:
    """The net volume that IfcOpenShell's own reading gives for each element counted by volume."""
    file = ifcopenshell.open(str(model))
    counted = {row.element.id for row in take_off.evidence if row.share and row.share.unit is Unit.M3}
    for key in counted:
        sets = ifcopenshell.util.element.get_psets(file.by_guid(key), qtos_only=True)
        yield sets["BaseQuantities"]["NetVolume"]


if __name__ == "__main__":
    sys.exit(main())
