"""The standard from the command line. Here, because an edition's annexes are understood by more than one app."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.protocol import read_protocol
from rules.actions import store_shipped_editions
from rules.engine.errors import EditionErrors
from rules.engine.loading import load_edition


class Command(BaseCommand):
    help = "Check an edition, or take the shipped editions into the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="check one edition, or all that are shipped")
        check.add_argument("edition", nargs="?", help="key of a shipped edition, or a folder")
        actions.add_parser("store", help="take the shipped editions into the database")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "store":
            for stored in store_shipped_editions():
                self.stdout.write(f"{stored.key} {stored.digest[:12]} {stored.status}")
            return
        failed = [folder for folder in self._folders(options["edition"]) if not self._check(folder)]
        if failed:
            raise CommandError(f"{len(failed)} edition(s) have mistakes.", returncode=2)

    def _folders(self, named: str | None) -> list[Path]:
        if named is None:
            return sorted(
                folder for folder in settings.EDITIONS_DIR.iterdir() if (folder / "edition.yaml").is_file()
            )
        folder = settings.EDITIONS_DIR / named
        if not folder.is_dir():
            folder = Path(named)
        if not (folder / "edition.yaml").is_file():
            raise CommandError(
                f"'{named}' is neither the key of a shipped edition nor a folder with an edition.yaml.",
                returncode=64,
            )
        return [folder]

    def _check(self, folder: Path) -> bool:
        try:
            edition = load_edition(folder)
            read_protocol(edition.annexes["protocol"])
        except EditionErrors as mistakes:
            for mistake in mistakes.errors:
                self.stderr.write(str(mistake))
            return False
        except SimulationError as mistake:
            for finding in mistake.findings:
                self.stderr.write(f"{folder.name}/protocol.yaml: {finding}")
            return False
        self.stdout.write(
            f"{edition.key}: {len(edition.criteria)} criteria, digest {edition.digest[:12]}, {edition.status}"
        )
        return True
