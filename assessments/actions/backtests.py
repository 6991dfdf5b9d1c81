"""Asking for a back-test, and stopping one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.backtest.findings import conflict, refused
from assessments.backtest.keeping import code_digest
from assessments.backtest.models import OPEN_BACK_TESTS, STANDING_BACK_TESTS, BackTest
from assessments.backtest.policies import can_back_test, nameable_organisations
from assessments.backtest.population import Filters, members, population_digest
from assessments.leased import cancel
from assessments.tasks import back_test as back_test_task
from rules.engine.errors import EditionErrors
from rules.engine.loading import load_edition_files
from rules.models import Draft, Edition, as_bytes
from rules.selectors import newest_edition
from standard_site.accounts.models import User
from standard_site.lib.refusal import NotAllowed, Refused
from standard_site.lib.sending import send_on_commit


@dataclass(frozen=True, slots=True)
class _Content:
    """What is tested: its key and digest, and the files of a draft (an edition's row has them itself)."""

    key: str
    digest: str
    files: dict[str, str] | None


def request_back_test(
    user: User, tested: Draft | Edition, base: Edition | None, filters: Filters
) -> tuple[BackTest, bool]:
    """The back-test of this content on this population, and whether it was begun just now; the same one is made once.

    Raises:
        NotAllowed: the person may not see the draft, or is no standard author, or may not name the organisation.
        Refused: the draft has mistakes, there is no base, or nobody is in the population.
        Conflict: the person has too many open ones.
    """
    _check_allowed(user, tested, filters)
    compared_with, content = base_of(tested, base), _content_of(tested)
    as_of = timezone.now()
    keys = members(filters, as_of)
    if not keys:
        raise refused("population-empty")
    row = BackTest(
        draft=tested if isinstance(tested, Draft) else None,
        edition=tested if isinstance(tested, Edition) else None,
        base=compared_with,
        tested_key=content.key,
        content_digest=content.digest,
        files=content.files,
        filters=filters.to_json(),
        as_of=as_of,
        submissions=len(keys),
        population_digest=population_digest(keys),
        requested_by=user,
        enqueued_at=as_of,
    )
    row.identity = _identity(row)
    return _kept(user, row)


def cancel_back_test(user: User, back_test: BackTest) -> bool:
    """Stop a back-test; False when it was over already.

    Raises:
        NotAllowed: the person may not have it made either.
    """
    if not can_back_test(user, back_test.draft or back_test.edition or back_test.base):
        raise NotAllowed
    return cancel(back_test)


def base_of(tested: Draft | Edition, base: Edition | None) -> Edition:
    """The edition to compare with: as named, else what the draft started from, else the newest of the service."""
    if base is not None:
        return _readable(base)
    if isinstance(tested, Draft) and tested.base is not None:
        return _readable(tested.base)
    try:
        return _readable(newest_edition())
    except Edition.DoesNotExist:
        raise refused("base-missing") from None


def _readable(base: Edition) -> Edition:
    try:
        base.loaded()
    except EditionErrors:
        raise refused("base-cannot-be-read", key=base.key) from None
    return base


def _check_allowed(user: User, tested: Draft | Edition, filters: Filters) -> None:
    if not can_back_test(user, tested):
        raise NotAllowed
    wanted = filters.organisation
    if wanted is not None and not nameable_organisations(user).filter(pk=wanted).exists():
        raise NotAllowed


def _content_of(tested: Draft | Edition) -> _Content:
    files = tested.texts() if isinstance(tested, Draft) else None
    try:
        loaded = load_edition_files(as_bytes(files)) if files is not None else _loaded(tested)
    except EditionErrors as mistakes:
        raise Refused([mistake.to_finding() for mistake in mistakes.errors]) from None
    return _Content(loaded.key, loaded.digest, files)


def _loaded(tested: Draft | Edition) -> Any:
    return tested.loaded()


def _identity(row: BackTest) -> str:
    """SHA-256 of everything that makes two requests the same: content, population and the code that judges."""
    parts = [
        str(row.draft_id or ""),
        row.content_digest,
        row.base.digest,
        json.dumps(row.filters, sort_keys=True),
        row.population_digest,
        code_digest(),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _kept(user: User, row: BackTest) -> tuple[BackTest, bool]:
    """The row that stands for this identity; of two requests at the same time the database lets one in."""
    same = BackTest.objects.filter(identity=row.identity, status__in=STANDING_BACK_TESTS)
    found = same.first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            _check_limit(user)
            row.save(force_insert=True)
            send_on_commit(back_test_task.si(str(row.pk)))
    except IntegrityError:
        return same.get(), False
    return row, True


def _check_limit(user: User) -> None:
    """One person's requests are counted one after the other, so that many at once cannot pass together."""
    User.objects.select_for_update().get(pk=user.pk)
    most = settings.RUNS_PER_USER_MAX
    if BackTest.objects.filter(requested_by=user, status__in=OPEN_BACK_TESTS).count() >= most:
        raise conflict("too-many-back-tests", most=most)
