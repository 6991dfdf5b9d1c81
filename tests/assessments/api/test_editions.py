"""Editions, criteria, factors and places: for everybody, unchanging by digest."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rules.actions.store import keep_edition
from rules.engine.loading import load_edition_files
from rules.models import Edition
from tests.rules.editions import small_files

KEY = "island-2026-r0"
EDITION = f"/api/v1/editions/{KEY}/"


@pytest.mark.parametrize(
    "address", [EDITION, EDITION + "criteria/", EDITION + "factors/", EDITION + "factors/materials/"]
)
def test_a_reader_who_holds_the_state_gets_304(client: Client, edition: Edition, address: str) -> None:
    first = client.get(address)
    assert first.status_code == 200
    assert first["ETag"].startswith(f'"{edition.digest}')  # a published one also tells of its life
    again = client.get(address, headers={"If-None-Match": f'"other", W/{first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_state_is_found_by_its_digest_and_the_newest_by_its_key(client: Client, edition: Edition) -> None:
    older, newer = (
        keep_edition(load_edition_files(files))
        for files in (small_files(), small_files(edition_yaml=("Small edition", "Smaller edition")))
    )
    small = "/api/v1/editions/small/"
    assert client.get(small).json()["digest"] == newer.digest
    assert client.get(f"{small}{older.digest}/").json()["digest"] == older.digest
    listed = client.get("/api/v1/editions/").json()["results"]
    assert [row["digest"] for row in listed] == [newer.digest, edition.digest]
    assert client.get(f"{small}criteria/?digest={older.digest}")["ETag"] == f'"{older.digest}"'


def test_a_criterion_is_shown_with_formula_limits_and_sources(client: Client, edition: Edition) -> None:
    listed = client.get(EDITION + "criteria/").json()
    assert [row["key"] for row in listed] == [criterion.key for criterion in edition.loaded().criteria]
    shown = client.get(EDITION + "criteria/b01-upfront-carbon/").json()
    assert shown == listed[0]
    assert shown["title"]["zh-hans"]
    assert all(requirement["sources"] for requirement in shown["requirements"])


def test_factors_come_with_source_and_status(client: Client, edition: Edition) -> None:
    table = client.get(EDITION + "factors/grid_carbon_factors/").json()
    hainan = [row for row in table["rows"] if row["region"] == "hainan" and row["year"] == 2023]
    # Hainan 2023 in the official notice: 0.3648 kgCO2/kWh
    assert [(row["kgco2_per_kwh"], row["unit"]) for row in hainan] == [(0.3648, "kgCO2/kWh")]
    assert all(
        row["source_title"] and row["status"] in {"F1", "F2", "D", "P", "M", "NF"} for row in table["rows"]
    )
    assert len(table["rows"]) == table["row_count"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/editions/none/", 404),
        (f"{EDITION}{'1' * 64}/", 404),
        (EDITION + "criteria/none/", 404),
        (EDITION + "factors/none/", 404),
        (EDITION + "criteria/?digest=abc", 400),
        (EDITION + "criteria/?digest=" + "1" * 64, 404),
    ],
)
def test_what_is_not_there(client: Client, edition: Edition, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_places_name_their_station_and_how_far_it_is(client: Client, db: None) -> None:
    places: list[dict[str, Any]] = client.get("/api/v1/places/").json()
    baoting = next(place for place in places if place["key"] == "baoting")
    assert baoting["station"]["key"] == "qionghai"
    assert 103.5 < baoting["station_distance_km"] < 104.5  # about 104 km
    assert baoting["elevation_m"] is None  # read nowhere
    assert client.get("/api/v1/places/baoting/").json() == baoting
