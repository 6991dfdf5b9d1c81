"""Drafts of editions: started, imported, checked, consulted on, published."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource, filters
from assessments.api.idempotency import idempotent
from assessments.api.serializers.consultation import ConsultationPeriod
from assessments.api.serializers.drafts import (
    CheckSerializer,
    DraftChangeDetailSerializer,
    DraftChangeSerializer,
    DraftCreation,
    DraftImport,
    DraftQuery,
    DraftSerializer,
    Publication,
    ReasonGiven,
)
from assessments.api.serializers.editions import EditionSerializer
from rules.actions.consultation import close_consultation, open_consultation
from rules.actions.drafts import abandon, create_draft, export_archive, import_draft
from rules.actions.publication import publish
from rules.archives import ARCHIVE_MOST_BYTES
from rules.drafting import blockers, check_draft
from rules.models import Draft, Edition
from rules.refusal import NotAllowed, refused
from rules.selectors import history_of, newest_edition, visible_drafts
from standard_site.accounts.models import Organisation
from standard_site.lib.findings import Where
from standard_site.lib.input import validated
from standard_site.lib.parsers import BoundedMultiPartParser

_ZIP = {(200, "application/zip"): OpenApiTypes.BINARY}


class Drafts(Resource):
    @extend_schema(parameters=[DraftQuery], responses=DraftSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The drafts you may read, newest first: your organisations', and those in consultation."""
        query = validated(DraftQuery, request.query_params)
        wanted = filters(query, organisation="organisation", state="state")
        return self.page(visible_drafts(self.user).filter(**wanted), DraftSerializer)

    @extend_schema(request=DraftCreation, responses={201: DraftSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Start a draft with everything an edition or another draft holds."""
        values = validated(DraftCreation, request.data)
        organisation = _organisation(values["organisation"])
        draft = create_draft(self.user, organisation, values["key"], self._base(values))
        return Response(DraftSerializer(draft).data, 201)

    @extend_schema(request={"multipart/form-data": DraftImport}, responses={201: DraftSerializer})
    @idempotent
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[BoundedMultiPartParser])
    def import_archive(self, request: Request) -> Response:
        """Start a draft from a packed folder; it need not be right yet, only readable."""
        values = validated(DraftImport, request.data)
        archive = values["archive"]
        if archive.size > ARCHIVE_MOST_BYTES:
            raise refused("archive-too-large", Where(field="archive"), limit_mb=ARCHIVE_MOST_BYTES // 1024**2)
        organisation = _organisation(values["organisation"])
        draft = import_draft(self.user, organisation, values.get("key"), archive.read())
        return Response(DraftSerializer(draft).data, 201)

    @extend_schema(responses=DraftSerializer)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """A draft, without its files."""
        return Response(DraftSerializer(self._draft(pk)).data)

    @extend_schema(responses=_ZIP)
    @action(detail=True)
    def export(self, request: Request, pk: Any) -> HttpResponse:
        """The whole folder as a ZIP file; the same content gives the same bytes."""
        draft = self._draft(pk)
        answer = HttpResponse(export_archive(draft), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="{draft.key}.zip"'
        return answer

    @extend_schema(responses=CheckSerializer)
    @action(detail=True)
    def check(self, request: Request, pk: Any) -> Response:
        """Every mistake in a draft, its worked examples run, and what keeps it from being published."""
        draft = self._draft(pk)
        return Response(CheckSerializer.of(check_draft(draft), blockers(draft)))

    @extend_schema(responses=DraftChangeSerializer(many=True))
    @action(detail=True)
    def history(self, request: Request, pk: Any) -> Response:
        """Every step of a draft: who, when and why, newest first."""
        self.newest_first_by = "at"
        steps = history_of(self._draft(pk)).defer("before", "after")
        return self.page(steps, DraftChangeSerializer)

    @extend_schema(responses=DraftChangeDetailSerializer)
    @action(detail=True, url_path="history/<int:change>")
    def history_step(self, request: Request, pk: Any, change: int) -> Response:
        """One step, with the text before and after."""
        step = get_object_or_404(history_of(self._draft(pk)), pk=change)
        return Response(DraftChangeDetailSerializer(step).data)

    @extend_schema(request=ReasonGiven, responses=DraftSerializer)
    @idempotent
    @action(detail=True, methods=["post"])
    def abandon(self, request: Request, pk: Any) -> Response:
        """Leave a draft behind; it can still be read and copied."""
        abandon(self.user, self._draft(pk), validated(ReasonGiven, request.data)["reason"])
        return self.retrieve(request, pk)

    @extend_schema(request=ConsultationPeriod, responses=DraftSerializer)
    @idempotent
    @action(detail=True, methods=["post"], url_path="open-consultation")
    def open_consultation(self, request: Request, pk: Any) -> Response:
        """Show a draft to its guests and every standard author until a day; sent again, it sets another day."""
        period = validated(ConsultationPeriod, request.data)
        open_consultation(self.user, self._draft(pk), period["closes_on"])
        return self.retrieve(request, pk)

    @extend_schema(request=None, responses=DraftSerializer)
    @idempotent
    @action(detail=True, methods=["post"], url_path="close-consultation")
    def close_consultation(self, request: Request, pk: Any) -> Response:
        """End a consultation; its comments can still be answered."""
        close_consultation(self.user, self._draft(pk))
        return self.retrieve(request, pk)

    @extend_schema(request=Publication, responses={201: EditionSerializer})
    @idempotent
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: Any) -> Response:
        """Publish a draft for good; everything in the way is named."""
        edition = publish(self.user, self._draft(pk), **validated(Publication, request.data))
        return Response(EditionSerializer(edition).data, 201)

    def _draft(self, pk: Any) -> Draft:
        return get_object_or_404(visible_drafts(self.user), pk=pk)

    def _base(self, values: dict[str, Any]) -> Edition | Draft:
        if "draft" in values:
            draft = visible_drafts(self.user).filter(pk=values["draft"]).first()
            if draft is None:
                raise refused("draft-unknown", Where(field="draft"), draft=values["draft"])
            return draft
        try:
            return newest_edition(values["base"])
        except Edition.DoesNotExist:
            raise refused("base-unknown", Where(field="base"), base=values["base"]) from None


def _organisation(pk: int) -> Organisation:
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None:
        raise NotAllowed
    return organisation
