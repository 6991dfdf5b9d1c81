"""A scorecard under another edition: found once, kept by what it depends on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from assessments.models import Assessment, Scorecard
from assessments.score_difference import ScoreDifference, score_difference
from assessments.scorecard_inputs import judged_of
from assessments.selectors import visible_assessments
from rules.comparing import Side
from rules.engine.schema import Edition
from standard_site.accounts.models import User


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: the scorecard and both editions, told from others by their digests alone."""

    digests: tuple[str, str, str]
    editions: tuple[Edition, Edition] = field(compare=False)
    inputs: Any = field(compare=False)  # as assessments.scorecard_inputs writes them


def comparable(user: User) -> QuerySet[Assessment]:
    """The scored assessments a person may see, of those that tell what was judged; the documents stay where they are."""
    return (
        visible_assessments(user)
        .filter(scorecard__inputs__isnull=False)
        .select_related("design__project", "edition", "scorecard")
        .defer("edition__files", "scorecard__document")
    )


def under_edition(scorecard: Scorecard, old: Edition, new: Edition) -> ScoreDifference:
    """What the stored values of a scorecard come to under another edition, and why."""
    return _found(_Asked((scorecard.digest, old.digest, new.digest), (old, new), scorecard.inputs))


def digest_of(scorecard: Scorecard, side: Side) -> str:
    """Stands for the answer: it is another one when the scorecard or the edition is."""
    return hashlib.sha256(f"{scorecard.digest}|{side.digest}|{side.reference}".encode()).hexdigest()


@lru_cache(maxsize=64)
def _found(asked: _Asked) -> ScoreDifference:
    return score_difference(*asked.editions, *judged_of(asked.inputs))
