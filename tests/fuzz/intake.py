"""Fuzzes the door for uploaded models: no exception, no runaway memory or time, nothing dangerous accepted.

    python -m tests.fuzz.intake --minutes 60 --findings var/fuzz

An input that breaks something is left in the folder of findings; giving that file to `examine` shows it again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["energyplus_runs.simulation", "standard_site.lib"]):
    from energyplus_runs.simulation.geometry import scene
    from energyplus_runs.simulation.intake import IntakeLimits, examine

from tests.energyplus_runs.hostile.corpus import cases
from tests.energyplus_runs.hostile.judge import danger
from tests.energyplus_runs.simulation.intake_models import BOX, engine, schema

MOST_MEMORY_MB = 500  # the schema, the instruments and the 300 MB that a model may cost
SECONDS_PER_MODEL = 10
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


def main() -> int:
    """Fuzz in a process of its own, for libFuzzer ends the one it runs in."""
    parser = argparse.ArgumentParser(description=__doc__)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, help="for so long")
    length.add_argument("--runs", type=int, help="so many inputs")
    parser.add_argument("--seed", type=int, default=0, help="of chance; 0 takes another each time")
    parser.add_argument(
        "--findings", type=Path, default=Path("var/fuzz"), help="folder for inputs that break it"
    )
    options = parser.parse_args()
    options.findings.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds()):
            Path(folder, f"{number:04d}").write_bytes(seed)
        words = Path(folder, "words.dict")
        words.write_text("".join(f'"{spec.name},"\n' for spec in schema().types.values()), encoding="ascii")
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for seed_file in Path(folder).glob("[0-9]*"):
            seed_file.rename(corpus / seed_file.name)
        command = [
            sys.executable,
            "-m",
            "tests.fuzz.intake",
            "--fuzzer",
            *_libfuzzer(options, words),
            str(corpus),
        ]
        return subprocess.run(command, check=False).returncode


def _libfuzzer(options: argparse.Namespace, words: Path) -> list[str]:
    bound = (
        [f"-max_total_time={round(60 * options.minutes)}"] if options.minutes else [f"-runs={options.runs}"]
    )
    return [
        *bound,
        f"-seed={options.seed}",
        f"-dict={words}",
        f"-rss_limit_mb={MOST_MEMORY_MB}",
        f"-timeout={SECONDS_PER_MODEL}",
        f"-artifact_prefix={options.findings}/",
        "-max_len=60000",
        "-print_final_stats=1",
    ]


if __name__ == "__main__":
    if "--fuzzer" not in sys.argv:
        sys.exit(main())
    sys.argv.remove("--fuzzer")
    schema()
    atheris.Setup(sys.argv, examine_one)
    atheris.Fuzz()
