"""Taking in a design: all or nothing, and once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.actions.projects import archive_project
from assessments.models import AuditEntry, Design, Project
from assessments.refusal import NotAllowed, Refused
from energyplus_runs.models import EnergyModel
from energyplus_runs.selectors import attachments_of
from standard_site.files.models import StoredFile
from tests.assessments.cast import DECLARED, MODEL, Cast

TAKE_OFF = b"line_id,element,material,quantity,unit\n1,Slab,C30,10,m3\n"


def files(**given: bytes) -> DesignFiles:
    return DesignFiles(**{kind: Upload(f"{kind}.x", [data]) for kind, data in given.items()})


def on_disk(settings: Any) -> list[Path]:
    return [path for path in settings.STORAGE_DIR.rglob("*") if path.is_file()]


def test_a_design_is_kept_with_its_findings_and_a_record(cast: Cast, project: Project, settings: Any) -> None:
    design = add_design(
        cast.member, project, files(model=MODEL.read_bytes(), take_off=TAKE_OFF, declared=DECLARED), " First "
    )
    assert (design.number, design.label, design.take_off_file_name) == (1, "First", "take_off.x")
    assert design.take_off is not None and design.take_off.read_bytes() == TAKE_OFF
    assert AuditEntry.objects.filter(verb="design-added", target=str(design.pk)).count() == 1
    assert len(on_disk(settings)) == StoredFile.objects.count() == 5  # three files, canonical text, scene


def test_the_same_files_again_are_another_design_of_the_same_content(cast: Cast, project: Project) -> None:
    first = add_design(cast.member, project, files(model=MODEL.read_bytes()))
    second = add_design(cast.member, project, files(model=MODEL.read_bytes()))
    assert (first.number, second.number) == (1, 2)
    assert first.model == second.model
    assert EnergyModel.objects.count() == 1


def test_a_refused_upload_leaves_what_was_kept_before(cast: Cast, project: Project, settings: Any) -> None:
    """The good file of the refused set is also part of a design that stays."""
    design = add_design(cast.member, project, files(take_off=TAKE_OFF))
    with pytest.raises(Refused):
        add_design(cast.member, project, files(take_off=TAKE_OFF, declared=b"nonsense: 1\n"))
    assert Design.objects.count() == 1
    assert design.take_off is not None and design.take_off.read_bytes() == TAKE_OFF
    assert len(on_disk(settings)) == 1


def test_a_broken_upload_leaves_nothing(cast: Cast, project: Project, settings: Any) -> None:
    def broken() -> Iterator[bytes]:
        yield TAKE_OFF
        raise OSError("the connection is gone")

    with pytest.raises(OSError, match="connection"):
        add_design(cast.member, project, DesignFiles(take_off=Upload("t.csv", broken())))
    assert on_disk(settings) == []


def test_a_file_over_its_limit_is_not_read_to_its_end(cast: Cast, project: Project, settings: Any) -> None:
    settings.TAKE_OFF_MAX_BYTES = 100
    pieces = iter([b"x" * 60] * 1000)
    with pytest.raises(Refused) as refused:
        add_design(cast.member, project, DesignFiles(take_off=Upload("t.csv", pieces)))
    assert [finding.code for finding in refused.value.findings] == ["file-too-large"]
    assert len(list(pieces)) == 998
    assert on_disk(settings) == []


@pytest.mark.parametrize("given", [{}, {"label": "only words"}])
def test_nothing_is_no_design(cast: Cast, project: Project, given: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        add_design(cast.member, project, DesignFiles(), **given)
    assert [finding.code for finding in refused.value.findings] == ["design-empty"]


def test_only_members_of_a_current_project_add_designs(cast: Cast, project: Project) -> None:
    for stranger in (cast.stranger, cast.assessor, cast.operator):
        with pytest.raises(NotAllowed):
            add_design(stranger, project, files(take_off=TAKE_OFF))
    archive_project(cast.member, project)
    project.refresh_from_db()
    with pytest.raises(NotAllowed):
        add_design(cast.member, project, files(take_off=TAKE_OFF))


def test_a_project_archived_while_its_files_are_read_takes_none(
    cast: Cast, project: Project, settings: Any
) -> None:
    def archived_meanwhile() -> Iterator[bytes]:
        archive_project(cast.member, Project.objects.get(pk=project.pk))
        yield TAKE_OFF

    with pytest.raises(NotAllowed):
        add_design(cast.member, project, DesignFiles(take_off=Upload("t.csv", archived_meanwhile())))
    assert not Design.objects.exists()
    assert on_disk(settings) == []


def test_names_are_shown_and_never_used_as_paths(cast: Cast, project: Project) -> None:
    upload = Upload("..\\..//etc/pass\u202ewd\n.csv", [TAKE_OFF])
    design = add_design(cast.member, project, DesignFiles(take_off=upload))
    assert design.take_off_file_name == "passwd.csv"


@pytest.mark.django_db(transaction=True)
def test_designs_added_at_once_get_numbers_of_their_own(cast: Cast, project: Project) -> None:
    start, failures = threading.Barrier(4), []

    def add(number: int) -> None:
        start.wait()
        try:
            add_design(cast.member, project, files(take_off=TAKE_OFF, declared=DECLARED), str(number))
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(project.designs.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert StoredFile.objects.count() == 2


SCHEDULED = MODEL.read_bytes() + b"\nSchedule:File,Guests,,guests.csv,1,0;\n"
GUESTS = b"0.5\r\n" * 8760


def attached(*files: tuple[str, bytes], model: bytes = SCHEDULED) -> DesignFiles:
    uploads = [Upload(name, [data]) for name, data in files]
    return DesignFiles(model=Upload("box.idf", [model]), attachments=uploads)


def test_files_the_model_names_are_kept_with_it(cast: Cast, project: Project, settings: Any) -> None:
    design = add_design(cast.member, project, attached(("folder/guests.csv", GUESTS), ("more.csv", b"1\n")))
    assert design.model is not None
    ((name, stored),) = attachments_of(design.model)
    assert (name, stored.read_bytes()) == ("guests.csv", GUESTS.replace(b"\r", b""))
    assert "attachment-unused" in {finding["code"] for finding in design.findings}
    assert (
        len(on_disk(settings)) == StoredFile.objects.count() == 4
    )  # model, canonical text, scene, attachment


def test_the_same_model_with_another_file_is_another_model(cast: Cast, project: Project) -> None:
    first, second, third = (
        add_design(cast.member, project, attached(("guests.csv", data))).model
        for data in (GUESTS, GUESTS.replace(b"5", b"6", 1), GUESTS)
    )
    assert first == third != second


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (attached(), "schedule-file-missing"),
        (attached(("guests.csv", GUESTS[:-10])), "schedule-file-rows-missing"),
        (attached(("guests.csv", b"1\n" * 600_000)), "attachments-too-large"),
        (DesignFiles(attachments=[Upload("guests.csv", [GUESTS])]), "attachments-without-model"),
    ],
)
def test_attachments_that_do_not_fit_refuse_the_design(
    given: DesignFiles, code: str, cast: Cast, project: Project, settings: Any
) -> None:
    settings.ATTACHMENTS_MAX_BYTES = 1024 * 1024
    with pytest.raises(Refused) as refused:
        add_design(cast.member, project, given)
    assert code in {finding.code for finding in refused.value.findings}
    assert on_disk(settings) == []
