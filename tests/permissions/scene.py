"""What the matrix is asked about: one practice with a draft, a waiting and a taken project, and everything in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.utils import timezone

from assessments.actions.backtests import request_back_test
from assessments.actions.designs import Upload
from assessments.actions.take_off_readings import request_reading
from assessments.backtest import running
from assessments.backtest.models import BackTest, BackTestChange
from assessments.backtest.population import Filters
from assessments.factor_libraries.models import FactorDataset
from assessments.models import (
    Assessment,
    Design,
    OptionStudy,
    Project,
    RememberedHeading,
    Submission,
    WaitingTakeOff,
)
from assessments.options.actions import request_study
from assessments.protocols import foresee
from assessments.take_off_headers.remembering import remember
from assessments.take_off_headers.waiting import let_wait
from assessments.take_off_readings.models import TakeOffReading
from energyplus_runs.actions import accept_model, examine_model
from energyplus_runs.models import Run
from energyplus_runs.previews.models import Preview
from rules.actions.consultation import comment, invite_guest
from rules.actions.drafts import create_draft, save_file
from rules.actions.store import add_edition
from rules.engine.loading import load_edition_files
from rules.heading import with_head
from rules.lives import Publisher, begin_life
from rules.models import Draft, DraftState, Edition, as_bytes
from standard_site.accounts.models import Invitation, Membership, User
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
from tests.assessments.factor_libraries.files import make_dataset
from tests.rules.editions import small_files


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
    drafts: dict[str, Draft]  # of the authority: in consultation, and not
    back_test: BackTest  # of the consulted draft, done
    study: OptionStudy  # of the waiting design, two measures that wait to be simulated
    dataset: FactorDataset  # of the practice
    waiting: WaitingTakeOff  # of the waiting project, with headings to be explained
    heading: RememberedHeading  # of the practice
    reading: TakeOffReading  # of the waiting project, not read yet

    @property
    def consulted(self) -> Draft:
        return self.drafts["consulted"]

    def values(self, resource: str, subject: str, names: Iterable[str]) -> dict[str, str]:
        """What the parameters of an address below `resource` stand for."""
        return {name: self.value(resource, resource, subject, name) for name in names}

    def value(self, place: str, resource: str, subject: str, name: str) -> str:
        """What one parameter stands for, by the word before it and the resource the address begins with."""
        rows = self._rows(self.subjects.get(subject) or self.subjects["waiting"])
        rows["drafts"] = rows["authoring"] = self.drafts.get(subject, self.consulted)
        if name in ("pk", "id", "project_id", "design_id", "draft_id", "assessment_id", "review_id"):
            row = rows.get(place, rows.get(resource))
            return str(row.pk if row is not None else "00000000-0000-4000-8000-000000000000")
        keys = (f"{subject}:{name}", f"{place}.{name}", f"{resource}.{name}")
        return next((self.words[key] for key in keys if key in self.words), None) or self.words[name]

    def _rows(self, subject: Subject) -> dict[str, Any]:
        return {
            "projects": subject.project,
            "designs": subject.design,
            "assessments": subject.assessment,
            "scorecards": subject.assessment,
            "runs": subject.run,
            "reviews": subject.submission,
            "organisations": self.cast.practice,
            "people": self.cast.stranger,
            "back-tests": self.back_test,
            "options": self.study,
            "option-studies": self.study,
            "factor-data": self.dataset,
            "factor-datasets": self.dataset,
            "take-offs": self.waiting,
            "take-off-headings": self.heading,
            "readings": self.reading,
            "take-off-readings": self.reading,
            "comments": self.consulted.comments.get(),
            "guests": self.consulted.guests.get(),
        }


def make_scene() -> Scene:
    edition = shipped_edition()
    cast = make_cast()
    _prepare_people(cast)
    words = _words(cast, edition)
    subjects = {state: _subject(cast, state) for state in ("draft", "waiting", "taken")}
    drafts = {name: _draft(cast, edition, name) for name in ("authored", "consulted")}
    _consult(cast, drafts["consulted"])
    words |= {f"{name}:change": str(draft.changes.get().pk) for name, draft in drafts.items()}
    words |= _places(cast, drafts["consulted"])
    words["published:key"] = _published(cast).key
    back_test = _back_test(cast, drafts["consulted"], subjects["waiting"].assessment)
    study = _study(cast, subjects["waiting"].design)
    bill = let_wait(
        cast.member, subjects["waiting"].project, "bill.csv", b"Stuff,quantity,unit\nBrick,1,m3\n"
    )
    reading = request_reading(
        cast.member, subjects["waiting"].project, Upload("bill.csv", [b"material,quantity,unit\n"])
    )
    (heading,) = remember(cast.member, cast.practice, {"material": "Item text"})
    return Scene(cast, subjects, words, drafts, back_test, study, make_dataset(cast), bill, heading, reading)


def _words(cast: Cast, edition: Edition) -> dict[str, str]:
    """What fills in addresses, whoever asks."""
    invitation = Invitation.objects.create(
        organisation=cast.practice, email="new@example.org", invited_by=cast.member
    )
    return {
        "editions.key": edition.key,
        "standard.key": edition.key,
        "places.key": "baoting",
        "digest": edition.digest,
        "key": "b01-upfront-carbon",
        "criterion": "b01-upfront-carbon",
        "criterion_key": "b01-upfront-carbon",
        "factor": "concrete-c30",
        "table": "materials",
        "table_key": "materials",
        "kind": "declared",
        "form": "csv",
        "assessments.form": "workbook",
        "exports.form": "workbook",
        "departure": "0" * 16,
        "stations.form": "epw",
        "stations.key": "qionghai",
        "code": "refused",
        "membership_id": str(Membership.objects.get(user=cast.inside_assessor).pk),
        "invitation_id": str(invitation.pk),
        "token": invitation.token,
        "uidb36": "1",
        "back-tests.number": "1",
        "options.number": "1",
        "back-tests.kind": "csv",
        "path": "ratings.yaml",
    }


def _draft(cast: Cast, edition: Edition, name: str) -> Draft:
    return create_draft(cast.editor, cast.authority, f"island-{name}", edition)


def _consult(cast: Cast, draft: Draft) -> None:
    """Every standard author may read it, and the guest, who has said something."""
    invite_guest(cast.editor, draft, cast.guest.email)
    state = {"state": DraftState.CONSULTATION, "consultation_opens_at": timezone.now()}
    Draft.objects.filter(pk=draft.pk).update(**state, consultation_closes_on=timezone.localdate())
    draft.refresh_from_db()
    comment(cast.guest, draft, "b01-upfront-carbon", "Why so much?")


def _places(cast: Cast, draft: Draft) -> dict[str, str]:
    """What the pages of the workspace speak of, by kind of page: all of the consulted draft, one file of which was changed."""
    path = "criteria/b02-upfront-carbon-reduction.yaml"
    save_file(cast.editor, draft, path, draft.texts()[path] + "# Read again.\n", 1, "Read again")
    return {
        "table:key": "materials",
        "entry:part": "metrics",
        "entry:key": "gia_m2",
        "page:page": "scoring",
        "step:change": str(draft.changes.get(path=path).pk),
        "comment:comment": str(draft.comments.get().pk),
    }


def _published(cast: Cast) -> Edition:
    """An edition of the authority, with one criterion only."""
    files = {path: data.decode() for path, data in small_files().items()}
    edition = add_edition(load_edition_files(as_bytes(with_head(files, status="published"))))
    begin_life(edition, Publisher(cast.editor, cast.authority), timezone.localdate())
    return edition


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


def _study(cast: Cast, design: Design) -> OptionStudy:
    given = [{"key": key, "parameters": {"share": 0.5}} for key in ("infiltration", "lighting-power")]
    return request_study(cast.member, design, given, send=False)


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
    foresee(design)
    Preview.objects.filter(model=design.model).update(status="done", prepared=store_bytes(b"Building;"))
    submitted = make_submission(cast, assessment, taken=state == "taken") if state != "draft" else None
    return Subject(project, design, assessment, run, submitted)
