"""Every address that is a page, who looks at it, and what else the resolver names. A name in neither list fails the tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.live import ARCHITECT, ASSESSOR, EDITION, OPERATOR, SUPERSEDED
from tests.browser.world import AUTHOR

STRANGER = ""  # nobody signed in
NOTHING = "00000000-0000-4000-8000-000000000000"  # an identifier of nothing


@dataclass(frozen=True, slots=True)
class PageEntry:
    """`args` are keys of the world where it has such a key, else meant as they are. `main` pages are looked at in both themes."""

    name: str
    person: str = STRANGER
    args: tuple[str, ...] = ()
    main: bool = False
    status: int = 200
    query: str = ""

    def __str__(self) -> str:
        return (
            "-".join((self.name, *self.args)) + self.query + ("" if self.status == 200 else f"-{self.status}")
        )


PAGES = (
    PageEntry("home", main=True),
    PageEntry("account_login"),
    PageEntry("account_signup"),
    PageEntry("account_inactive"),
    PageEntry("account_email_verification_sent"),
    PageEntry("account_confirm_email", args=("nothing",)),
    PageEntry("account_reset_password"),
    PageEntry("account_reset_password_done"),
    PageEntry("account_reset_password_from_key", args=("reset_uid", "reset_key")),
    PageEntry("account_reset_password_from_key_done"),
    PageEntry("account_logout", ARCHITECT),
    PageEntry("account_reauthenticate", ARCHITECT),
    PageEntry("account_email", ARCHITECT),
    PageEntry("account_change_password", ARCHITECT),
    PageEntry("mfa_index", ARCHITECT),
    PageEntry("mfa_index", AUTHOR, args=()),
    PageEntry("mfa_authenticate", "halfway"),
    PageEntry("mfa_reauthenticate", AUTHOR),
    PageEntry("mfa_activate_totp", ARCHITECT),
    PageEntry("mfa_deactivate_totp", AUTHOR),
    PageEntry("mfa_view_recovery_codes", AUTHOR),
    PageEntry("mfa_generate_recovery_codes", AUTHOR),
    PageEntry("accounts:people", OPERATOR),
    PageEntry("accounts:people", ARCHITECT, status=403),
    PageEntry("accounts:profile", ARCHITECT),
    PageEntry("accounts:new-organisation", ARCHITECT),
    PageEntry("accounts:organisation", ARCHITECT, args=("organisation",)),
    PageEntry("accounts:invitation", args=("invitation",)),
    PageEntry("operations:index", OPERATOR, main=True),
    PageEntry("operations:index", ARCHITECT, status=403),
    PageEntry("operations:run", OPERATOR, args=(NOTHING,), status=404),
    PageEntry("rules:editions"),
    PageEntry("rules:edition", args=(EDITION,), main=True),
    PageEntry("rules:edition", args=(SUPERSEDED,)),
    PageEntry("rules:criterion", args=(EDITION, "b01-upfront-carbon"), main=True),
    PageEntry("rules:criterion", args=(EDITION, "nothing"), status=404),
    PageEntry(
        "rules:trial",
        args=(EDITION, "b06-energy-use-intensity"),
        query="?stage=design&gia_m2=ten&site_energy_kwh_per_yr=950000",
    ),
    PageEntry(
        "rules:trial",
        args=(EDITION, "b13-onsite-renewables"),
        query="?stage=design&footprint_m2=10",
        main=True,
    ),
    PageEntry("rules:table", args=(EDITION, "materials")),
    PageEntry("rules:compare"),
    PageEntry("rules:compare", query=f"?a={SUPERSEDED}&b={EDITION}"),
    PageEntry("rules:compare", query=f"?a={EDITION}&b=nothing", status=404),
    PageEntry("assessments:projects", ARCHITECT, main=True),
    PageEntry("assessments:projects", OPERATOR, args=()),
    PageEntry("assessments:project-new", ARCHITECT),
    PageEntry("assessments:project", ARCHITECT, args=("project",), main=True),
    PageEntry("assessments:project-edit", ARCHITECT, args=("project",)),
    PageEntry("assessments:project-audit", ARCHITECT, args=("project",)),
    PageEntry("assessments:design-new", ARCHITECT, args=("project",), main=True),
    PageEntry("assessments:design", ARCHITECT, args=("design",), main=True),
    PageEntry("assessments:design-factors", ARCHITECT, args=("design",)),
    PageEntry("assessments:design-materials", ARCHITECT, args=("bill",), main=True),
    PageEntry("assessments:design-material", ARCHITECT, args=("bill", "text"), query="?q=glass", main=True),
    PageEntry("assessments:design-estimate", ARCHITECT, args=("design",)),
    PageEntry("factors:edition", args=("island-2026-r2",), main=True),
    PageEntry("factors:edition", args=(EDITION,), query="?q=nothing+like+it"),
    PageEntry("factors:factor", args=("island-2026-r2", "brick-shale-hollow")),
    PageEntry("factors:factor", args=(EDITION, "nothing"), status=404),
    PageEntry("assessments:take-off-columns", ARCHITECT, args=("waiting",), main=True),
    PageEntry("assessments:take-off-headings", ARCHITECT, main=True),
    PageEntry("assessments:reading-new", ARCHITECT, args=("project",), main=True),
    PageEntry("assessments:reading", ARCHITECT, args=("reading",), main=True),
    PageEntry("factors:datasets", ARCHITECT),
    PageEntry("factors:dataset-new", ARCHITECT),
    PageEntry("factors:dataset", ARCHITECT, args=("dataset",), main=True),
    PageEntry("assessments:departures", ARCHITECT, args=("assessment",)),
    PageEntry("assessments:design-preparation", ARCHITECT, args=("design",), main=True),
    PageEntry("assessments:run-preparation", ARCHITECT, args=("run",), query="?type=RunPeriod"),
    PageEntry("assessments:assessment", ARCHITECT, args=("assessment",), main=True),
    PageEntry("assessments:assessment", ARCHITECT, args=("cancelled",)),
    PageEntry("assessments:criterion", ARCHITECT, args=("assessment", "b01-upfront-carbon"), main=True),
    PageEntry("assessments:criterion", ARCHITECT, args=("assessment", "b06-energy-use-intensity")),
    PageEntry("assessments:whole-life", ARCHITECT, args=("assessment",)),
    PageEntry("assessments:whole-life", ARCHITECT, args=("timber",), main=True),
    PageEntry("assessments:whole-life-lines", ARCHITECT, args=("timber",), query="?module=B4", main=True),
    PageEntry("assessments:whole-life-lines", ARCHITECT, args=("timber",), query="?period=50&module=B6"),
    PageEntry("assessments:whole-life-lines", ARCHITECT, args=("assessment",), status=404),
    PageEntry("assessments:whole-life-comparison", ARCHITECT, args=("lives_project",), main=True),
    PageEntry("assessments:whole-life-comparison", ARCHITECT, args=("project",)),
    PageEntry("assessments:under-edition", ARCHITECT, args=("assessment",)),
    PageEntry("assessments:under-edition", ARCHITECT, args=("assessment",), query=f"?edition={SUPERSEDED}"),
    PageEntry("assessments:options", ARCHITECT, args=("design",), main=True),
    PageEntry("assessments:option-study", ARCHITECT, args=("study",), main=True),
    PageEntry("assessments:option-study", ARCHITECT, args=("study",), query="?by=whole-life"),
    PageEntry("assessments:review-queue", ASSESSOR),
    PageEntry("assessments:review-queue", ARCHITECT, status=403),
    PageEntry("assessments:review", ASSESSOR, args=("submission",), main=True),
    PageEntry("assessments:review", ARCHITECT, args=("submission",)),
    PageEntry("weather:library", OPERATOR, main=True),
    PageEntry("weather:library", ARCHITECT),
    PageEntry("weather:station", OPERATOR, args=("qionghai",), main=True),
    PageEntry("weather:station-new", OPERATOR, query="?base=qionghai"),
    PageEntry("weather:place-new", OPERATOR),
    PageEntry("weather:place-station", OPERATOR, args=("baoting",)),
    PageEntry("authoring:drafts", AUTHOR, main=True),
    PageEntry("authoring:drafts", ARCHITECT),
    PageEntry("authoring:draft-new", AUTHOR),
    PageEntry("authoring:draft-new", ARCHITECT, status=403),
    PageEntry("authoring:draft-import", AUTHOR),
    PageEntry("authoring:edition", AUTHOR, args=(EDITION,)),
    PageEntry("authoring:draft", AUTHOR, args=("draft",), main=True),
    PageEntry("authoring:criterion-new", AUTHOR, args=("draft",)),
    PageEntry("authoring:criterion", AUTHOR, args=("draft", "b06-energy-use-intensity"), main=True),
    PageEntry("authoring:criterion", AUTHOR, args=("draft", "b06-energy-use-intensity"), query="?as=text"),
    PageEntry("authoring:examples", AUTHOR, args=("draft", "b06-energy-use-intensity")),
    PageEntry("authoring:part", AUTHOR, args=("draft", "metrics")),
    PageEntry("authoring:entry", AUTHOR, args=("draft", "typologies", "hotel")),
    PageEntry("authoring:page", AUTHOR, args=("draft", "scoring")),
    PageEntry("authoring:table-new", AUTHOR, args=("draft",)),
    PageEntry("authoring:table", AUTHOR, args=("draft", "materials"), main=True),
    PageEntry("authoring:table-settings", AUTHOR, args=("draft", "materials")),
    PageEntry("authoring:file", AUTHOR, args=("draft", "protocol.yaml")),
    PageEntry("authoring:history", AUTHOR, args=("draft",)),
    PageEntry("authoring:change", AUTHOR, args=("draft", "change"), main=True),
    PageEntry("authoring:consultation", AUTHOR, args=("draft",)),
    PageEntry("authoring:read", AUTHOR, args=("draft",)),
    PageEntry("authoring:read-criterion", AUTHOR, args=("draft", "b06-energy-use-intensity")),
    PageEntry("authoring:publish", AUTHOR, args=("draft",)),
    PageEntry("backtest:start", AUTHOR, args=(NOTHING,), status=404),
    PageEntry("backtest:start-edition", AUTHOR),
    PageEntry("backtest:start-edition", ARCHITECT, status=403),
    PageEntry("backtest:result", AUTHOR, args=("back_test",), main=True),
    PageEntry("backtest:change", AUTHOR, args=("back_test", "1"), status=404),
)

FORMS_ANSWERED_BY_OTHER_PAGES = {
    "set_language", "accounts:grant-role", "accounts:revoke-role", "accounts:create-token", "accounts:revoke-token",
    "accounts:rename", "accounts:invite", "accounts:withdraw-invitation", "accounts:remove-member", "accounts:set-owner",
    "assessments:project-archive", "assessments:project-restore", "assessments:assess", "assessments:assessment-cancel",
    "assessments:submit", "weather:station-retire", "factors:dataset-retire", "assessments:factor-choose",
    "assessments:take-off-heading-forget", "assessments:reading-cancel",
    "assessments:departure-reason", "assessments:departure-decide", "assessments:review-take", "assessments:review-hand-back",
    "assessments:review-decide",
    "assessments:review-conclude", "assessments:submission-withdraw", "backtest:cancel",
    "assessments:project-move", "assessments:option-cancel", "assessments:option-combine", "assessments:option-design",
    "operations:stop-new-work", "operations:resume", "operations:retry", "operations:cancel",
    "authoring:draft-abandon", "authoring:criterion-remove", "authoring:comment", "authoring:comment-answer",
}  # fmt: skip
FILES = {
    "machines:live", "machines:ready", "machines:metrics",
    "mfa_download_recovery_codes", "assessments:take-off-template", "assessments:take-off-template-workbook",
    "assessments:declared-template",
    "assessments:design-scene", "assessments:design-file", "assessments:scorecard-json", "assessments:whole-life-file",
    "assessments:prepared-model",
    "assessments:run-errors", "weather:station-file", "assessments:design-preparation-file",
    "assessments:run-preparation-file", "backtest:export", "authoring:draft-export", "authoring:edition-export",
    "authoring:table-csv", "assessments:design-estimate-file", "assessments:reading-file", "factors:template",
    "factors:dataset-file",
}  # fmt: skip
# For accounts without a password and for codes by e-mail; neither exists here, so both send the visitor elsewhere.
REDIRECTS_ONLY = {"account_set_password", "account_confirm_login_code"}


def page_names() -> Iterator[str]:
    """The names of all addresses but the API's."""
    return (name for name in _names(get_resolver(), "") if not name.startswith("api:"))


def _names(resolver: Any, space: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        elif isinstance(pattern, URLResolver):
            yield from _names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
