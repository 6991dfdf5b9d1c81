"""Departures from the modelling protocol."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.serializers.shared import PersonField
from assessments.departures.changing import MOST
from assessments.departures.models import DepartureDecision, DepartureReason
from standard_site.lib.openapi import LocalisedSerializer


class DepartureReasonSerializer(serializers.ModelSerializer[DepartureReason]):
    written_by = PersonField()

    class Meta:
        model = DepartureReason
        fields = ["id", "reason", "written_by", "written_at"]


class DepartureDecisionSerializer(serializers.ModelSerializer[DepartureDecision]):
    decided_by = PersonField()

    class Meta:
        model = DepartureDecision
        fields = ["accepted", "reason", "decided_by", "decided_at"]


class DepartureSerializer(serializers.Serializer[Any]):
    """One figure of the model against the protocol's; `allowed` says whether a reason can be given for it."""

    key = serializers.CharField()
    step = serializers.CharField()
    title = LocalisedSerializer()
    object = serializers.CharField()
    found = serializers.CharField()
    standard = serializers.CharField()
    allowed = serializers.BooleanField()
    is_open = serializers.BooleanField()
    reason = DepartureReasonSerializer(allow_null=True)
    decision = DepartureDecisionSerializer(allow_null=True)


class DepartureToExplain(serializers.Serializer[Any]):
    key = serializers.CharField(max_length=16)
    reason = serializers.CharField(max_length=MOST)


class DepartureToDecide(DepartureToExplain):
    accepted = serializers.BooleanField()
    about = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        help_text="Id of the architects' reason that was read; another one since is a conflict.",
    )
