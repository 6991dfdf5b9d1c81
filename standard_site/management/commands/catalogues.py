"""Gathers, checks and compiles the interface's translations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from standard_site.lib import catalogues

PACKAGES = ("standard_site", "rules", "energyplus_runs", "assessments")
LOCALE = "zh_Hans"


class Command(BaseCommand):
    help = "update: gather the texts into the catalogue; check: fail unless it is whole; compile: write the .mo file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["update", "check", "compile"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        {"update": self._update, "check": self._check, "compile": self._compile}[action]()

    def _update(self) -> None:
        path = catalogue_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = catalogues.updated(catalogues.read(path, LOCALE), _gathered())
        path.write_bytes(catalogues.as_po(catalogue))
        self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {len(catalogue)} texts")

    def _check(self) -> None:
        problems = catalogues.check(catalogues.read(catalogue_path(), LOCALE), _gathered())
        if problems:
            listed = "\n".join(str(problem) for problem in problems)
            raise CommandError(f"The {LOCALE} catalogue is not whole ({len(problems)}):\n{listed}")
        self.stdout.write(f"The {LOCALE} catalogue is whole.")

    def _compile(self) -> None:
        path = catalogue_path()
        catalogues.compile_to(catalogues.read(path, LOCALE), path.with_suffix(".mo"))


def catalogue_path() -> Path:
    return Path(settings.LOCALE_PATHS[0]) / LOCALE / "LC_MESSAGES" / "django.po"


def _gathered() -> Any:
    return catalogues.gather(settings.BASE_DIR, PACKAGES, LOCALE)
