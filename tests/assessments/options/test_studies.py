"""Asking for studies: limits, what is refused, what is done once, and the same through the API."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.models import AuditEntry, Design, Option, OptionStudy
from assessments.options import making
from assessments.options.actions import MOST_OPTIONS, cancel_study, combine, request_study
from assessments.options.choosing import MOST_MEASURES
from assessments.options.models import OptionRole
from assessments.options.outcomes import lines_built
from energyplus_runs.models import Run
from energyplus_runs.simulation.measures.catalogue import measures
from standard_site.lib.refusal import Conflict, NotAllowed, Refused
from tests.assessments.cased import next_edition
from tests.assessments.cast import Cast, client_of, make_design, make_project
from tests.assessments.options.conftest import asked, office

pytestmark = pytest.mark.django_db
API = "/api/v1"


def _codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {finding.code for finding in refused.value.findings}


def test_a_study_is_a_group_of_ordinary_runs(cast: Cast, design: Design) -> None:
    study = request_study(
        cast.member, design, asked("cool-roof", "lighting-power"), together=True, send=False
    )
    options = list(study.options.select_related("run"))
    assert [option.role for option in options] == ["design", "measure", "measure", "combination"]
    assert [option.run.case for option in options] == ["typical", "option", "option", "option"]
    assert options[0].run.treatments == []
    assert [one["key"] for one in options[3].run.treatments[0]["measures"]] == ["cool-roof", "lighting-power"]
    assert AuditEntry.objects.get(verb="options-requested").detail["measures"] == [
        "cool-roof",
        "lighting-power",
    ]


def test_the_reference_building_is_asked_for_where_a_criterion_needs_it(cast: Cast) -> None:
    project = make_project(cast, edition_key=next_edition().key)
    study = request_study(cast.member, office(cast, project), asked("cool-roof"), send=False)
    assert [(one.role, one.run.case) for one in study.options.all()] == [
        (OptionRole.DESIGN, "typical"),
        (OptionRole.REFERENCE, "reference"),
        (OptionRole.MEASURE, "option"),
    ]


@pytest.mark.parametrize(
    ("keys", "together", "code"),
    [
        ((), False, "measures-malformed"),
        (("heat-pump-water",), False, "measure-nothing-found"),
        (("cool-roof",), True, "options-combine-two"),
        (tuple(key for key in measures() if key != "heat-pump-water"), False, "options-too-many"),
    ],
)
def test_what_cannot_be_tried_is_refused_before_anything_is_queued(
    cast: Cast, design: Design, keys: tuple[str, ...], together: bool, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        request_study(cast.member, design, asked(*keys), together, send=False)
    assert _codes(refused) == {code}
    assert not Run.objects.exists()
    assert len(measures()) - 1 > MOST_MEASURES


def test_a_design_without_a_model_and_people_of_elsewhere_are_refused(cast: Cast, design: Design) -> None:
    with pytest.raises(Refused) as refused:
        bare = make_design(cast, make_project(cast))
        request_study(cast.member, bare, asked("cool-roof"), send=False)
    assert _codes(refused) == {"options-need-model"}
    with pytest.raises(NotAllowed):
        request_study(cast.stranger, design, asked("cool-roof"), send=False)


def test_a_person_has_only_so_many_simulations(cast: Cast, design: Design, settings: Any) -> None:
    settings.RUNS_PER_USER_MAX = 2
    request_study(cast.member, design, asked("cool-roof"))
    with pytest.raises(Conflict):
        request_study(cast.member, design, asked("lighting-power"))


def test_the_same_combination_is_simulated_once_and_a_study_is_full_at_last(
    cast: Cast, design: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ("cool-roof", "lighting-power", "infiltration")
    study = request_study(cast.member, design, asked(*keys), send=False)
    first = combine(cast.member, study, [3, 1], send=False)
    assert combine(cast.member, study, [1, 3, 3], send=False) == first
    assert [one["key"] for one in first.measures] == [
        "cool-roof",
        "lighting-power",
    ]  # 1 and 3 of the catalogue's order
    for numbers, code in (
        ([1], "options-combine-two"),
        ([1, 99], "options-no-such"),
        ([0, 1], "options-no-such"),
    ):
        with pytest.raises(Refused) as refused:
            combine(cast.member, study, numbers, send=False)
        assert _codes(refused) == {code}
    monkeypatch.setattr("assessments.options.actions.MOST_OPTIONS", study.options.count())
    assert study.options.count() < MOST_OPTIONS
    with pytest.raises(Conflict):
        combine(cast.member, study, [1, 2], send=False)


def test_cancelling_ends_what_waits_and_says_when_there_is_nothing(cast: Cast, design: Design) -> None:
    study = request_study(cast.member, design, asked("cool-roof"), send=False)
    assert cancel_study(cast.member, study)
    assert set(Run.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not cancel_study(cast.member, study)


def test_nothing_is_made_of_an_option_without_a_result(cast: Cast, design: Design) -> None:
    study = request_study(cast.member, design, asked("roof-insulation"), send=False)
    option = Option.objects.select_related(
        "run", "made", "study__design__project", "study__design__model"
    ).get(study=study, number=1)
    with pytest.raises(Refused) as refused:
        making.make_design(cast.member, option, "Better")
    assert _codes(refused) == {"option-not-ready"}
    assert lines_built(option) is None


def test_through_the_api_a_request_sent_twice_starts_one_study(cast: Cast, design: Design) -> None:
    client = client_of(cast.member)
    catalogue = client.get(f"{API}/measures/").json()
    assert [one["key"] for one in catalogue] == list(measures())
    address, key = f"{API}/designs/{design.pk}/option-studies/", {"HTTP_IDEMPOTENCY_KEY": "once"}
    body = {"measures": [{"key": "cool-roof", "parameters": {"solar_absorptance": 0.25}}, {"key": "glazing"}]}
    first, second = (client.post(address, body, format="json", **key) for _ in range(2))
    assert (first.status_code, first.json()) == (201, second.json())
    assert OptionStudy.objects.count() == 1
    study = f"{API}/option-studies/{first.json()['id']}/"
    assert first.json()["options"][1]["measures"] == [
        {"key": "glazing", "parameters": measures()["glazing"].defaults()}
    ]
    assert client.get(f"{study}ranking/?by=whole-life").json()["base"]["figures"] is None
    assert client.post(f"{study}combinations/", {"numbers": [1, 2]}, format="json").status_code == 201
    assert client.post(f"{study}cancel/").json()["is_over"]
    assert client.post(f"{study}cancel/").status_code == 409
    wrong = client.post(address, {"measures": [{"key": "glazing", "parameters": {"shgc": 7}}]}, format="json")
    assert (wrong.status_code, wrong.json()["findings"][0]["where"]["field"]) == (422, "glazing.shgc")


def test_a_list_of_studies_asks_no_more_for_more_of_them(
    cast: Cast, design: Design, django_assert_max_num_queries: Any
) -> None:
    client, address = client_of(cast.member), f"{API}/designs/{design.pk}/option-studies/"
    for key in ("cool-roof", "glazing", "lighting-power"):
        request_study(cast.member, design, asked(key), send=False)
    client.get(address)
    with django_assert_max_num_queries(12):
        assert len(client.get(address).json()["results"]) == 3
