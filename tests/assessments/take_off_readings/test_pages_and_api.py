"""Handing in a large take-off on its page and through the API, following it, and naming it for a design."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Design, TakeOffReading
from assessments.take_off_readings import working

BILL = b"element,material,quantity,unit\nExternal wall,Concrete C30,2,m3\n"


@pytest.fixture
def member(client, cast):
    client.force_login(cast.member)
    return client


def upload(data=BILL, name="bill.csv"):
    return SimpleUploadedFile(name, data)


def read(reading):
    working.execute(str(reading.pk), "worker")
    reading.refresh_from_db()
    return reading


def test_the_pages_from_the_file_to_a_design(member, project):
    form = reverse("assessments:reading-new", args=[project.pk])
    assert b"Nothing yet." in member.get(form).content
    sent = member.post(form, {"file": upload()})
    reading = TakeOffReading.objects.get()
    page = reverse("assessments:reading", args=[reading.pk])
    assert sent["Location"] == page
    assert b"Waiting for a worker" in member.get(page).content
    part = member.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "data-poll" in part
    assert "<html" not in part
    read(reading)
    assert member.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    over = member.get(page).content.decode()
    new = reverse("assessments:design-new", args=[project.pk])
    assert f"{new}?reading={reading.pk}" in over
    assert f'value="{reading.pk}" selected' in member.get(f"{new}?reading={reading.pk}").content.decode()
    taken = member.post(new, {"take_off_reading": str(reading.pk)})
    assert taken["Location"] == reverse("assessments:design", args=[Design.objects.get().pk])
    assert b"Concrete C30" in member.get(taken["Location"]).content
    lines = member.get(reverse("assessments:reading-file", args=[reading.pk]))
    assert b"Concrete C30" in b"".join(lines.streaming_content)


def test_the_page_of_a_design_does_not_work_through_a_large_take_off(member, project, settings):
    settings.TAKE_OFF_MAX_LINES = 1
    lines = BILL + b"External wall,Concrete C30,3,m3\n"
    member.post(reverse("assessments:reading-new", args=[project.pk]), {"file": upload(lines)})
    reading = read(TakeOffReading.objects.get())
    new = reverse("assessments:design-new", args=[project.pk])
    page = member.get(member.post(new, {"take_off_reading": str(reading.pk)})["Location"])
    assert b"more lines than a page shows" in page.content
    assert b"Concrete C30" not in page.content


def test_a_reading_is_stopped_on_its_page(member, project):
    member.post(reverse("assessments:reading-new", args=[project.pk]), {"file": upload()})
    reading = TakeOffReading.objects.get()
    for said in ("being stopped", "over already"):
        answer = member.post(reverse("assessments:reading-cancel", args=[reading.pk]), follow=True)
        assert said in answer.content.decode()
    assert b"Hand in another file" in answer.content
    assert member.get(reverse("assessments:reading-file", args=[reading.pk])).status_code == 404


def test_a_file_that_is_not_taken_says_why(member, project, settings):
    form = reverse("assessments:reading-new", args=[project.pk])
    assert member.post(form).status_code == 422
    settings.TAKE_OFF_READING_MAX_BYTES = 10
    refused = member.post(form, {"file": upload()})
    assert refused.status_code == 413
    assert "larger than" in refused.content.decode()
    chinese = form.replace("/en/", "/zh-hans/", 1)
    assert "文件未被接收" in member.post(chinese, {"file": upload()}).content.decode()


def test_the_api_from_the_file_to_a_design(member, project):
    readings = f"/api/v1/projects/{project.pk}/take-off-readings/"
    sent = member.post(readings, {"file": upload()})
    assert sent.status_code == 202
    assert sent.json()["status"] == "waiting"
    address = f"/api/v1/take-off-readings/{sent.json()['id']}/"
    designs = f"/api/v1/projects/{project.pk}/designs/"
    early = member.post(designs, {"take_off_reading": sent.json()["id"]})
    assert (early.status_code, early.json()["findings"][0]["code"]) == (422, "reading-not-done")
    read(TakeOffReading.objects.get())
    told = member.get(address).json()
    assert (told["status"], told["lines"], told["kind"]) == ("done", 1, "table")
    assert [row["id"] for row in member.get(readings).json()["results"]] == [told["id"]]
    assert member.post(designs, {"take_off_reading": told["id"]}).status_code == 201
    unknown = member.post(designs, {"take_off_reading": str(project.pk)})
    assert (unknown.status_code, unknown.json()["findings"][0]["code"]) == (422, "reading-unknown")
    assert member.post(f"{address}cancel/").status_code == 409
