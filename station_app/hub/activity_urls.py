"""Addresses of classes and events."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import activities

urlpatterns = [
    path("", activities.listed, name="activities"),
    path("new/", activities.new, name="activity-new"),
    path("<int:number>/", activities.one_activity, name="activity"),
    path("<int:number>/change/", activities.change, name="activity-change"),
]
