"""Two editions side by side through the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rules.actions.store import keep_edition
from rules.engine.loading import load_edition_files
from rules.models import Edition
from tests.rules.editions import small_files

ADDRESS = "/api/v1/editions/compare/"


@pytest.fixture
def two(db: None, settings: Any) -> tuple[Edition, Edition]:
    settings.EDITION_CHECKS = []
    a = keep_edition(load_edition_files(small_files()))
    changed = small_files(edition_yaml=("key: small", "key: other"), limits_csv=("2027,90", "2027,85"))
    return a, keep_edition(load_edition_files(changed))


def test_every_change_with_its_tag(client: Client, two: tuple[Edition, Edition]) -> None:
    answer = client.get(ADDRESS, {"a": "small", "b": two[1].digest})
    found = answer.json()
    assert (found["a"]["key"], found["b"]["key"], found["count"]) == ("small", "other", 1)
    (change,) = found["changes"]
    assert (change["kind"], change["route"]) == ("changed", ["rows", "homes", "new", 2027])
    assert (change["before"]["limit"], change["after"]["limit"]) == (90, 85)
    held = {"If-None-Match": answer["ETag"]}
    assert client.get(ADDRESS, {"a": "small", "b": two[1].digest}, headers=held).status_code == 304
    assert client.get(ADDRESS, {"a": two[1].digest, "b": "small"}, headers=held).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"a": "small"}, 400),
        ({"a": "small", "b": "nothing"}, 404),
        ({"a": "small", "b": "draft:x"}, 404),
    ],
)
def test_what_cannot_be_compared(
    client: Client, two: tuple[Edition, Edition], query: dict[str, str], status: int
) -> None:
    assert client.get(ADDRESS, query).status_code == status
