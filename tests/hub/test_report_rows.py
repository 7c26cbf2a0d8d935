"""The long parts of a report's page are escaped as a template's are."""

from __future__ import annotations

from hub_rig import HubRig
from test_pages import Browser

from station_app.hub.models import Station


async def test_a_station_s_name_in_a_report_cannot_become_markup(rig: HubRig) -> None:
    from django.utils import timezone

    def fill() -> None:
        for key, name in (("ST-1", "<b>one</b>"), ("ST-2", '"><script>two')):
            Station.objects.create(id=key, name=name, public_key="0", enrolled_at=timezone.now())

    rig.in_thread(fill)

    page = Browser(rig, "viewer").get("/reports/").text_now
    # The name stands in the choice, in the table, and in what is missing.
    assert (page.count("&lt;b&gt;one"), "<b>one" in page, "<script>two" in page) == (
        3,
        False,
        False,
    )
