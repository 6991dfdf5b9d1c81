"""A criterion tried over the API: what comes out, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from rules.actions.store import keep_edition
from rules.models import Edition
from tests.rules.editions import small

ADDRESS = "/api/v1/editions/small/criteria/s01-carbon/try/"
HOME = {"works": "new", "stage": "design", "uses": [{"typology": "home"}], "construction_start_year": 2026}


@pytest.fixture(autouse=True)
def stored(db: None) -> Edition:
    return keep_edition(small())


def asked(client: Client, body: Any, address: str = ADDRESS) -> tuple[int, Any]:
    answer = client.post(address, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_a_criterion_is_judged_with_every_step_and_nothing_is_kept(client: Client) -> None:
    # (990 + 10) / 10 = 100 ≤ 100; 100 > 80: 0 of 3 credits
    body = {"subject": HOME, "metrics": {"gia_m2": 10, "carbon_kgco2e": 990}}
    status, found = asked(client, body)
    assert (status, found["key"], found["outcome"], found["value"]) == (200, "s01-carbon", "achieved", 100)
    assert [one["credits"] for one in found["requirements"]] == [0, 0]
    assert [step["step"] for step in found["trace"]] == [
        "derived", "value", "lookup", "comparison", "comparison", "comparison",
    ]  # fmt: skip


def test_what_is_left_out_is_missing(client: Client) -> None:
    status, found = asked(client, {})
    assert (status, found["outcome"]) == (200, "undetermined")
    assert {"stage", "carbon_kgco2e", "gia_m2"} <= set(found["missing"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"metrics": {"carbon_kgco2": 1}}, "metrics.carbon_kgco2"),
        ({"metrics": {"intensity_kgco2e_per_m2": 1}}, "metrics.intensity_kgco2e_per_m2"),
        ({"metrics": {"gia_m2": "ten"}}, "metrics.gia_m2"),
        ({"metrics": {"gia_m2": {"value": 10}}}, "metrics.gia_m2"),
        ({"subject": {"stage": "dream"}}, "subject.stage"),
        ({"subject": {"uses": [{"gia_m2": 1}]}}, "subject.uses.0.typology"),
        ({"subject": {"construction_start_year": 1e9}}, "subject.construction_start_year"),
    ],
)
def test_what_is_wrong_is_said_by_its_field(client: Client, body: Any, field: str) -> None:
    status, problem = asked(client, body)
    assert (status, problem["code"]) == (400, "invalid")
    assert [finding["where"]["field"] for finding in problem["findings"]] == [field]


def test_no_such_edition_or_criterion(client: Client) -> None:
    for address in (ADDRESS.replace("small", "large"), ADDRESS.replace("s01-carbon", "s09-none")):
        assert asked(client, {}, address)[0] == 404
