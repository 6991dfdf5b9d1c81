"""Improvement options: the catalogue, what is asked for, and what each option came to."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.serializers.assessments import RunProgressSerializer
from assessments.api.serializers.shared import PersonField, PinnedEditionSerializer
from assessments.options.choosing import titles
from assessments.options.models import Option, OptionRole, OptionStudy
from assessments.options.ranking import ORDERS, Ranked
from energyplus_runs.models import RunStatus
from standard_site.lib.openapi import FindingSerializer, LocalisedSerializer

_MOST_NUMBERS = 50
STATES = [*RunStatus.values, "inapplicable"]


class MeasureBasisSerializer(serializers.Serializer[Any]):
    """Where a default comes from; F1 and F2 are read, D worked out, P chosen by the author."""

    status = serializers.ChoiceField(choices=["F1", "F2", "D", "P"])
    title = LocalisedSerializer()
    locator = serializers.CharField()


class MeasureParameterSerializer(serializers.Serializer[Any]):
    """One number of a measure; `least` and `most` are allowed."""

    key = serializers.CharField()
    title = LocalisedSerializer()
    unit = serializers.CharField()
    default = serializers.FloatField()
    least = serializers.FloatField()
    most = serializers.FloatField()
    basis = MeasureBasisSerializer()


class MeasureSerializer(serializers.Serializer[Any]):
    """One measure of the catalogue, in the order in which measures are applied together."""

    key = serializers.CharField()
    title = LocalisedSerializer()
    explanation = LocalisedSerializer()
    needs = LocalisedSerializer()
    parameters = serializers.SerializerMethodField()
    embodied_factor = serializers.CharField(
        source="embodied.material",
        allow_null=True,
        help_text="Key of the factor of what is built; null: not known.",
    )

    @extend_schema_field(MeasureParameterSerializer(many=True))
    def get_parameters(self, measure: Any) -> Any:
        return MeasureParameterSerializer(measure.parameters.values(), many=True).data


class ChosenMeasure(serializers.Serializer[Any]):
    """A measure and a number for each of its parameters."""

    key = serializers.SlugField(max_length=40)
    parameters = serializers.DictField(child=serializers.FloatField(), required=False)


class StudyRequest(serializers.Serializer[Any]):
    """Measures to try, each by itself; without parameters they take the defaults of the catalogue."""

    measures = serializers.ListField(child=ChosenMeasure(), min_length=1, max_length=_MOST_NUMBERS)
    together = serializers.BooleanField(default=False, help_text="Simulate all of them together as well.")


class CombinationRequest(serializers.Serializer[Any]):
    """The numbers of options with one measure."""

    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=32767), min_length=1, max_length=_MOST_NUMBERS
    )


class DesignRequest(serializers.Serializer[Any]):
    """What the new design is called; the measures by name when left out."""

    label = serializers.CharField(  # type: ignore[assignment]
        max_length=200, required=False, allow_blank=True, default=""
    )


class RankQuery(serializers.Serializer[Any]):
    by = serializers.ChoiceField(choices=sorted(ORDERS), default="operating")


class OptionSerializer(serializers.ModelSerializer[Option]):
    """One simulation of a study."""

    title = serializers.SerializerMethodField()
    measures = ChosenMeasure(many=True)
    run = RunProgressSerializer()
    design = serializers.UUIDField(source="made_id", allow_null=True, help_text="The design made of it.")

    class Meta:
        model = Option
        fields = ["number", "role", "title", "measures", "run", "design"]

    @extend_schema_field(LocalisedSerializer)
    def get_title(self, option: Option) -> dict[str, str]:
        label = str(OptionRole(option.role).label)
        return titles(option.measures) if option.measures else {"en": label, "zh-hans": label}


class StudySerializer(serializers.ModelSerializer[OptionStudy]):
    """A study of options; what they came to is in its ranking."""

    edition = PinnedEditionSerializer()
    requested_by = PersonField()
    options = OptionSerializer(many=True)
    is_over = serializers.SerializerMethodField()

    class Meta:
        model = OptionStudy
        fields = ["id", "design", "edition", "requested_by", "requested_at", "is_over", "options"]

    def get_is_over(self, study: OptionStudy) -> bool:
        return not any(option.run.is_open for option in study.options.all())


class FiguresSerializer(serializers.Serializer[Any]):
    """What a run came to; null is not determined."""

    site_energy_kwh_per_yr = serializers.FloatField(allow_null=True)
    eui_kwh_per_m2_yr = serializers.FloatField(allow_null=True)
    operating_kgco2_per_m2_yr = serializers.FloatField(allow_null=True)
    b6_kgco2e_per_m2_yr = serializers.FloatField(allow_null=True)
    purchased_kwh_per_yr = serializers.FloatField(allow_null=True)
    unmet_cooling_h = serializers.FloatField(allow_null=True)


class TurnedSerializer(serializers.Serializer[Any]):
    """A criterion that comes to something else; `credits` are gained."""

    key = serializers.CharField(source="criterion.key")
    code = serializers.CharField(source="criterion.code")
    before = serializers.CharField()
    after = serializers.CharField()
    credits = serializers.FloatField()


class RankedSerializer(serializers.Serializer[Any]):
    """One option; savings are positive where it is better than the design as it is."""

    number = serializers.IntegerField(source="option.number")
    state = serializers.ChoiceField(choices=STATES)
    figures = FiguresSerializer(allow_null=True)
    energy_saved_kwh_per_m2_yr = serializers.FloatField(allow_null=True)
    operating_saved_kgco2_per_m2_yr = serializers.FloatField(allow_null=True)
    b6_saved_kgco2e_per_m2_yr = serializers.FloatField(allow_null=True)
    upfront_added_kgco2e_per_m2 = serializers.FloatField(allow_null=True)
    whole_life_saved_kgco2e_per_m2 = serializers.FloatField(allow_null=True)
    turned = TurnedSerializer(many=True)
    findings = serializers.SerializerMethodField()

    @extend_schema_field(FindingSerializer(many=True))
    def get_findings(self, ranked: Ranked) -> Any:
        return ranked.option.run.findings


class RankingSerializer(serializers.Serializer[Any]):
    """The design as it is and its options, the best first; what is not determined comes last."""

    by = serializers.CharField()
    period_yr = serializers.FloatField(allow_null=True)
    base = RankedSerializer(allow_null=True)
    options = RankedSerializer(many=True)
