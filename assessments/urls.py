"""The architect's and the assessor's pages; names are the words other parts link to."""

from django.urls import path

from assessments.views import (
    assessments,
    criteria,
    designs,
    files,
    preparation,
    projects,
    reviews,
    under_edition,
)

app_name = "assessments"
urlpatterns = [
    path("projects/", projects.project_list_page, name="projects"),
    path("projects/new/", projects.new, name="project-new"),
    path("projects/<uuid:pk>/", projects.detail, name="project"),
    path("projects/<uuid:pk>/edit/", projects.edit, name="project-edit"),
    path("projects/<uuid:pk>/archive/", projects.archive, name="project-archive"),
    path("projects/<uuid:pk>/restore/", projects.restore, name="project-restore"),
    path("projects/<uuid:pk>/move/", projects.move, name="project-move"),
    path("projects/<uuid:pk>/history/", projects.history, name="project-audit"),
    path("projects/<uuid:pk>/designs/new/", designs.new, name="design-new"),
    path("templates/take-off.csv", files.take_off_template, name="take-off-template"),
    path("templates/declared.yaml", files.declared_template, name="declared-template"),
    path("designs/<uuid:pk>/", designs.detail, name="design"),
    path("designs/<uuid:pk>/scene.json", files.scene, name="design-scene"),
    path("designs/<uuid:pk>/files/<slug:kind>/", files.design_file, name="design-file"),
    path("designs/<uuid:pk>/preparation/", preparation.of_design, name="design-preparation"),
    path(
        "designs/<uuid:pk>/preparation/<slug:form>/",
        preparation.design_file,
        name="design-preparation-file",
    ),
    path("designs/<uuid:pk>/assess/", assessments.assess, name="assess"),
    path("assessments/<uuid:pk>/", assessments.detail, name="assessment"),
    path("assessments/<uuid:pk>/cancel/", assessments.cancel, name="assessment-cancel"),
    path("assessments/<uuid:pk>/scorecard.json", files.scorecard, name="scorecard-json"),
    path("assessments/<uuid:pk>/criteria/<slug:key>/", criteria.detail, name="criterion"),
    path("assessments/<uuid:pk>/under/", under_edition.detail, name="under-edition"),
    path("assessments/<uuid:pk>/submit/", reviews.submit_assessment, name="submit"),
    path("runs/<uuid:pk>/prepared.idf", files.prepared_model, name="prepared-model"),
    path("runs/<uuid:pk>/eplusout.err", files.run_errors, name="run-errors"),
    path("runs/<uuid:pk>/preparation/", preparation.of_run, name="run-preparation"),
    path("runs/<uuid:pk>/preparation/<slug:form>/", preparation.run_file, name="run-preparation-file"),
    path("reviews/", reviews.queue, name="review-queue"),
    path("reviews/<uuid:pk>/", reviews.workspace, name="review"),
    path("reviews/<uuid:pk>/take/", reviews.take_submission, name="review-take"),
    path("reviews/<uuid:pk>/hand-back/", reviews.hand_back_submission, name="review-hand-back"),
    path("reviews/<uuid:pk>/criteria/<slug:key>/", reviews.decide_criterion, name="review-decide"),
    path("reviews/<uuid:pk>/conclude/", reviews.conclude_submission, name="review-conclude"),
    path("reviews/<uuid:pk>/withdraw/", reviews.withdraw_submission, name="submission-withdraw"),
]
