"""Addresses of what concerns accounts: second factors, sessions, the audit trail. Some names are allauth's."""

from __future__ import annotations

from allauth.account.views import reauthenticate
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from station_app.hub.pages import accounts, audit, login, sessions

urlpatterns = [
    path("login/", login.SignIn.as_view(), name="account_login"),
    path("logout/", LogoutView.as_view(), name="account_logout"),
    path("account/inactive/", login.not_active, name="account_inactive"),
    path("account/again/", reauthenticate, name="account_reauthenticate"),
    path("account/factor/", include("allauth.mfa.urls")),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/<int:number>/end/", sessions.end, name="session-end"),
    path("account/sessions/end-others/", sessions.end_others, name="sessions-end-others"),
    path("accounts/", accounts.account_list, name="accounts"),
    path("accounts/new/", accounts.new, name="account-new"),
    path("accounts/<int:number>/", accounts.account, name="account"),
    path("accounts/<int:number>/password/", accounts.password, name="account-password"),
    path("accounts/<int:number>/factors/", accounts.factors, name="account-factors"),
    path("accounts/<int:number>/stop/", accounts.stop, name="account-stop"),
    path("audit/", audit.trail, name="audit"),
    path("audit.csv", audit.export, name="audit-export"),
]
