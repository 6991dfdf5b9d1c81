"""The pages of improvement options, as a practice uses them without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from assessments.models import Design, OptionStudy
from assessments.options.actions import request_study
from energyplus_runs.models import Run, RunStatus
from standard_site.accounts.models import User
from tests.assessments.cast import Cast, make_design, make_project
from tests.assessments.options.conftest import Studied, asked

pytestmark = pytest.mark.django_db


def _browser(user: User, language: str = "en") -> Client:
    translation.activate(language)
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_measures_are_chosen_with_their_numbers(cast: Cast, design: Design) -> None:
    browser, address = _browser(cast.member), reverse("assessments:options", args=[design.pk])
    page = browser.get(address).content.decode()
    assert "Lighting power" in page
    assert "does not apply: the model has none of what it needs (mixed tanks" in page
    answer = browser.post(
        address, {"lighting-power": "on", "lighting-power.share": "0.5", "cool-roof.solar_absorptance": "9"}
    )
    study = OptionStudy.objects.get()
    assert answer.url == reverse("assessments:option-study", args=[study.pk])
    assert [one.measures for one in study.options.all()] == [
        [],
        [{"key": "lighting-power", "parameters": {"share": 0.5}}],
    ]
    assert "0 of 2 simulations are over" in browser.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose at least one measure."),
        ({"lighting-power": "on", "lighting-power.share": ""}, "Give a number for this measure."),
        ({"lighting-power": "on", "lighting-power.share": "2"}, "less than or equal to 0.99"),
        ({"lighting-power": "on", "lighting-power.share": "nan"}, "Enter a number."),
        ({"heat-pump-water": "on", "heat-pump-water.cop": "3"}, "Choose at least one measure."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, design: Design, given: dict[str, str], said: str
) -> None:
    answer = _browser(cast.member).post(reverse("assessments:options", args=[design.pk]), given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not OptionStudy.objects.exists()


def test_a_design_without_a_model_has_nothing_to_try(cast: Cast) -> None:
    bare = make_design(cast, make_project(cast))
    page = _browser(cast.member).get(reverse("assessments:options", args=[bare.pk])).content.decode()
    assert "There is nothing to try measures on" in page
    assert "Nothing has been tried on this design yet." in page


@pytest.mark.engine
def test_the_ranking_is_read_combined_and_made_a_design(studied: Studied) -> None:
    browser, address = (
        _browser(studied.cast.member),
        reverse("assessments:option-study", args=[studied.study.pk]),
    )
    page = browser.get(address).content.decode()
    assert page.index("Photovoltaics on the roof") < page.index("Roof insulation")
    assert "operating only: what is built is not determined" in page
    option = studied.option("roof-insulation")
    changes = browser.get(reverse("assessments:run-preparation", args=[option.run_id])).content.decode()
    assert "Roof insulation" in changes
    made = browser.post(reverse("assessments:option-design", args=[studied.study.pk, 4]), follow=True)
    assert "Roof insulation, Lighting power" in made.content.decode()
    assert "it does not hold what is built for the measures" in made.content.decode()
    again = browser.post(reverse("assessments:option-design", args=[studied.study.pk, 4]))
    assert again.url == made.redirect_chain[-1][0]
    browser.post(reverse("assessments:option-combine", args=[studied.study.pk]), {"numbers": ["2", "3"]})
    assert studied.study.options.count() == 6


@pytest.mark.engine
@pytest.mark.parametrize("by", ["whole-life", "criteria", "nonsense"])
def test_every_order_is_a_page_in_chinese_too(studied: Studied, by: str) -> None:
    browser = _browser(studied.cast.member, "zh-hans")
    answer = browser.get(reverse("assessments:option-study", args=[studied.study.pk]), {"by": by})
    translation.activate("en")
    assert answer.status_code == 200
    assert "屋面保温隔热" in answer.content.decode()


@pytest.mark.engine
def test_more_options_ask_no_more_queries(studied: Studied, cast: Cast, design: Design) -> None:
    small = request_study(cast.member, design, asked("lighting-power"), send=False)
    Run.objects.filter(options__study=small).update(status=RunStatus.CANCELLED)

    def queries(study: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            _page(study)
        return len(asked_for)

    browser = _browser(cast.member)

    def _page(study: Any) -> None:
        assert browser.get(reverse("assessments:option-study", args=[study.pk])).status_code == 200

    _page(small)
    assert queries(studied.study) <= queries(small) + 1  # the design that was made, if any
