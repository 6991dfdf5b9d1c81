"""Answering with a stored file."""

from __future__ import annotations

from django.http import FileResponse, Http404

from standard_site.files.models import StoredFile


def file_answer(file: StoredFile | None, name: str, content_type: str, download: bool = True) -> FileResponse:
    """The file as it was stored, streamed.

    Raises:
        Http404: there is none.
    """
    if file is None:
        raise Http404
    return FileResponse(file.open(), as_attachment=download, filename=name, content_type=content_type)
