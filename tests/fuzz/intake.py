"""Fuzzes the door for uploaded models: no exception, no runaway memory or time, nothing dangerous accepted.

    python -m tests.fuzz.intake --minutes 60 --findings var/fuzz

An input that breaks something is left in the folder of findings; giving that file to `examine` shows it again.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["energyplus_runs.simulation", "standard_site.lib"]):
    from tests.fuzz.door import examine_one, seeds

from tests.energyplus_runs.simulation.intake_models import schema

MOST_MEMORY_MB = 500  # the schema, the instruments and the 300 MB that a model may cost
SECONDS_PER_MODEL = 10


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
