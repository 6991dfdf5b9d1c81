"""An exported file as an answer, for pages and the API alike."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from assessments.exports.files import FORMS
from assessments.exports.reading import exported
from assessments.models import Assessment


def download(assessment: Assessment, form: str) -> HttpResponse:
    """The file as an attachment under its name, in UTF-8 where that needs it.

    Raises:
        Http404: no such form.
        Conflict: the assessment cannot be written in it.
    """
    if form not in FORMS:
        raise Http404
    file = exported(assessment, form)
    headers = {"Content-Disposition": content_disposition_header(True, file.name) or "attachment"}
    return HttpResponse(file.data, content_type=file.media_type, headers=headers)
