"""Processes of one installation start together and take in what came with the code, each by itself."""

from __future__ import annotations

import threading

import pytest

from rules.actions import store
from rules.engine.schema import Edition as LoadedEdition
from rules.models import Edition, EditionEvent, EditionLife
from tests.rules.life.conftest import at_once


@pytest.mark.django_db(transaction=True)
def test_shipped_editions_taken_in_twice_at_once_are_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    both, add_edition = threading.Barrier(2, timeout=30), store.add_edition

    def add_when_both_found_nothing(loaded: LoadedEdition) -> Edition:
        both.wait()
        return add_edition(loaded)

    monkeypatch.setattr(store, "add_edition", add_when_both_found_nothing)
    one, other = at_once(store.store_shipped_editions, store.store_shipped_editions)
    assert one == other
    assert sorted(edition.key for edition in one) == sorted(Edition.objects.values_list("key", flat=True))
    published = [edition for edition in one if edition.is_published]
    assert EditionLife.objects.count() == len(published) > 0
    assert EditionEvent.objects.filter(verb="published").count() == len(published)
