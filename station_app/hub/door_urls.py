"""Addresses of the page that workers have on their phones."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import door

urlpatterns = [
    path("", door.door, name="door"),
    path("app.webmanifest", door.manifest, name="door-manifest"),
    path("worker.js", door.worker, name="door-worker"),
    path("take", door.take, name="door-take"),
    path("show", door.show, name="door-show"),
    path("shown/<uuid:name>", door.shown, name="door-shown"),
    path("clock", door.clock, name="door-clock"),
]
