"""What was worked out once for a fixed run of scorecards is kept: its columns, and each edition's judgement of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from assessments.backtest.models import JudgedChunk
from rules.engine import batch as engine_batch

_KEPT = timedelta(days=30)


def kept(maker: str, rows: str, make: Callable[[], bytes]) -> bytes:
    """What `maker` (the digest of an edition, or a word) makes of a run of scorecards, as kept or made now.

    The same made by another release is another thing. Two workers that make the same keep one.
    """
    judge = hashlib.sha256(f"{maker} {code_digest()}".encode()).hexdigest()
    found = JudgedChunk.objects.filter(judge=judge, rows=rows)
    row = found.first()
    if row is not None:
        found.update(used_at=timezone.now())
        return bytes(row.data)
    data = make()
    new = JudgedChunk(judge=judge, rows=rows, data=data, used_at=timezone.now())
    JudgedChunk.objects.bulk_create([new], ignore_conflicts=True)
    return data


def forget_unused() -> None:
    """Drop what nobody asked for in a month; it can be made again."""
    JudgedChunk.objects.filter(used_at__lt=timezone.now() - _KEPT).delete()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """A digest of the code that judges, so that a new release never takes an old judgement for its own."""
    folders = (Path(engine_batch.__file__).parent, Path(__file__).parent)
    files = sorted(file for folder in folders for file in folder.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
