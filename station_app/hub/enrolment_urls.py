"""Addresses of the officers' pages of who wants to join the union, and of its branches."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import enrolments

urlpatterns = [
    path("", enrolments.inbox, name="enrolments"),
    path("enrolments.csv", enrolments.download, name="enrolments-csv"),
    path("branches/", enrolments.branches, name="branches"),
    path("<int:number>/", enrolments.one, name="enrolment"),
    path("<int:number>/<str:what>/", enrolments.decide, name="enrolment-decide"),
]
