"""`edition backtest`: an edition held against another on every stored scorecard, at once and without a simulation."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.backtest.changes import alias_of
from assessments.backtest.comparing import Change, compare
from assessments.backtest.judging import Judge
from assessments.backtest.population import Filters, chunks, members, population_digest
from assessments.backtest.reading import Chunk
from assessments.edition_command.folders import named_edition
from rules.engine.schema import Edition

NAME = "backtest"
HELP = "judge every stored submission by an edition and by its base, and say who changes"
SHOWN_MOST = 20


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("edition", help="key of a shipped or stored edition, or a folder")
    parser.add_argument(
        "--base",
        help="what to compare with; else what the edition supersedes, else the service's own edition",
    )
    parser.add_argument("--kind", choices=["building", "community"])
    parser.add_argument("--typology", help="key of a typology")
    parser.add_argument("--year-from", type=int, help="construction starts in this year or later")
    parser.add_argument("--year-to", type=int, help="construction starts in this year or earlier")
    parser.add_argument("--organisation", type=int, help="number of an organisation")
    parser.add_argument("--all", action="store_true", help="also what was not handed in for review")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Ends well whether or not anybody changes; 64 for a name that is none, 2 for an edition with mistakes or nobody to judge."""
    tested = named_edition(command, options["edition"])
    base = named_edition(command, options["base"] or tested.supersedes or settings.DEFAULT_EDITION)
    filters = _filters(options)
    keys = members(filters, timezone.now())
    if not keys:
        raise CommandError("No stored scorecard fits. Widen the filters, or try --all.", returncode=2)
    result, changes = compare(Judge(base), Judge(tested), [Chunk(part) for part in chunks(keys)])
    if options["json"]:
        document = {
            "tested": _identity(tested),
            "base": _identity(base),
            "filters": filters.to_json(),
            "population_digest": population_digest(keys),
            "result": result,
            "changes": [_change_json(change) for change in changes],
        }
        command.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for line in _lines(tested, base, result, changes):
        command.stdout.write(line)


def _filters(options: dict[str, Any]) -> Filters:
    return Filters(
        kind=options["kind"],
        typology=options["typology"],
        year_from=options["year_from"],
        year_to=options["year_to"],
        organisation=options["organisation"],
        submitted_only=not options["all"],
    )


def _identity(edition: Edition) -> dict[str, str]:
    return {"key": edition.key, "digest": edition.digest, "status": edition.status}


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "alias": alias_of(change.assessment),
        "assessment": str(change.assessment),
        "gate": change.gate,
        "rating": [rating or None for rating in change.rating],
        "score": change.total,
        "criteria": change.criteria,
        "requirements": change.requirements,
    }


def _lines(tested: Edition, base: Edition, result: dict[str, Any], changes: Sequence[Change]) -> list[str]:
    population, move = result["population"], result["score_change"]
    lines = [
        f"{base.key} {base.digest[:12]} → {tested.key} {tested.digest[:12]}: {len(changes)} of "
        f"{population['compared']} come to another gate or rating",
        *(f"  not evaluable ({reason}): {count}" for reason, count in population["not_evaluable"].items()),
        f"gate    {_counts(result['before']['gate'])} → {_counts(result['after']['gate'])}",
        f"rating  {_counts(result['before']['rating'])} → {_counts(result['after']['rating'])}",
        f"score   mean change {_points(move['mean'])}, median {_points(move['quantiles']['p50'])}, "
        f"{move['higher']} higher, {move['lower']} lower",
    ]
    lines += [
        f"{one['code']:5} differs for {one['differing']}, among {one['changers']} of those who change"
        for one in result["criteria"]
        if one["differing"]
    ]
    lines += [_sentence(change) for change in changes[:SHOWN_MOST]]
    more = len(changes) - SHOWN_MOST
    return [*lines, f"… and {more} more; --json lists all"] if more > 0 else lines


def _sentence(change: Change) -> str:
    gate, rating = " → ".join(change.gate), " → ".join(key or "none" for key in change.rating)
    causes = ", ".join(change.criteria) or "weights or thresholds"
    return f"  {alias_of(change.assessment)}  gate {gate}, rating {rating}, by {causes}"


def _counts(counted: dict[str, int]) -> str:
    return ", ".join(f"{key or 'none'} {count}" for key, count in counted.items())


def _points(value: float | None) -> str:
    return "undetermined" if value is None else f"{value:+.2f}"
