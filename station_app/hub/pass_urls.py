"""Addresses of the passes."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import pass_code, pass_issue, pass_revoke, passes

urlpatterns = [
    path("", passes.pass_list, name="passes"),
    path("find/", passes.find, name="pass-find"),
    path("issue/", pass_issue.issue, name="pass-issue"),
    path("code/", pass_code.code, name="pass-code"),
    path("revoke/", pass_revoke.revoke, name="pass-revoke"),
    path("<int:number>/", passes.one_pass, name="pass"),
    path("<int:number>/reach/", passes.reach, name="pass-reach"),
    path("<int:number>/renew/", pass_issue.renew, name="pass-renew"),
]
