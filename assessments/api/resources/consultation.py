"""Consultation on a draft: its guests, and what is said of its criteria."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource, filters
from assessments.api.idempotency import idempotent
from assessments.api.serializers.consultation import (
    CommentMade,
    CommentQuery,
    CommentSerializer,
    GuestInvited,
    GuestSerializer,
    ReplyMade,
)
from rules.actions.consultation import close_comment, comment, invite_guest, reply, withdraw_guest
from rules.models import Comment, Draft
from rules.policies import is_editor
from rules.refusal import NotAllowed
from rules.selectors import comments_of, visible_drafts
from standard_site.accounts.models import User
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.problems import PROBLEM_JSON

_EDITORS = {
    (403, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, description="Guests are the editors' affair.")
}


class DraftComments(Resource):
    newest_first_by = "at"
    lookup_value_converter = "int"

    @extend_schema(parameters=[CommentQuery], responses=CommentSerializer(many=True))
    def list(self, request: Request, draft_pk: Any) -> Response:
        """What was said of a draft, newest first, with the replies."""
        wanted = filters(
            validated(CommentQuery, request.query_params), criterion="criterion_key", state="state"
        )
        return self.page(comments_of(_draft(self.user, draft_pk)).filter(**wanted), CommentSerializer)

    @extend_schema(request=CommentMade, responses={201: CommentSerializer})
    @idempotent
    def create(self, request: Request, draft_pk: Any) -> Response:
        """Comment on a criterion, or on the whole edition, while the consultation is open."""
        draft, values = _draft(self.user, draft_pk), validated(CommentMade, request.data)
        made = comment(self.user, draft, values["criterion"], values["text"])
        return Response(CommentSerializer(made).data, 201)

    @extend_schema(responses=CommentSerializer)
    def retrieve(self, request: Request, draft_pk: Any, pk: Any) -> Response:
        """A comment with its replies."""
        return Response(CommentSerializer(self._comment(draft_pk, pk)).data)

    @extend_schema(request=ReplyMade, responses={201: CommentSerializer})
    @idempotent
    @action(detail=True, methods=["post"])
    def replies(self, request: Request, draft_pk: Any, pk: Any) -> Response:
        """Reply to a comment; an editor's reply answers it."""
        reply(self.user, self._comment(draft_pk, pk), validated(ReplyMade, request.data)["text"])
        return Response(CommentSerializer(self._comment(draft_pk, pk)).data, 201)

    @extend_schema(request=None, responses=CommentSerializer)
    @idempotent
    @action(detail=True, methods=["post"])
    def close(self, request: Request, draft_pk: Any, pk: Any) -> Response:
        """Close a comment for good."""
        close_comment(self.user, self._comment(draft_pk, pk))
        return self.retrieve(request, draft_pk, pk)

    def _comment(self, draft_pk: Any, pk: Any) -> Comment:
        return get_object_or_404(comments_of(_draft(self.user, draft_pk)), pk=pk)


class DraftGuests(Resource):
    newest_first_by = "invited_at"
    lookup_value_converter = "int"

    @extend_schema(responses={(200, "application/json"): GuestSerializer(many=True)} | _EDITORS)
    def list(self, request: Request, draft_pk: Any) -> Response:
        """Who was asked for an opinion, by address; for the draft's editors."""
        draft = _draft(self.user, draft_pk)
        if not is_editor(self.user, draft):
            raise NotAllowed
        return self.page(draft.guests.select_related("invited_by"), GuestSerializer)

    @extend_schema(request=GuestInvited, responses={201: GuestSerializer})
    @idempotent
    def create(self, request: Request, draft_pk: Any) -> Response:
        """Ask somebody for an opinion; a letter tells them."""
        draft, email = _draft(self.user, draft_pk), validated(GuestInvited, request.data)["email"]
        return Response(GuestSerializer(invite_guest(self.user, draft, email)).data, 201)

    @extend_schema(
        request=None, responses={204: OpenApiResponse(description="The invitation is taken back.")}
    )
    def destroy(self, request: Request, draft_pk: Any, pk: Any) -> Response:
        """Take an invitation back; what the guest said stays."""
        draft = _draft(self.user, draft_pk)
        if not is_editor(self.user, draft):
            raise NotAllowed
        withdraw_guest(self.user, draft, get_object_or_404(draft.guests, pk=pk).email)
        return Response(status=204)


def _draft(user: User, pk: Any) -> Draft:
    return get_object_or_404(visible_drafts(user), pk=pk)
