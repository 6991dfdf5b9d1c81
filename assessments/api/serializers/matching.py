"""The texts of a take-off with the factors that are proposed and confirmed for them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from assessments.api.serializers.factors import MOST_KEY, UNITS, FactorSerializer
from assessments.api.serializers.shared import PersonField
from assessments.carbon.matching import Way
from assessments.matching.confirming import MOST, MOST_THICKNESS_MM
from assessments.matching.groups import GroupShown, State, is_confirmable
from assessments.matching.models import MatchConfirmation, ThicknessFrom

STATES = [state.value for state in State]


class MatchConfirmationSerializer(serializers.ModelSerializer[MatchConfirmation]):
    """A factor confirmed for a text in a class of unit; it acts until it is withdrawn."""

    confirmed_by = PersonField()
    withdrawn_by = PersonField()
    thickness_mm = serializers.FloatField(
        allow_null=True, help_text="What turns square metres into cubic metres [mm]; null where nothing does."
    )
    thickness_from = serializers.ChoiceField(choices=[*ThicknessFrom.choices, ("", "–")])

    class Meta:
        model = MatchConfirmation
        fields = [
            *("id", "digest", "text", "unit_class", "factor_key", "thickness_mm", "thickness_from", "batch"),
            *("confirmed_by", "confirmed_at", "withdrawn_by", "withdrawn_at"),
        ]
        read_only_fields = fields


class ProposalSerializer(serializers.Serializer[Any]):
    """A factor that a text may mean. `ready`: sure enough to be confirmed as it stands."""

    factor = FactorSerializer()
    score = serializers.FloatField(help_text="How well the text fits the factor, 0 to 1.")
    ready = serializers.BooleanField()
    way = serializers.ChoiceField(
        choices=[way.value for way in Way], help_text="How the line's unit leads to the factor's."
    )
    thickness_mm = serializers.FloatField(allow_null=True, help_text="Read from the text, where needed [mm].")


class MaterialGroupSerializer(serializers.Serializer[Any]):
    """Lines of one text and one class of unit."""

    digest = serializers.CharField(source="group.digest")
    material = serializers.CharField(source="group.material")
    unit = serializers.ChoiceField(choices=UNITS, source="group.unit")
    quantity = serializers.FloatField(
        source="group.quantity", help_text="Of all its lines [unit]; tonnes are counted as kilograms."
    )
    line_count = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=STATES, source="group.state")
    confirmable = serializers.SerializerMethodField()
    factor = serializers.SerializerMethodField()
    confirmation = MatchConfirmationSerializer(source="group.confirmation", allow_null=True)
    proposals = ProposalSerializer(many=True)

    def get_line_count(self, shown: GroupShown) -> int:
        return len(shown.group.lines)

    def get_confirmable(self, shown: GroupShown) -> bool:
        return is_confirmable(shown.group)

    @extend_schema_field(FactorSerializer(allow_null=True))
    def get_factor(self, shown: GroupShown) -> Any:
        factor = shown.group.match.factor
        return FactorSerializer(factor).data if factor is not None else None


@extend_schema_serializer(many=False)
class MaterialPageSerializer(serializers.Serializer[Any]):
    """Some of the groups, those with something to do first; `count` is of all that were asked for."""

    count = serializers.IntegerField()
    results = MaterialGroupSerializer(many=True)


class MaterialQuery(serializers.Serializer[Any]):
    first = serializers.IntegerField(
        min_value=0, max_value=10_000_000, required=False, default=0, help_text="How many to pass over."
    )
    most = serializers.IntegerField(
        min_value=1, max_value=200, required=False, default=50, help_text="How many to answer with."
    )
    state = serializers.ChoiceField(choices=STATES, required=False, help_text="Only those in this state.")


class MatchToConfirm(serializers.Serializer[Any]):
    """`seen` is the confirmation that was acting when you looked, null where there was none."""

    digest = serializers.CharField(max_length=64)
    factor_key = serializers.CharField(max_length=MOST_KEY)
    thickness_mm = serializers.FloatField(
        required=False, allow_null=True, default=None, max_value=MOST_THICKNESS_MM
    )
    seen = serializers.UUIDField(required=False, allow_null=True, default=None)


class MatchesToConfirm(serializers.Serializer[Any]):
    matches = MatchToConfirm(many=True, max_length=MOST)  # type: ignore[call-arg]


class MatchesToWithdraw(serializers.Serializer[Any]):
    confirmations = serializers.ListField(child=serializers.UUIDField(), max_length=MOST)


class MatchesKeptSerializer(serializers.Serializer[Any]):
    """What was changed; texts that had this very factor already are not in it."""

    confirmations = MatchConfirmationSerializer(many=True)
