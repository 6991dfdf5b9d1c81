"""`python -m tests.evidence.sample_whole_life`: the sample under the draft that works out the whole life, by real EnergyPlus.

Prints the modules over both study periods and what the building criteria say. The draft is taken as open for registration
for this run alone; the database and everything else lie in a folder of their own.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from contextlib import redirect_stdout, suppress
from unittest.mock import patch

EDITION = "island-2026-r2"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "standard_site.settings"}
        import django  # noqa: PLC0415 -- after the folder is named

        django.setup()
        document = _scored()
    _say_modules(document)
    _say_criteria(document)


def _scored() -> dict[str, object]:
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    sample = settings.BASE_DIR / "assessments" / "samples" / "rainforest-guesthouse"
    files = {name: sample / name for name in ("guesthouse.idf", "take_off.csv", "declared.yaml")}
    out = io.StringIO()
    taken = patch("assessments.actions.projects._check_open", return_value=[])
    with taken, redirect_stdout(out), suppress(SystemExit):  # its exit code says how the gate came out
        call_command(
            "assess",
            model=files["guesthouse.idf"],
            take_off=files["take_off.csv"],
            declared=files["declared.yaml"],
            edition=EDITION,
            json=True,
            stdout=out,
        )
    text = out.getvalue()
    return dict(json.loads(text[text.index("{") : text.rindex("}") + 1]))


def _say_modules(document: dict[str, object]) -> None:
    lives = document["whole_life"]
    for word, life in lives.items():  # type: ignore[attr-defined]
        for module, value in life["modules"].items():
            sys.stdout.write(f"{word} {module:6} {value!r}\n")
        sys.stdout.write(f"{word} all    {life['total_kgco2e']!r}\n")


def _say_criteria(document: dict[str, object]) -> None:
    for criterion in document["criteria"]:  # type: ignore[attr-defined]
        if criterion["code"].startswith("B"):
            told = [criterion["code"], criterion["outcome"], criterion["value"], criterion["missing"]]
            sys.stdout.write(" ".join(str(part) for part in told) + "\n")
            for requirement in criterion["requirements"]:
                sys.stdout.write(
                    f"    {requirement['key']} {requirement['outcome']} {requirement['value']}\n"
                )


if __name__ == "__main__":
    main()
