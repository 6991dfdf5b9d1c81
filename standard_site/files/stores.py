"""Where the content of files lies, by digest: a folder, or a bucket that speaks S3."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from django.conf import settings

from standard_site.lib.storage import FileMissing, StorageAway, storage_errors

_IN_MEMORY_MOST = 8 * 1024 * 1024
_PIECE = 1024 * 1024


class Store(Protocol):
    def put(self, source: Path, digest: str) -> None:
        """Keep a file's content; `source` is used up. The same content may be put again."""

    def open(self, digest: str) -> BinaryIO:
        """The content to read from. Raises FileMissing."""

    def remove(self, digest: str) -> None:
        """Forget content; what is not there is forgotten already."""

    def check(self) -> None:
        """Raises when nothing could be kept at the moment."""


def store() -> Store:
    """The one that STORAGE_URL names."""
    bucket = settings.STORAGE_BUCKET
    return BucketStore(*bucket) if bucket is not None else FolderStore(settings.STORAGE_DIR)


class FolderStore:
    """A folder of this machine, or one that all machines mount."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source: Path, digest: str) -> None:
        target = self.path_of(digest)
        with storage_errors():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)

    def open(self, digest: str) -> BinaryIO:
        with storage_errors():
            return self.path_of(digest).open("rb")

    def remove(self, digest: str) -> None:
        self.path_of(digest).unlink(missing_ok=True)

    def check(self) -> None:
        with storage_errors():
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder) as probe:
                probe.write(b"probe")

    def path_of(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:4] / digest


class BucketStore:
    """A bucket. Content goes up and comes down piece by piece, and what came down is what its digest says."""

    def __init__(self, bucket: str, prefix: str, endpoint: str, region: str) -> None:
        self._bucket, self._prefix = bucket, prefix
        self._client = _client(endpoint, region)

    def put(self, source: Path, digest: str) -> None:
        with _bucket_errors(digest), source.open("rb") as file:
            self._client.upload_fileobj(file, self._bucket, self._key(digest))
        source.unlink()

    def open(self, digest: str) -> BinaryIO:
        """A copy of this process's own, in memory while it is small."""
        kept = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_MOST)  # noqa: SIM115 - the caller closes it
        measured = hashlib.sha256()
        with _bucket_errors(digest):
            body = self._client.get_object(Bucket=self._bucket, Key=self._key(digest))["Body"]
            for piece in body.iter_chunks(_PIECE):
                measured.update(piece)
                kept.write(piece)
        if measured.hexdigest() != digest:
            kept.close()
            raise FileMissing(f"{self._key(digest)} holds other content than its digest says")
        kept.seek(0)
        return cast(BinaryIO, kept)

    def remove(self, digest: str) -> None:
        with _bucket_errors(digest):
            self._client.delete_object(Bucket=self._bucket, Key=self._key(digest))

    def check(self) -> None:
        with _bucket_errors("probe"):
            self._client.put_object(Bucket=self._bucket, Key=f"{self._prefix}probe", Body=b"probe")

    def _key(self, digest: str) -> str:
        return f"{self._prefix}{digest[:2]}/{digest[2:4]}/{digest}"


@lru_cache(maxsize=4)
def _client(endpoint: str, region: str) -> Any:
    """Imported here: installations with a folder do without."""
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    config = Config(retries={"mode": "standard", "max_attempts": 4}, connect_timeout=5, read_timeout=30)
    return boto3.client("s3", endpoint_url=endpoint or None, region_name=region or None, config=config)


@contextmanager
def _bucket_errors(digest: str) -> Iterator[None]:
    from boto3.exceptions import Boto3Error  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        with storage_errors():
            yield
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            raise FileMissing(digest) from error
        raise StorageAway(str(error)) from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageAway(str(error)) from error
