"""Addresses of notices for workers, for managers."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import bulletins

urlpatterns = [
    path("", bulletins.bulletin_list, name="bulletins"),
    path("new/", bulletins.new, name="bulletin-new"),
    path("<int:number>/", bulletins.one_bulletin, name="bulletin"),
    path("<int:number>/withdraw/", bulletins.withdraw, name="bulletin-withdraw"),
]
