"""Take-offs that a worker reads: to the end, stopped, lost, of somebody else, and what a design makes of them."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from assessments.actions.designs import DesignFiles, Upload, add_design, take_off_taken_over
from assessments.actions.take_off_readings import (
    cancel_reading,
    known_take_off,
    request_reading,
    visible_readings,
)
from assessments.inputs import design_take_off
from assessments.models import TakeOffBasis, TakeOffReading
from assessments.refusal import Conflict, NotAllowed, Refused
from assessments.take_off_headers.remembering import remember
from assessments.take_off_readings import working
from assessments.take_off_readings.keeping import forget_old_readings
from assessments.take_off_readings.models import ReadingStatus
from assessments.tasks import sweep
from standard_site.files.models import StoredFile

MODEL = Path(__file__).parents[1] / "ifc" / "simple_wall.ifc"
HEADER = "element,material,quantity,unit\n"


def bill(lines: int) -> bytes:
    return (HEADER + "".join(f"External wall,Concrete C30,{n}.5,m3\n" for n in range(1, lines + 1))).encode()


def asked(cast, project, data=None, name="bill.csv"):
    return request_reading(cast.member, project, Upload(name, [bill(3) if data is None else data]))


def read(reading):
    working.execute(str(reading.pk), "worker")
    reading.refresh_from_db()
    return reading


def codes(findings):
    return [finding["code"] for finding in findings]


def test_what_was_read_becomes_the_take_off_of_a_design_without_being_read_again(cast, project):
    reading = read(asked(cast, project))
    assert (reading.status, reading.lines, reading.attempt) == ("done", 3, 1)
    design = add_design(cast.member, project, DesignFiles(known_take_off=known_take_off(reading)))
    assert (design.take_off, design.take_off_file_name) == (reading.take_off, "bill.csv")
    assert design.take_off_basis == TakeOffBasis.DECLARED
    assert codes(design.findings) == codes(reading.findings)
    assert [line.quantity for line in design_take_off(design).lines] == [1.5, 2.5, 3.5]


def test_a_worker_reads_more_than_a_request_does(cast, project, settings):
    settings.TAKE_OFF_MAX_LINES, settings.TAKE_OFF_READING_MAX_LINES = 4, 6
    with pytest.raises(Refused):
        add_design(cast.member, project, DesignFiles(take_off=Upload("bill.csv", [bill(5)])))
    reading = read(asked(cast, project, bill(5)))
    design = add_design(cast.member, project, DesignFiles(known_take_off=known_take_off(reading)))
    assert len(design_take_off(design).lines) == 5
    assert codes(read(asked(cast, project, bill(7))).findings) == ["take-off-too-many-lines"]


def test_a_file_that_cannot_be_read_says_why_and_gives_no_design(cast, project):
    reading = read(asked(cast, project, b"Stuff used,How much,unit\nConcrete C30,2,m3\n"))
    assert reading.status == ReadingStatus.FAILED
    assert "take-off-missing-column" in codes(reading.findings)
    with pytest.raises(Refused) as caught:
        known_take_off(reading)
    assert caught.value.findings[0].code == "reading-not-done"
    remember(cast.member, project.organisation, {"material": "Stuff used", "quantity": "How much"})
    assert read(asked(cast, project, b"Stuff used,How much,unit\nConcrete C30,2,m3\n")).lines == 1


def test_progress_is_told_and_a_reading_stops_when_asked(cast, project, monkeypatch):
    monkeypatch.setattr(working, "TOLD_EVERY_S", 0.0)
    reading = asked(cast, project, bill(1000))
    told = []
    write = working.Lease.update

    def watched(lease, **fields):
        write(lease, **fields)
        if "total" in fields:
            told.append((fields["done"], fields["total"]))
        if "total" in fields and len(told) == 2:
            assert cancel_reading(cast.member, TakeOffReading.objects.get(pk=reading.pk))

    monkeypatch.setattr(working.Lease, "update", watched)
    assert read(reading).status == ReadingStatus.CANCELLED
    assert told == [(256, 1001), (512, 1001)]
    assert reading.take_off is None
    assert not cancel_reading(cast.member, reading)


def test_who_was_told_that_it_stops_gets_no_take_off_however_quickly_it_was_read(cast, project, monkeypatch):
    reading = asked(cast, project)
    read_it = working.read_source

    def cancelled_meanwhile(*given):
        assert cancel_reading(cast.member, reading)
        return read_it(*given)

    monkeypatch.setattr(working, "read_source", cancelled_meanwhile)
    assert (read(reading).status, reading.take_off) == (ReadingStatus.CANCELLED, None)
    assert working.claim(str(reading.pk), "second") is None


def test_one_that_waits_is_cancelled_at_once(cast, project):
    reading = asked(cast, project)
    assert cancel_reading(cast.member, reading)
    assert read(reading).status == ReadingStatus.CANCELLED


def test_a_worker_that_fell_silent_is_followed_by_another_and_may_not_write_any_more(cast, project):
    reading = asked(cast, project)
    first = working.claim(str(reading.pk), "first")
    assert working.claim(str(reading.pk), "second") is None
    past = timezone.now() - timedelta(seconds=1)
    TakeOffReading.objects.filter(pk=reading.pk).update(lease_expires_at=past)
    sweep()
    assert read(reading).status == ReadingStatus.DONE
    assert (reading.attempt, reading.worker) == (2, "worker")
    with pytest.raises(working.LeaseLost):
        first.end(ReadingStatus.FAILED)


def test_one_whose_workers_always_fall_silent_ends_with_its_reason(cast, project):
    reading = asked(cast, project)
    past = timezone.now() - timedelta(seconds=1)
    for _ in range(settings.RUN_MAX_ATTEMPTS):
        assert working.claim(str(reading.pk), "worker") is not None
        TakeOffReading.objects.filter(pk=reading.pk).update(lease_expires_at=past)
        sweep()
    assert codes(read(reading).findings) == ["reading-lost"]


def test_a_defect_of_ours_ends_a_reading_with_word_of_it(cast, project, monkeypatch):
    monkeypatch.setattr(working, "read_source", lambda *_: 1 / 0)
    reading = read(asked(cast, project))
    assert (reading.status, codes(reading.findings)) == ("failed", ["reading-defect"])


def test_a_person_has_a_limited_number_under_way(cast, project, settings):
    settings.RUNS_PER_USER_MAX = 2
    first, _ = asked(cast, project), asked(cast, project)
    with pytest.raises(Conflict):
        asked(cast, project)
    read(first)
    asked(cast, project)


def test_nobody_else_sees_or_stops_it(cast, project):
    reading = asked(cast, project)
    for other in (cast.stranger, cast.assessor):
        assert not visible_readings(other).exists()
        with pytest.raises(NotAllowed):
            cancel_reading(other, reading)
        with pytest.raises(NotAllowed):
            request_reading(other, project, Upload("bill.csv", [bill(1)]))
    assert visible_readings(cast.member).get() == reading


def test_what_is_too_large_or_only_called_a_model_is_refused_before_it_is_kept(cast, project, settings):
    settings.TAKE_OFF_READING_MAX_BYTES = 20
    for name, data, code in (("a.csv", bill(1), "file-too-large"), ("a.ifc", b"PK", "ifc-not-step")):
        with pytest.raises(Refused) as caught:
            asked(cast, project, data, name)
        assert [finding.code for finding in caught.value.findings] == [code]
    assert not TakeOffReading.objects.exists()


def test_a_take_off_read_before_stands_alone(cast, project):
    known = known_take_off(read(asked(cast, project)))
    both = DesignFiles(known_take_off=known, take_off=Upload("bill.csv", [bill(1)]))
    with pytest.raises(Refused) as caught:
        add_design(cast.member, project, both)
    assert caught.value.findings[0].code == "reading-and-take-off"


def test_an_ifc_model_becomes_a_take_off_that_says_where_it_is_from(cast, project):
    reading = read(asked(cast, project, MODEL.read_bytes(), "simple_wall.ifc"))
    assert (reading.status, reading.lines) == ("done", 2)
    design = add_design(cast.member, project, DesignFiles(known_take_off=known_take_off(reading)))
    assert (design.take_off_basis, design.take_off_file_name) == (TakeOffBasis.IFC, "simple_wall.csv")
    assert "ifc-quantity-contradicts" in codes(design.findings)
    assert [line.element for line in design_take_off(design).lines] == ["Door", "External wall"]
    again = add_design(cast.member, project, DesignFiles(known_take_off=take_off_taken_over(design)))
    assert (again.take_off, again.take_off_basis) == (design.take_off, TakeOffBasis.IFC)
    assert again.findings == design.findings


def test_what_gave_no_take_off_is_let_go_after_a_week(cast, project):
    good, bad = read(asked(cast, project)), read(asked(cast, project, b"nothing\n"))
    stopped = asked(cast, project, bill(5))
    cancel_reading(cast.member, stopped)
    long_ago = timezone.now() - timedelta(days=8)
    StoredFile.objects.update(stored_at=long_ago)
    assert forget_old_readings() == 0
    TakeOffReading.objects.update(ended_at=long_ago)
    assert forget_old_readings() == 2
    assert TakeOffReading.objects.get() == good
    left = set(StoredFile.objects.values_list("pk", flat=True))
    assert not {bad.source_id, stopped.source_id} & left
    assert {good.source_id, good.take_off_id} <= left
