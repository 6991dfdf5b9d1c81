"""Back-tests, below the authors' pages; names are the words other parts link to."""

from django.urls import path

from assessments.views import backtests

app_name = "backtest"
urlpatterns = [
    path("<uuid:pk>/back-test/", backtests.start, name="start"),
    path("back-test/", backtests.start_edition, name="start-edition"),
    path("back-tests/<uuid:pk>/", backtests.result, name="result"),
    path("back-tests/<uuid:pk>/cancel/", backtests.cancel, name="cancel"),
    path("back-tests/<uuid:pk>/changes/<int:number>/", backtests.change, name="change"),
    path("back-tests/<uuid:pk>/export/<slug:kind>/", backtests.export, name="export"),
]
