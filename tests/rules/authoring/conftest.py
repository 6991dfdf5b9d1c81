"""The authors and the small draft of the tests of the life of editions; and a form filled in as it stands."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from standard_site.accounts.models import User
from tests.rules.life.conftest import Authors, _rules_alone, authors, base, draft

__all__ = ["Authors", "_rules_alone", "authors", "base", "draft", "form_of"]


@pytest.fixture
def author(authors: Authors, client_for: Callable[[User], Client]) -> Client:
    return client_for(authors.author)


def form_of(page: Any) -> dict[str, Any]:
    """What the editor's form on a page would send if nobody touched it."""
    source = page.content.decode()
    form = source[source.index('id="editor"') :]
    form = form[: form.index("</form>")]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") != "checkbox" or " checked" in tag:
            sent.setdefault(attributes["name"], []).append(html.unescape(attributes.get("value", "")))
    for name, inner in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        sent[name] = [
            html.unescape(value) for value in re.findall(r'<option value="([^"]*)" selected', inner)
        ]
    for name, inner in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = [html.unescape(inner)]
    return sent
