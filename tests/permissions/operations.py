"""Everything that can be asked of the service: every named address, and every operation of the API's schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True, slots=True)
class Page:
    """A named address: the word before its first parameter, and the names of what has to be filled in."""

    name: str
    resource: str
    parameters: tuple[str, ...]


def pages() -> dict[str, Page]:
    """Every address outside the API, by name."""
    found = (page for page in _walk(get_resolver(), "", ""))
    return {page.name: page for page in found if not page.name.startswith("api:")}


def api_operations() -> set[str]:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return {f"{method.upper()} {path}" for path, methods in schema["paths"].items() for method in methods}


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield _page(entry, route, namespace)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, route, inner)


def _page(entry: URLPattern, route: str, namespace: str) -> Page:
    parameters = tuple(entry.pattern.converters) or tuple(entry.pattern.regex.groupindex)
    words = re.split(r"[<(]", route)[0].strip("/^").split("/")
    return Page(f"{namespace}{entry.name}", words[-1], parameters)
