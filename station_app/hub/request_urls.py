"""Addresses of the inbox of requests and of the desks."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import ticket_acts, tickets

urlpatterns = [
    path("", tickets.inbox, name="requests"),
    path("<int:number>/", tickets.one, name="request"),
    path("<int:number>/do/<str:what>/", ticket_acts.act, name="request-act"),
]
