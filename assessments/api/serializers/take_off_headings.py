"""Headings of take-offs that an organisation explained."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.serializers.shared import PersonField
from assessments.carbon.take_off_columns import SAYABLE
from assessments.take_off_headers.models import RememberedHeading


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class ColumnsField(serializers.JSONField):
    """What columns are headed in a take-off: an object of headings by our columns, JSON text in a form."""

    default_error_messages = {
        "headings": _("Write a JSON object: the heading of each column, by the column's name.")
    }
    _text = serializers.CharField()

    def to_internal_value(self, data: Any) -> dict[str, str]:
        value: Any = super().to_internal_value(data)
        texts = isinstance(value, dict) and all(
            isinstance(heading, str) and heading.strip() for heading in value.values()
        )
        if not texts or len(value) > len(SAYABLE):
            self.fail("headings")
        readable = self._text.run_validation  # a JSON text may hold what no database and no answer can
        return {readable(column): readable(heading) for column, heading in value.items()}


class RememberedHeadingSerializer(serializers.ModelSerializer[RememberedHeading]):
    """What a heading means in every take-off of the organisation."""

    heading = serializers.CharField(source="shown")
    said_by = PersonField()

    class Meta:
        model = RememberedHeading
        fields = ["id", "organisation", "heading", "column", "said_by", "said_at"]
