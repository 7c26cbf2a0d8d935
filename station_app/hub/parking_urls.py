"""Addresses of parked vehicles."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import parking

urlpatterns = [
    path("", parking.parked, name="parking"),
    path("places/<str:station_id>/", parking.places, name="parking-places"),
    path("<int:number>/call/", parking.call, name="parking-call"),
    path("<int:number>/plate/", parking.plate, name="parking-plate"),
]
