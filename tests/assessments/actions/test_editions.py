"""Two clocks: the edition a project is judged by is pinned at registration and moves only forward; the limit year is its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions.assess import request_assessment
from assessments.actions.projects import move_to_later_edition
from assessments.models import AuditEntry, Project
from assessments.refusal import Conflict, NotAllowed, Refused
from assessments.selectors import projects_touched_by, scorecards_touched_by
from rules.actions.store import add_edition
from rules.engine.loading import load_edition_files
from rules.heading import with_head
from rules.lives import Publisher, begin_life
from rules.models import Edition, EditionLife, LifeState, as_bytes
from rules.selectors import affected_by
from tests.assessments.cast import (
    Cast,
    make_design,
    make_project,
    make_scored,
    published_after,
)

TOMORROW = timezone.localdate() + timedelta(days=1)


def _published(files: dict[str, str]) -> Edition:
    published = add_edition(load_edition_files(as_bytes(files)))
    begin_life(published, Publisher(), timezone.localdate())
    return published


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_nothing_is_registered_before_the_day_nor_after_it(cast: Cast, edition: Edition) -> None:
    later = published_after(edition, "island-2027-r1", opens=TOMORROW)
    assert make_project(cast).edition == edition  # until then the shipped one
    EditionLife.objects.filter(edition=later).update(registration_opens=timezone.localdate())
    yesterday = timezone.localdate() - timedelta(days=1)
    EditionLife.objects.filter(edition=edition).update(registration_closes=yesterday)
    assert make_project(cast).edition == later  # what superseded the default stands for it
    withdrawn = {"state": LifeState.WITHDRAWN, "withdrawn_at": timezone.now()}
    EditionLife.objects.filter(edition=later).update(**withdrawn, reason_en="x", reason_zh="x")
    with pytest.raises(Refused) as refused:
        make_project(cast, edition_key="island-2027-r1")
    assert _codes(refused) == ["edition-withdrawn"]


@pytest.mark.parametrize(
    ("life", "code"),
    [
        ({"registration_opens": TOMORROW}, "registration-not-open-yet"),
        (
            {
                "registration_opens": TOMORROW - timedelta(days=9),
                "registration_closes": TOMORROW - timedelta(days=2),
            },
            "registration-closed",
        ),
    ],
)
def test_the_refusal_names_the_day(cast: Cast, edition: Edition, life: dict[str, object], code: str) -> None:
    later = published_after(edition, "island-2027-r1")
    EditionLife.objects.filter(edition=later).update(**life)
    with pytest.raises(Refused) as refused:
        make_project(cast, edition_key="island-2027-r1")
    assert _codes(refused) == [code]
    assert not Project.objects.exists()


def test_a_project_moves_forward_and_its_scores_stay(cast: Cast, project: Project, edition: Edition) -> None:
    scored = make_scored(cast, make_design(cast, project))
    later = published_after(edition, "island-2027-r1")
    moved = move_to_later_edition(cast.member, project, later)
    assert (moved.edition, moved.construction_start_year) == (later, 2027)
    scored.refresh_from_db()
    assert scored.edition == edition
    assert scored.scorecard.document["edition"]["key"] == edition.key
    again = request_assessment(cast.member, make_design(cast, moved), send=False)
    assert again.edition == later
    entry = AuditEntry.objects.filter(project=project, verb="project-moved").get()
    assert (entry.detail["before"], entry.detail["edition"]) == (edition.key, later.key)


def test_never_back_never_aside_never_by_others(cast: Cast, project: Project, edition: Edition) -> None:
    later = published_after(edition, "island-2027-r1")
    beside = _published(with_head(later.files, key="aside", supersedes=None))
    for person in (cast.stranger, cast.assessor, cast.author, cast.operator):
        with pytest.raises(NotAllowed):
            move_to_later_edition(person, project, later)
    for wrong in (beside, edition):
        with pytest.raises(Conflict, match="edition-not-later"):
            move_to_later_edition(cast.member, project, wrong)
    move_to_later_edition(cast.member, project, later)
    with pytest.raises(Conflict, match="edition-not-later"):
        move_to_later_edition(cast.member, project, edition)


def test_a_corrigendum_names_the_scorecards_it_can_touch(cast: Cast, edition: Edition) -> None:
    first = published_after(edition, "island-2027-r1")
    scorecard = make_scored(cast, make_design(cast, make_project(cast))).scorecard
    words = "{corrects: island-2027-r1, note: {en: A word, zh-hans: 一个词}}"
    key, old = "criteria/b08-fossil-fuel-free.yaml", first.files["criteria/b08-fossil-fuel-free.yaml"]
    touched = {}
    for name, new in (
        ("c1", old.replace("stages: [", "stages: [planning, ", 1)),
        ("c2", old + "# as it was\n"),
    ):
        head = first.files["edition.yaml"].replace("island-2027-r1", f"island-2027-{name}")
        head += f"corrigendum: {words}\n"
        files = first.files | {key: new, "edition.yaml": head}
        touched[name] = _published(files)
    assert affected_by(touched["c1"]) == ("b08-fossil-fuel-free",)
    assert list(scorecards_touched_by(touched["c1"])) == [scorecard]
    assert list(projects_touched_by(touched["c1"])) == [scorecard.assessment.design.project]
    assert affected_by(touched["c2"]) == affected_by(first) == ()
    assert not projects_touched_by(touched["c2"]).exists()
