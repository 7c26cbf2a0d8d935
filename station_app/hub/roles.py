"""The seven roles and what each may do. Where a role may do it is a question of districts: `scope`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ADMIN = "admin"
_LOOK = (
    "view_station",
    "view_fact",
    "view_visit",
    "view_order",
    "view_policydraft",
    "view_ticket",
    "view_things",
    "view_bulletins",
)
_SERVE = (
    "order_lights",
    "order_acknowledge",
    "order_resolve",
    "order_selftest",
    "order_restart-device",
    "add_enrolmentcode",
    "ferry_station",
    "answer_ticket",
    "enter_ticket",
    "change_things",
)
_SUPPORT = ("view_supportbundle",)
_MANAGE = (
    "export_log",
    "revoke_station",
    "change_station",
    "add_enrolmentcode",
    "ferry_station",
    "view_silent_incident",
    "change_rota",
    "order_open",
    "order_mode",
    "order_message",
    "order_lights",
    "order_acknowledge",
    "order_resolve",
    "order_selftest",
    "order_restart-device",
    "order_still",
    "view_pass",
    "issue_pass",
    "issue_staff_pass",
    "revoke_pass",
    "edit_policy",
    "publish_policy",
    "answer_ticket",
    "enter_ticket",
    "change_desk",
    "change_things",
    "change_bulletins",
    "change_branch",
    "review_enrolment",
)
RIGHTS: Mapping[str, Sequence[str]] = {
    "viewer": _LOOK,
    "expert": ("view_station", "view_ticket", "answer_ticket", "review_enrolment"),
    "technician": (*_LOOK, *_SERVE, *_SUPPORT, "view_pass", "revoke_pass"),
    "manager": (*_LOOK, *_MANAGE, *_SUPPORT),
    "approver": (*_LOOK, "approve"),
    "auditor": (*_LOOK, "view_audit", "view_pass"),
}
"""An admin has every right of the hub."""
ROLES = (*RIGHTS, ADMIN)


def give_rights(**_: Any) -> None:
    """Give each role its rights, once all tables and permissions are there.

    What a migration gave a role besides stays.
    """
    from django.contrib.auth.models import Group, Permission

    of_the_hub = Permission.objects.filter(content_type__app_label="hub")
    for name in ROLES:
        role, _made = Group.objects.get_or_create(name=name)
        rights = of_the_hub if name == ADMIN else of_the_hub.filter(codename__in=RIGHTS[name])
        missing = rights.exclude(group=role)
        if missing.exists():  # a start that changes nothing writes nothing
            role.permissions.add(*missing)


def role_of(user: Any) -> str:
    """The name of an account's role; empty for a stranger."""
    groups = getattr(user, "groups", None)
    found = groups.order_by("name").values_list("name", flat=True).first() if groups is not None and user.pk else None
    return found or ""
