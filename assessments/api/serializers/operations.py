"""What operators see and say."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.serializers.shared import PersonField
from energyplus_runs.models import Run
from energyplus_runs.operating.models import OperatorAct, OperatorVerb
from standard_site.lib.openapi import FindingSerializer


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(min_length=3, max_length=500)


class OperatorActSerializer(serializers.ModelSerializer[OperatorAct]):
    """What an operator did; `before` is what a run tried again had ended with."""

    verb = serializers.ChoiceField(choices=OperatorVerb.choices)
    operator = PersonField()
    before = serializers.DictField(child=serializers.JSONField())

    class Meta:
        model = OperatorAct
        fields = ["at", "verb", "operator", "run", "reason", "before"]


class OperatedRunSerializer(serializers.ModelSerializer[Run]):
    """A run as operators see it; `expected_s` and `wall_s` are seconds, null where nothing was measured."""

    asked_for_by = PersonField(source="requested_by")
    findings = FindingSerializer(many=True)

    class Meta:
        model = Run
        fields = [
            *("id", "case", "place_key", "status", "phase", "percent", "attempt", "losses", "worker"),
            *("asked_for_by", "requested_at", "started_at", "ended_at", "weight", "expected_s", "wall_s"),
            *("waits_for", "findings"),
        ]


class OperatedRunDetailSerializer(OperatedRunSerializer):
    """With the severe and fatal lines of EnergyPlus, and what operators did to it."""

    error_lines = serializers.ListField(child=serializers.CharField())
    acts = OperatorActSerializer(many=True)

    class Meta(OperatedRunSerializer.Meta):
        fields = [*OperatedRunSerializer.Meta.fields, "error_lines", "acts"]


class QueueRowSerializer(serializers.Serializer[Any]):
    """`place` counts the runs taken before it, null for one that takes the result of a run under way."""

    place = serializers.IntegerField(allow_null=True)
    run = OperatedRunSerializer()


class WorkerRowSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="node.name")
    slots = serializers.IntegerField(source="node.slots")
    alive = serializers.BooleanField()
    started_at = serializers.DateTimeField(source="node.started_at")
    seen_at = serializers.DateTimeField(source="node.seen_at")
    stopping_at = serializers.DateTimeField(source="node.stopping_at", allow_null=True)
    versions = serializers.DictField(source="node.versions", child=serializers.CharField())
    runs = OperatedRunSerializer(many=True)


class DayRowSerializer(serializers.Serializer[Any]):
    """Medians are seconds of the runs that were simulated, null without any."""

    day = serializers.DateField()
    succeeded = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    from_cache = serializers.IntegerField()
    median_wait_s = serializers.FloatField(allow_null=True)
    median_wall_s = serializers.FloatField(allow_null=True)


class FailureRowSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    runs = OperatedRunSerializer(many=True)


class OperationsSerializer(serializers.Serializer[Any]):
    takes_new_work = serializers.BooleanField()
    last_switch = OperatorActSerializer(allow_null=True)
    queue = QueueRowSerializer(many=True)
    workers = WorkerRowSerializer(many=True)
    days = DayRowSerializer(many=True)
    failures = FailureRowSerializer(many=True)
