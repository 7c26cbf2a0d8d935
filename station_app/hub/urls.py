"""Addresses of the hub."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from station_app.hub.device_api import api
from station_app.hub.pages import (
    computer,
    exports,
    ferry,
    fleet,
    log,
    log_everywhere,
    login,
    orders,
    public,
    readiness,
    readiness_list,
    registry,
    reports,
    station,
    why,
)

urlpatterns = [
    path("", fleet.fleet, name="stations"),
    path("wall/", fleet.wall, name="wall"),
    path("stations/<str:station_id>/", station.station, name="station"),
    path("stations/<str:station_id>/place/", station.place, name="place"),
    path("stations/<str:station_id>/log/", log.log, name="log"),
    path("stations/<str:station_id>/log.csv", exports.csv, name="export"),
    path("stations/<str:station_id>/log.xlsx", exports.xlsx, name="export-xlsx"),
    path("stations/<str:station_id>/log/ask/", exports.ask, name="export-ask"),
    path("log/", log_everywhere.log_everywhere, name="log-everywhere"),
    path("exports/", exports.exports_page, name="exports"),
    path("exports/<int:number>/", exports.one, name="export-one"),
    path("exports/<int:number>/decide/", exports.decide, name="export-decide"),
    path("exports/<int:number>/withdraw/", exports.withdraw, name="export-withdraw"),
    path("exports/<int:number>/file/", exports.file, name="export-file"),
    path("stations/<str:station_id>/why/<path:epoch>/<int:seq>/", why.why, name="why"),
    path("stations/<str:station_id>/why-visit/<int:number>/", why.of_visit, name="why-visit"),
    path("reports/", reports.reports, name="reports"),
    path("reports.csv", reports.download_csv, name="report-csv"),
    path("reports.xlsx", reports.download_xlsx, name="report-xlsx"),
    path("stations/<str:station_id>/computer/", computer.computer, name="computer"),
    path("stations/<str:station_id>/replace/", computer.replace, name="replace"),
    path("stations/<str:station_id>/revoke/", computer.revoke, name="revoke"),
    path("stations/<str:station_id>/registry/", registry.entry, name="registry-entry"),
    path("stations/<str:station_id>/registry/edit/", registry.entry_edit, name="registry-edit"),
    path("stations/<str:station_id>/publish/", public.publish, name="publish"),
    path("stations/<str:station_id>/ferry/", ferry.ferry, name="ferry"),
    path("stations/<str:station_id>/ferry/down/", ferry.ferry_down, name="ferry-down"),
    path("registry/", registry.registry_list, name="registry"),
    path("registry.csv", registry.registry_csv, name="registry-csv"),
    path("registry/import/", registry.registry_import, name="registry-import"),
    path("public/stations/<str:station_id>.json", public.status, name="public-status"),
    path("public/stations.json", public.status_list, name="public-list"),
    path("public/key.json", public.status_key, name="public-key"),
    path("stations/<str:station_id>/orders/", orders.order_list, name="orders"),
    path("stations/<str:station_id>/order/<str:verb>/", orders.order, name="order"),
    path("policies/", include("station_app.hub.policy_urls")),
    path("incidents/", include("station_app.hub.incident_urls")),
    path("stations/<str:station_id>/readiness/", readiness_list.readiness_list, name="readiness-list"),
    path("r/<str:code>", readiness.readiness, name="readiness"),
    path("login/", login.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/<str:chosen>/", login.choose_language, name="language"),
    path("", include("station_app.hub.account_urls")),
    path("healthy", login.healthy, name="healthy"),
    path("api/", api.urls),
]
handler403 = login.not_allowed
handler404 = login.not_found
