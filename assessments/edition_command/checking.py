"""`edition check`: one edition, or all that are shipped, with their worked examples and the lock."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessments.annexes import check_annexes
from assessments.edition_command.folders import folder_of, shipped_folders
from rules.engine.errors import EditionErrors
from rules.engine.examples import check_examples, read_examples
from rules.engine.loading import load_edition
from rules.engine.locking import LOCK, check_lock, read_lock
from rules.engine.schema import Edition

NAME = "check"
HELP = "check one edition, or all that are shipped, with their examples and the lock of published ones"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("edition", nargs="?", help="key of a shipped edition, or a folder")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    folders = shipped_folders() if options["edition"] is None else [folder_of(options["edition"])]
    checked = {folder: _checked(command, folder) for folder in folders}
    sound = {folder: edition for folder, edition in checked.items() if edition is not None}
    failed = len(checked) - len(sound) + _lock_broken(command, sound, whole=options["edition"] is None)
    if failed:
        raise CommandError(f"{failed} edition(s) have mistakes.", returncode=2)


def _checked(command: BaseCommand, folder: Path) -> Edition | None:
    """The edition when everything about it is right; what is wrong goes to the error stream."""
    edition, wrong = _looked_at(folder)
    _say(command, wrong)
    if edition is None or wrong:
        return None
    command.stdout.write(_summary(edition))
    return edition


def _looked_at(folder: Path) -> tuple[Edition | None, list[str]]:
    try:
        edition = load_edition(folder)
    except EditionErrors as mistakes:
        return None, [str(mistake) for mistake in mistakes.errors]
    wrong = (*check_annexes(edition), *check_examples(edition))
    return edition, [f"{folder.name}/{mistake}" for mistake in wrong]


def _say(command: BaseCommand, lines: list[str]) -> None:
    for line in lines:
        command.stderr.write(line)


def _summary(edition: Edition) -> str:
    examples = sum(len(read_examples(edition.files, criterion.key)) for criterion in edition.criteria)
    return (
        f"{edition.key}: {len(edition.criteria)} criteria, {examples} examples, "
        f"digest {edition.digest[:12]}, {edition.status}"
    )


def _lock_broken(command: BaseCommand, sound: dict[Path, Edition], *, whole: bool) -> int:
    """How many mistakes the lock shows; of the whole folder of shipped editions, or of the one asked for."""
    lock = settings.EDITIONS_DIR / LOCK
    shipped = {
        folder.name: edition
        for folder, edition in sound.items()
        if folder.resolve().parent == settings.EDITIONS_DIR
    }
    keys = {edition.key for edition in shipped.values()}
    try:
        entries = read_lock(lock.read_text(encoding="utf-8") if lock.is_file() else "")
    except EditionErrors as unreadable:
        _say(command, [str(mistake) for mistake in unreadable.errors])
        return 1
    wrong = check_lock([entry for entry in entries if whole or entry.key in keys], shipped)
    _say(command, [str(mistake) for mistake in wrong])
    return len(wrong)
