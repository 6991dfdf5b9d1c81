"""Take-offs that a worker reads: what is handed in, and how far it is."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.serializers.shared import PersonField
from assessments.take_off_readings.models import TakeOffReading
from standard_site.lib.openapi import FindingSerializer


class ReadingUpload(serializers.Serializer[Any]):
    file = serializers.FileField(
        allow_empty_file=True, help_text="XLSX or CSV with more lines than a request reads, IFC or IFCZIP."
    )


class ReadingSerializer(serializers.ModelSerializer[TakeOffReading]):
    """`done` of `total`: rows of a table, hundredths of an IFC model; `lines` is there once it is read."""

    requested_by = PersonField()
    findings = FindingSerializer(many=True)

    class Meta:
        model = TakeOffReading
        fields = [
            *("id", "project", "kind", "file_name", "status", "done", "total", "lines", "findings"),
            *("requested_by", "requested_at", "started_at", "ended_at"),
        ]
