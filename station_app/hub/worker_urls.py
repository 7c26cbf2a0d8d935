"""Addresses of the phone's page of a ticket: nobody signs in there."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import worker

urlpatterns = [
    path("", worker.find, name="worker-find"),
    path("<str:code>", worker.ticket, name="worker-ticket"),
    path("<str:code>/rate", worker.rate, name="worker-rate"),
    path("<str:code>/words", worker.words, name="worker-words"),
    path("<str:code>/voice", worker.voice, name="worker-voice"),
]
