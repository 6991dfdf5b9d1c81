"""Back-tests over the API: asked for with a key, followed, read in pages, taken away."""

from __future__ import annotations

from typing import Any

from assessments.backtest import running
from assessments.backtest.models import BackTest
from tests.assessments.backtest.town import Town
from tests.assessments.cast import client_of

ROOT = "/api/v1/back-tests/"


def post(town: Town, key: str = "", **body: Any) -> Any:
    headers = {"idempotency-key": key} if key else {}
    return client_of(town.author).post(ROOT, {"draft": str(town.draft.pk)} | body, headers=headers)


def test_from_asking_to_taking_away(town: Town) -> None:
    begun = post(town, "once")
    assert (begun.status_code, begun.json()["status"], begun.json()["result"]) == (201, "waiting", None)
    again = post(town, "once")
    assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")
    assert post(town).status_code == 200  # without the key it is the same back-test all the same
    row = BackTest.objects.get()
    client, address = client_of(town.author), f"{ROOT}{row.pk}/"
    assert client.get(address + "changes/").status_code == 404
    running.execute(str(row.pk), "worker")
    done = client.get(address).json()
    assert (done["status"], done["judged"], done["result"]["changers"]) == ("done", 10, 2)
    assert done["filters"] == {
        "kind": None,
        "typology": None,
        "year_from": None,
        "year_to": None,
        "submitted_only": True,
        "one_organisation": False,
    }
    assert client.get(address + "export/csv/").content.startswith(b"\xef\xbb\xbfnumber,alias")
    assert client.get(address + "export/json/").json()["result"] == done["result"]
    assert client.get(address + "export/xlsx/").status_code == 404
    assert client.post(address + "cancel/").json()["code"] == "already-over"
    assert [one["id"] for one in client.get(ROOT).json()["results"]] == [str(row.pk)]


def test_the_changers_come_in_pages_and_by_criterion(town: Town) -> None:
    post(town)
    row = BackTest.objects.get()
    running.execute(str(row.pk), "worker")
    client, address = client_of(town.author), f"{ROOT}{row.pk}/changes/"
    first = client.get(address, {"page_size": 1}).json()
    second = client.get(first["next"]).json()
    assert [page["results"][0]["number"] for page in (first, second)] == [1, 2]
    assert second["next"] is None
    one = first["results"][0]
    assert (one["project"], one["organisation"], one["assessment"]) == (None, None, None)
    assert one["requirements"] == [["s01-carbon", "limit", ["achieved", 0.0], ["not_achieved", 0.0]]]
    assert client.get(address, {"criterion": "s01"}).json()["results"] == []
    assert client.get(address, {"cursor": "cD1ub3c="}).json()["code"] == "cursor-invalid"


def test_what_cannot_be_asked(town: Town) -> None:
    def code(answer: Any) -> tuple[int, str]:
        found = answer.json()
        return answer.status_code, found["findings"][0]["code"] if "findings" in found else found["code"]

    assert code(post(town, edition="small"))[0] == 400  # both a draft and an edition
    assert code(post(town, filters={"year_from": 2030, "year_to": 2029}))[0] == 400
    assert code(post(town, base="nothing")) == (422, "edition-unknown")
    assert code(post(town, filters={"typology": "lighthouse"})) == (422, "population-empty")
    nobody = client_of(town.author).post(ROOT, {"draft": "00000000-0000-4000-8000-000000000000"})
    assert code(nobody) == (403, "forbidden")
    assert not BackTest.objects.exists()


def test_an_edition_against_another(town: Town) -> None:
    answer = client_of(town.author).post(ROOT, {"edition": "small", "base": "small"})
    assert (answer.status_code, answer.json()["draft"]) == (201, None)
