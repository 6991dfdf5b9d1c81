"""Who changes gate or rating, as one person may see it: with a name where they may know it, else as a row without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from assessments.backtest.models import BackTest, BackTestChange
from standard_site.accounts.models import Role, User

_SALT = "assessments.backtest.changes"
_PROJECT = "assessment__design__project__"
_CARD = "assessment__scorecard__"
_COLUMNS = (
    *("number", "assessment", "gate_before", "gate_after", "rating_before", "rating_after"),
    *("total_before", "total_after", "criteria", "requirements"),
    *(f"{_CARD}typologies", f"{_CARD}construction_start_year"),
    *(f"{_PROJECT}name", f"{_PROJECT}organisation", f"{_PROJECT}organisation__name"),
)


@dataclass(frozen=True, slots=True)
class SeenChange:
    """One changer. `alias` is the same in every back-test and leads nowhere; the three names are None where they are not shown.

    `requirements`: (criterion, requirement, before, after), each side (outcome, credits) or None where the edition has it not.
    """

    number: int
    alias: str
    project: str | None
    organisation: str | None
    assessment: str | None
    typologies: tuple[str, ...]
    construction_start_year: int | None
    gate: tuple[str, str]
    rating: tuple[str | None, str | None]
    score: tuple[float | None, float | None]
    criteria: tuple[str, ...]
    requirements: tuple[tuple[Any, ...], ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def changes_of(back_test: BackTest, criterion: str | None = None) -> QuerySet[BackTestChange]:
    """The changers in their order; with a criterion, those where its outcome or credits differ."""
    wanted = {"criteria__contains": f"|{criterion}|"} if criterion else {}
    return back_test.changes.filter(**wanted)


def seen_by(user: User, rows: QuerySet[BackTestChange]) -> Iterator[SeenChange]:
    """The rows through the eyes of one person, read in one query."""
    everybody = user.has_role(Role.OPERATOR)
    for row in rows.values(*_COLUMNS).iterator(chunk_size=2000):
        yield _seen(row, everybody or row[f"{_PROJECT}organisation"] in user.organisation_ids)


def alias_of(assessment: Any) -> str:
    """A name for somebody else's design: always the same, and not to be turned back into the address of anything."""
    return salted_hmac(_SALT, str(assessment), algorithm="sha256").hexdigest()[:10]


def _seen(row: dict[str, Any], named: bool) -> SeenChange:
    return SeenChange(
        number=row["number"],
        alias=alias_of(row["assessment"]),
        project=row[f"{_PROJECT}name"] if named else None,
        organisation=row[f"{_PROJECT}organisation__name"] if named else None,
        assessment=str(row["assessment"]) if named else None,
        typologies=_words(row[f"{_CARD}typologies"] or ""),
        construction_start_year=row[f"{_CARD}construction_start_year"],
        gate=(row["gate_before"], row["gate_after"]),
        rating=(row["rating_before"] or None, row["rating_after"] or None),
        score=(row["total_before"], row["total_after"]),
        criteria=_words(row["criteria"]),
        requirements=tuple(tuple(need) for need in row["requirements"]),
    )


def _words(joined: str) -> tuple[str, ...]:
    return tuple(word for word in joined.split("|") if word)
