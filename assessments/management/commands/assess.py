"""`assess`: a design in, a scorecard out, in this process, by the same actions as the pages."""

from __future__ import annotations

import functools
import io
import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any, NoReturn

import structlog
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.actions.assess import request_assessment
from assessments.actions.designs import add_design
from assessments.actions.projects import register_project
from assessments.cases import narrowed
from assessments.command_design import add_design_arguments, design_files, project_values
from assessments.command_line import acting_account, in_words, make_ready
from assessments.document import document_of, refusal_document
from assessments.models import Assessment, AssessmentStatus
from assessments.refusal import FINDINGS, Refused
from assessments.scoring import score_if_ready
from energyplus_runs.execution import execute
from energyplus_runs.models import TYPICAL

EXIT_SCORED, EXIT_INTERNAL, EXIT_REFUSED, EXIT_SIMULATION_FAILED, EXIT_USAGE = 0, 1, 2, 3, 64
log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Score a design against an edition, with real EnergyPlus, without a server."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = functools.partial(_wrong_usage, parser)  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_design_arguments(parser)
        parser.add_argument(
            "--cases",
            type=_words,
            help="only these cases, e.g. typical,reference; all that are needed when left out",
        )
        parser.add_argument("--json", action="store_true", help="print the scorecard document as JSON")
        parser.add_argument("--prepared", type=_new_file, help="write the prepared model to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        if not any(options[name] for name in ("model", "take_off", "declared")):
            _wrong_usage(
                self.create_parser("manage.py", "assess"), "give a model, a take-off or declared values"
            )
        document, exit_code = self._outcome(options)
        if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that lacks a character still gets the rest
            sys.stdout.reconfigure(errors="backslashreplace")
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(in_words(document)))
        sys.exit(exit_code)

    def _outcome(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """The document, of the same shape whatever happens, and the exit code."""
        place = options["place"]
        try:
            make_ready()
            assessment = self._assess(options)
            if options["prepared"] is not None:
                _write_prepared(assessment, options["prepared"])
        except Refused as refused:
            return refusal_document(place, refused.findings), EXIT_REFUSED
        except CommandError:
            raise
        except Exception:
            log.exception("assess-failed")
            return refusal_document(place, [FINDINGS.make("internal-error")]), EXIT_INTERNAL
        return document_of(assessment), _exit_code(assessment)

    def _assess(self, options: dict[str, Any]) -> Assessment:
        user, organisation = acting_account()
        values = project_values(options)
        project = register_project(user, organisation, values)
        try:
            narrowed(project.edition.loaded(), (), options["cases"])
            design = add_design(user, project, design_files(options))
        except BaseException:
            project.delete()  # input that is refused leaves nothing behind
            raise
        assessment = request_assessment(user, design, send=False, only=options["cases"])
        for run in assessment.runs.order_by("requested_at"):
            execute(str(run.pk), worker="command line")
        score_if_ready(str(assessment.pk))
        assessment.refresh_from_db()
        return assessment


def _exit_code(assessment: Assessment) -> int:
    """A defect of the service is told apart from a model that cannot be simulated."""
    if assessment.status == AssessmentStatus.SCORED:
        return EXIT_SCORED
    typical = assessment.runs.filter(case=TYPICAL)
    codes = [finding["code"] for run in typical for finding in run.findings]
    codes += [finding["code"] for finding in assessment.findings]
    ours = {"run-defect", "scoring-failed"}.intersection(codes)
    return EXIT_INTERNAL if ours else EXIT_SIMULATION_FAILED


def _write_prepared(assessment: Assessment, target: Path) -> None:
    run = assessment.runs.filter(case=TYPICAL).exclude(prepared=None).first()
    if run is not None and run.prepared is not None:
        target.write_bytes(run.prepared.read_bytes())


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _new_file(name: str) -> Path:
    path = Path(name)
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise ArgumentTypeError(f"cannot write to '{name}'")
    return path


def _wrong_usage(parser: CommandParser, message: str) -> NoReturn:
    parser.print_usage(sys.stderr)
    sys.stderr.write(f"{parser.prog}: {message}\n")
    sys.exit(EXIT_USAGE)
