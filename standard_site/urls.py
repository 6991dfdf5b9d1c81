"""Pages carry their language in the address; the API does not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("api/", include("assessments.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("people/", include("standard_site.accounts.urls")),
        path("standard/", include("rules.urls")),
        path("", include("assessments.urls")),
    ),
]
