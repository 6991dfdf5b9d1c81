"""The demonstration: three accounts, two organisations, one project with the sample design. Never made in production."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.actions.projects import register_project
from assessments.command_line import read_subject, subject_values
from assessments.models import Design, Project
from standard_site.accounts.models import Membership, Organisation, Role, RoleGrant, User

SAMPLE = Path(__file__).parent / "samples" / "rainforest-guesthouse"
PRACTICE, ASSESSORS, AUTHORITY = "Demo practice", "Demo assessment body", "Demo authority"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    email: str
    password: str
    role: str


_PEOPLE = (
    ("architect@example.org", PRACTICE, Role.ARCHITECT),
    ("assessor@example.org", ASSESSORS, Role.ASSESSOR),
    ("author@example.org", AUTHORITY, Role.STANDARD_AUTHOR),
    ("operator@example.org", AUTHORITY, Role.OPERATOR),
)


def folder() -> Path:
    path = settings.VAR_DIR / "demo"
    path.mkdir(parents=True, exist_ok=True)
    return path


def make_accounts() -> list[DemoAccount]:
    """The demo's accounts; their passwords are made once on this machine and kept beside the scorecard."""
    kept = folder() / "accounts.json"
    passwords: dict[str, str] = json.loads(kept.read_text()) if kept.is_file() else {}
    accounts = []
    for email, organisation, role in _PEOPLE:
        password = passwords.setdefault(email, secrets.token_urlsafe(9))
        _make_account(email, password, organisation, role)
        accounts.append(DemoAccount(email, password, role))
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(passwords, indent=2))
    return accounts


def make_design() -> tuple[User, Design]:
    """The demo's architect, and a new design of the sample project."""
    user = User.objects.get(email=_PEOPLE[0][0])
    project = (
        Project.objects.filter(organisation__name=PRACTICE, archived_at=None).order_by("created_at").first()
    )
    declared = SAMPLE / "declared.yaml"
    project = project or register_project(
        user,
        Organisation.objects.get(name=PRACTICE),
        subject_values(read_subject(declared, None), name="Rainforest guesthouse 雨林民宿"),
    )
    files = DesignFiles(
        model=_upload(SAMPLE / "guesthouse.idf"),
        take_off=_upload(SAMPLE / "take_off.csv"),
        declared=_upload(declared),
    )
    return user, add_design(user, project, files, label="Sample")


def _upload(path: Path) -> Upload:
    return Upload(path.name, [path.read_bytes()])


def _make_account(email: str, password: str, organisation_name: str, role: str) -> None:
    user, _ = User.objects.get_or_create(email=email, defaults={"name": str(Role(role).label)})
    if not user.check_password(password):
        user.set_password(password)
        user.save()
    organisation, _ = Organisation.objects.get_or_create(name=organisation_name)
    Membership.objects.get_or_create(user=user, organisation=organisation, defaults={"is_owner": True})
    RoleGrant.objects.get_or_create(user=user, role=role)
