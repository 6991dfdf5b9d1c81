"""Editions as the service knows them: the whole folder by content, so that every score can be recomputed from the row alone;
and the drafts that become editions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rules.engine.loading import load_edition_files
from rules.engine.schema import Edition as LoadedEdition
from rules.keeping import AppendOnlyModel, EditionManager, ImmutableRow
from standard_site.accounts.models import Organisation

PERSON = settings.AUTH_USER_MODEL


class Edition(models.Model):
    """One state of one edition. A draft that changes becomes a new row; a row never changes its content.

    The database refuses every UPDATE, and the DELETE of a published one (migration 0003).
    """

    key = models.SlugField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=20)
    title = models.JSONField()  # {"en": …, "zh-hans": …}
    files = models.JSONField()  # {relative path: text}
    stored_at = models.DateTimeField(auto_now_add=True)

    objects = EditionManager()

    class Meta:
        ordering = ["-stored_at", "-pk"]
        indexes = [models.Index(fields=["key", "-stored_at"], name="edition_newest_by_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(status="published"), name="edition_published_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.digest[:12]})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRow("edition", self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if self.is_published:
            raise ImmutableRow("edition", self)
        return super().delete(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        return self.status == "published"

    def loaded(self) -> LoadedEdition:
        """The edition ready to evaluate; kept per process, because a digest never changes its meaning."""
        return _loaded(self.digest, self.pk)


@lru_cache(maxsize=16)
def _loaded(digest: str, pk: int) -> LoadedEdition:
    files = Edition.objects.values_list("files", flat=True).get(pk=pk, digest=digest)
    return load_edition_files(as_bytes(files))


def as_bytes(files: Mapping[str, str]) -> dict[str, bytes]:
    """Files as the engine reads them."""
    return {name: text.encode("utf-8") for name, text in files.items()}


class LifeState(models.TextChoices):
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class EditionLife(models.Model):
    """What became of a published edition; its content says nothing of this, because content never changes."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="life")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="editions"
    )  # None: it came with the code
    state = models.CharField(max_length=12, choices=LifeState.choices, default=LifeState.PUBLISHED)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registration_opens = models.DateField()
    registration_closes = models.DateField(null=True, blank=True)  # the last day; None: open-ended
    supersedes_key = models.SlugField(max_length=80, blank=True)
    superseded_by = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_lives"
    )
    corrects = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason_en = models.TextField(blank=True)
    reason_zh = models.TextField(blank=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "registration_opens"], name="life_open_for_registration"),
            models.Index(fields=["supersedes_key"], name="life_successors"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(registration_closes=None) | Q(registration_closes__gte=F("registration_opens")),
                name="life_registration_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="superseded") | Q(superseded_by__isnull=False),
                name="life_superseded_by_one",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | (Q(withdrawn_at__isnull=False) & ~Q(reason_en="") & ~Q(reason_zh="")),
                name="life_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.state}"

    @property
    def reason(self) -> dict[str, str]:
        return {"en": self.reason_en, "zh-hans": self.reason_zh}


class EventVerb(models.TextChoices):
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    CORRECTED = "corrected", _("Corrected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class EditionEvent(AppendOnlyModel):
    """What happened to an edition, by whom and when; only ever added to."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=20, choices=EventVerb.choices)
    actor = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["edition", "-at"], name="event_of_edition")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class DraftState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("In consultation")
    PUBLISHED = "published", _("Published")
    ABANDONED = "abandoned", _("Abandoned")


OPEN_DRAFTS = (DraftState.DRAFT, DraftState.CONSULTATION)


class Draft(models.Model):
    """An edition in the making, written by the authors of one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=80)  # of the edition it becomes
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="drafts")
    base = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="drafts")
    state = models.CharField(max_length=12, choices=DraftState.choices, default=DraftState.DRAFT)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    consultation_opens_at = models.DateTimeField(null=True, blank=True)
    consultation_closes_on = models.DateField(null=True, blank=True)  # the last day for comments
    published_as = models.OneToOneField(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="draft_of_organisation"),
            models.Index(fields=["state", "consultation_closes_on"], name="draft_in_consultation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", published_as__isnull=False)
                | (~Q(state="published") & Q(published_as=None)),
                name="draft_published_as_edition",
            ),
            models.CheckConstraint(
                condition=~Q(state="consultation")
                | Q(consultation_opens_at__isnull=False, consultation_closes_on__isnull=False),
                name="draft_consultation_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_open(self) -> bool:
        """Whether it can still be worked on."""
        return self.state in OPEN_DRAFTS

    @property
    def in_consultation(self) -> bool:
        """Whether comments are taken today."""
        closes = self.consultation_closes_on
        return self.state == DraftState.CONSULTATION and closes is not None and timezone.localdate() <= closes

    def texts(self) -> dict[str, str]:
        """Every file by its path."""
        return dict(self.files.order_by("path").values_list("path", "text"))

    def loaded(self) -> LoadedEdition:
        """The draft ready to evaluate. Raises `EditionErrors` with every mistake in it."""
        return load_edition_files(as_bytes(self.texts()))


class DraftFile(models.Model):
    """One file of a draft; `version` counts its changes, also across a removal, so that an old one is always known as old."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["draft", "path"], name="draft_file_once")]

    def __str__(self) -> str:
        return f"{self.path} v{self.version}"


class ChangeVerb(models.TextChoices):
    CREATED = "created", _("Created")
    IMPORTED = "imported", _("Imported")
    CHANGED = "changed", _("Changed")
    ADDED = "added", _("Added")
    REMOVED = "removed", _("Removed")
    OPENED = "consultation-opened", _("Consultation opened")
    CLOSED = "consultation-closed", _("Consultation closed")
    PUBLISHED = "published", _("Published")
    ABANDONED = "abandoned", _("Abandoned")


class DraftChange(AppendOnlyModel):
    """One step in a draft's history. A change of a file keeps the text before and after; a step of the draft as a whole has no
    path. The files a draft starts with are not steps: what they held stands in `before` of their first change."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="changes")
    verb = models.CharField(max_length=20, choices=ChangeVerb.choices, default=ChangeVerb.CHANGED)
    path = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=0)
    before = models.TextField(null=True)  # noqa: DJ001 - None: the file was not there; an empty file is another thing
    after = models.TextField(null=True)  # noqa: DJ001 - None: the file was removed
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["draft", "-at"], name="change_of_draft")]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "path", "version"], condition=~Q(path=""), name="change_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.path}"


class ConsultationGuest(models.Model):
    """Somebody asked for their opinion, known by the address they sign in with."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="guests")
    email = models.EmailField(_("e-mail address"))  # lower case
    invited_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["email"]
        indexes = [models.Index(fields=["email"], name="guest_by_email")]
        constraints = [models.UniqueConstraint(fields=["draft", "email"], name="guest_once")]

    def __str__(self) -> str:
        return self.email


class CommentState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class Comment(models.Model):
    """An opinion on one criterion of a draft, or on the whole."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="comments")
    criterion_key = models.SlugField(max_length=80, blank=True)  # empty: the whole edition
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=CommentState.choices, default=CommentState.OPEN)
    closed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["draft", "criterion_key", "-at"], name="comment_by_criterion")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
                name="comment_closed_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key or 'edition'}: {self.state}"


class CommentReply(models.Model):
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="replies")
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["comment", "at"], name="reply_of_comment")]

    def __str__(self) -> str:
        return f"reply to {self.comment_id}"
