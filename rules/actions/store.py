"""Taking editions into the service."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from rules.engine.loading import load_edition
from rules.models import Edition


def store_edition(folder: Path) -> Edition:
    """Check an edition's folder and keep its content; the same content is kept once.

    Raises:
        EditionErrors: with every mistake found, each by file, line and remedy.
    """
    loaded = load_edition(folder)
    files = {name: data.decode("utf-8") for name, data in loaded.files.items()}
    edition, _ = Edition.objects.get_or_create(
        digest=loaded.digest,
        defaults={
            "key": loaded.key,
            "status": str(loaded.status),
            "title": loaded.title.to_json(),
            "files": files,
        },
    )
    return edition


def store_shipped_editions() -> list[Edition]:
    """Take in every edition that comes with the code."""
    folders = sorted(
        folder for folder in settings.EDITIONS_DIR.iterdir() if (folder / "edition.yaml").is_file()
    )
    return [store_edition(folder) for folder in folders]
