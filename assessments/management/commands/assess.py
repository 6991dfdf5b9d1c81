"""`assess`: a design in, a scorecard out, in this process, by the same actions as the pages."""

from __future__ import annotations

import functools
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from assessments.actions.assess import request_assessment
from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.actions.projects import ProjectValues, register_project
from assessments.carbon.declared import Declared, read_declared
from assessments.command_line import acting_account, in_words, make_ready
from assessments.document import refusal_document
from assessments.models import Assessment, AssessmentStatus, Works, Stage
from assessments.refusal import Refused
from assessments.scoring import document_of, score_if_ready
from energyplus_runs.execution import execute
from rules.selectors import newest_edition
from standard_site.lib.findings import has_errors

EXIT_SCORED, EXIT_REFUSED, EXIT_SIMULATION_FAILED, EXIT_USAGE = 0, 2, 3, 64
CHUNK = 1024 * 1024


class Command(BaseCommand):
    help = "Score a design against an edition, with real EnergyPlus, without a server."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = functools.partial(_wrong_usage, parser)  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--model", type=_file, help="energy model, IDF or epJSON")
        parser.add_argument("--take-off", type=_file, help="material take-off, CSV")
        parser.add_argument("--declared", type=_file, help="declared values, YAML")
        parser.add_argument("--place", help="key of the place, e.g. baoting or qionghai")
        parser.add_argument("--edition", help="key of the edition; the newest when left out")
        parser.add_argument("--json", action="store_true", help="print the scorecard document as JSON")
        parser.add_argument("--prepared", type=Path, help="write the prepared model to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        make_ready()
        try:
            assessment = self._assess(options)
        except Refused as refused:
            self._print(refusal_document(options["place"], refused.findings), options["json"])
            sys.exit(EXIT_REFUSED)
        self._print(document_of(assessment), options["json"])
        if options["prepared"] is not None:
            _write_prepared(assessment, options["prepared"])
        sys.exit(EXIT_SCORED if assessment.status == AssessmentStatus.SCORED else EXIT_SIMULATION_FAILED)

    def _assess(self, options: dict[str, Any]) -> Assessment:
        user, organisation = acting_account()
        values = _values(options)
        project = register_project(user, organisation, values)
        try:
            design = add_design(user, project, _files(options))
        except Refused:
            project.delete()  # refused input leaves nothing behind
            raise
        assessment = request_assessment(user, design, send=False)
        for run in assessment.runs.all():
            execute(str(run.pk), worker="command line")
        score_if_ready(str(assessment.pk))
        assessment.refresh_from_db()
        return assessment

    def _print(self, document: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(in_words(document)))


def _values(options: dict[str, Any]) -> ProjectValues:
    """The subject as the declared file gives it; `--place` wins over the file."""
    declared = _declared(options)
    subject = dict(declared.subject) if declared is not None else {}
    source = options["declared"] or options["model"] or options["take_off"]
    return ProjectValues(
        name=subject.get("name") or (source.stem if source else "Untitled"),
        place_key=options["place"] or subject.get("place"),
        construction_start_year=subject.get("construction_start_year"),
        gia_m2=subject.get("gia_m2"),
        uses=subject.get("uses") or [],
        works=subject.get("works") or Works.NEW,
        stage=subject.get("stage") or Stage.DESIGN,
        useful_floor_area_m2=subject.get("useful_floor_area_m2"),
        gross_floor_area_m2=subject.get("gross_floor_area_m2"),
        footprint_m2=subject.get("footprint_m2"),
        roof_area_m2=subject.get("roof_area_m2"),
        edition_key=options["edition"],
    )


def _declared(options: dict[str, Any]) -> Declared | None:
    if options["declared"] is None:
        return None
    typologies = tuple(newest_edition(options["edition"]).loaded().typologies)
    declared = read_declared(options["declared"].read_bytes(), options["declared"].name, typologies)
    if has_errors(declared.findings):
        raise Refused(declared.findings)
    return declared


def _files(options: dict[str, Any]) -> DesignFiles:
    return DesignFiles(
        model=_upload(options["model"]), take_off=_upload(options["take_off"]), declared=_upload(options["declared"])
    )


def _upload(path: Path | None) -> Upload | None:
    if path is None:
        return None
    return Upload(path.name, iter(functools.partial(path.open("rb").read, CHUNK), b""))


def _write_prepared(assessment: Assessment, target: Path) -> None:
    run = assessment.runs.exclude(prepared=None).first()
    if run is not None and run.prepared is not None:
        target.write_bytes(run.prepared.read_bytes())


def _file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise ValueError(name)
    return path


def _wrong_usage(parser: CommandParser, message: str) -> NoReturn:
    parser.print_usage(sys.stderr)
    sys.stderr.write(f"{parser.prog}: {message}\n")
    sys.exit(EXIT_USAGE)
