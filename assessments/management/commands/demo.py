"""`demo`: the whole chain once, with a real broker, a real worker and real EnergyPlus."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import override

from assessments import demo
from assessments.actions.assess import request_assessment
from assessments.command_line import in_words, make_ready
from assessments.document import document_of
from assessments.models import Assessment, AssessmentStatus
from energyplus_runs.models import Run, RunPhase
from standard_site.embedded import Service, ServiceDied, clock_command, running, worker_command

PATIENCE_S = 3600  # four years of the sample, on a machine that has much else to do
CASES_AT_ONCE = min(4, os.cpu_count() or 1)
EXIT_SIMULATION_FAILED = 3


class Command(BaseCommand):
    help = "Assess the sample design and print its scorecard."

    def handle(self, *args: Any, **options: Any) -> None:
        make_ready()
        demo.make_accounts()
        try:
            assessment = self._assess()
        except ServiceDied as reason:
            raise CommandError(str(reason), returncode=1) from reason
        except KeyboardInterrupt:
            raise CommandError("Stopped.", returncode=1) from None
        document = document_of(assessment)
        target = demo.folder() / "scorecard.json"
        target.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        self.stdout.write("\n".join(in_words(document)))
        with override("en"):
            page = reverse("assessments:assessment", args=[assessment.pk])
        self.stdout.write(f"\nThe document: {target}\nThe page: `make run`, then {settings.SITE_URL}{page}")
        if assessment.status != AssessmentStatus.SCORED:
            sys.exit(EXIT_SIMULATION_FAILED)

    def _assess(self) -> Assessment:
        services = [Service("worker", worker_command(CASES_AT_ONCE)), Service("clock", clock_command())]
        with running(services) as revive:
            user, design = demo.make_design()
            assessment = request_assessment(user, design)
            self._wait(assessment, revive)
        return assessment

    def _wait(self, assessment: Assessment, revive: Callable[[], None]) -> None:
        """Show how far the work is until the scorecard is there."""
        deadline, said = time.monotonic() + PATIENCE_S, ""
        while assessment.status == AssessmentStatus.SIMULATING:
            if time.monotonic() > deadline:
                raise CommandError(
                    f"No scorecard after {PATIENCE_S} s; see {settings.VAR_DIR / 'logs'}.", returncode=1
                )
            time.sleep(0.5)
            revive()
            said = self._say_progress(assessment, said)
            assessment.refresh_from_db()

    def _say_progress(self, assessment: Assessment, said: str) -> str:
        runs = Run.objects.filter(assessments=assessment).order_by("requested_at")
        open_runs = [run for run in runs if run.is_open]
        run = next((run for run in open_runs if run.phase != RunPhase.WAITING), next(iter(open_runs), None))
        now = f"{run.case}: {run.get_phase_display()} {run.percent:.0f} %" if run is not None else ""
        if now != said:
            self.stderr.write(now)
        return now
