"""Finding an edition's folder by its key or its path."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError


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
