"""The form for a take-off that a worker reads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReadingForm(forms.Form):
    """One file: a large table or workbook, or an IFC model."""

    file = forms.FileField(label=_("Take-off or IFC model"), allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,text/csv,.ifc,.ifczip"
