"""Back-tests: what is asked for, how far they are, and what they found."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.serializers.shared import PersonField, PinnedEditionSerializer
from assessments.backtest.export import shown_filters
from assessments.backtest.models import BackTest, BackTestStatus
from assessments.backtest.population import Filters
from assessments.presentation.backtests import ends_at
from rules.engine.batch import OUTCOMES
from standard_site.lib.openapi import FindingSerializer, LocalisedSerializer
from standard_site.lib.words import SUBJECTS

_MOST = 2**31 - 1


class BackTestFilters(serializers.Serializer[Any]):
    """Whom to try it on: the newest scorecard of each design, narrowed by what is given."""

    kind = serializers.ChoiceField(choices=sorted(SUBJECTS), required=False, allow_null=True, default=None)
    typology = serializers.SlugField(max_length=80, required=False, allow_null=True, default=None)
    year_from = serializers.IntegerField(
        min_value=2000, max_value=2100, required=False, allow_null=True, default=None
    )
    year_to = serializers.IntegerField(
        min_value=2000, max_value=2100, required=False, allow_null=True, default=None
    )
    organisation = serializers.IntegerField(
        min_value=1,
        max_value=_MOST,
        required=False,
        allow_null=True,
        default=None,
        help_text="One of yours; operators may name any.",
    )
    submitted_only = serializers.BooleanField(
        default=True, help_text="Only what was handed in for review and not taken back."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last = attrs["year_from"], attrs["year_to"]
        if first is not None and last is not None and first > last:
            raise serializers.ValidationError({"year_to": _("The last year lies before the first.")})
        return attrs


class BackTestRequest(serializers.Serializer[Any]):
    """Either a draft or a stored edition is tested; without a base the draft's own, else the newest edition."""

    draft = serializers.UUIDField(required=False)
    edition = serializers.SlugField(
        max_length=80, required=False, help_text="Key; its newest state is meant."
    )
    base = serializers.SlugField(max_length=80, required=False, help_text="Key; its newest state is meant.")
    filters = BackTestFilters(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("draft" in attrs) == ("edition" in attrs):
            raise serializers.ValidationError(_("Give either a draft or an edition."))
        return attrs


def filters_of(values: dict[str, Any]) -> Filters:
    return Filters(**values.get("filters", {}))


class _Counts(serializers.DictField):
    child = serializers.IntegerField()


class RatingThresholdSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = LocalisedSerializer()  # type: ignore[assignment]  # the word of the ratings
    threshold = serializers.FloatField(help_text="Of the total score, points.")


class BackTestSideSerializer(serializers.Serializer[Any]):
    """The counts under one edition."""

    title = LocalisedSerializer()
    status = serializers.CharField()
    ratings = RatingThresholdSerializer(many=True)
    gate = _Counts(help_text="By outcome.")
    rating = _Counts(help_text="By key; the empty key is no rating.")
    scores = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Submissions between each two neighbours of `score_edges`.",
    )
    score_undetermined = serializers.IntegerField()
    any_criterion_undetermined = serializers.IntegerField()


class TypologyUnknownSerializer(serializers.Serializer[Any]):
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class BackTestPopulationSerializer(serializers.Serializer[Any]):
    submissions = serializers.IntegerField()
    compared = serializers.IntegerField()
    not_evaluable = _Counts(help_text="By reason: no-inputs, unreadable, kind-not-covered.")
    typology_unknown = TypologyUnknownSerializer(
        help_text="Compared, but of a typology the edition does not have: what depends on it is undetermined."
    )


class ScoreChangeSerializer(serializers.Serializer[Any]):
    """Points after less points before, over submissions scored by both; null where there is none."""

    scored_by_both = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    quantiles = serializers.DictField(child=serializers.FloatField(allow_null=True))
    least = serializers.FloatField(allow_null=True)
    most = serializers.FloatField(allow_null=True)
    higher = serializers.IntegerField()
    lower = serializers.IntegerField()
    became_determined = serializers.IntegerField()
    became_undetermined = serializers.IntegerField()
    undetermined_by_both = serializers.IntegerField()


class CriterionCountsSerializer(serializers.Serializer[Any]):
    """One criterion's outcomes; a side is null where that edition does not have it."""

    key = serializers.CharField()
    code = serializers.CharField()
    title = LocalisedSerializer()
    scenario = serializers.CharField()
    before = _Counts(allow_null=True)
    after = _Counts(allow_null=True)
    differing = serializers.IntegerField(help_text="Submissions whose outcome or credits differ here.")
    changers = serializers.IntegerField(help_text="Those of them that come to another gate or rating.")


class BackTestResultSerializer(serializers.Serializer[Any]):
    population = BackTestPopulationSerializer()
    changers = serializers.IntegerField()
    score_edges = serializers.ListField(child=serializers.IntegerField())
    before = BackTestSideSerializer()
    after = BackTestSideSerializer()
    gate_changes = serializers.ListField(
        child=serializers.ListField(), help_text="[before, after, submissions], the most frequent first."
    )
    rating_changes = serializers.ListField(
        child=serializers.ListField(), help_text="[before, after, submissions], the most frequent first."
    )
    score_change = ScoreChangeSerializer()
    criteria = CriterionCountsSerializer(many=True)
    seconds = serializers.FloatField()


class BackTestShownFilters(serializers.Serializer[Any]):
    """The filters; an organisation only to whom it may be named."""

    kind = serializers.CharField(allow_null=True)
    typology = serializers.CharField(allow_null=True)
    year_from = serializers.IntegerField(allow_null=True)
    year_to = serializers.IntegerField(allow_null=True)
    submitted_only = serializers.BooleanField()
    one_organisation = serializers.BooleanField()


class BackTestSerializer(serializers.ModelSerializer[BackTest]):
    """A back-test and how far it is."""

    tested_digest = serializers.CharField(source="content_digest")
    base = PinnedEditionSerializer()
    filters = serializers.SerializerMethodField()
    estimated_end_at = serializers.SerializerMethodField()
    requested_by = PersonField()
    findings = FindingSerializer(many=True)

    class Meta:
        model = BackTest
        fields = [
            *("id", "draft", "tested_key", "tested_digest", "base", "filters", "as_of", "population_digest"),
            *("status", "submissions", "judged", "requested_by", "requested_at", "started_at", "ended_at"),
            *("estimated_end_at", "findings"),
        ]

    @extend_schema_field(BackTestShownFilters)
    def get_filters(self, back_test: BackTest) -> Any:
        return shown_filters(back_test)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_estimated_end_at(self, back_test: BackTest) -> Any:
        return ends_at(back_test)


class BackTestDetailSerializer(BackTestSerializer):
    """`result` is null until the status is done."""

    result = serializers.SerializerMethodField()

    class Meta(BackTestSerializer.Meta):
        fields = [*BackTestSerializer.Meta.fields, "result"]

    @extend_schema_field(BackTestResultSerializer(allow_null=True))
    def get_result(self, back_test: BackTest) -> Any:
        return back_test.result


class BackTestQuery(serializers.Serializer[Any]):
    draft = serializers.UUIDField(required=False)
    status = serializers.ChoiceField(choices=BackTestStatus.choices, required=False)


class ChangeQuery(serializers.Serializer[Any]):
    criterion = serializers.SlugField(
        max_length=80, required=False, help_text="Only where this criterion's outcome or credits differ."
    )


class BackTestChangeSerializer(serializers.Serializer[Any]):
    """A submission that comes to another gate or rating. Its project is named to its members and to operators."""

    number = serializers.IntegerField()
    alias = serializers.CharField(help_text="The same in every back-test; it leads nowhere.")
    project = serializers.CharField(allow_null=True)
    organisation = serializers.CharField(allow_null=True)
    assessment = serializers.UUIDField(allow_null=True)
    typologies = serializers.ListField(child=serializers.CharField())
    construction_start_year = serializers.IntegerField(allow_null=True)
    gate = serializers.ListField(child=serializers.ChoiceField(choices=OUTCOMES), help_text="[before, after]")
    rating = serializers.ListField(
        child=serializers.CharField(allow_null=True), help_text="[before, after]; null is no rating."
    )
    score = serializers.ListField(
        child=serializers.FloatField(allow_null=True), help_text="[before, after]; null is undetermined."
    )
    criteria = serializers.ListField(child=serializers.CharField())
    requirements = serializers.ListField(
        child=serializers.ListField(),
        help_text="[criterion, requirement, before, after]; a side is [outcome, credits], null where that edition has it not.",
    )
