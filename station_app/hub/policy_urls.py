"""Addresses of the policies."""

from __future__ import annotations

from django.urls import path

from station_app.hub.pages import policies, policy_acts, policy_edit, policy_trials

urlpatterns = [
    path("", policies.policy_list, name="policies"),
    path("new/", policies.new, name="policy-new"),
    path("<int:pk>/", policies.policy, name="policy"),
    path("<int:pk>/general/", policy_edit.general, name="policy-general"),
    path("<int:pk>/zone/<str:name>/", policy_edit.zone, name="policy-zone"),
    path("<int:pk>/text/", policy_edit.text, name="policy-text"),
    path("<int:pk>/try/", policy_trials.try_out, name="policy-try"),
    path("<int:pk>/submit/", policy_acts.submit, name="policy-submit"),
    path("<int:pk>/approve/", policy_acts.approve, name="policy-approve"),
    path("<int:pk>/back/", policy_acts.send_back, name="policy-back"),
    path("<int:pk>/discard/", policy_acts.discard, name="policy-discard"),
    path("<int:pk>/policy.json", policy_acts.download, name="policy-download"),
    path("<int:pk>/sign/", policy_acts.sign, name="policy-sign"),
    path("<int:pk>/sign-here/", policy_acts.sign_here, name="policy-sign-here"),
    path("<int:pk>/publish/", policy_acts.publish, name="policy-publish"),
    path("<int:pk>/stop/", policy_acts.stop, name="policy-stop"),
    path("<int:pk>/go-back/", policy_acts.go_back, name="policy-go-back"),
]
