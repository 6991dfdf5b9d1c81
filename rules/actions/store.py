"""Taking editions into the service."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from rules.drafting import Dates, file_blockers
from rules.engine.loading import load_edition, load_edition_files
from rules.engine.schema import Edition as LoadedEdition
from rules.heading import with_head
from rules.lives import Publisher, begin_life, opening_day
from rules.models import Edition, EditionLife, as_bytes
from rules.refusal import Refused, refused


def store_edition(folder: Path) -> Edition:
    """Check an edition's folder and keep its content; the same content is kept once. One that says it is published is
    published here as well, as what came with the code.

    Raises:
        EditionErrors: with every mistake found, each by file, line and remedy.
        Refused: an edition of its key is published here with another content, or it gives no day from which it is in force.
    """
    edition = keep_edition(load_edition(folder))
    _live([edition])
    return edition


def store_shipped_editions() -> list[Edition]:
    """Take in every edition that comes with the code."""
    folders = sorted(
        folder for folder in settings.EDITIONS_DIR.iterdir() if (folder / "edition.yaml").is_file()
    )
    editions = [keep_edition(load_edition(folder)) for folder in folders]
    _live(editions)
    return editions


def keep_edition(loaded: LoadedEdition) -> Edition:
    """The row of a checked edition, made where there is none of its content; two processes that start together make one.

    Raises:
        Refused: an edition of its key is published with another content.
    """
    same = Edition.objects.filter(digest=loaded.digest)
    try:
        return same.first() or add_edition(loaded)
    except Refused:
        kept = same.first()  # stored by somebody else since we looked
        if kept is None:
            raise
        return kept


def add_edition(loaded: LoadedEdition) -> Edition:
    """The row of a checked edition that nobody has stored yet.

    Raises:
        Refused: somebody has, or an edition of its key is published.
    """
    try:
        with transaction.atomic():
            return Edition.objects.create(**_columns(loaded))
    except IntegrityError:
        raise refused("key-taken", key=loaded.key) from None


def _columns(loaded: LoadedEdition) -> dict[str, Any]:
    return {
        "digest": loaded.digest,
        "key": loaded.key,
        "status": str(loaded.status),
        "title": loaded.title.to_json(),
        "files": {name: data.decode("utf-8") for name, data in loaded.files.items()},
    }


@transaction.atomic
def publish_files(texts: Mapping[str, str], dates: Dates) -> Edition:
    """Publish a folder's content with these days, as what comes with the code; the head of the edition returned has them.

    Raises:
        Refused: with everything that blocks the publication.
    """
    findings = file_blockers(texts, dates)
    if findings or dates.effective_from is None:
        raise Refused(findings)
    opens = dates.registration_opens or dates.effective_from
    days = {"effective_from": dates.effective_from.isoformat(), "registration_opens": opens.isoformat()}
    written = with_head(texts, status="published", **days)
    edition = add_edition(load_edition_files(as_bytes(written)))
    begin_life(edition, Publisher(), opens)
    return edition


@transaction.atomic
def _live(editions: list[Edition]) -> None:
    """Published editions without a life get one, the oldest first, so that each finds the one it supersedes."""
    keys = [edition.pk for edition in editions if edition.is_published]
    published = list(Edition.objects.select_for_update().filter(pk__in=keys).order_by("pk"))  # one at a time
    alive = set(EditionLife.objects.filter(edition__in=published).values_list("edition_id", flat=True))
    waiting = [edition for edition in published if edition.pk not in alive]
    for edition in sorted(waiting, key=opening_day):
        begin_life(edition, Publisher(), opening_day(edition))
