"""The values a criterion is tried with."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.models import Stage, Works
from rules.engine.kinds import nearest
from rules.engine.schema import SUBJECTS

_MOST = 400  # far more metrics than any edition has


@extend_schema_field(
    {
        "oneOf": [
            {"type": "number"},
            {"type": "boolean"},
            {"type": "array", "items": {"type": "number"}},
            {"type": "null"},
        ]
    }
)
class ValueField(serializers.JSONField):
    """A number, true or false, a list of numbers, or null for what is missing."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool | int | float):
            return data
        if isinstance(data, list) and all(isinstance(one, int | float) for one in data):
            return data
        raise serializers.ValidationError(
            _("Enter a number, true or false, or a list of numbers."), code="invalid"
        )


class TrialUseSerializer(serializers.Serializer[Any]):
    typology = serializers.CharField(max_length=100)
    gia_m2 = serializers.FloatField(required=False, allow_null=True)


class TrialSubjectSerializer(serializers.Serializer[Any]):
    kind = serializers.RegexField(
        f"^({'|'.join(SUBJECTS)})$", default="building", help_text="building or community"
    )
    works = serializers.ChoiceField(choices=Works.choices, required=False)
    stage = serializers.ChoiceField(choices=Stage.choices, required=False)
    construction_start_year = serializers.IntegerField(required=False, min_value=1900, max_value=2200)
    grid_region = serializers.CharField(max_length=100, required=False)
    uses = serializers.ListField(child=TrialUseSerializer(), max_length=20, required=False)


class TrialSerializer(serializers.Serializer[Any]):
    """`metrics` by the edition's keys, in the edition's units."""

    subject = TrialSubjectSerializer(required=False)
    metrics = serializers.DictField(child=ValueField(allow_null=True), required=False)


class WithoutUnknown(TrialSerializer):
    """The same, with every metric one that the edition has and is given, not derived."""

    def validate_metrics(self, given: dict[str, Any]) -> dict[str, Any]:
        if len(given) > _MOST:
            raise serializers.ValidationError(_("These are too many values."), code="too-many")
        known = {key: None for key, one in self.context["edition"].metrics.items() if one.rule is None}
        errors = {
            key: _("The edition has no such given metric (similar: %(near)s).")
            % {"near": nearest(key, known)}
            for key in given
            if key not in known
        }
        if errors:
            raise serializers.ValidationError({key: [text] for key, text in errors.items()}, code="unknown")
        return given
