"""Data sets of factors that an organisation brings: listed, looked at, uploaded, retired."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.carbon.factors_dataset import FINDINGS, MOST_BYTES, template_csv
from assessments.factor_libraries.bringing import bring, can_bring, retire
from assessments.factor_libraries.models import FactorDataset
from assessments.factor_libraries.reading import factors_of_dataset, is_acting, visible_datasets
from assessments.forms.datasets import DatasetUploadForm
from assessments.presentation.factors import factor_shown
from assessments.refusal import NotAllowed, Refused
from assessments.views.answering import PersonRequest, for_people, page_of
from standard_site.lib.findings import Finding, Where

SHOWN = 50


@require_safe
@for_people
def listed(request: PersonRequest) -> HttpResponse:
    rows = visible_datasets(request.user).defer("rows", "findings")
    context = {"page": page_of(request, rows), "may_bring": bool(request.user.organisation_ids)}
    return render(request, "assessments/factors/datasets.html", context)


@require_safe
@for_people
def template(request: PersonRequest) -> HttpResponse:
    """The empty data set to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="factors.csv"'}
    return HttpResponse(template_csv(), content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def new(request: PersonRequest) -> HttpResponse:
    if not request.user.organisation_ids:
        raise NotAllowed
    if request.method != "POST":
        form = DatasetUploadForm(request.user, initial={"key": request.GET.get("key", "")})
        return _form(request, form)
    form = DatasetUploadForm(request.user, request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        limit = {"limit_mb": MOST_BYTES // 1_000_000}
        return _form(request, form, [FINDINGS.make("factors-file-too-large", Where(field="file"), **limit)])
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        dataset = bring(request.user, form.cleaned_data["organisation"], form.given())
    except Refused as refused:
        return _form(request, form, list(refused.findings), 422)
    messages.success(request, _("The data set was read and kept. It acts on scores asked for from now on."))
    return redirect("factors:dataset", dataset.pk)


@require_safe
@for_people
def detail(request: PersonRequest, pk: str) -> HttpResponse:
    dataset = _dataset(request, pk)
    return _page(request, dataset)


@require_safe
@for_people
def file(request: PersonRequest, pk: str) -> FileResponse:
    """The file as it was brought."""
    dataset = _dataset(request, pk)
    plain = "application/octet-stream"
    return FileResponse(
        dataset.file.open(), as_attachment=True, filename=dataset.file_name, content_type=plain
    )


@require_POST
@for_people
def retire_one(request: PersonRequest, pk: str) -> HttpResponse:
    dataset = _dataset(request, pk)
    try:
        retire(request.user, dataset, request.POST.get("reason", ""))
    except Refused as refused:
        return _page(request, dataset, list(refused.findings), 422)
    messages.success(request, _("The data set acts no longer; what was scored with it stays as it is."))
    return redirect("factors:dataset", pk)


def _dataset(request: PersonRequest, pk: str) -> FactorDataset:
    return get_object_or_404(visible_datasets(request.user), pk=pk)


def _page(
    request: PersonRequest, dataset: FactorDataset, findings: list[Finding] | None = None, status: int = 200
) -> HttpResponse:
    shown = [factor_shown(factor) for factor in factors_of_dataset(dataset)]
    context = {
        "dataset": dataset,
        "page": page_of(request, shown, size=SHOWN),
        "acting": is_acting(dataset),
        "may_retire": can_bring(request.user, dataset.organisation) and dataset.retired_at is None,
        "findings": findings or [],
    }
    return render(request, "assessments/factors/dataset.html", context, status=status)


def _form(
    request: PersonRequest, form: DatasetUploadForm, findings: list[Finding] | None = None, status: int = 200
) -> HttpResponse:
    if findings and status == 200:
        status = 413
    context = {"form": form, "findings": findings or []}
    return render(request, "assessments/factors/dataset_new.html", context, status=status)
