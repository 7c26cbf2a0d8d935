"""The address of the survey's results."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import surveys

urlpatterns = [path("", surveys.results, name="surveys")]
