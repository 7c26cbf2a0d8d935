"""Addresses of the inbox of requests and of the desks."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import desks, ticket_acts, ticket_figures, ticket_new, ticket_private, tickets

urlpatterns = [
    path("", tickets.inbox, name="requests"),
    path("new/", ticket_new.new, name="request-new"),
    path("figures/", ticket_figures.figures, name="request-figures"),
    path("desks/", desks.desk_list, name="desks"),
    path("desks/change/", desks.change, name="desk-change"),
    path("<int:number>/", tickets.one, name="request"),
    path("<int:number>/do/<str:what>/", ticket_acts.act, name="request-act"),
    path("<int:number>/contact/", ticket_private.contact, name="request-contact"),
    path("<int:number>/voices/<int:note>", ticket_private.voice, name="request-voice"),
]
