"""What the templates of policies may call."""

from __future__ import annotations

from typing import Any

from django import template

from station_app.hub import texts
from station_app.hub.models import PolicyApproval, PolicyDraft
from station_app.hub.policy_texts import POLICY_WORDS
from station_app.hub.templatetags.hub import local

register = template.Library()


@register.simple_tag
def policy_say(key: str, **told: Any) -> str:
    """A sentence with its places filled in."""
    return texts.sentence(key, **told)


@register.simple_tag
def policy_wrong(told: str) -> str:
    """Why something was not saved: a code, or the sentence itself."""
    return texts.word(told) if told in POLICY_WORDS else told


@register.simple_tag
def policy_number(number: int) -> str:
    """`No. 12`."""
    return texts.sentence("pol-number", n=number)


@register.simple_tag
def policy_stations(draft: PolicyDraft) -> str:
    """For whom a draft is: its station, or how many there are."""
    named = list(draft.stations.all())
    return str(named[0]) if len(named) == 1 else texts.sentence("pol-stations-n", n=len(named))


@register.simple_tag
def policy_approval(approval: PolicyApproval) -> str:
    """Who approved, and when."""
    at = local(approval.at).strftime("%Y-%m-%d %H:%M")
    return texts.sentence("pol-approved-by", who=approval.who.get_username(), at=at)
