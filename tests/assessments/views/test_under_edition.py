"""A scorecard under another edition: on a page and through the API, for those who may see the scorecard."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

from assessments.models import Assessment
from rules.actions.store import keep_edition
from rules.engine.loading import load_edition, load_edition_files
from rules.models import Edition
from tests.assessments.cast import Cast, client_of
from tests.assessments.views.conftest import Browse

LIMITS = "tables/upfront_carbon_limits.csv"
QUERIES = 12  # session, person, roles, organisations, the scorecard, the two editions and the list of them


@pytest.fixture
def milder(cast: Cast) -> Edition:
    """The shipped edition with one limit changed: 900 instead of 605 kgCO2e/m2 for hotels begun in 2027.

    The sample has 715.651: it keeps B01 now, and is 1 - 715.651 / 900 = 20.5 % below it, which earns credit in B02.
    """
    files = dict(load_edition(settings.EDITIONS_DIR / settings.DEFAULT_EDITION).files)
    head: dict[str, Any] = yaml.safe_load(files["edition.yaml"])
    files["edition.yaml"] = yaml.safe_dump(head | {"key": "milder"}, allow_unicode=True).encode()
    lines = files[LIMITS].decode().splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("hotels,new,2027,605"))
    lines[place] = lines[place].replace(",605", ",900")
    files[LIMITS] = "\n".join(lines).encode()
    return keep_edition(load_edition_files(files))


def page(assessment: Assessment, edition: str = "") -> str:
    return f"{reverse('assessments:under-edition', args=[assessment.pk])}?edition={edition}"


def test_the_page_names_the_change_that_decides(
    cast: Cast, scored: Assessment, milder: Edition, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    client = browse(cast.member)
    scorecard = client.get(reverse("assessments:assessment", args=[scored.pk])).content.decode()
    assert page(scored).removesuffix("?edition=") in scorecard
    assert '<option value="milder"' in client.get(page(scored)).content.decode()
    shown = client.get(page(scored, "milder")).content.decode()
    assert "What each change does alone" in shown and "Interaction" in shown
    assert "limit_kgco2e_per_m2 from 605 to 900" in shown and "B02" in shown
    with django_assert_max_num_queries(QUERIES):
        client.get(page(scored, "milder"))
    unknown = client.get(page(scored, "nothing"))
    assert unknown.status_code == 404 and "There is no edition" in unknown.content.decode()
    for person, status in ((cast.stranger, 404), (cast.assessor, 404), (cast.inside_assessor, 200)):
        assert browse(person).get(page(scored, "milder")).status_code == status


def test_the_api_adds_up_and_holds_its_tag(cast: Cast, scored: Assessment, milder: Edition) -> None:
    client, address = client_of(cast.member), f"/api/v1/scorecards/{scored.pk}/under/"
    answer = client.get(address, {"edition": "milder"})
    found = answer.json()
    assert (found["before"]["total"], found["before"]["gate"]) == (
        scored.scorecard.score_total,
        scored.scorecard.gate,
    )
    (effect,) = found["effects"]
    assert effect["groups"] == [{"part": "tables", "key": "upfront_carbon_limits"}]
    assert [(one["key"], one["after"]["outcome"]) for one in effect["criteria"]] == [
        ("b01-upfront-carbon", "achieved"),
        ("b02-upfront-carbon-reduction", "achieved"),
    ]
    assert effect["points"] == found["points"] > 0 and found["remainder"] == 0
    held = {"If-None-Match": answer["ETag"]}
    assert client.get(address, {"edition": "milder"}, headers=held).status_code == 304
    assert client.get(address, {"edition": "nothing"}).status_code == 404
    assert client_of(cast.stranger).get(address, {"edition": "milder"}).status_code == 404
