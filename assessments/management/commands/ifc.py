"""`ifc`: the take-off of a building information model as CSV, with the account of every element."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessments.carbon.ifc_lines import evidence_csv, take_off_csv
from assessments.ifc.confined import reader_installed
from assessments.ifc.findings import FINDINGS
from assessments.ifc.intake import NotAModel, check_model
from assessments.ifc.reading import IfcOutcome, read_take_off_of
from standard_site.lib.findings import Finding

EXIT_REFUSED = 2


class Command(BaseCommand):
    help = "Make a take-off of an IFC model (.ifc, .ifczip) by its base quantities and materials."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("model", type=Path, help="the model")
        parser.add_argument(
            "--take-off", type=Path, required=True, help="write the lines here (CSV), as `assess` reads them"
        )
        parser.add_argument(
            "--elements", type=Path, help="write here which line every element went into, or why into none"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        model: Path = options["model"]
        if not model.is_file():
            raise CommandError(f"There is no file {model}.")
        outcome = _read(model)
        for finding in outcome.findings:
            self.stderr.write(f"{finding.severity}: {finding}")
        if outcome.take_off is not None and options["elements"] is not None:
            options["elements"].write_bytes(evidence_csv(outcome.take_off.evidence))
        if outcome.take_off is None or not outcome.usable:
            sys.exit(EXIT_REFUSED)
        options["take_off"].write_bytes(take_off_csv(outcome.take_off.lines))
        missing = sum(outcome.take_off.missing.values())
        self.stdout.write(
            f"{len(outcome.take_off.lines)} lines of {outcome.take_off.counted} elements; {missing} elements are in none."
        )


def _read(model: Path) -> IfcOutcome:
    if not reader_installed():
        return _refused(FINDINGS.make("ifc-not-installed"))
    try:
        check_model(model, model.name, settings.IFC_MAX_BYTES)
    except NotAModel as refused:
        return _refused(refused.finding)
    with model.open("rb") as source:
        return read_take_off_of(source, model.name)


def _refused(finding: Finding) -> IfcOutcome:
    return IfcOutcome(None, None, (finding,))
