"""A lowered limit flips exactly the submissions it should, and what cannot be known stays so."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from assessments.backtest.comparing import Change, compare
from assessments.backtest.judging import Judge, Judgements
from assessments.backtest.models import JudgedChunk
from assessments.backtest.population import Filters, chunks, members
from assessments.backtest.reading import Chunk
from assessments.scorecard_inputs import judged_of
from rules.engine.evaluation import evaluate
from rules.engine.schema import Edition
from rules.models import Edition as StoredEdition
from tests.assessments.backtest.town import STRICTER, Town
from tests.assessments.populations import make_population
from tests.rules.editions import small

NEED = ["s01-carbon", "limit", ["achieved", 0.0], ["not_achieved", 0.0]]


def compared(town: Town, tested: Edition, size: int = 3) -> tuple[dict[str, Any], dict[str, Change]]:
    keys = members(Filters(), timezone.now())
    result, changes = compare(
        Judge(town.base.loaded()), Judge(tested), [Chunk(part) for part in chunks(keys, size)]
    )
    names = {card.pk: name for name, card in town.cards.items()}
    return result, {names[change.assessment]: change for change in changes}


def test_one_lowered_limit_flips_two_of_ten(town: Town) -> None:
    result, changes = compared(town, small(limits_csv=STRICTER))
    assert set(changes) == {"middle", "limit"}
    middle, limit = changes["middle"], changes["limit"]
    assert (middle.gate, middle.rating) == (("achieved", "not_achieved"), ("pass", ""))
    assert middle.total == (pytest.approx(100 / 3), pytest.approx(100 / 3))
    assert (limit.gate, limit.rating, limit.total) == (("achieved", "not_achieved"), ("", ""), (0.0, 0.0))
    assert middle.requirements == limit.requirements == [NEED]
    assert middle.criteria == ("s01-carbon",)
    assert result["changers"] == 2
    assert result["gate_changes"] == [["achieved", "not_achieved", 2]]
    assert result["rating_changes"] == [["pass", "", 1]]


def test_everything_is_counted_once(town: Town) -> None:
    """Compared: low, middle, limit, high, unsaid, later, castle."""
    result, _ = compared(town, small(limits_csv=STRICTER))
    assert result["population"] == {
        "submissions": 10,
        "compared": 7,
        "not_evaluable": {"no-inputs": 1, "unreadable": 1, "kind-not-covered": 1},
        "typology_unknown": {"before": 1, "after": 1},
    }
    before, after = result["before"], result["after"]
    assert before["gate"] == {"achieved": 4, "not_achieved": 1, "undetermined": 2}
    assert after["gate"] == {"achieved": 2, "not_achieved": 3, "undetermined": 2}
    assert before["rating"] == {"pass": 2, "good": 1, "": 4}
    assert after["rating"] == {"pass": 1, "good": 1, "": 5}
    criterion = next(one for one in result["criteria"] if one["key"] == "s01-carbon")
    assert criterion["before"] == {
        "achieved": 4,
        "not_achieved": 1,
        "not_applicable": 0,
        "undetermined": 2,
    }
    assert (criterion["differing"], criterion["changers"]) == (2, 2)


def test_scores_are_spread_over_their_bins(town: Town) -> None:
    """Totals: 100 (low, castle), 33.3 (middle, later), 0 (limit, high, unsaid: nothing earned of 3)."""
    result, _ = compared(town, small(limits_csv=STRICTER))
    scores = result["before"]["scores"]
    assert {place: count for place, count in enumerate(scores) if count} == {0: 3, 6: 2, 19: 2}
    assert scores == result["after"]["scores"]
    move = result["score_change"]
    assert (move["scored_by_both"], move["mean"], move["higher"], move["lower"]) == (7, 0.0, 0, 0)
    assert move["quantiles"] == dict.fromkeys(("p05", "p25", "p50", "p75", "p95"), 0.0)


def test_credits_move_the_score(town: Town) -> None:
    """The first step at 85 instead of 80 helps nobody; at 55 instead of 80 it takes the credit from 80: 33.3 → 0."""
    loosened = small(s01_carbon_yaml=("limit: 80, credits: 1", "limit: 85, credits: 1"))
    assert compared(town, loosened)[1] == {}
    result, changes = compared(
        town, small(s01_carbon_yaml=("limit: 80, credits: 1", "limit: 55, credits: 1"))
    )
    assert set(changes) == {"middle", "later"}
    assert changes["later"].rating == ("pass", "")
    assert changes["later"].requirements == [
        ["s01-carbon", "steps", ["achieved", 1.0], ["not_achieved", 0.0]]
    ]
    move = result["score_change"]
    assert (move["lower"], move["higher"], move["least"]) == (2, 0, pytest.approx(-100 / 3))
    assert move["mean"] == pytest.approx(-2 * 100 / 3 / 7)  # two of seven lose 33.3


def test_what_cannot_be_known_is_undetermined_and_never_zero(town: Town) -> None:
    """The draft counts leaks, which nobody gave: five known values are lost, and no score or gate is made up for them."""
    result, changes = compared(
        town, small(metrics_yaml=("(carbon_kgco2e + base_kgco2e)", "(carbon_kgco2e + sum(leaks_kgco2e))"))
    )
    assert set(changes) == {"low", "middle", "limit", "high", "later"}
    assert {change.gate[1] for change in changes.values()} == {"undetermined"}
    assert result["before"]["any_criterion_undetermined"] == 2  # unsaid and castle
    assert result["after"]["gate"] == {"achieved": 0, "not_achieved": 0, "undetermined": 7}
    assert result["after"]["any_criterion_undetermined"] == 7


def test_weights_and_thresholds_change_ratings_without_any_criterion(town: Town) -> None:
    result, changes = compared(town, small(ratings_yaml=("threshold: 30", "threshold: 40")))
    assert {name: change.rating for name, change in changes.items()} == {
        "middle": ("pass", ""),
        "later": ("pass", ""),
    }
    assert all(change.criteria == () for change in changes.values())
    assert result["criteria"][0]["differing"] == 0


def test_what_was_judged_is_read_back(town: Town, django_assert_num_queries: Any) -> None:
    chunk = Chunk([card.pk for card in town.cards.values()])
    judge = Judge(town.base.loaded())
    made = judge.judge(chunk)
    assert JudgedChunk.objects.count() == 2  # the columns and the judgements
    with django_assert_num_queries(2):  # the kept row, and that it was used
        kept = judge.judge(Chunk(chunk.keys))
    assert made.packed() == kept.packed() == Judgements.unpacked(made.packed()).packed()
    stricter = Judge(small(limits_csv=STRICTER))
    with django_assert_num_queries(4):  # not kept; the columns, and that they were used; kept now
        fresh = stricter.judge(Chunk(chunk.keys))
    JudgedChunk.objects.all().delete()
    assert stricter.judge(Chunk(chunk.keys)).packed() == fresh.packed()


def test_a_town_of_chance_is_judged_as_each_house_alone(edition: StoredEdition) -> None:
    cards = make_population(12, edition)
    loaded = edition.loaded()
    judged = Judge(loaded).judge(Chunk([card.pk for card in cards]))
    for place, card in enumerate(cards):
        alone = evaluate(loaded, *judged_of(card.inputs))
        total = None if judged.total[place] != judged.total[place] else judged.total[place]
        assert alone.score.total == total
        assert alone.rating.key == (
            loaded.ratings[judged.rating[place]].key if judged.rating[place] >= 0 else None
        )
