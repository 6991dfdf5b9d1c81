"""Pages carry their language in the address; the API does not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from standard_site import views

urlpatterns = [
    path("api/", include("assessments.api.urls")),
    path("", include("energyplus_runs.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("account/", include("allauth.urls")),
        path("people/", include("standard_site.accounts.urls")),
        path("standard/", include("rules.urls")),
        path("authoring/", include("rules.authoring_urls")),
        path("authoring/", include("assessments.backtest_urls")),
        path("operations/", include("assessments.operations_urls")),
        path("weather/", include("assessments.weather_urls")),
        path("", include("assessments.factor_urls")),
        path("", include("assessments.urls")),
    ),
]

handler400 = "standard_site.views.bad_request"
handler403 = "standard_site.views.permission_denied"
handler404 = "standard_site.views.not_found"
handler500 = "standard_site.views.server_error"
