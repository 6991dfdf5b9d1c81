"""Data sets of factors, and the factors that lines insist on."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.serializers.shared import PersonField
from assessments.carbon.factor import MODULES, Factor, Kind
from assessments.carbon.factors import Match
from assessments.carbon.factors_choice import Lost
from assessments.carbon.units import Unit
from assessments.factor_libraries.bringing import MOST_REASON, MOST_TITLE
from assessments.factor_libraries.choosing import LineChoice
from assessments.factor_libraries.models import FactorChoice, FactorDataset
from assessments.factor_libraries.reading import factors_of_dataset, is_acting
from standard_site.lib.openapi import FindingSerializer, LocalisedSerializer

UNITS = [unit.value for unit in Unit]
MOST_KEY = 120


class FactorSerializer(serializers.Serializer[Any]):
    """A factor; a module that is not known is left out, null is not zero."""

    key = serializers.CharField()
    name = LocalisedSerializer()
    unit = serializers.ChoiceField(choices=UNITS)
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    modules = serializers.SerializerMethodField(
        help_text="What counts of each module [kgCO2e/unit], any uplift in it."
    )
    biogenic_kgco2_per_unit = serializers.FloatField(allow_null=True)
    gwp_parts = serializers.DictField(
        child=serializers.FloatField(),
        help_text="Fossil, biogenic and land-use part of A1–A3, and the biogenic part of C1–C4, as stated [kgCO2e/unit].",
    )
    mass_kg_per_unit = serializers.FloatField(allow_null=True)
    density_kg_per_m3 = serializers.FloatField(allow_null=True)
    geography = serializers.CharField(allow_null=True)
    year = serializers.IntegerField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    stands_for = serializers.CharField(allow_null=True)
    remarks = serializers.ListField(child=serializers.CharField())

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "number"}})
    def get_modules(self, factor: Factor) -> dict[str, float]:
        return {name: value for name in MODULES if (value := factor.module(name)) is not None}


class DatasetRowSerializer(serializers.ModelSerializer[FactorDataset]):
    organisation = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    sha256 = serializers.CharField(source="file_id")
    uploaded_by = PersonField()
    retired_by = PersonField()

    class Meta:
        model = FactorDataset
        fields = [
            *("id", "organisation", "key", "version", "title", "form", "file_name", "sha256"),
            *("uploaded_by", "uploaded_at", "retired_by", "retired_at", "retired_because"),
        ]
        read_only_fields = fields


class DatasetSerializer(DatasetRowSerializer):
    is_acting = serializers.SerializerMethodField()
    findings = FindingSerializer(many=True)
    factors = serializers.SerializerMethodField()

    class Meta(DatasetRowSerializer.Meta):
        fields = [*DatasetRowSerializer.Meta.fields, "is_acting", "findings", "factors"]
        read_only_fields = fields

    def get_is_acting(self, dataset: FactorDataset) -> bool:
        return is_acting(dataset)

    @extend_schema_field(FactorSerializer(many=True))
    def get_factors(self, dataset: FactorDataset) -> Any:
        return FactorSerializer(factors_of_dataset(dataset), many=True).data


class DatasetUpload(serializers.Serializer[Any]):
    """A file of factors; `unit` is needed for ILCD+EPD, which does not say it."""

    organisation = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    key = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=MOST_TITLE)
    file = serializers.FileField(allow_empty_file=True)
    unit = serializers.ChoiceField(choices=UNITS, required=False, allow_null=True, default=None)


class DatasetToRetire(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=MOST_REASON)


class FactorChoiceSerializer(serializers.ModelSerializer[FactorChoice]):
    chosen_by = PersonField()

    class Meta:
        model = FactorChoice
        fields = ["line_id", "factor_key", "reason", "chosen_by", "chosen_at"]
        read_only_fields = fields


class FactorToChoose(serializers.Serializer[Any]):
    """`factor_key` blank takes the line back to the usual choice."""

    line_id = serializers.CharField(max_length=500)
    factor_key = serializers.CharField(max_length=MOST_KEY, allow_blank=True)
    reason = serializers.CharField(max_length=MOST_REASON)


class LineQuery(serializers.Serializer[Any]):
    first = serializers.IntegerField(
        min_value=0, max_value=10_000_000, required=False, default=0, help_text="How many lines to pass over."
    )
    most = serializers.IntegerField(
        min_value=1, max_value=1_000, required=False, default=200, help_text="How many lines to answer with."
    )


class LoserSerializer(serializers.Serializer[Any]):
    factor_key = serializers.CharField(source="factor.key")
    why = serializers.ChoiceField(choices=[why.value for why in Lost])


class LineChoiceSerializer(serializers.Serializer[Any]):
    """A line, the factor it gets, those it does not with the reason, and what was chosen for it, newest first."""

    line_id = serializers.CharField(source="line.line_id")
    material = serializers.CharField(source="line.material")
    factor = serializers.SerializerMethodField()
    insisted = serializers.BooleanField(source="match.insisted")
    reason = serializers.CharField(
        source="match.reason", allow_null=True, help_text="Why no factor was found, a finding's code."
    )
    losers = LoserSerializer(source="match.losers", many=True)
    history = FactorChoiceSerializer(many=True)

    @extend_schema_field(FactorSerializer(allow_null=True))
    def get_factor(self, choice: LineChoice) -> Any:
        match: Match = choice.match
        return FactorSerializer(match.factor).data if match.factor is not None else None
