"""The upload form of a design."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from assessments.actions.designs import DesignFiles, KnownTakeOff, Upload
from assessments.take_off_readings.models import TakeOffReading

_MB = 1024 * 1024


class _SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Any number of files under one name."""

    widget = _SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        return [super(SeveralFilesField, self).clean(file, initial) for file in data or []]


class DesignForm(forms.Form):
    """Three files, each on its own optional, and those the model names; what is left out stays undetermined."""

    model = forms.FileField(label=_("Energy model (IDF or epJSON)"), required=False, allow_empty_file=True)
    attachments = SeveralFilesField(
        label=_("Files the model names (CSV)"), required=False, allow_empty_file=True
    )
    take_off = forms.FileField(
        label=_("Material take-off (XLSX or CSV)"), required=False, allow_empty_file=True
    )
    take_off_from_model = forms.BooleanField(
        label=_("Estimate the take-off from the energy model"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        help_text=_("A first estimate without frame, foundations and services, instead of a file."),
    )
    take_off_reading = forms.ChoiceField(
        label=_("A take-off that was read for this project"),
        required=False,
        help_text=_("Large tables and IFC models are read beforehand."),
    )
    kept_take_off = forms.UUIDField(required=False, widget=forms.HiddenInput)
    declared = forms.FileField(label=_("Declared values (YAML)"), required=False, allow_empty_file=True)
    label = forms.CharField(
        label=_("What is new in this design"),
        max_length=200,
        required=False,
        help_text=_("Shown in the lists."),
    )

    def __init__(self, *args: Any, readings: Iterable[TakeOffReading] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(reading.pk), reading.file_name) for reading in readings]
        self.fields["take_off_reading"].choices = [("", _("None")), *named] if named else []  # type: ignore[attr-defined]
        self.fields["model"].widget.attrs["accept"] = ".idf,.epjson,.json"
        self.fields["attachments"].widget.attrs["accept"] = ".csv,.tsv,.txt,text/csv"
        self.fields["take_off"].widget.attrs["accept"] = ".xlsx,.csv,text/csv"
        self.fields["declared"].widget.attrs["accept"] = ".yaml,.yml"

    def files_given(self, kept: Upload | None = None, known: KnownTakeOff | None = None) -> DesignFiles:
        """The files; `kept` is the take-off that was handed in before, where none came now, `known` one that was read before."""
        attached = self.cleaned_data["attachments"]
        model, take_off, declared = (
            _upload(self.cleaned_data.get(name)) for name in ("model", "take_off", "declared")
        )
        return DesignFiles(
            model=model,
            take_off=take_off or kept,
            known_take_off=known,
            declared=declared,
            attachments=[Upload(name=str(file.name), chunks=file.chunks()) for file in attached],
            take_off_from_model=self.cleaned_data["take_off_from_model"],
        )


def size_limits_mb() -> dict[str, int]:
    return {
        "model": settings.MODEL_MAX_BYTES // _MB,
        "attachments": settings.ATTACHMENTS_MAX_BYTES // _MB,
        "take_off": settings.TAKE_OFF_MAX_BYTES // _MB,
        "declared": settings.DECLARED_MAX_BYTES // _MB,
    }


def _upload(file: UploadedFile[Any] | None) -> Upload | None:
    return Upload(name=str(file.name), chunks=file.chunks()) if file is not None else None
