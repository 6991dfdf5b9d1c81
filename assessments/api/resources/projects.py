"""Projects: registered, corrected, archived and restored; never deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions.projects import (
    ProjectValues,
    archive_project,
    change_project,
    move_to_later_edition,
    register_project,
    restore_project,
)
from assessments.api.base import Resource, filters
from assessments.api.idempotency import idempotent
from assessments.api.serializers.projects import (
    AuditEntrySerializer,
    ProjectChange,
    ProjectMove,
    ProjectQuery,
    ProjectRegistration,
    ProjectSerializer,
)
from assessments.api.serializers.shared import PinnedEditionSerializer
from assessments.models import Project
from assessments.policies import can_edit_project
from assessments.refusal import NotAllowed, conflict
from assessments.selectors import audit_of, projects_of, visible_projects
from rules.selectors import later_editions
from standard_site.accounts.models import Organisation
from standard_site.lib.input import validated

_GUESTHOUSE = OpenApiExample(
    "A guesthouse",
    value={
        "organisation": 1,
        "name": "Rainforest guesthouse",
        "place": "baoting",
        "construction_start_year": 2027,
        "gia_m2": 1200,
        "uses": [{"typology": "hotel", "gia_m2": 1200}],
        "works": "new",
        "stage": "design",
    },
    request_only=True,
)


class Projects(Resource):
    @extend_schema(parameters=[ProjectQuery], responses=ProjectSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Your organisations' projects, newest first."""
        query = validated(ProjectQuery, request.query_params)
        wanted = filters(query, organisation="organisation", place="place_key")
        if query["archived"] is not None:
            wanted["archived_at__isnull"] = not query["archived"]
        return self.page(_shown(projects_of(self.user)).filter(**wanted), ProjectSerializer)

    @extend_schema(request=ProjectRegistration, responses={201: ProjectSerializer}, examples=[_GUESTHOUSE])
    @idempotent
    def create(self, request: Request) -> Response:
        """Register a building; the edition's state that counts is pinned now."""
        values = validated(ProjectRegistration, request.data)
        organisation = Organisation.objects.filter(pk=values.pop("organisation")).first()
        if organisation is None:
            raise NotAllowed
        project = register_project(self.user, organisation, ProjectValues(**values))
        return Response(ProjectSerializer(project).data, 201)

    @extend_schema(responses=ProjectSerializer)
    def retrieve(self, request: Request, pk: Any) -> Response:
        return Response(ProjectSerializer(self._project(pk)).data)

    @extend_schema(request=ProjectChange, responses=ProjectSerializer)
    def partial_update(self, request: Request, pk: Any) -> Response:
        """Correct a building's description; assessments made before keep theirs."""
        project = self._project(pk)
        given = validated(ProjectChange, request.data, partial=True)
        changed = change_project(self.user, project, ProjectValues(**(_values(project) | given)))
        return Response(ProjectSerializer(changed).data)

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: Any) -> Response:
        """Take a project out of the lists; nothing is deleted."""
        archive_project(self.user, self._project(pk))
        return self.retrieve(request, pk)

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: Any) -> Response:
        """Bring an archived project back."""
        restore_project(self.user, self._project(pk))
        return self.retrieve(request, pk)

    @extend_schema(responses=PinnedEditionSerializer(many=True))
    @action(detail=True, url_path="later-editions", pagination_class=None)
    def later_editions(self, request: Request, pk: Any) -> Response:
        """The editions a project can be moved to today, the next first."""
        later = later_editions(self._project(pk).edition)
        return Response(PinnedEditionSerializer(later, many=True).data)

    @extend_schema(request=ProjectMove, responses=ProjectSerializer)
    @idempotent
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: Any) -> Response:
        """Pin a project to a later edition, never back; scores it has stay as they are."""
        project, key = self._project(pk), validated(ProjectMove, request.data)["edition"]
        later = next((edition for edition in later_editions(project.edition) if edition.key == key), None)
        if not can_edit_project(self.user, project):
            raise NotAllowed
        if later is None:
            raise conflict("edition-not-later", edition=key, pinned=project.edition.key)
        move_to_later_edition(self.user, project, later)
        return self.retrieve(request, pk)

    @extend_schema(responses=AuditEntrySerializer(many=True))
    @action(detail=True)
    def history(self, request: Request, pk: Any) -> Response:
        """What happened to a project, by whom and when."""
        self.newest_first_by = "at"
        project = get_object_or_404(projects_of(self.user), pk=pk)
        return self.page(audit_of(project), AuditEntrySerializer)

    def _project(self, pk: Any) -> Project:
        return get_object_or_404(_shown(visible_projects(self.user)), pk=pk)


def _shown(projects: QuerySet[Project]) -> QuerySet[Project]:
    return projects.select_related("organisation", "edition", "created_by").defer("edition__files")


def _values(project: Project) -> dict[str, Any]:
    """A project's description as it stands."""
    columns = [str(field.source) for field in ProjectChange().fields.values()]
    return {name: getattr(project, name) for name in columns} | {"place_key": project.place_key or None}
