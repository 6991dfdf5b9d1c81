"""Departures from the protocol: explained, decided on, and what stands between a round and acceptance."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.actions.reviews import conclude, decide
from assessments.departures.changing import decide_departure, explain
from assessments.departures.reading import departures_of
from assessments.models import Assessment, Project, Submission
from assessments.policies import can_review
from assessments.refusal import Conflict, NotAllowed, Refused
from assessments.reviews import criterion_keys
from energyplus_runs.models import Run
from energyplus_runs.simulation.standard_use import for_uses
from tests.assessments.cast import Cast, client_of, make_design, make_scored, make_submission

pytestmark = pytest.mark.django_db


def step(key: str, field: str, name: str = "") -> dict[str, Any]:
    values = {"field": field, "before": "13 W/m²", "after": "15 W/m²"}
    change = {"action": "departs", "object": "ElectricEquipment", "name": name, **values}
    kept = {
        "action": "changed",
        "object": "RunPeriod",
        "name": "",
        "field": "Begin Year",
        "before": "",
        "after": "1",
    }
    return {"key": key, "title": {"en": key, "zh-hans": key}, "mode": "check", "changes": [kept, change]}


@pytest.fixture
def assessment(cast: Cast, project: Project) -> Assessment:
    """Scored, with one departure, in densities: the only step that the edition lets be explained."""
    path = settings.EDITIONS_DIR / "island-2026-r1" / "protocol.yaml"
    protocol = for_uses(yaml.safe_load(path.read_text(encoding="utf-8")), [{"typology": "hotel"}])
    protocol["departures"] = ["standard-densities"]
    design = make_design(cast, project, model=True)
    scored = make_scored(cast, make_design(cast, project))
    steps = [step("standard-densities", "equipment_w_per_m2")]
    run = Run.objects.create(model=design.model, place_key="baoting", protocol=protocol, preparation=steps)
    scored.runs.add(run)
    return scored


@pytest.fixture
def taken(cast: Cast, assessment: Assessment) -> Submission:
    return make_submission(cast, assessment, taken=True)


def key(assessment: Assessment) -> str:
    return departures_of(assessment)[0].key


def accept_all(cast: Cast, submission: Submission) -> None:
    for criterion in criterion_keys(submission):
        decide(cast.assessor, submission, criterion, "accept")


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_explained_and_accepted_lets_the_round_be_accepted(cast: Cast, taken: Submission) -> None:
    accept_all(cast, taken)
    wanted = key(taken.assessment)
    explain(cast.member, taken.assessment, wanted, "Kitchens are metered apart.")
    with pytest.raises(Refused) as caught:
        conclude(cast.assessor, taken)
    assert codes(caught) == ["departures-undecided"]
    decide_departure(cast.assessor, taken, wanted, accepted=True, reason="Shown on sheet 3.")
    assert conclude(cast.assessor, taken).status == "accepted"
    verbs = [*taken.project.audit.values_list("verb", flat=True)]
    assert {"departure-explained", "departure-accepted"} <= set(verbs)
    assert can_review(cast.assessor, taken.project)  # deciding is no work on the project


def test_a_refused_one_asks_for_changes(cast: Cast, taken: Submission) -> None:
    accept_all(cast, taken)
    wanted = key(taken.assessment)
    explain(cast.member, taken.assessment, wanted, "We like it so.")
    decide_departure(cast.assessor, taken, wanted, accepted=True, reason="Well.")
    decide_departure(cast.assessor, taken, wanted, accepted=False, reason="No: not shown.")
    assert conclude(cast.assessor, taken).status == "changes_requested"
    concluded = taken.project.audit.filter(verb="review-concluded").get()
    assert concluded.detail["open_departures"] == ["Electric equipment"]


def test_an_unanswered_one_asks_for_changes(cast: Cast, taken: Submission) -> None:
    accept_all(cast, taken)
    assert conclude(cast.assessor, taken).status == "changes_requested"


def test_a_decision_is_on_the_reason_as_it_stood(cast: Cast, taken: Submission) -> None:
    accept_all(cast, taken)
    assessment, wanted = taken.assessment, key(taken.assessment)
    explain(cast.member, assessment, wanted, "Kitchens are metered apart.")
    decide_departure(cast.assessor, taken, wanted, accepted=True, reason="Shown on sheet 3.")
    explain(cast.member, assessment, wanted, "No kitchens any more.")
    with pytest.raises(Refused) as caught:
        conclude(cast.assessor, taken)
    assert codes(caught) == ["departures-undecided"]
    decide_departure(cast.assessor, taken, wanted, accepted=True, reason="So be it.")
    assert conclude(cast.assessor, taken).status == "accepted"

    explain(cast.member, assessment, wanted, "Written after the round was accepted.")
    taken.refresh_from_db()
    (shown,) = departures_of(assessment, taken)
    assert shown.reason is not None and shown.reason.reason == "No kitchens any more."
    assert not shown.is_open
    (now,) = departures_of(assessment)
    assert now.reason is not None and now.reason.reason == "Written after the round was accepted."


def test_a_round_without_departures_is_as_before(cast: Cast, taken: Submission) -> None:
    Run.objects.update(preparation=[])
    accept_all(cast, taken)
    assert departures_of(taken.assessment) == ()
    assert conclude(cast.assessor, taken).status == "accepted"


def test_what_is_refused(cast: Cast, taken: Submission) -> None:
    assessment, wanted = taken.assessment, key(taken.assessment)
    with pytest.raises(Refused) as caught:
        decide_departure(cast.assessor, taken, wanted, accepted=True, reason="Without the architects' word")
    assert codes(caught) == ["departure-unexplained"]
    for given, words, code in (
        ("0" * 16, "  ", "departure-unknown"),
        (wanted, "  ", "departure-reason-missing"),
        (wanted, "Because\x00", "departure-reason-missing"),
    ):
        with pytest.raises(Refused) as caught:
            explain(cast.member, assessment, given, words)
        assert codes(caught) == [code]
    Run.objects.update(preparation=[step("standard-setpoints", "cooling_setpoint_c")])
    with pytest.raises(Refused) as caught:
        explain(cast.member, assessment, key(assessment), "Warm enough")
    assert codes(caught) == ["departure-not-allowed"]


def test_who_may(cast: Cast, taken: Submission) -> None:
    wanted = key(taken.assessment)
    for person in (cast.stranger, cast.assessor, cast.operator):
        with pytest.raises(NotAllowed):
            explain(person, taken.assessment, wanted, "Because")
    for person in (cast.member, cast.inside_assessor, cast.author):
        with pytest.raises(NotAllowed):
            decide_departure(person, taken, wanted, accepted=False, reason="Because")
    accept_all(cast, taken)
    conclude(cast.assessor, taken)
    with pytest.raises(Conflict):
        decide_departure(cast.assessor, taken, wanted, accepted=False, reason="Too late")


def test_pages_and_programs(cast: Cast, taken: Submission) -> None:
    assessment, wanted = taken.assessment, key(taken.assessment)
    member, assessor = Client(headers={"accept-language": "en"}), Client(headers={"accept-language": "en"})
    member.force_login(cast.member, backend="django.contrib.auth.backends.ModelBackend")
    assessor.force_login(cast.assessor, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("assessments:departures", args=[assessment.pk])
    assert "No reason given" in member.get(page).content.decode()
    reason = reverse("assessments:departure-reason", args=[assessment.pk, wanted])
    assert member.post(reason, {"reason": ""}).status_code == 422
    assert "Kitchens" in member.post(reason, {"reason": "Kitchens <b>"}, follow=True).content.decode()
    review = assessor.get(reverse("assessments:review", args=[taken.pk])).content.decode()
    assert "Kitchens &lt;b&gt;" in review and "Accept the departure" in review
    decision = reverse("assessments:departure-decide", args=[taken.pk, wanted])
    assert assessor.post(decision, {"verdict": "maybe", "reason": "Shown."}).status_code == 422
    said = {"verdict": "accept", "reason": "Shown."}
    assert "Departure accepted" in assessor.post(decision, said, follow=True).content.decode()
    listed = client_of(cast.member).get(f"/api/v1/reviews/{taken.pk}/departures/").json()
    assert [(one["is_open"], one["decision"]["reason"]) for one in listed] == [(False, "Shown.")]
    sent = {"key": wanted, "reason": "Once more"}
    told = client_of(cast.member).post(
        f"/api/v1/assessments/{assessment.pk}/departures/", sent, format="json"
    )
    assert (told.status_code, told.json()["reason"]) == (201, "Once more")
