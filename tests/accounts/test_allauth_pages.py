"""Every page of signing in and of its second factor comes in the site's frame, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from standard_site.accounts.models import User
from tests.conftest import PASSWORD

LANGUAGES = ("en", "zh-hans")
ANONYMOUS = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_email_verification_sent",
)
MEMBER = (
    "account_logout",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_reauthenticate",
)
WITH_TOTP = ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes")


def signed_in(client: Client, person: User) -> Client:
    """Signed in and asked for the password once more, so that pages that want it fresh open."""
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def assert_framed(answer: Any, language: str) -> None:
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="content"' in html and "site.css" in html
    assert f'lang="{ {"en": "en", "zh-hans": "zh-Hans"}[language] }"' in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ANONYMOUS)
def test_before_signing_in(client: Client, db: None, name: str, language: str) -> None:
    with override(language):
        assert_framed(client.get(reverse(name)), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_that_do_not_work(client: Client, db: None, language: str) -> None:
    with override(language):
        assert_framed(client.get(reverse("account_confirm_email", args=["nothing"])), language)
        assert_framed(client.get(reverse("account_reset_password_from_key", args=["1", "a-b"])), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MEMBER)
def test_signed_in(client: Client, user: User, name: str, language: str) -> None:
    signed_in(client, user)
    with override(language):
        answer = client.get(reverse(name))
        if name == "mfa_reauthenticate":  # nothing to ask for without a second factor
            assert answer.status_code == 302
        else:
            assert_framed(answer, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_a_second_factor(
    client: Client, user: User, language: str, make_user: Callable[..., User]
) -> None:
    signed_in(client, user)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    assert get_adapter().is_mfa_enabled(user)
    with override(language):
        for name in WITH_TOTP:
            assert_framed(client.get(reverse(name)), language)
        second = Client()
        answer = second.post(
            reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True
        )
        assert answer.redirect_chain[-1][0] == reverse("mfa_authenticate")
        assert_framed(answer, language)


def test_reset_of_a_password_by_its_link(client: Client, user: User, mailoutbox: Any) -> None:
    client.post(reverse("account_reset_password"), {"email": user.email})
    path = next(word for word in mailoutbox[0].body.split() if "/password/reset/key/" in word)
    form = client.get(path, follow=True)
    assert_framed(form, "en")
    changed = client.post(
        form.redirect_chain[-1][0], {"password1": "another horse 8", "password2": "another horse 8"}
    )
    assert changed.url == reverse("account_reset_password_from_key_done")
    assert User.objects.get(pk=user.pk).check_password("another horse 8")
