"""An edition of the standard, as stored and as loaded."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.serializers.shared import OrganisationSerializer, PersonField
from rules.engine.expressions import Node
from rules.engine.localised import Localised
from rules.engine.printing import text_of
from rules.engine.schema import Reference
from rules.models import Edition, EditionEvent, EditionLife, EventVerb, LifeState
from rules.selectors import affected_by, corrections_of
from standard_site.lib.openapi import LocalisedSerializer


class SourceSerializer(serializers.Serializer[Any]):
    """A document numbers come from; status F1 F2 D P M NF says how well they were checked there."""

    key = serializers.CharField()
    title = serializers.CharField()
    locator = serializers.CharField()
    status = serializers.CharField()


@extend_schema_field(LocalisedSerializer)
class LocalisedField(serializers.Field[Localised, Any, dict[str, str], Any]):
    def to_representation(self, value: Localised) -> dict[str, str]:
        return value.to_json()


@extend_schema_field(SourceSerializer)
class ReferenceField(serializers.Field[Reference, Any, dict[str, str], Any]):
    def to_representation(self, value: Reference) -> dict[str, str]:
        return value.to_json()


class FormulaField(serializers.CharField):
    """A formula as the edition writes it."""

    def to_representation(self, value: Node) -> str:  # type: ignore[override]
        return text_of(value)


class EditionLifeSerializer(serializers.ModelSerializer[EditionLife]):
    """What became of a published edition; registration is open from day to day, the last included; null: no end."""

    organisation = OrganisationSerializer(allow_null=True)
    state = serializers.ChoiceField(choices=LifeState.choices)
    superseded_by = serializers.CharField(source="superseded_by.key", allow_null=True, default=None)
    corrects = serializers.CharField(source="corrects.key", allow_null=True, default=None)
    withdrawal_reason = serializers.SerializerMethodField()

    class Meta:
        model = EditionLife
        fields = [
            *("state", "organisation", "published_at", "registration_opens", "registration_closes"),
            *("superseded_by", "corrects", "withdrawn_at", "withdrawal_reason"),
        ]

    @extend_schema_field(LocalisedSerializer(allow_null=True))
    def get_withdrawal_reason(self, life: EditionLife) -> dict[str, str] | None:
        return life.reason if life.state == LifeState.WITHDRAWN else None


class EditionEventSerializer(serializers.ModelSerializer[EditionEvent]):
    """What happened to an edition."""

    verb = serializers.ChoiceField(choices=EventVerb.choices)
    actor = PersonField()
    details = serializers.DictField(child=serializers.JSONField())

    class Meta:
        model = EditionEvent
        fields = ["verb", "actor", "at", "details"]


class CorrectionSerializer(serializers.Serializer[Any]):
    """A corrigendum of an edition, and the criteria whose results can differ."""

    key = serializers.CharField()
    digest = serializers.CharField()
    affected_criteria = serializers.SerializerMethodField()

    def get_affected_criteria(self, corrigendum: Edition) -> list[str]:
        return list(affected_by(corrigendum))


class EditionSerializer(serializers.ModelSerializer[Edition]):
    """One state of an edition; `digest` names it for ever. A draft has no `life`."""

    title = LocalisedSerializer()
    life = EditionLifeSerializer(allow_null=True, default=None)

    class Meta:
        model = Edition
        fields = ["key", "digest", "status", "title", "stored_at", "life"]


class NamedSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = LocalisedField()  # type: ignore[assignment]


class ParameterSerializer(NamedSerializer):
    value = serializers.JSONField(help_text="A number or a word.")
    unit = serializers.CharField()
    source = ReferenceField(source="reference")  # type: ignore[assignment]


class MetricSerializer(NamedSerializer):
    """A quantity the criteria speak of; `above` is an exclusive lower bound."""

    definition = LocalisedField()
    unit = serializers.CharField()
    source = serializers.CharField(help_text="declared, simulated, take_off, metered or derived")  # type: ignore[assignment]
    type = serializers.CharField()
    minimum = serializers.FloatField(allow_null=True)
    above = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)
    formula = FormulaField(source="value", allow_null=True)


class RatingSerializer(NamedSerializer):
    threshold = serializers.FloatField()
    source = ReferenceField(source="reference")  # type: ignore[assignment]


class WeightSerializer(serializers.Serializer[Any]):
    weight_percent = serializers.FloatField(source="percent")
    source = ReferenceField(source="reference")  # type: ignore[assignment]


class WeightsSerializer(serializers.Serializer[Any]):
    building = WeightSerializer()
    community = WeightSerializer()


class ScenarioSerializer(NamedSerializer):
    """A scenario and its share in the score, by kind of subject."""

    weights = WeightsSerializer()


class EditionContentSerializer(serializers.Serializer[Any]):
    """What an edition holds beside its criteria and tables."""

    effective_from = serializers.CharField(allow_null=True)
    supersedes = serializers.CharField(allow_null=True)
    area_definition = LocalisedField()
    module_sets = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    scenarios = ScenarioSerializer(many=True, source="scoring.scenarios")
    ratings = RatingSerializer(many=True)
    typologies = NamedSerializer(many=True)
    parameters = ParameterSerializer(many=True)
    metrics = MetricSerializer(many=True)
    sources = SourceSerializer(many=True)


class EditionDetailSerializer(EditionSerializer):
    content = serializers.SerializerMethodField()
    corrections = serializers.SerializerMethodField()

    class Meta(EditionSerializer.Meta):
        fields = [*EditionSerializer.Meta.fields, "corrections", "content"]

    @extend_schema_field(CorrectionSerializer(many=True))
    def get_corrections(self, edition: Edition) -> Any:
        return CorrectionSerializer(corrections_of(edition), many=True).data

    @extend_schema_field(EditionContentSerializer)
    def get_content(self, edition: Edition) -> Any:
        loaded = edition.loaded()
        by_key = ("typologies", "parameters", "metrics", "sources")
        rest = ("effective_from", "supersedes", "area_definition", "module_sets", "scoring", "ratings")
        content = {name: getattr(loaded, name) for name in rest}
        return EditionContentSerializer(
            content | {name: [*getattr(loaded, name).values()] for name in by_key}
        ).data


class StepSerializer(serializers.Serializer[Any]):
    limit = FormulaField()
    credits = serializers.FloatField()


class RequirementSerializer(serializers.Serializer[Any]):
    """One thing a criterion asks. `unconfirmed` ones are shown but not scored; `transcribed` ones are provisional."""

    key = serializers.CharField()
    kind = serializers.CharField(help_text="mandatory, credit, report or method")
    title = LocalisedField()
    applies_when = FormulaField(allow_null=True)
    value = FormulaField(source="value.expression")
    unit = serializers.CharField(source="value.unit")
    round_to = serializers.FloatField(source="value.round_to", allow_null=True)
    comparison = serializers.CharField(allow_null=True)
    limit = FormulaField(allow_null=True)
    steps = StepSerializer(many=True)
    sources = serializers.ListField(child=ReferenceField())
    unconfirmed = serializers.BooleanField()
    transcribed = serializers.BooleanField()


class CrossReferenceSerializer(serializers.Serializer[Any]):
    """A clause elsewhere that a criterion answers to."""

    source = SourceSerializer()  # type: ignore[assignment]
    clause = serializers.CharField()
    status = serializers.CharField()
    note = LocalisedField(allow_null=True)


class CriterionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    code = serializers.CharField()
    scenario = serializers.CharField()
    title = LocalisedField()
    intent = LocalisedField()
    notes = LocalisedField(allow_null=True)
    subjects = serializers.ListField(child=serializers.CharField())
    stages = serializers.ListField(child=serializers.CharField())
    applies_when = FormulaField(allow_null=True)
    value = FormulaField(source="value.expression")
    unit = serializers.CharField(source="value.unit")
    requirements = RequirementSerializer(many=True)
    references = CrossReferenceSerializer(many=True)


class ColumnSerializer(serializers.Serializer[Any]):
    """A column's kind; `per` names the column that says per what a factor counts."""

    type = serializers.CharField()
    unit = serializers.CharField(allow_null=True)
    per = serializers.CharField(allow_null=True)


class TableSerializer(serializers.Serializer[Any]):
    """A table of factors or limits."""

    key = serializers.CharField()
    title = LocalisedField()
    use = serializers.CharField(help_text="factor, limit, credit or context")
    columns = serializers.DictField(child=ColumnSerializer())
    row_count = serializers.SerializerMethodField()

    def get_row_count(self, table: Any) -> int:
        return len(table.rows)


class TableRowsSerializer(TableSerializer):
    """A table with its rows; each row also names its source, where in it, and how well it was checked."""

    rows = serializers.ListField(child=serializers.DictField(child=serializers.JSONField()))
