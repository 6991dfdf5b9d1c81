"""Editions of the standard: open to everybody, and unchanging by digest."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource, tagged
from assessments.api.idempotency import idempotent
from assessments.api.serializers.drafts import Withdrawal
from assessments.api.serializers.editions import (
    CriterionSerializer,
    EditionDetailSerializer,
    EditionEventSerializer,
    EditionSerializer,
    TableRowsSerializer,
    TableSerializer,
)
from rules.actions.publication import withdraw
from rules.engine.schema import Edition as LoadedEdition
from rules.models import Edition
from rules.selectors import events_of, newest_edition, newest_editions
from standard_site.lib.input import validated

_ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 304],
    description="The edition's digest, and where its life is shown a mark of that.",
)
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="An `ETag` you hold."
)
_UNCHANGED = OpenApiResponse(description="You hold this state already.")


class StateQuery(serializers.Serializer[Any]):
    digest = serializers.RegexField(
        r"^[0-9a-f]{64}$", required=False, help_text="The state meant; the newest when left out."
    )


def _answers(serializer: Any) -> dict[int, Any]:
    return {200: serializer, 304: _UNCHANGED}


class Editions(Resource):
    permission_classes = [AllowAny]
    newest_first_by = "stored_at"
    lookup_field = "key"
    lookup_value_converter = "slug"

    @extend_schema(responses=EditionSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Of every edition the published state, else the newest, with what became of it."""
        return self.page(newest_editions(), EditionSerializer)

    @extend_schema(parameters=[_ETAG, _IF_NONE_MATCH], responses=_answers(EditionDetailSerializer))
    def retrieve(self, request: Request, key: str) -> HttpResponseBase:
        """The published state of an edition, else the newest, with what became of it and what corrects it."""
        edition = _state(key)
        return tagged(request, _tag(edition), lambda: EditionDetailSerializer(edition).data)

    @extend_schema(
        operation_id="editions_state_retrieve",
        parameters=[_ETAG, _IF_NONE_MATCH],
        responses=_answers(EditionDetailSerializer),
    )
    @action(detail=True, url_path="<sha256:digest>")
    def state(self, request: Request, key: str, digest: str) -> HttpResponseBase:
        """One state of an edition, whose content never changes."""
        edition = _state(key, digest)
        return tagged(request, _tag(edition), lambda: EditionDetailSerializer(edition).data)

    @extend_schema(responses=EditionEventSerializer(many=True))
    @action(detail=True)
    def events(self, request: Request, key: str) -> Response:
        """What happened to an edition: published, superseded, corrected, withdrawn."""
        self.newest_first_by = "at"
        return self.page(events_of(_state(key)), EditionEventSerializer)

    @extend_schema(request=Withdrawal, responses=EditionSerializer)
    @idempotent
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    def withdraw(self, request: Request, key: str) -> Response:
        """Take a published edition out of force; what was scored by it stays."""
        edition = _state(key)
        withdraw(self.user, edition, validated(Withdrawal, request.data)["reason"])
        return Response(EditionSerializer(_state(key)).data)

    @extend_schema(
        parameters=[StateQuery, _ETAG, _IF_NONE_MATCH], responses=_answers(CriterionSerializer(many=True))
    )
    @action(detail=True, pagination_class=None)
    def criteria(self, request: Request, key: str) -> HttpResponseBase:
        """Every criterion of an edition, in the standard's order."""
        edition = self._asked(key)
        return tagged(request, edition.digest, lambda: CriterionSerializer(edition.criteria, many=True).data)

    @extend_schema(parameters=[StateQuery, _ETAG, _IF_NONE_MATCH], responses=_answers(CriterionSerializer))
    @action(detail=True, url_path="criteria/<slug:criterion>")
    def criterion(self, request: Request, key: str, criterion: str) -> HttpResponseBase:
        edition = self._asked(key)
        try:
            found = edition.criterion(criterion)
        except KeyError:
            raise Http404 from None
        return tagged(request, edition.digest, lambda: CriterionSerializer(found).data)

    @extend_schema(
        parameters=[StateQuery, _ETAG, _IF_NONE_MATCH], responses=_answers(TableSerializer(many=True))
    )
    @action(detail=True, pagination_class=None)
    def factors(self, request: Request, key: str) -> HttpResponseBase:
        """The edition's tables of factors and limits."""
        edition = self._asked(key)
        return tagged(
            request, edition.digest, lambda: TableSerializer(edition.tables.values(), many=True).data
        )

    @extend_schema(parameters=[StateQuery, _ETAG, _IF_NONE_MATCH], responses=_answers(TableRowsSerializer))
    @action(detail=True, url_path="factors/<slug:table>")
    def factor_rows(self, request: Request, key: str, table: str) -> HttpResponseBase:
        """One table with its rows, each with its source and status."""
        edition = self._asked(key)
        if table not in edition.tables:
            raise Http404
        return tagged(request, edition.digest, lambda: TableRowsSerializer(edition.tables[table]).data)

    def _asked(self, key: str) -> LoadedEdition:
        query = validated(StateQuery, self.request.query_params)
        return _state(key, query.get("digest")).loaded()


def _tag(edition: Edition) -> str:
    """The digest of the content; of a published edition with a mark of what happened to it since."""
    last = events_of(edition).values_list("pk", flat=True).first()
    return edition.digest if last is None else f"{edition.digest}.{last}"


def _state(key: str, digest: str | None = None) -> Edition:
    try:
        return Edition.objects.defer("files").get(key=key, digest=digest) if digest else newest_edition(key)
    except Edition.DoesNotExist:
        raise Http404 from None
