"""Consultation: guests, comments and replies."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.serializers.shared import MOST_TEXT, PersonField
from rules.models import Comment, CommentReply, CommentState, ConsultationGuest


class ConsultationPeriod(serializers.Serializer[Any]):
    closes_on = serializers.DateField(help_text="The last day on which comments are taken.")


class GuestInvited(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254, help_text="The address the guest signs in with.")


class GuestSerializer(serializers.ModelSerializer[ConsultationGuest]):
    invited_by = PersonField()

    class Meta:
        model = ConsultationGuest
        fields = ["id", "email", "invited_by", "invited_at"]


class CommentQuery(serializers.Serializer[Any]):
    criterion = serializers.SlugField(max_length=80, required=False)
    state = serializers.ChoiceField(choices=CommentState.choices, required=False)


class CommentMade(serializers.Serializer[Any]):
    criterion = serializers.CharField(
        max_length=80, allow_blank=True, default="", help_text="Key of a criterion; empty: the whole edition."
    )
    text = serializers.CharField(max_length=MOST_TEXT)


class ReplyMade(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=MOST_TEXT)


class ReplySerializer(serializers.ModelSerializer[CommentReply]):
    author = PersonField()

    class Meta:
        model = CommentReply
        fields = ["author", "text", "at"]


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """An opinion with its answers; open until an editor answers it, closed for good when an editor closes it."""

    criterion = serializers.CharField(source="criterion_key", allow_blank=True)
    author = PersonField()
    state = serializers.ChoiceField(choices=CommentState.choices)
    replies = ReplySerializer(many=True)
    closed_by = PersonField()

    class Meta:
        model = Comment
        fields = ["id", "criterion", "author", "text", "at", "state", "replies", "closed_by", "closed_at"]
