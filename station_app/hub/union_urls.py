"""Addresses of the form for joining the union: nobody signs in there."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import union_form

urlpatterns = [
    path("", union_form.form, name="union-form"),
    path("state/", union_form.state, name="union-state"),
    path("<str:station>", union_form.form, name="union-form-at"),
]
