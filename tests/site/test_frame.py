"""The frame of every page: navigation by role, languages, security policy, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from standard_site.accounts.models import Organisation, Role, User
from standard_site.middleware import UploadSizeMiddleware
from standard_site.views import csrf_failure, server_error

ClientFor = Callable[[User], Client]


def navigation(client: Client) -> list[str]:
    return [entry.label for entry in client.get(reverse("home")).context["navigation"]]


def test_navigation_by_role(
    client: Client,
    client_for: ClientFor,
    make_user: Callable[..., User],
    organisation: Organisation,
    user: User,
) -> None:
    assert navigation(client) == ["Standard"]
    assert navigation(client_for(make_user())) == ["Projects", "Standard"]
    assert navigation(client_for(user)) == ["Projects", "Standard", "People"]
    assessor = make_user(roles=(Role.ASSESSOR,))
    assert navigation(client_for(assessor)) == ["Projects", "Review queue", "Standard"]
    assert navigation(client_for(make_user(roles=(Role.OPERATOR,)))) == [
        *("Projects", "Standard", "Operations", "Weather", "People"),
    ]


@pytest.mark.parametrize(("language", "words"), [("en", "Assess a design"), ("zh-hans", "评估设计方案")])
def test_home_speaks_both_languages(client: Client, db: None, language: str, words: str) -> None:
    with override(language):
        assert words in client.get(reverse("home")).content.decode()


def test_switching_language_keeps_the_page_and_its_query(client_for: ClientFor, user: User) -> None:
    form = {"language": "zh-hans", "next": "/en/people/me/?a=1"}
    answer = client_for(user).post(reverse("set_language"), form)
    assert answer.url == "/zh-hans/people/me/?a=1"


def test_no_inline_script_or_style_and_nothing_from_elsewhere(client: Client, db: None) -> None:
    answer = client.get(reverse("home"))
    html = answer.content.decode()
    nonce = re.search(r'<script type="importmap" nonce="([^"]+)">', html)
    assert nonce and f"'nonce-{nonce[1]}'" in answer["Content-Security-Policy"]
    others = [tag for tag in re.findall(r"<script[^>]*>", html) if "importmap" not in tag]
    assert all(" src=" in tag for tag in others)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_not_found_is_in_the_frame(client: Client, db: None) -> None:
    answer = client.get("/en/nothing-here/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


def test_forbidden_says_what_is_missing(client_for: ClientFor, user: User) -> None:
    answer = client_for(user).get(reverse("accounts:people"))
    assert answer.status_code == 403
    assert "does not have the role" in answer.content.decode()


def test_a_form_without_its_mark_is_refused_in_words(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("account_login"), {"login": user.email, "password": "x"})
    assert answer.status_code == 403
    assert "The form could not be checked" in answer.content.decode()
    assert csrf_failure.__name__ == "csrf_failure"


@pytest.mark.parametrize(("language", "words"), [("en", "on our side"), ("zh-hans", "系统出现故障")])
def test_a_fault_is_told_without_database(rf: RequestFactory, language: str, words: str) -> None:
    with override(language):
        answer = server_error(rf.get("/"))
    assert answer.status_code == 500 and words in answer.content.decode()


def test_too_large_an_upload_is_answered_before_the_view(
    client_for: ClientFor, user: User, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
    file = SimpleUploadedFile("model.idf", b"x" * (settings.UPLOAD_MAX_BYTES + 70_000))
    answer = client_for(user).post(reverse("accounts:profile"), {"name": "N", "language": "en", "file": file})
    assert answer.status_code == 413
    assert "at most 2 MB" in answer.content.decode()


def test_the_api_measures_its_own_bodies(rf: RequestFactory) -> None:
    request = rf.post("/api/v1/designs/", {"file": SimpleUploadedFile("a", b"x")})
    middleware = UploadSizeMiddleware(lambda _request: HttpResponse())
    assert middleware.process_view(request, None, (), {}) is None
    assert not request._read_started
