"""Reads every hostile model in a process of its own, with little memory and processor time, and tells what came of it.

Run as a program: prints one JSON line a case.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import traceback
from pathlib import Path

from energyplus_runs.simulation.attachments import is_usable_name
from energyplus_runs.simulation.geometry import scene
from energyplus_runs.simulation.intake import Intake, examine
from energyplus_runs.simulation.refusals import allowed_types
from tests.energyplus_runs.hostile.corpus import Case, cases
from tests.energyplus_runs.simulation.intake_models import engine, schema

MOST_MEMORY = 300 * 1024 * 1024
MOST_CPU_S = 10  # the dearest took 0.9
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def main() -> None:
    schema()
    allowed_types()
    for case in cases():
        sys.stdout.write(json.dumps(_in_a_child(case)) + "\n")
        sys.stdout.flush()


def _in_a_child(case: Case) -> dict[str, object]:
    """What a fork of this process says of a case; it starts with the schema in memory, as a worker does."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            pipe.write(json.dumps(_read(case)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return {"name": case.name, **(json.loads(said) if said else {"error": "the process died"})}


def _read(case: Case) -> dict[str, object]:
    data, attached = case.make(), case.attached()
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MOST_MEMORY, size + MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    try:
        intake = examine(data, case.file_name, engine(), attachments=attached)
        codes = sorted({finding.code for finding in intake.findings})
        json.dumps([finding.to_json() for finding in intake.findings]).encode()
        if intake.accepted:
            json.dumps(scene(intake.objects, schema()).to_json(), allow_nan=False).encode()
            json.dumps(intake.summary.to_json() if intake.summary else None, allow_nan=False).encode()
    except BaseException:
        return {"error": traceback.format_exc()[-2000:]}
    return {"accepted": intake.accepted, "codes": codes, "danger": danger(intake)}


def danger(intake: Intake) -> list[str]:
    """What an accepted model may not hold."""
    if not intake.accepted or intake.text is None:
        return []
    found = [item.type_name for item in intake.objects if item.type_name.lower() not in allowed_types()]
    found += [
        field
        for item in intake.objects
        for field in item.fields
        if _CONTROL.search(field) or field.startswith("##")
    ]
    found += [item.name for item in intake.attachments if not is_usable_name(item.name)]
    files = {item.name for item in intake.attachments}
    for item in intake.objects:
        spec = schema().find(item.type_name)
        for index, value in enumerate(item.fields):
            field = spec.field(index) if spec else None
            if field is not None and field.key.endswith("file_name") and value and value not in files:
                found.append(value)
    return found


if __name__ == "__main__":
    main()
