"""The people and things that the tests of projects, reviews and the API speak of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from assessments.actions.assess import request_assessment
from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.actions.projects import ProjectValues, register_project
from assessments.actions.reviews import submit, take
from assessments.models import Assessment, Design, Project, Submission
from assessments.scoring import score_if_ready
from rules.actions.store import add_edition, store_edition
from rules.engine.loading import load_edition_files
from rules.heading import with_head
from rules.lives import Publisher, begin_life
from rules.models import Edition, as_bytes
from standard_site.accounts.models import Membership, Organisation, Role, RoleGrant, User

MODEL = settings.BASE_DIR / "tests" / "energyplus_runs" / "models" / "box.idf"
DECLARED = b"refrigerants: []\n"


@dataclass(frozen=True, slots=True)
class Cast:
    """Two practices, an assessment body and an authority that writes standards; who works where decides who may do what."""

    practice: Organisation
    member: User
    stranger: User  # an architect of another practice
    assessor: User  # of the assessment body
    inside_assessor: User  # an assessor who is also a member of the practice
    author: User  # of no organisation
    operator: User
    authority: Organisation
    editor: User  # an author of the authority
    guest: User  # known by an address alone


def person(name: str, *roles: str, organisation: Organisation | None = None) -> User:
    user = User.objects.create_user(f"{name}@example.org", name=name.capitalize())
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    if organisation is not None:
        Membership.objects.create(user=user, organisation=organisation)
    return user


def proven(user: User) -> User:
    """Somebody who has shown that their address is theirs."""
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def make_cast() -> Cast:
    names = ("Practice", "Other", "Body", "Authority")
    practice, other, body, authority = (Organisation.objects.create(name=name) for name in names)
    return Cast(
        practice=practice,
        member=person("member", Role.ARCHITECT, organisation=practice),
        stranger=person("stranger", Role.ARCHITECT, organisation=other),
        assessor=person("assessor", Role.ASSESSOR, organisation=body),
        inside_assessor=person("inside", Role.ASSESSOR, organisation=practice),
        author=person("author", Role.STANDARD_AUTHOR),
        operator=person("operator", Role.OPERATOR),
        authority=authority,
        editor=person("editor", Role.STANDARD_AUTHOR, organisation=authority),
        guest=proven(person("guest")),
    )


def client_of(user: User | None) -> APIClient:
    """A client with the person's token; without a person nobody is signed in."""
    client = APIClient()
    if user is not None:
        token, _ = Token.objects.get_or_create(user=user)
        client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
    return client


def shipped_edition() -> Edition:
    return store_edition(settings.EDITIONS_DIR / settings.DEFAULT_EDITION)


def published_after(edition: Edition, key: str, opens: date | None = None, **head: str) -> Edition:
    """A published edition of the same content that supersedes another, open for registration from today or another day."""
    day = opens or timezone.localdate()
    days = {"effective_from": day.isoformat(), "registration_opens": day.isoformat()}
    files = with_head(edition.files, key=key, status="published", supersedes=edition.key, **days, **head)
    published = add_edition(load_edition_files(as_bytes(files)))
    begin_life(published, Publisher(), day)
    return published


def make_project(cast: Cast, name: str = "Guesthouse", edition_key: str | None = None) -> Project:
    values = ProjectValues(
        name=name,
        place_key="baoting",
        construction_start_year=2027,
        gia_m2=1200.0,
        uses=[{"typology": "hotel", "gia_m2": 1200.0}],
        edition_key=edition_key,
    )
    return register_project(cast.member, cast.practice, values)


def make_design(cast: Cast, project: Project, model: bool = False) -> Design:
    """A design of declared values, with the small model of the run tests where one is asked for."""
    files = DesignFiles(
        model=Upload("box.idf", [MODEL.read_bytes()]) if model else None,
        declared=Upload("declared.yaml", [DECLARED]),
    )
    return add_design(cast.member, project, files)


def uploaded_model(cast: Cast, project: Project, data: bytes) -> Design:
    """A design of nothing but this model."""
    return add_design(cast.member, project, DesignFiles(model=Upload("model.idf", [data])))


def make_scored(cast: Cast, design: Design) -> Assessment:
    """An assessment scored by what a design declares; it needs no simulation."""
    assessment = request_assessment(cast.member, design, send=False)
    score_if_ready(str(assessment.pk))
    assessment.refresh_from_db()
    return assessment


def make_submission(cast: Cast, assessment: Assessment, taken: bool = False) -> Submission:
    submission = submit(cast.member, assessment, "Please look.")
    if taken:
        take(cast.assessor, submission)
        submission.refresh_from_db()
    return submission
