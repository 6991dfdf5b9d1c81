"""Who is in a population: the newest scorecard of each design, handed in unless all are asked for, narrowed by filters."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.backtest.population import Filters, members, population_digest
from assessments.models import Assessment, Scorecard, Submission, SubmissionStatus
from standard_site.accounts.models import Organisation
from tests.assessments.backtest.town import HOME, Town
from tests.assessments.populations import make_scorecard


def names(town: Town, filters: Filters) -> set[str]:
    by_key = {card.pk: name for name, card in town.cards.items()}
    return {by_key.get(key, "?") for key in members(filters, timezone.now())}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(typology="castle"), {"castle"}),
        (Filters(typology="hom"), set()),  # whole words only
        (Filters(kind="district"), {"bay"}),
        (Filters(year_from=2027), {"later"}),
        (Filters(year_to=2026, typology="castle"), {"castle"}),
        (Filters(year_from=2028), set()),
        (Filters(organisation=0), set()),
    ],
)
def test_filters(town: Town, filters: Filters, expected: set[str]) -> None:
    assert names(town, filters) == expected


def test_by_organisation(town: Town) -> None:
    other = Organisation.objects.create(name="Other practice")
    card = make_scorecard(20, {"subject": HOME, "metrics": {}}, other, town.base)
    assert members(Filters(organisation=other.pk), timezone.now()) == [card.pk]
    assert names(town, Filters(organisation=town.practice.pk)) == set(town.cards)


def test_what_was_not_handed_in_or_taken_back_counts_only_when_all_do(town: Town) -> None:
    inputs = {"subject": HOME, "metrics": {}}
    make_scorecard(20, inputs, town.practice, town.base, submitted=False)
    Submission.objects.filter(assessment=town.cards["low"].pk).update(status=SubmissionStatus.WITHDRAWN)
    assert names(town, Filters()) == set(town.cards) - {"low"}
    assert names(town, Filters(submitted_only=False)) == set(town.cards) | {"?"}


def scored_again(card: Scorecard, typology: str) -> Scorecard:
    """The same design, scored once more after its project was corrected."""
    first = card.assessment
    again = Assessment.objects.create(design=first.design, edition=first.edition, subject={}, status="scored")
    return Scorecard.objects.create(
        assessment=again, document={}, digest="", gate="", inputs=card.inputs, typologies=f"|{typology}|"
    )


def test_the_newest_scorecard_of_a_design_counts_and_the_filters_are_put_to_that(town: Town) -> None:
    newest = scored_again(town.cards["low"], "shop")
    everybody = Filters(submitted_only=False)
    assert newest.pk in members(everybody, timezone.now())
    assert town.cards["low"].pk not in members(everybody, timezone.now())
    assert "low" not in names(town, Filters(submitted_only=False, typology="home"))
    assert "low" in names(town, Filters())  # what was handed in is the older one


def test_a_population_is_that_of_its_moment(town: Town) -> None:
    before = timezone.now()
    keys = members(Filters(), before)
    make_scorecard(20, {"subject": HOME, "metrics": {}}, town.practice, town.base)
    assert members(Filters(), before) == keys
    assert len(members(Filters(), timezone.now())) == len(keys) + 1
    assert members(Filters(), before - timedelta(hours=1)) == []


def test_the_digest_knows_order_and_members() -> None:
    one, other = uuid.UUID(int=1), uuid.UUID(int=2)
    assert len({population_digest(keys) for keys in ([], [one], [one, other], [other, one])}) == 4
