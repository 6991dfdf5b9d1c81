"""The weather library's pages and its API: a station handed in by page and by program, a place, the project form."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.assessments.cast import Cast, client_of
from tests.assessments.views.conftest import Browse
from tests.energyplus_runs.weather_files import DDY, cell, epw

WORDS = {
    **{"base": "sanya", "name_en": "Sanya airport", "name_zh": "三亚机场"},
    **{"licence": "Free", "provenance": "Made for a test"},
}


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.WEATHER_DIR = tmp_path / "weather"


def handed_in(weather: bytes) -> dict[str, Any]:
    files = {"epw": SimpleUploadedFile("sanya.epw", weather), "ddy": SimpleUploadedFile("sanya.ddy", DDY)}
    return {**WORDS, **files}


def test_an_operator_adds_a_station_and_everybody_sees_it(browse: Browse, cast: Cast) -> None:
    operator = browse(cast.operator)
    bad = operator.post(reverse("weather:station-new"), handed_in(epw(cell(40, 6, "71"))))
    assert bad.status_code == 422
    assert "weather-out-of-range" in bad.content.decode()
    page = operator.post(reverse("weather:station-new"), handed_in(epw()), follow=True).content.decode()
    assert "Sanya airport" in page and "Made for a test" in page and "Retire it" in page
    seen = browse(cast.member).get(reverse("weather:station", args=["sanya"])).content.decode()
    assert "Dry-bulb temperature by month" in seen and "Retire it" not in seen
    file = browse(cast.member).get(reverse("weather:station-file", args=["sanya", "epw"]))
    assert file.getvalue() == epw()
    assert browse(cast.member).get(reverse("weather:station-file", args=["sanya", "stat"])).status_code == 404
    retired = operator.post(reverse("weather:station-retire", args=["sanya"]), follow=True).content.decode()
    assert "Retired" in retired and "Station retired" in retired


def test_a_place_says_how_far_high_and_warm_its_station_is(browse: Browse, cast: Cast) -> None:
    values = {
        **{"key": "wuzhishan", "name_en": "Wuzhishan", "name_zh": "五指山", "lat": "18.78", "lon": "109.52"},
        **{"elevation_m": "328", "annual_mean_dry_bulb_c": "22.4", "grid_region": "hainan"},
        **{"climate_zone": "hot_summer_warm_winter", "source_title": "Map", "source_locator": "Sheet 1"},
    }
    wrong = browse(cast.author).post(reverse("weather:place-new"), {**values, "lat": "99"})
    assert wrong.status_code == 422 and "99" in wrong.content.decode()
    browse(cast.author).post(reverse("weather:place-new"), values)
    form = browse(cast.member).get(reverse("assessments:project-new")).content.decode()
    # Dongfang: 8.4 m high, mean 25.23 °C
    assert "Wuzhishan: weather of station Dongfang, 101 km away" in form
    assert "the place lies 320 m higher; its year is 2.8 K cooler" in form


def test_another_station_is_chosen_with_a_reason(browse: Browse, cast: Cast) -> None:
    address = reverse("weather:place-station", args=["baoting"])
    assert browse(cast.operator).post(address, {"station": "haikou"}).status_code == 422
    chosen = {"station": "haikou", "reason": "To compare"}
    page = browse(cast.operator).post(address, chosen, follow=True).content.decode()
    assert "Baoting: weather of station Haikou" in page
    assert "haikou: To compare" in page
    assert browse(cast.operator).post(address, chosen).status_code == 409
    missing = reverse("weather:place-station", args=["nowhere"])
    assert browse(cast.operator).get(missing).status_code == 404


def test_programs_keep_the_library_too(cast: Cast) -> None:
    client = client_of(cast.operator)
    refused = client.post("/api/v1/stations/", handed_in(epw(cell(1, 6, "91"))), format="multipart")
    assert refused.status_code == 422
    assert refused.json()["findings"][0]["where"] == {
        **{"file": "sanya.epw", "line": 1, "object": None, "field": "Latitude"}
    }
    added = client.post("/api/v1/stations/", handed_in(epw()), format="multipart")
    assert (added.status_code, added.json()["year"]["hours"]) == (201, 8760)
    assert [row["key"] for row in client.get("/api/v1/stations/").json()][-1] == "sanya"
    taken = client.post(
        "/api/v1/places/baoting/station/", {"station": "sanya", "reason": "Near"}, format="json"
    )
    assert taken.json()["station"]["key"] == "sanya"
    assert client.post("/api/v1/stations/sanya/retire/").status_code == 409
    shipped = client.get("/api/v1/stations/qionghai/").json()
    assert (shipped["version"], shipped["findings"]) == (1, [])
