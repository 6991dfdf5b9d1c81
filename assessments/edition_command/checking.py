"""`edition check`: one edition, or all that are shipped."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.edition_command.folders import folder_of, shipped_folders
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.protocol import read_protocol
from rules.engine.errors import EditionErrors
from rules.engine.loading import load_edition

NAME = "check"
HELP = "check one edition, or all that are shipped"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("edition", nargs="?", help="key of a shipped edition, or a folder")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    folders = shipped_folders() if options["edition"] is None else [folder_of(options["edition"])]
    failed = [folder for folder in folders if not _check(command, folder)]
    if failed:
        raise CommandError(f"{len(failed)} edition(s) have mistakes.", returncode=2)


def _check(command: BaseCommand, folder: Path) -> bool:
    try:
        edition = load_edition(folder)
        read_protocol(edition.annexes["protocol"])
    except EditionErrors as mistakes:
        for mistake in mistakes.errors:
            command.stderr.write(str(mistake))
        return False
    except SimulationError as mistake:
        for finding in mistake.findings:
            command.stderr.write(f"{folder.name}/protocol.yaml: {finding}")
        return False
    command.stdout.write(
        f"{edition.key}: {len(edition.criteria)} criteria, digest {edition.digest[:12]}, {edition.status}"
    )
    return True
