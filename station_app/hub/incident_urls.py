"""Addresses of the inbox and of who is told."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import incidents, notices, rotas

urlpatterns = [
    path("", incidents.inbox, name="incidents"),
    path("rota/", rotas.rota, name="rota"),
    path("rota/change/", rotas.change, name="rota-change"),
    path("me/", notices.mine, name="my-notices"),
    path("quiet/", notices.quiet, name="quiet"),
    path("channels/new/<str:kind>/", notices.add, name="channel-add"),
    path("channels/<int:number>/test/", notices.test, name="channel-test"),
    path("channels/<int:number>/remove/", notices.remove, name="channel-remove"),
    path("sent/", notices.sent, name="sent"),
    path("<int:number>/", incidents.incident, name="incident"),
    path("<int:number>/now/", incidents.now, name="incident-now"),
    path("<int:number>/take/", incidents.take, name="incident-take"),
    path("<int:number>/hand/", incidents.hand, name="incident-hand"),
    path("<int:number>/resolve/", incidents.resolve, name="incident-resolve"),
    path("<int:number>/note/", incidents.note, name="incident-note"),
]
