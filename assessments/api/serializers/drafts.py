"""Drafts of editions: what they are, their files and history, and what is sent to change them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.serializers.editions import LocalisedField
from assessments.api.serializers.shared import OrganisationSerializer, PersonField
from rules.archives import FILE_MOST_BYTES, PATH_MOST
from rules.drafting import Checked, CheckedExample
from rules.models import ChangeVerb, Draft, DraftChange, DraftFile, DraftState, Edition
from standard_site.lib.findings import Finding
from standard_site.lib.openapi import FindingSerializer, LocalisedSerializer, ProblemSerializer

_MOST_ID = 2**63 - 1
_MOST_REASON = 2000


class EditionKeySerializer(serializers.ModelSerializer[Edition]):
    class Meta:
        model = Edition
        fields = ["key", "digest"]


class DraftSerializer(serializers.ModelSerializer[Draft]):
    """An edition in the making. `in_consultation` says whether comments are taken today."""

    organisation = OrganisationSerializer()
    base = EditionKeySerializer(allow_null=True)
    state = serializers.ChoiceField(choices=DraftState.choices)
    in_consultation = serializers.BooleanField()
    created_by = PersonField()
    published_as = EditionKeySerializer(allow_null=True)

    class Meta:
        model = Draft
        fields = [
            *("id", "key", "organisation", "base", "state", "in_consultation", "consultation_opens_at"),
            *("consultation_closes_on", "published_as", "created_by", "created_at"),
        ]


class DraftQuery(serializers.Serializer[Any]):
    organisation = serializers.IntegerField(min_value=1, max_value=_MOST_ID, required=False)
    state = serializers.ChoiceField(choices=DraftState.choices, required=False)


class DraftCreation(serializers.Serializer[Any]):
    """A draft to start: from the content of an edition (`base`) or of another draft (`draft`), one of the two."""

    organisation = serializers.IntegerField(min_value=1, max_value=_MOST_ID)
    key = serializers.CharField(max_length=80, help_text="Of the edition it becomes, e.g. island-2027-r1.")
    base = serializers.SlugField(max_length=80, required=False, help_text="Key of an edition.")
    draft = serializers.UUIDField(required=False, help_text="A draft you may read.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("base" in attrs) == ("draft" in attrs):
            raise serializers.ValidationError("Give either an edition or a draft to start from.", "one-base")
        return attrs


class DraftImport(serializers.Serializer[Any]):
    """An edition's folder, packed as ZIP."""

    organisation = serializers.IntegerField(min_value=1, max_value=_MOST_ID)
    key = serializers.CharField(
        max_length=80, required=False, help_text="That of edition.yaml when left out."
    )
    archive = serializers.FileField(help_text="A ZIP file with edition.yaml at its top or in its one folder.")


class ReasonGiven(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=_MOST_REASON, allow_blank=True, default="")


# --- files ----------------------------------------------------------------------------------------
class DraftFileRowSerializer(serializers.ModelSerializer[DraftFile]):
    """A file without its text; `version` counts its changes."""

    changed_by = PersonField()

    class Meta:
        model = DraftFile
        fields = ["path", "version", "changed_by", "changed_at"]


class DraftFileSerializer(DraftFileRowSerializer):
    class Meta(DraftFileRowSerializer.Meta):
        fields = [*DraftFileRowSerializer.Meta.fields, "text"]


class TextSaved(ReasonGiven):
    """The whole new text of a file, and why."""

    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=FILE_MOST_BYTES)


class FileAdded(TextSaved):
    path = serializers.CharField(max_length=PATH_MOST, help_text="E.g. criteria/b30-shade.yaml.")


class EditConflictSerializer(ProblemSerializer):
    """Somebody else saved meanwhile: the file as it is kept now (null when it was removed), and the text that was not."""

    theirs = DraftFileSerializer(allow_null=True)
    yours = serializers.CharField(allow_blank=True)


class DraftChangeSerializer(serializers.ModelSerializer[DraftChange]):
    """One step of a draft's history; a step of the draft as a whole has no path."""

    verb = serializers.ChoiceField(choices=ChangeVerb.choices)
    by = PersonField()

    class Meta:
        model = DraftChange
        fields = ["id", "verb", "path", "version", "by", "at", "reason"]


class DraftChangeDetailSerializer(DraftChangeSerializer):
    """The text before and after; null where the file was not there."""

    class Meta(DraftChangeSerializer.Meta):
        fields = [*DraftChangeSerializer.Meta.fields, "before", "after"]


# --- checking and publishing ----------------------------------------------------------------------
@extend_schema_field(FindingSerializer)
class FindingField(serializers.Field[Any, Any, dict[str, Any], Any]):
    """A finding, or a mistake in an edition, as a finding."""

    def to_representation(self, value: Any) -> dict[str, Any]:
        finding: Finding = value if isinstance(value, Finding) else value.to_finding()
        return finding.to_json()


class DifferenceSerializer(serializers.Serializer[Any]):
    path = serializers.CharField()
    expected = serializers.JSONField()
    found = serializers.JSONField()


class CheckedExampleSerializer(serializers.Serializer[CheckedExample]):
    """A worked example and whether it comes out as written."""

    criterion = serializers.CharField(source="example.criterion")
    name = serializers.CharField(source="example.name")
    working = LocalisedField(source="example.working")
    passed = serializers.BooleanField(source="result.passed")
    differences = DifferenceSerializer(many=True, source="result.differences")


class CheckSerializer(serializers.Serializer[Any]):
    """A draft as the engine sees it. With errors of loading no example is run."""

    digest = serializers.CharField()
    loads = serializers.SerializerMethodField()
    errors = serializers.ListField(child=FindingField())  # type: ignore[assignment]
    examples = CheckedExampleSerializer(many=True)
    blockers = serializers.ListField(
        child=FindingField(),
        help_text="What keeps it from being published with the days of its edition.yaml.",
    )

    def get_loads(self, checked: dict[str, Any]) -> bool:
        return checked["edition"] is not None

    @classmethod
    def of(cls, checked: Checked, blockers: tuple[Finding, ...]) -> Any:
        values = {
            "digest": checked.digest,
            "edition": checked.edition,
            "errors": [*checked.errors, *checked.example_errors],
            "examples": checked.examples,
            "blockers": blockers,
        }
        return cls(values).data


class Publication(serializers.Serializer[Any]):
    """The days; those left out are taken from edition.yaml."""

    effective_from = serializers.DateField(required=False)
    registration_opens = serializers.DateField(
        required=False, help_text="When it comes into force, if left out."
    )
    old_registration_closes = serializers.DateField(
        required=False,
        help_text="Last day for the edition it supersedes; the day before its own opens, if left out.",
    )


class Withdrawal(serializers.Serializer[Any]):
    """Why, in both languages."""

    reason = LocalisedSerializer()
