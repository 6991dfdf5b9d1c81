"""Finding an edition by its key or its folder."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from rules.engine.errors import EditionErrors
from rules.engine.loading import load_edition
from rules.engine.schema import Edition
from rules.models import Edition as StoredEdition
from rules.selectors import newest_edition


def shipped_folders() -> list[Path]:
    """The folders of all editions that come with the code."""
    return sorted(folder for folder in settings.EDITIONS_DIR.iterdir() if (folder / "edition.yaml").is_file())


def folder_of(named: str) -> Path:
    """The folder of a shipped edition by key, or the folder named. Raises CommandError (64)."""
    folder: Path = settings.EDITIONS_DIR / named
    if not folder.is_dir():
        folder = Path(named)
    if not (folder / "edition.yaml").is_file():
        raise CommandError(
            f"'{named}' is neither the key of a shipped edition nor a folder with an edition.yaml.",
            returncode=64,
        )
    return folder


def named_edition(command: BaseCommand, named: str) -> Edition:
    """The shipped edition of a key, the folder named, or the stored edition of a key, in this order."""
    shipped = settings.EDITIONS_DIR / named
    folder = shipped if (shipped / "edition.yaml").is_file() else Path(named)
    try:
        return load_edition(folder) if (folder / "edition.yaml").is_file() else _stored(named).loaded()
    except EditionErrors as mistakes:
        for mistake in mistakes.errors:
            command.stderr.write(str(mistake))
        raise CommandError(f"{named} has mistakes.", returncode=2) from None


def _stored(named: str) -> StoredEdition:
    try:
        return newest_edition(named)
    except (StoredEdition.DoesNotExist, DatabaseError):
        raise CommandError(
            f"'{named}' is neither the key of a shipped or stored edition nor a folder with an edition.yaml.",
            returncode=64,
        ) from None
