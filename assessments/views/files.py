"""Files to take away: templates, what was uploaded, what was made from it."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assessments.carbon.take_off_text import take_off_text
from assessments.exports.take_off_template import template_answer
from assessments.inputs import design_take_off
from assessments.models import Scorecard
from assessments.presentation.declared import declared_yaml
from assessments.selectors import visible_assessments, visible_designs, visible_runs
from assessments.views.answering import PersonRequest, for_people
from energyplus_runs.selectors import attachments_of
from rules.selectors import newest_editions
from standard_site.files.models import StoredFile

PLAIN = "text/plain; charset=utf-8"
BINARY = "application/octet-stream"
_YEAR_S = 365 * 24 * 3600


@require_safe
@for_people
def take_off_template(request: PersonRequest) -> HttpResponse:
    return template_answer("csv", get_language() or "en")


@require_safe
@for_people
def take_off_template_workbook(request: PersonRequest) -> HttpResponse:
    return template_answer("xlsx", get_language() or "en")


@require_safe
@for_people
def declared_template(request: PersonRequest) -> HttpResponse:
    edition = newest_editions().first()
    text = declared_yaml(edition.loaded() if edition else None)
    return _attached(text.encode(), "declared.yaml", "application/yaml; charset=utf-8")


@require_safe
@for_people
def design_file(request: PersonRequest, pk: str, kind: str) -> FileResponse | HttpResponse:
    """A file as it was uploaded, under the name it came with; or the take-off's lines in the common form."""
    design = get_object_or_404(visible_designs(request.user).select_related("model"), pk=pk)
    match kind:
        case "model" if design.model is not None:
            return stored_file(StoredFile(digest=design.model.file_id), design.model_file_name or "model.idf")
        case "attachment" if design.model is not None:
            name = request.GET.get("name", "")
            stored = dict(attachments_of(design.model)).get(name)
            if stored is not None:
                return stored_file(stored, name)
        case "take-off" if design.take_off_id:
            return stored_file(
                StoredFile(digest=str(design.take_off_id)), design.take_off_file_name or "take-off.csv"
            )
        case "take-off-table" if (take_off := design_take_off(design)) is not None:
            return _attached(take_off_text(take_off.lines), "take-off-table.csv", "text/csv; charset=utf-8")
        case "declared" if design.declared_file_id:
            return stored_file(
                StoredFile(digest=str(design.declared_file_id)), design.declared_file_name or "declared.yaml"
            )
    raise Http404


@require_safe
@for_people
def scene(request: PersonRequest, pk: str) -> HttpResponse:
    """The surfaces of the model in world coordinates [m]; the content never changes for a design."""
    design = get_object_or_404(visible_designs(request.user).select_related("model"), pk=pk)
    if design.model is None:
        raise Http404
    data = StoredFile(digest=design.model.scene_id).read_bytes()
    headers = {"Cache-Control": f"private, max-age={_YEAR_S}, immutable"}
    return HttpResponse(data, content_type="application/json", headers=headers)


@require_safe
@for_people
def prepared_model(request: PersonRequest, pk: str) -> FileResponse:
    run = get_object_or_404(visible_runs(request.user), pk=pk, prepared__isnull=False)
    return stored_file(StoredFile(digest=str(run.prepared_id)), "prepared.idf", PLAIN)


@require_safe
@for_people
def run_errors(request: PersonRequest, pk: str) -> FileResponse:
    run = get_object_or_404(visible_runs(request.user), pk=pk, error_file__isnull=False)
    return stored_file(StoredFile(digest=str(run.error_file_id)), "eplusout.err", PLAIN)


@require_safe
@for_people
def scorecard(request: PersonRequest, pk: str) -> JsonResponse:
    assessment = get_object_or_404(visible_assessments(request.user), pk=pk)
    found = get_object_or_404(Scorecard, assessment=assessment)
    headers = {"Content-Disposition": f'attachment; filename="scorecard-{found.digest[:12]}.json"'}
    return JsonResponse(
        found.document, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers=headers
    )


def stored_file(stored: StoredFile, name: str, content_type: str = BINARY) -> FileResponse:
    """A stored file as a download; uploads are never shown as pages, whatever they say they are."""
    return FileResponse(stored.open(), as_attachment=True, filename=name, content_type=content_type)


def _attached(data: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=content_type, headers=headers)
