"""What the matrix is asked about: one practice with a draft, a waiting and a taken project, and everything in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta

from django.utils import timezone

from assessments.actions.backtests import request_back_test
from assessments.backtest import running
from assessments.backtest.models import BackTest, BackTestChange
from assessments.backtest.population import Filters
from assessments.models import Assessment, Design, Project, Submission
from energyplus_runs.actions import accept_model, examine_model
from energyplus_runs.models import Run
from rules.models import Draft, DraftFile, DraftState, Edition
from standard_site.accounts.models import Invitation, Membership, Organisation, User
from standard_site.files.actions import store_bytes
from tests.assessments.cast import (
    MODEL,
    Cast,
    make_cast,
    make_design,
    make_project,
    make_scored,
    make_submission,
    shipped_edition,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """One project with its design, score and simulation, and its round of review unless it is a draft."""

    project: Project
    design: Design
    assessment: Assessment
    run: Run
    submission: Submission | None


@dataclass(frozen=True, slots=True)
class Scene:
    """The cast, what they work on, and the words that fill in addresses."""

    cast: Cast
    subjects: dict[str, Subject]
    words: dict[str, str]
    consulted: Draft  # of another authority, in consultation
    back_test: BackTest  # of that draft, done

    def values(self, resource: str, subject: str, names: Iterable[str]) -> dict[str, str]:
        """What the parameters of an address below `resource` stand for."""
        return {name: self._value(resource, self.subjects[subject], name) for name in names}

    def _value(self, resource: str, subject: Subject, name: str) -> str:
        rows = {
            "projects": subject.project,
            "designs": subject.design,
            "assessments": subject.assessment,
            "scorecards": subject.assessment,
            "runs": subject.run,
            "reviews": subject.submission,
            "organisations": self.cast.practice,
            "people": self.cast.stranger,
            "authoring": self.consulted,
            "back-tests": self.back_test,
        }
        if name in ("pk", "id", "project_id", "design_id"):
            row = rows[resource]
            return str(row.pk if row is not None else "00000000-0000-4000-8000-000000000000")
        return self.words.get(f"{resource}.{name}") or self.words[name]


def make_scene() -> Scene:
    edition = shipped_edition()
    cast = make_cast()
    _prepare_people(cast)
    invitation = Invitation.objects.create(
        organisation=cast.practice, email="new@example.org", invited_by=cast.member
    )
    words = {
        "editions.key": edition.key,
        "standard.key": edition.key,
        "places.key": "baoting",
        "digest": edition.digest,
        "key": "b01-upfront-carbon",
        "criterion": "b01-upfront-carbon",
        "criterion_key": "b01-upfront-carbon",
        "table": "materials",
        "table_key": "materials",
        "kind": "declared",
        "code": "refused",
        "membership_id": str(Membership.objects.get(user=cast.inside_assessor).pk),
        "invitation_id": str(invitation.pk),
        "token": invitation.token,
        "uidb36": "1",
        "back-tests.number": "1",
        "back-tests.kind": "csv",
    }
    subjects = {state: _subject(cast, state) for state in ("draft", "waiting", "taken")}
    consulted = _consulted_draft(cast, edition)
    back_test = _back_test(cast, consulted, subjects["waiting"].assessment)
    return Scene(cast, subjects, words, consulted, back_test)


def _consulted_draft(cast: Cast, edition: Edition) -> Draft:
    """A draft that every standard author may read, of an organisation none of the cast belongs to."""
    draft = Draft.objects.create(
        key="island-next",
        organisation=Organisation.objects.create(name="Authority"),
        base=edition,
        created_by=cast.author,
        state=DraftState.CONSULTATION,
        consultation_opens_at=timezone.now(),
        consultation_closes_on=timezone.localdate() + timedelta(days=30),
    )
    DraftFile.objects.bulk_create(
        DraftFile(draft=draft, path=path, text=text, changed_by=cast.author)
        for path, text in edition.files.items()
    )
    return draft


def _back_test(cast: Cast, draft: Draft, changed: Assessment) -> BackTest:
    """Done, with one submission that changes."""
    back_test, _ = request_back_test(cast.author, draft, None, Filters())
    running.execute(str(back_test.pk), "worker")
    BackTestChange.objects.create(
        back_test=back_test,
        number=1,
        assessment=changed,
        gate_before="achieved",
        gate_after="not_achieved",
    )
    back_test.refresh_from_db()
    return back_test


def _prepare_people(cast: Cast) -> None:
    """The member owns the practice, and everybody has a password."""
    Membership.objects.filter(user=cast.member).update(is_owner=True)
    people = (getattr(cast, field.name) for field in fields(cast))
    for user in (person for person in people if isinstance(person, User)):
        user.set_password("correct horse 9")
        user.save()


def _subject(cast: Cast, state: str) -> Subject:
    """Scored by what it declares; the model and its simulation are put beside it afterwards."""
    project = make_project(cast, state)
    design = make_design(cast, project)
    assessment = make_scored(cast, design)
    design.model = accept_model(
        store_bytes(MODEL.read_bytes()), examine_model(MODEL.read_bytes(), MODEL.name)
    )
    design.save()
    run = Run.objects.create(
        model=design.model,
        place_key="baoting",
        protocol={},
        prepared=store_bytes(b"Building;"),
        error_file=store_bytes(b"done"),
    )
    assessment.runs.add(run)
    submitted = make_submission(cast, assessment, taken=state == "taken") if state != "draft" else None
    return Subject(project, design, assessment, run, submitted)
