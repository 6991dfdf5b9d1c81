"""`edition publish`: a folder's content for good, into the database and, when it is shipped, into the lock."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from assessments.edition_command.folders import folder_of
from rules.actions.store import publish_files
from rules.drafting import Dates, dates_of
from rules.engine.errors import EditionErrors
from rules.engine.loading import load_edition
from rules.engine.locking import LOCK, Locked, lock_text, read_lock
from rules.heading import HEAD
from rules.models import Edition
from rules.refusal import FINDINGS, Refused

NAME = "publish"
HELP = "publish an edition for good: check it, write its days, keep it, and lock it when it is shipped"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("edition", help="key of a shipped edition, or a folder")
    parser.add_argument(
        "--effective-from", metavar="DAY", help="the day it comes into force, e.g. 2027-01-31"
    )
    parser.add_argument(
        "--registration-opens", metavar="DAY", help="the first day of registration, else the same"
    )


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Ends with 2 and every reason when something blocks, and with 64 for a name or a day that is none."""
    folder = folder_of(options["edition"])
    given = [_day(options[name]) for name in ("effective_from", "registration_opens")]
    try:
        edition = _publish(folder, *given)
    except EditionErrors as mistakes:
        raise _failure(command, folder, [str(mistake) for mistake in mistakes.errors]) from None
    except Refused as refused:
        raise _failure(command, folder, [str(finding) for finding in refused.findings]) from None
    command.stdout.write(f"{edition.key} {edition.digest[:12]} published")


@transaction.atomic
def _publish(folder: Path, effective_from: date | None, opens: date | None) -> Edition:
    """The database, the folder and the lock together: when one cannot be written, nothing is."""
    texts = {path: data.decode("utf-8") for path, data in load_edition(folder).files.items()}
    own, wrong = dates_of(texts)
    if wrong and effective_from is None:
        raise Refused(wrong)
    days = Dates(effective_from or own.effective_from, opens or own.registration_opens or effective_from)
    shipped = folder.resolve().parent == settings.EDITIONS_DIR.resolve()
    locked = _locked() if shipped else ()
    edition = publish_files(texts, days)
    if any(entry.key == edition.key for entry in locked):
        raise Refused([FINDINGS.make("key-taken", key=edition.key)])
    _write(folder / HEAD, edition.files[HEAD])
    if shipped:
        entry = Locked(edition.key, edition.digest, timezone.localdate())
        _write(settings.EDITIONS_DIR / LOCK, lock_text([*locked, entry]))
    return edition


def _locked() -> tuple[Locked, ...]:
    lock: Path = settings.EDITIONS_DIR / LOCK
    return read_lock(lock.read_text(encoding="utf-8")) if lock.is_file() else ()


def _write(target: Path, text: str) -> None:
    """As a whole or not at all."""
    beside = target.with_name(f".{target.name}.new")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(target)


def _day(given: str | None) -> date | None:
    try:
        return date.fromisoformat(given) if given is not None else None
    except ValueError:
        raise CommandError(f"'{given}' is no day; write it like 2027-01-31.", returncode=64) from None


def _failure(command: BaseCommand, folder: Path, reasons: list[str]) -> CommandError:
    for reason in reasons:
        command.stderr.write(reason)
    return CommandError(f"{folder.name} was not published.", returncode=2)
