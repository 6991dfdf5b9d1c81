"""Tags and filters of every page: localised texts, numbers that never make zero of unknown, badges, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    RadioSelect,
    Select,
)
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from standard_site.lib import formats, words

register = template.Library()

register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("unit", formats.unit)


@register.filter
def localised(text: Any) -> str:
    """The text in the reader's language, from {en, zh-hans} or a value that turns into it; else English."""
    if text is None or isinstance(text, str):
        return text or ""
    if not isinstance(text, Mapping):
        text = text.to_json()
    return str(text.get(get_language() or settings.LANGUAGE_CODE) or text.get("en", ""))


@register.filter
def grammatical_number(value: float) -> int:
    return formats.grammatical_number(value)


@register.simple_tag
def quantity(value: Any, unit: str = "", decimals: int | None = None) -> str:
    """A number with its unit; a missing one is said to be so, without a unit."""
    shown = formats.number(value, decimals)
    symbol = formats.unit(unit)
    return f"{shown}\N{NO-BREAK SPACE}{symbol}" if symbol and formats.is_known(value) else shown


@register.filter
def when(moment: datetime | date | None, style: str = "moment") -> SafeString | str:
    """A moment (or, with "date", its day) in the reader's locale and the site's time zone."""
    if moment is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), formats.moment(moment, style))


@register.filter
def plain_date(moment: datetime) -> str:
    """A day for letters, without markup."""
    return formats.moment(moment, "date")


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon icon-{0}" aria-hidden="true" focusable="false"><use href="{1}#{0}"/></svg>',
        name,
        static("img/icons.svg"),
    )


@register.inclusion_tag("components/badge.html")
def outcome_badge(outcome: str) -> dict[str, Any]:
    return {
        "kind": outcome.replace("_", "-"),
        "symbol": words.OUTCOME_ICONS[outcome],
        "label": words.OUTCOMES[outcome],
    }


@register.inclusion_tag("components/badge.html")
def source_badge(status: str) -> dict[str, Any]:
    """How sure a source is, in words: F1, F2, D, P, M or NF."""
    key = str(status)
    return {
        "kind": f"source-{key.lower()}",
        "symbol": None,
        "label": words.SOURCE_STATUSES[key],
        "title": words.SOURCE_MEANINGS[key],
    }


@register.filter
def word(key: Any, group: str) -> str:
    """The word of a key in a group of `standard_site.lib.words`: {{ scenario|word:"SCENARIOS" }}."""
    return str(getattr(words, group)[str(key)])


@register.inclusion_tag("components/badge.html")
def requirement_badge(requirement: Any) -> dict[str, Any]:
    """A requirement's kind; dotted when it is inactive, dashed when it is provisional."""
    state = "inactive" if requirement.unconfirmed else "provisional" if requirement.transcribed else "active"
    titles = {
        "inactive": _("To be confirmed"),
        "provisional": _("Transcription, not yet confirmed"),
        "active": "",
    }
    return {
        "kind": f"requirement-{state}",
        "label": words.REQUIREMENT_KINDS[requirement.kind],
        "title": titles[state],
    }


@register.inclusion_tag("components/findings.html")
def findings(found: Iterable[Any]) -> dict[str, Any]:
    """Findings, or their JSON: worst first, each with its code, place, reason and remedy."""
    rows = [entry if isinstance(entry, Mapping) else entry.to_json() for entry in found]
    rows.sort(key=lambda row: words.SEVERITY_ORDER.index(row["severity"]))
    return {"findings": [_finding(row) for row in rows]}


def _finding(row: Mapping[str, Any]) -> dict[str, str]:
    severity = row["severity"]
    return {
        "code": row["code"],
        "severity": words.SEVERITIES[severity],
        "style": words.SEVERITY_STYLES[severity],
        "place": words.place(row.get("where") or {}),
        "message": localised(row["message"]),
        "remedy": localised(row["remedy"]),
    }


@register.simple_tag(takes_context=True)
def page_in(context: template.Context, language: str) -> str:
    """This page's address in another language; the home page's where there is no request (error pages)."""
    request: HttpRequest | None = context.get("request")
    return translate_url(request.get_full_path(), language) if request is not None else f"/{language}/"


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The current query with some parameters changed; None leaves one out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = value
    return f"?{query.urlencode()}"


@register.filter
def html_lang(code: str) -> str:
    """BCP 47 as browsers and fonts know it: zh-hans -> zh-Hans."""
    language, _, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


@register.simple_tag
def in_language(text: Any, language: str) -> str:
    """The text in a given language, whatever the page speaks."""
    mapping = text if isinstance(text, Mapping) else text.to_json()
    return str(mapping[language])


@register.filter
def plain_number(value: float) -> str:
    """A number of a table as it stands in the file: every digit, years without separators."""
    return f"{value:.15g}"


@register.filter
def is_text(value: Any) -> bool:
    return isinstance(value, str)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A form field's widget with the class its kind needs."""
    classes = [field.field.widget.attrs.get("class", ""), _control_class(field)]
    if field.errors:
        classes.append("is-invalid")
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


def _control_class(field: BoundField) -> str:
    match field.field.widget:
        case CheckboxInput() | RadioSelect() | CheckboxSelectMultiple():
            return "form-check-input"
        case Select():
            return "form-select"
        case ClearableFileInput():
            return "form-control"
    return "form-control"
