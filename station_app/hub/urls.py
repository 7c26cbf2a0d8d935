"""Addresses of the hub."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from station_app.hub.device_api import api
from station_app.hub.pages import log, login, readiness, stations

urlpatterns = [
    path("", stations.stations, name="stations"),
    path("stations/<str:station_id>/", stations.station, name="station"),
    path("stations/<str:station_id>/log/", log.log, name="log"),
    path("stations/<str:station_id>/log.csv", log.export, name="export"),
    path("stations/<str:station_id>/revoke/", stations.revoke, name="revoke"),
    path("r/<str:code>", readiness.readiness, name="readiness"),
    path("login/", login.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/<str:chosen>/", login.choose_language, name="language"),
    path("healthy", login.healthy, name="healthy"),
    path("api/", api.urls),
]
handler403 = login.not_allowed
handler404 = login.not_found
