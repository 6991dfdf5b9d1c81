"""What stands between a draft and its publication, found anew only when its content changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from rules.engine.digest import canonical_digest
from rules.engine.errors import EditionError, EditionErrors
from rules.engine.examples import Example, ExampleResult, check_examples, read_examples, run_example
from rules.engine.loading import load_edition_files
from rules.engine.schema import Edition as LoadedEdition
from rules.heading import HEAD, read_head
from rules.models import CommentState, Draft, Edition, EditionLife, LifeState, as_bytes
from rules.refusal import FINDINGS
from standard_site.lib.findings import Finding, Where

_YEARS = range(2000, 2200)
_TOLD_MOST = 200  # mistakes; nobody reads on, and every page would have to show them


@dataclass(frozen=True, slots=True)
class CheckedExample:
    """A worked example and what it came to."""

    example: Example
    result: ExampleResult


@dataclass(frozen=True, slots=True)
class Loaded:
    """A draft's content as the engine reads it; with errors of loading there is no edition."""

    edition: LoadedEdition | None
    errors: tuple[EditionError, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft's content as the engine sees it. With `errors` of loading there is no edition and no example was run;
    `example_errors` says which examples are missing, cannot be read or do not come out as written."""

    digest: str
    edition: LoadedEdition | None
    errors: tuple[EditionError, ...] = ()
    examples: tuple[CheckedExample, ...] = ()
    example_errors: tuple[EditionError, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.errors and not self.example_errors


@dataclass(frozen=True, slots=True)
class Dates:
    """The days an edition is published with."""

    effective_from: date | None
    registration_opens: date | None
    old_registration_closes: date | None = None


@dataclass(frozen=True, slots=True)
class _Content:
    """Files that are compared by their digest alone."""

    digest: str
    files: Mapping[str, bytes] = field(compare=False)


def load_files(texts: Mapping[str, str]) -> Loaded:
    """The content loaded and its annexes checked; its examples are left alone, which is quicker while somebody types."""
    files = as_bytes(texts)
    return _loaded(_Content(canonical_digest(files), files))


def check_draft(draft: Draft) -> Checked:
    return check_files(draft.texts())


def check_files(texts: Mapping[str, str]) -> Checked:
    """The content loaded, its annexes checked by those who use them, its examples run."""
    files = as_bytes(texts)
    return _checked(_Content(canonical_digest(files), files))


def blockers(draft: Draft, dates: Dates | None = None) -> tuple[Finding, ...]:
    """Everything that keeps a draft from being published, with the given days or those of its own content."""
    texts = draft.texts()
    found = read_head(texts).get("key")
    where, keys = Where(file=HEAD, field="key"), {"key": draft.key, "found": found}
    differs = [FINDINGS.make("key-differs", where, **keys)] if found != draft.key else []
    return (*differs, *_of_consultation(draft), *_of_owner(draft, texts), *file_blockers(texts, dates))


def file_blockers(texts: Mapping[str, str], dates: Dates | None = None) -> tuple[Finding, ...]:
    """Everything that keeps these files from being published, with the given days or their own."""
    checked = check_files(texts)
    mistakes = (error.to_finding() for error in (*checked.errors, *checked.example_errors))
    return (*mistakes, *_of_place(texts, dates))


def dates_of(texts: Mapping[str, str]) -> tuple[Dates, list[Finding]]:
    """The days that edition.yaml gives, and what is wrong with them. Registration opens when the edition comes into force,
    unless another day is given."""
    head = read_head(texts)
    findings: list[Finding] = []
    found: dict[str, date | None] = {}
    for name in ("effective_from", "registration_opens"):
        value = head.get(name)
        try:
            found[name] = date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            findings.append(
                FINDINGS.make("date-malformed", Where(file=HEAD, field=name), field=name, value=value)
            )
            found[name] = None
    return Dates(found["effective_from"], found["registration_opens"] or found["effective_from"]), findings


@lru_cache(maxsize=16)
def _loaded(content: _Content) -> Loaded:
    try:
        edition = load_edition_files(content.files)
    except EditionErrors as found:
        return Loaded(None, found.errors[:_TOLD_MOST])
    return Loaded(
        edition, tuple(error for check in settings.EDITION_CHECKS for error in import_string(check)(edition))
    )


@lru_cache(maxsize=16)
def _checked(content: _Content) -> Checked:
    edition, errors = (loaded := _loaded(content)).edition, loaded.errors
    if edition is None:
        return Checked(content.digest, None, errors)
    examples = tuple(one for criterion in edition.criteria for one in run_examples(edition, criterion.key))
    return Checked(content.digest, edition, errors, examples, check_examples(edition))


def run_examples(edition: LoadedEdition, criterion_key: str) -> tuple[CheckedExample, ...]:
    """Every example of a criterion that can be read, run; what cannot be read is told by `check_examples`."""
    try:
        examples = read_examples(edition.files, criterion_key)
    except EditionErrors:
        return ()
    return tuple(CheckedExample(example, run_example(edition, example)) for example in examples)


def _of_consultation(draft: Draft) -> list[Finding]:
    findings = []
    if draft.in_consultation:
        findings.append(FINDINGS.make("consultation-open", closes_on=draft.consultation_closes_on))
    waiting = draft.comments.filter(state=CommentState.OPEN).count()
    if waiting:
        findings.append(FINDINGS.make("comments-unanswered", count=waiting))
    return findings


def _of_owner(draft: Draft, texts: Mapping[str, str]) -> list[Finding]:
    """An edition is superseded or corrected by those who published it, as only they can withdraw it; what came with the code
    by everybody."""
    head = read_head(texts)
    corrigendum = head.get("corrigendum")
    named = {
        "supersedes": head.get("supersedes"),
        "corrigendum": corrigendum.get("corrects") if isinstance(corrigendum, Mapping) else None,
    }
    others = EditionLife.objects.exclude(organisation=None).exclude(organisation=draft.organisation_id)
    return [
        FINDINGS.make("edition-of-others", Where(file=HEAD, field=field), key=key)
        for field, key in named.items()
        if isinstance(key, str) and others.filter(edition__key=key).exists()
    ]


def _of_place(texts: Mapping[str, str], given: Dates | None) -> list[Finding]:
    """What has to fit among the editions that are there: key, predecessor, corrected edition, days."""
    head = read_head(texts)
    own, findings = dates_of(texts)
    dates = given if given is not None else own
    if given is not None:  # the days of the content are written over
        findings = []
    key = head.get("key")
    if isinstance(key, str) and Edition.objects.filter(key=key, status="published").exists():
        findings.append(FINDINGS.make("key-taken", Where(file=HEAD, field="key"), key=key))
    findings += _of_days(dates)
    findings += _of_predecessor(head.get("supersedes"), key, dates)
    return findings + _of_corrected(head.get("corrigendum"))


def _of_days(dates: Dates) -> list[Finding]:
    where = Where(file=HEAD, field="effective_from")
    implausible = [
        FINDINGS.make("date-implausible", Where(file=HEAD, field=name), field=name, value=day)
        for name, day in asdict(dates).items()
        if day is not None and day.year not in _YEARS
    ]
    if implausible:
        return implausible
    if dates.effective_from is None:
        return [FINDINGS.make("effective-from-missing", where)]
    opens = dates.registration_opens
    if opens is not None and dates.effective_from < opens:
        days = {"effective_from": dates.effective_from, "registration_opens": opens}
        return [FINDINGS.make("effective-before-registration", where, **days)]
    return []


def _of_predecessor(named: object, key: object, dates: Dates) -> list[Finding]:
    where = Where(file=HEAD, field="supersedes")
    if named is None:
        return []
    if not isinstance(named, str) or named == key or not Edition.objects.filter(key=named).exists():
        return [FINDINGS.make("supersedes-unknown", where, key=named)]
    other = (
        EditionLife.objects.select_related("edition")
        .filter(supersedes_key=named)
        .exclude(state=LifeState.WITHDRAWN)
        .first()
    )
    if other is not None:
        return [FINDINGS.make("superseded-already", where, key=named, by=other.edition.key)]
    old, closes = EditionLife.objects.filter(edition__key=named).first(), dates.old_registration_closes
    if old is not None and closes is not None and closes < old.registration_opens:
        days = {"closes": closes, "opens": old.registration_opens}
        return [FINDINGS.make("old-registration-before-opening", where, key=named, **days)]
    return []


def _of_corrected(corrigendum: object) -> list[Finding]:
    named = corrigendum.get("corrects") if isinstance(corrigendum, Mapping) else None
    if named is None or Edition.objects.filter(key=str(named), status="published").exists():
        return []
    return [FINDINGS.make("corrects-unknown", Where(file=HEAD, field="corrigendum"), key=named)]
