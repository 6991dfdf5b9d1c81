"""Addresses of the author's workspace."""

from django.urls import path

from rules.authoring.views import consultation, criteria, drafts, history, parts, publication, tables

app_name = "authoring"
urlpatterns = [
    path("", drafts.index, name="drafts"),
    path("new/", drafts.new, name="draft-new"),
    path("import/", drafts.import_, name="draft-import"),
    path("editions/<slug:key>/", publication.edition, name="edition"),
    path("editions/<slug:key>/export/", drafts.export_edition, name="edition-export"),
    path("<uuid:pk>/", drafts.overview, name="draft"),
    path("<uuid:pk>/abandon/", drafts.abandon_draft, name="draft-abandon"),
    path("<uuid:pk>/export/", drafts.export, name="draft-export"),
    path("<uuid:pk>/criteria/new/", criteria.new, name="criterion-new"),
    path("<uuid:pk>/criteria/<slug:key>/", criteria.criterion, name="criterion"),
    path("<uuid:pk>/criteria/<slug:key>/examples/", criteria.examples, name="examples"),
    path("<uuid:pk>/criteria/<slug:key>/remove/", criteria.remove, name="criterion-remove"),
    path("<uuid:pk>/parts/<slug:part>/", parts.part, name="part"),
    path("<uuid:pk>/parts/<slug:part>/<slug:key>/", parts.entry, name="entry"),
    path("<uuid:pk>/pages/<slug:page>/", parts.page, name="page"),
    path("<uuid:pk>/tables/new/", tables.new, name="table-new"),
    path("<uuid:pk>/tables/<slug:key>/", tables.table, name="table"),
    path("<uuid:pk>/tables/<slug:key>/csv/", tables.csv, name="table-csv"),
    path("<uuid:pk>/tables/<slug:key>/settings/", parts.table_settings, name="table-settings"),
    path("<uuid:pk>/files/<path:path>", parts.file, name="file"),
    path("<uuid:pk>/history/", history.history, name="history"),
    path("<uuid:pk>/history/<int:change>/", history.change, name="change"),
    path("<uuid:pk>/consultation/", consultation.manage, name="consultation"),
    path("<uuid:pk>/read/", consultation.read, name="read"),
    path("<uuid:pk>/read/<slug:key>/", consultation.read_criterion, name="read-criterion"),
    path("<uuid:pk>/comments/", consultation.comment, name="comment"),
    path("<uuid:pk>/comments/<int:comment>/", consultation.answer, name="comment-answer"),
    path("<uuid:pk>/publish/", publication.publish, name="publish"),
]
