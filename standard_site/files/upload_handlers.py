"""Stops a request whose files are larger than anything the service accepts, before they fill the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

# Times the limit: so much is still read, though not kept, for an answer instead of a broken connection.
HEARD_OUT = 4


class LimitedUploadHandler(FileUploadHandler):
    """Counts what arrives over all files of a request; past the limit it keeps nothing more and says so in
    `request.upload_too_large`.

    The rest is dropped piece by piece: Django's own way of reading on to the end goes by lines, and a body without
    any would be gathered in memory.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._received += len(raw_data)
        if self._received <= settings.UPLOAD_MAX_BYTES:
            return raw_data
        if self.request is not None:
            self.request.upload_too_large = True  # type: ignore[attr-defined]
        if self._received > HEARD_OUT * settings.UPLOAD_MAX_BYTES:
            raise StopUpload(connection_reset=True)
        return None

    def file_complete(self, file_size: int) -> None:
        return None
