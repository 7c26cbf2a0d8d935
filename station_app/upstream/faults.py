"""What can be wrong between station and hub. A HubFault is the world's: it is shown, and waited out."""

#   HubFault
#     HubUnreachable   no connection, or no whole answer in time
#     HubBadAnswer     something answered, but not as this hub would
#     HubRefusal       the hub answered and said no

from __future__ import annotations

from station_app.upstream.messages import Refusal


class HubFault(Exception):
    """The hub cannot be used now; the message is one sentence for staff."""


class HubUnreachable(HubFault):
    """No connection, or no whole answer in time."""


class HubBadAnswer(HubFault):
    """Something answered, but not as this hub would."""


class HubRefusal(HubFault):
    """The hub answered and said no."""

    def __init__(self, status: int, refusal: Refusal) -> None:
        super().__init__(f"the hub refuses: {refusal.message}")
        self.status = status
        self.code = refusal.error
