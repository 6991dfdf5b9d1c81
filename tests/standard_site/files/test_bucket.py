"""Files in a bucket, over HTTP to a server that speaks S3."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from standard_site.files.actions import keep, receive, store_bytes, store_is_writable
from standard_site.files.models import StoredFile
from standard_site.files.stores import store
from standard_site.lib.storage import FileMissing, StorageAway

PIECE = os.urandom(1024 * 1024)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Any:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    settings.STORAGE_DIR = tmp_path / "incoming"
    settings.STORAGE_BUCKET = ("designs", "island/", endpoint, "eu-west-1")
    client = boto3.client("s3", endpoint_url=endpoint, region_name="eu-west-1")
    client.create_bucket(Bucket="designs", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield client
    for entry in client.list_objects_v2(Bucket="designs").get("Contents", []):
        client.delete_object(Bucket="designs", Key=entry["Key"])
    client.delete_bucket(Bucket="designs")


def keys(bucket: Any) -> list[str]:
    return [entry["Key"] for entry in bucket.list_objects_v2(Bucket="designs").get("Contents", [])]


def test_a_large_file_goes_up_and_comes_down_as_it_was(bucket: Any, settings: Any) -> None:
    """Twenty pieces: more than one part of an upload, and more than is held in memory when read."""
    stored = keep(receive((PIECE for _ in range(20)), limit_bytes=30 * 1024 * 1024))
    whole = hashlib.sha256(PIECE * 20).hexdigest()
    assert stored.digest == whole
    assert keys(bucket) == [f"island/{whole[:2]}/{whole[2:4]}/{whole}"]
    assert list(settings.STORAGE_DIR.iterdir()) == [], "nothing stays on the machine"
    with stored.open() as file:
        assert file.read(10) == PIECE[:10]
        file.seek(0)
        assert hashlib.sha256(file.read()).hexdigest() == whole


def test_the_same_content_is_kept_once(bucket: Any) -> None:
    assert store_bytes(b"content") == store_bytes(b"content")
    assert len(keys(bucket)) == 1


def test_content_that_was_changed_in_the_bucket_is_not_taken_for_what_it_was(bucket: Any) -> None:
    stored = store_bytes(b"content")
    bucket.put_object(Bucket="designs", Key=keys(bucket)[0], Body=b"other")
    with pytest.raises(FileMissing):
        stored.read_bytes()


def test_what_is_gone_is_named(bucket: Any) -> None:
    stored = store_bytes(b"content")
    store().remove(stored.digest)
    with pytest.raises(FileMissing):
        stored.open()
    store().remove(stored.digest)


def test_a_bucket_that_is_not_there_or_does_not_answer_is_said(bucket: Any, settings: Any) -> None:
    assert store_is_writable()
    settings.STORAGE_BUCKET = ("nothing", "", settings.STORAGE_BUCKET[2], "eu-west-1")
    with pytest.raises(StorageAway):
        store_bytes(b"content")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        settings.STORAGE_BUCKET = ("designs", "", f"http://127.0.0.1:{taken.getsockname()[1]}", "")
        with pytest.raises(StorageAway):
            store_is_writable()
    assert not StoredFile.objects.exists(), "no row without content"
    assert list(settings.STORAGE_DIR.iterdir()) == []
