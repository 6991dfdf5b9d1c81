"""The files of a draft, each with its version as `ETag`, so that nobody overwrites what they have not seen."""

from __future__ import annotations

import re
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource, tagged
from assessments.api.idempotency import idempotent
from assessments.api.serializers.drafts import (
    DraftFileRowSerializer,
    DraftFileSerializer,
    EditConflictSerializer,
    FileAdded,
    ReasonGiven,
    TextSaved,
)
from rules.actions.drafts import add_file, remove_file, save_file
from rules.models import Draft, DraftFile
from rules.refusal import EditConflict
from rules.selectors import visible_drafts
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.problems import PROBLEM_JSON, Problem

_PATH = OpenApiParameter("path", str, OpenApiParameter.PATH, description="E.g. `criteria/b06.yaml`.")
_ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200, 304], description="The version."
)
_HELD = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="An `ETag` you hold.")
_SEEN = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description='The `ETag` of the version you changed, e.g. `"3"`.'
)
_TOLD = {
    (412, PROBLEM_JSON): OpenApiResponse(
        EditConflictSerializer, description="Somebody else saved meanwhile."
    ),
    (428, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, description="Send `If-Match`."),
}
_SAVED = {(200, "application/json"): DraftFileSerializer} | _TOLD
_REMOVED = {204: OpenApiResponse(description="It is out; the history keeps it.")} | _TOLD
_NUMBER = re.compile(r'"(\d{1,9})"')


class DraftFiles(Resource):
    pagination_class = None  # a draft has few hundred files at most
    lookup_field = "path"
    lookup_value_converter = "edition_file"

    @extend_schema(responses=DraftFileRowSerializer(many=True))
    def list(self, request: Request, draft_pk: Any) -> Response:
        """Every file of a draft by path, without its text."""
        files = self._draft(draft_pk).files.select_related("changed_by").defer("text")
        return Response(DraftFileRowSerializer(files, many=True).data)

    @extend_schema(request=FileAdded, responses={201: DraftFileSerializer})
    @idempotent
    def create(self, request: Request, draft_pk: Any) -> Response:
        """Add a file that is not there yet."""
        values = validated(FileAdded, request.data)
        file = add_file(self.user, self._draft(draft_pk), values["path"], values["text"], values["reason"])
        return Response(DraftFileSerializer(file).data, 201)

    @extend_schema(
        parameters=[_PATH, _ETAG, _HELD], responses={200: DraftFileSerializer, 304: OpenApiResponse()}
    )
    def retrieve(self, request: Request, draft_pk: Any, path: str) -> Any:
        """A file with its text; its `ETag` is the version to send back as `If-Match`."""
        file = self._file(self._draft(draft_pk), path)
        return tagged(request, str(file.version), lambda: DraftFileSerializer(file).data)

    @extend_schema(parameters=[_PATH, _ETAG, _SEEN], request=TextSaved, responses=_SAVED)
    def update(self, request: Request, draft_pk: Any, path: str) -> Response:
        """Save a file, if it is still the version you saw; else you are shown both texts and nothing is lost."""
        values, seen = validated(TextSaved, request.data), _seen(request)
        draft = self._draft(draft_pk)
        try:
            file = save_file(self.user, draft, path, values["text"], seen, values["reason"])
        except EditConflict as conflict:
            raise _told(conflict) from conflict
        return Response(DraftFileSerializer(file).data, headers={"ETag": f'"{file.version}"'})

    @extend_schema(parameters=[_PATH, _SEEN, ReasonGiven], request=None, responses=_REMOVED)
    def destroy(self, request: Request, draft_pk: Any, path: str) -> Response:
        """Take a file out, if it is still the version you saw."""
        reason, seen = validated(ReasonGiven, request.query_params)["reason"], _seen(request)
        try:
            remove_file(self.user, self._draft(draft_pk), path, seen, reason)
        except EditConflict as conflict:
            raise _told(conflict) from conflict
        return Response(status=204)

    def _draft(self, pk: Any) -> Draft:
        return get_object_or_404(visible_drafts(self.user), pk=pk)

    def _file(self, draft: Draft, path: str) -> DraftFile:
        return get_object_or_404(draft.files.select_related("changed_by"), path=path)


def _seen(request: Request) -> int:
    """The version the sender changed. Raises Problem `precondition-required`."""
    found = _NUMBER.fullmatch(request.headers.get("If-Match", "").strip().removeprefix("W/"))
    if found is None:
        raise Problem("precondition-required")
    return int(found[1])


def _told(conflict: EditConflict) -> Problem:
    theirs = DraftFileSerializer(conflict.theirs).data if conflict.theirs is not None else None
    return Problem("edit-conflict", [conflict.finding], theirs=theirs, yours=conflict.yours)
