"""Changes between editions, and what they do to one score."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rules.engine.diff import ADDED, CHANGED, PARTS, REMOVED
from standard_site.lib.openapi import LocalisedSerializer


@extend_schema_field(OpenApiTypes.ANY)
class AnyField(serializers.Field[Any, Any, Any, Any]):
    """What a thing was or is, in the form its change names; null where it is absent."""


@extend_schema_field({"type": "array", "items": {"oneOf": [{"type": "string"}, {"type": "integer"}]}})
class RouteField(serializers.Field[Any, Any, Any, Any]):
    """The way to a thing within its part: keys, and places from 1 in lists."""


class IdentitySerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    digest = serializers.CharField()
    status = serializers.CharField()


class SegmentSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["equal", "insert", "delete"])
    text = serializers.CharField()


class ChangeSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[ADDED, REMOVED, CHANGED])
    part = serializers.ChoiceField(choices=list(PARTS))
    key = serializers.CharField(allow_blank=True)
    route = RouteField(help_text="Empty for the whole of it.")
    form = serializers.CharField(
        help_text="text, wording, formula, number, word, set, reference, row or entry."
    )
    before = AnyField(allow_null=True)
    after = AnyField(allow_null=True)
    units = serializers.ListField(child=serializers.CharField(allow_blank=True), min_length=2, max_length=2)
    words = serializers.DictField(
        child=SegmentSerializer(many=True), help_text="By language, of texts that changed."
    )
    affected = serializers.ListField(
        child=serializers.CharField(), help_text="Keys of the criteria whose formulas reach it."
    )
    message = LocalisedSerializer()


class ComparisonSerializer(serializers.Serializer[Any]):
    a = IdentitySerializer()
    b = IdentitySerializer()
    count = serializers.IntegerField()
    changes = ChangeSerializer(many=True)


class ComparedEditionsSerializer(serializers.Serializer[Any]):
    before = IdentitySerializer()
    after = IdentitySerializer()


class JudgementSerializer(serializers.Serializer[Any]):
    """Total 0–100, null where nothing can be earned; the key of the rating, null where none is reached."""

    total = serializers.FloatField(allow_null=True)
    gate = serializers.CharField(help_text="achieved, not_achieved or undetermined.")
    rating = serializers.CharField(allow_null=True)


class CriterionStateSerializer(serializers.Serializer[Any]):
    outcome = serializers.CharField(
        allow_null=True,
        help_text="achieved, not_achieved, not_applicable or undetermined; null: the edition has no such criterion.",
    )
    credits = serializers.FloatField()
    credits_available = serializers.FloatField()


class MovedSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    before = CriterionStateSerializer()
    after = CriterionStateSerializer()


class ChangeGroupSerializer(serializers.Serializer[Any]):
    part = serializers.ChoiceField(choices=list(PARTS))
    key = serializers.CharField(allow_blank=True)


class EffectSerializer(JudgementSerializer):
    """What groups of changes do alone, put into the old edition together with what they cannot be read without."""

    groups = ChangeGroupSerializer(many=True)
    together_with = ChangeGroupSerializer(many=True)
    changes = ChangeSerializer(many=True)
    points = serializers.FloatField(allow_null=True)
    criteria = MovedSerializer(many=True)


class ScoreDifferenceSerializer(serializers.Serializer[Any]):
    editions = ComparedEditionsSerializer()
    before = JudgementSerializer()
    after = JudgementSerializer()
    points = serializers.FloatField(allow_null=True)
    criteria = MovedSerializer(many=True)
    effects = EffectSerializer(many=True)
    remainder = serializers.FloatField(allow_null=True)
    apart = ChangeSerializer(many=True, help_text="Changes that stored values cannot show.")
