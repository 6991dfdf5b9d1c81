"""Designs and their files."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.serializers.shared import PersonField
from assessments.api.serializers.take_off_headings import ColumnsField
from assessments.models import Design
from energyplus_runs.previews.models import Preview
from energyplus_runs.selectors import attachments_of
from standard_site.files.models import StoredFile
from standard_site.lib.openapi import FindingSerializer


class DesignUpload(serializers.Serializer[Any]):
    """At least one file; what a file left out would have said stays undetermined."""

    label = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")  # type: ignore[assignment]
    model = serializers.FileField(
        required=False, allow_empty_file=True, help_text="EnergyPlus model, IDF or epJSON."
    )
    attachments = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        required=False,
        default=list,
        help_text="Files the model names, e.g. the CSV of a Schedule:File; the field may be repeated.",
    )
    take_off = serializers.FileField(
        required=False, allow_empty_file=True, help_text="Material take-off, XLSX or CSV."
    )
    take_off_reading = serializers.UUIDField(
        required=False, help_text="A take-off that was read for this project, instead of a file."
    )
    columns = ColumnsField(
        required=False,
        default=dict,
        help_text="What columns are headed in the take-off, by our column; remembered for the organisation.",
    )
    declared = serializers.FileField(
        required=False, allow_empty_file=True, help_text="Declared values, YAML."
    )
    take_off_from_model = serializers.BooleanField(
        required=False, default=False, help_text="Estimate the take-off from the model instead of giving one."
    )


FILE_KINDS = ("model", "take-off", "declared", "attachment")


class DesignFileSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=FILE_KINDS)
    name = serializers.CharField()
    size_bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


def file_of(design: Design, kind: str, name: str = "") -> tuple[StoredFile | None, str]:
    """A design's file of one kind and the name it came with; of the attachments the one called `name`."""
    if kind == "attachment":
        found = dict(attachments_of(design.model)) if design.model else {}
        return found.get(name), name
    if kind == "model":
        return (design.model.file if design.model else None), design.model_file_name
    if kind == "take-off":
        return design.take_off, design.take_off_file_name
    return design.declared_file, design.declared_file_name


class DesignRowSerializer(serializers.ModelSerializer[Design]):
    files = serializers.SerializerMethodField()
    created_by = PersonField()

    class Meta:
        model = Design
        fields = [
            *("id", "project", "number", "label", "files", "take_off_basis"),
            *("created_by", "created_at"),
        ]

    @extend_schema_field(DesignFileSerializer(many=True))
    def get_files(self, design: Design) -> list[dict[str, Any]]:
        found = [(kind, *file_of(design, kind)) for kind in FILE_KINDS if kind != "attachment"]
        given = [
            {"kind": kind, "name": name, "size_bytes": file.size_bytes, "sha256": file.digest}
            for kind, file, name in found
            if file is not None
        ]
        attached = attachments_of(design.model) if design.model else ()
        return given + [
            {"kind": "attachment", "name": name, "size_bytes": self._sizes[digest], "sha256": digest}
            for name, digest in ((name, file.digest) for name, file in attached)
        ]

    @cached_property
    def _sizes(self) -> dict[str, int]:
        """Of all files attached to the designs shown, by digest."""
        shown: Any = [self.instance] if self.parent is None else self.parent.instance
        models = [design.model for design in shown if design.model is not None]
        digests = {file.digest for model in models for _, file in attachments_of(model)}
        return dict(StoredFile.objects.filter(pk__in=digests).values_list("digest", "size_bytes"))


class DesignSerializer(DesignRowSerializer):
    """A design with what its model holds, and what was found in its files."""

    summary = serializers.SerializerMethodField()
    findings = FindingSerializer(many=True)

    class Meta(DesignRowSerializer.Meta):
        fields = [*DesignRowSerializer.Meta.fields, "summary", "findings"]

    @extend_schema_field({"type": ["object", "null"], "additionalProperties": {}})
    def get_summary(self, design: Design) -> Any:
        return design.model.summary if design.model else None


class PreviewSerializer(serializers.ModelSerializer[Preview]):
    """What the modelling protocol makes of a model before its simulation: `preparation` as of a run."""

    place = serializers.CharField(source="place_key")
    preparation = serializers.ListField(child=serializers.DictField())
    findings = FindingSerializer(many=True)

    class Meta:
        model = Preview
        fields = ["status", "place", "preparation", "findings", "requested_at", "ended_at"]
