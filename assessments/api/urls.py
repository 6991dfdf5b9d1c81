"""`/api/`: the resources under v1, the schema, the kinds of error; anything else is a problem too."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.routers import SimpleRouter

from assessments.api import converters
from assessments.api.resources.assessments import Assessments, Scorecards
from assessments.api.resources.backtests import BackTests
from assessments.api.resources.comparisons import EditionComparisons, ScorecardsUnderEditions
from assessments.api.resources.consultation import DraftComments, DraftGuests
from assessments.api.resources.departures import AssessmentDepartures, ReviewDepartures
from assessments.api.resources.designs import DesignAssessments, Designs, ProjectDesigns
from assessments.api.resources.draft_files import DraftFiles
from assessments.api.resources.drafts import Drafts
from assessments.api.resources.editions import Editions
from assessments.api.resources.factors import DesignFactorChoices, FactorDatasets
from assessments.api.resources.matching import DesignMaterialMatches
from assessments.api.resources.operations import OperatedRuns, Operations
from assessments.api.resources.options import DesignOptionStudies, Measures, OptionStudies
from assessments.api.resources.people import Me, Organisations
from assessments.api.resources.places import Places
from assessments.api.resources.problems import NoSuchAddress, ProblemKinds
from assessments.api.resources.projects import Projects
from assessments.api.resources.reviews import Reviews
from assessments.api.resources.runs import Runs
from assessments.api.resources.stations import Stations
from assessments.api.resources.take_off_headings import TakeOffHeadings
from assessments.api.resources.take_off_readings import ProjectTakeOffReadings, TakeOffReadings
from assessments.api.resources.take_off_templates import TakeOffTemplates
from assessments.api.resources.trials import Trials

converters.register()
router = SimpleRouter(use_regex_path=False)
router.register("editions", Editions, basename="edition")
router.register("editions/<slug:key>/criteria/<slug:criterion>/try", Trials, basename="trial")
router.register("drafts", Drafts, basename="draft")
router.register("drafts/<uuid:draft_pk>/files", DraftFiles, basename="draft-file")
router.register("drafts/<uuid:draft_pk>/comments", DraftComments, basename="draft-comment")
router.register("drafts/<uuid:draft_pk>/guests", DraftGuests, basename="draft-guest")
router.register("places", Places, basename="place")
router.register("stations", Stations, basename="station")
router.register("organisations", Organisations, basename="organisation")
router.register("projects", Projects, basename="project")
router.register("projects/<uuid:project_pk>/designs", ProjectDesigns, basename="project-design")
router.register(
    "projects/<uuid:project_pk>/take-off-readings",
    ProjectTakeOffReadings,
    basename="project-take-off-reading",
)
router.register("take-off-readings", TakeOffReadings, basename="take-off-reading")
router.register("designs", Designs, basename="design")
router.register("designs/<uuid:design_pk>/assessments", DesignAssessments, basename="design-assessment")
router.register(
    "designs/<uuid:design_pk>/option-studies", DesignOptionStudies, basename="design-option-study"
)
router.register(
    "designs/<uuid:design_pk>/factor-choices", DesignFactorChoices, basename="design-factor-choice"
)
router.register(
    "designs/<uuid:design_pk>/material-matches", DesignMaterialMatches, basename="design-material-match"
)
router.register("factor-datasets", FactorDatasets, basename="factor-dataset")
router.register("take-off-headings", TakeOffHeadings, basename="take-off-heading")
router.register("option-studies", OptionStudies, basename="option-study")
router.register("measures", Measures, basename="measure")
router.register("assessments", Assessments, basename="assessment")
router.register(
    "assessments/<uuid:assessment_pk>/departures", AssessmentDepartures, basename="assessment-departure"
)
router.register("reviews/<uuid:review_pk>/departures", ReviewDepartures, basename="review-departure")
router.register("scorecards", Scorecards, basename="scorecard")
router.register("runs", Runs, basename="run")
router.register("operations/runs", OperatedRuns, basename="operated-run")
router.register("reviews", Reviews, basename="review")
router.register("back-tests", BackTests, basename="back-test")

v1 = [
    path("me/", Me.as_view({"get": "retrieve"}), name="me"),
    path(
        "take-off-templates/<slug:form>/",
        TakeOffTemplates.as_view({"get": "retrieve"}),
        name="take-off-template",
    ),
    path("operations/", Operations.as_view({"get": "retrieve"}), name="operations"),
    path("operations/drain/", Operations.as_view({"post": "drain"}), name="operations-drain"),
    path("operations/resume/", Operations.as_view({"post": "resume"}), name="operations-resume"),
    path("editions/compare/", EditionComparisons.as_view({"get": "list"}), name="edition-compare"),
    path(
        "scorecards/<uuid:pk>/under/",
        ScorecardsUnderEditions.as_view({"get": "retrieve"}),
        name="scorecard-under",
    ),
    *router.urls,
]

app_name = "api"
urlpatterns = [
    path("v1/", include(v1)),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("problems/<slug:code>/", ProblemKinds.as_view(), name="problem"),
    re_path("", NoSuchAddress.as_view(), name="no-such-address"),
]
