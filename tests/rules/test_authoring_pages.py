"""The author's workspace: every page answers, and what is done on it comes out in the draft."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rules.actions.drafts import create_draft, export_archive, save_file
from rules.actions.store import store_edition
from rules.models import Draft, Edition
from standard_site.accounts.models import Membership, Organisation, Role, User

CRITERION = "b06-energy-use-intensity"
PATH = f"criteria/{CRITERION}.yaml"


@pytest.fixture
def author(make_user: Callable[..., User]) -> User:
    return make_user("author@example.org", name="An Author", roles=(Role.STANDARD_AUTHOR,))


@pytest.fixture
def authority(author: User) -> Organisation:
    made = Organisation.objects.create(name="Authority")
    Membership.objects.create(user=author, organisation=made, is_owner=True)
    return made


@pytest.fixture
def edition(db: None) -> Edition:
    return store_edition(settings.EDITIONS_DIR / "island-2026-r0")


@pytest.fixture
def draft(author: User, authority: Organisation, edition: Edition) -> Draft:
    return create_draft(author, authority, "island-2027-r1", edition)


@pytest.fixture
def client(author: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(author)


def address(name: str, *args: Any) -> str:
    return reverse(f"authoring:{name}", args=args)


def fields(page: Any) -> dict[str, Any]:
    """What the editor's form on a page would send."""
    html = page.content.decode()
    form = html[html.index('id="editor"') :]
    form = form[: form.index("</form>")]
    sent: dict[str, Any] = {}
    import html as entities

    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name, value = attributes.get("name"), entities.unescape(attributes.get("value", ""))
        if name and (attributes.get("type") != "checkbox" or " checked" in tag):
            sent.setdefault(name, []).append(value)
    for name, inner in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        sent[name] = [entities.unescape(value) for value in re.findall(r'<option value="([^"]*)" selected', inner)]
    for name, inner in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = [entities.unescape(inner)]
    return sent


def test_pages(client: Client, draft: Draft, author: User) -> None:
    save_file(author, draft, PATH, draft.texts()[PATH].replace("limit: 20", "limit: 25"), 1, "Stricter")
    step = draft.changes.get(path=PATH)
    pages = [
        address("drafts"),
        address("draft-new"),
        address("draft-import"),
        address("edition", "island-2026-r0"),
        *(address(name, draft.pk) for name in ("draft", "criterion-new", "table-new", "history", "consultation", "read", "publish")),
        address("criterion", draft.pk, CRITERION),
        address("criterion", draft.pk, CRITERION) + "?as=text",
        address("examples", draft.pk, CRITERION),
        *(address("part", draft.pk, part) for part in ("metrics", "parameters", "sources", "typologies", "ratings")),
        address("entry", draft.pk, "metrics", "gia_m2"),
        address("entry", draft.pk, "typologies", "hotel"),
        address("entry", draft.pk, "ratings", "pass"),
        address("page", draft.pk, "edition"),
        address("page", draft.pk, "scoring"),
        address("table", draft.pk, "upfront_carbon_limits"),
        address("table-settings", draft.pk, "upfront_carbon_limits"),
        address("file", draft.pk, "protocol.yaml"),
        address("change", draft.pk, step.pk),
        address("read-criterion", draft.pk, CRITERION),
    ]
    for page in pages:
        for language in ("/en/", "/zh-hans/"):
            answer = client.get(page.replace("/en/", language, 1))
            assert answer.status_code == 200, page
    for name, *rest in (("draft-export",), ("table-csv", "materials")):
        assert client.get(address(name, draft.pk, *rest)).status_code == 200


def test_fields_that_nobody_touched_leave_every_file_as_it_is(client: Client, draft: Draft) -> None:
    """Opening each form and saving it at once makes no change."""
    texts = draft.texts()
    names = [path.removeprefix("criteria/").removesuffix(".yaml") for path in texts if path.startswith("criteria/")]
    pages = [address("criterion", draft.pk, name) for name in names]
    pages += [address("page", draft.pk, page) for page in ("edition", "scoring")]
    pages += [address("entry", draft.pk, "metrics", "gia_m2"), address("entry", draft.pk, "typologies", "hotel")]
    for page in pages:
        sent = fields(client.get(page)) | {"do": "save", "reason": "Nothing"}
        assert client.post(page, sent).status_code == 302, page
    assert draft.texts() == texts
    assert not draft.changes.exclude(path="").exists()
