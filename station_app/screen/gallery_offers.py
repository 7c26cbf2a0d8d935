"""What is offered behind the door, as the gallery shows it: the first page of each offer, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from station_app.core.offers.requests import TOPICS
from station_app.core.offers.survey import QUESTIONS
from station_app.screen.kiosk import Kiosk
from station_app.screen.offers.notices_view import BulletinView
from station_app.screen.offers.registry import PAGES
from station_app.wire import Ask, Intent, OfferAnswer, Offers, OpenFault, RequestFigures
from station_app.wire.offers import (
    ActivityTold,
    BulletinTold,
    ParkingTold,
    RackTold,
    RoundTold,
    StockTold,
    TurnRoom,
)

_MADE_MS: Final = 1_799_035_200_000
_DAY_MS: Final = 86_400_000
_LATER_MS: Final = 4_000_000_000_000 // _DAY_MS * _DAY_MS + 6 * 3_600_000
"""A day that is always to come."""
_ACTIVITIES: Final = (
    ActivityTold(
        id="class",
        kind="skills",
        title={"zh-CN": "电工入门课", "en": "Electrician's basics"},
        about={"zh-CN": "带身份证，可领培训教材。", "en": "Course books are handed out."},
        where="二楼会议室",
        from_ms=_LATER_MS,
        until_ms=_LATER_MS + 7_200_000,
        join_until_ms=_LATER_MS,
        left=6,
    ),
    ActivityTold(
        id="hair",
        kind="haircut",
        title={"zh-CN": "爱心义剪", "en": "Haircuts"},
        where="休息区",
        from_ms=_LATER_MS + _DAY_MS,
        until_ms=_LATER_MS + _DAY_MS + 7_200_000,
        join_until_ms=_LATER_MS + _DAY_MS,
        waiting=3,
    ),
)
_NEVER_OVER_MS: Final = 4_000_000_000_000
_BULLETINS: Final = (
    BulletinTold(
        id="watercut",
        title={
            "zh-CN": "今晚22点至明早6点停水",
            "en": "No water tonight, 22:00 to 06:00",
            "zh-TW": "今晚22點至明早6點停水",
        },
        text={
            "zh-CN": "因管网检修，今晚22点至明早6点本站停水。饮水机旁备有瓶装水，请自取。\n"
            "洗手间停用，最近的公共厕所在惠河路口，步行3分钟。给您带来不便，请谅解。",
            "en": "The mains are mended tonight; there is no water from 22:00 to 06:00. Bottled water stands by the "
            "dispenser.\nThe toilet is closed; the next public one is at Huihe Road, three minutes on foot.",
            "zh-TW": "因管網檢修，今晚22點至明早6點本站停水。飲水機旁備有瓶裝水，請自取。",
        },
        urgent=True,
        until_ms=_NEVER_OVER_MS,
    ),
    BulletinTold(
        id="checkups",
        title={"zh-CN": "户外劳动者免费体检报名", "en": "Free health check for outdoor workers"},
        text={
            "zh-CN": "本月起，凭工会会员卡可到社区卫生服务中心免费体检一次。" * 12,
            "en": "One free check a year. " * 20,
        },
        link="https://hub.example.org/checkups",
        until_ms=_NEVER_OVER_MS,
    ),
)
OFFERED: Final = Offers(
    serial=1,
    offered=tuple(PAGES),
    calls=True,
    public_url="https://hub.example.org",
    topics=dict(TOPICS),
    faults=(OpenFault(topic="water", state="accepted", made_ms=_MADE_MS, due_ms=_MADE_MS + 2 * _DAY_MS),),
    mended={"light": _MADE_MS - _DAY_MS},
    turns=(
        TurnRoom(zone="shower", title="淋浴间", kind="shower", free=False, waiting=2, called=6),
        TurnRoom(zone="nursing", title="母婴室", kind="nursing", free=True),
    ),
    union_url="https://hub.example.org/u/320206001",
    figures=RequestFigures(accept_minutes=4.0, answered_percent=100.0, rating=4.8, adopted=7, fleet_accept_minutes=6.0,
                           fleet_answered_percent=98.0, fleet_rating=4.5),
    questions=dict(QUESTIONS),
    links={"mutual-aid": "https://zghz.example.org/apply"},
    rounds=(RoundTold(id="heat", item="water", title={"zh-CN": "送清凉", "en": "Cool drinks"}, left=36),),
    stock=(StockTold(item="plaster", left=12), StockTold(item="gauze", left=None)),
    racks=(RackTold(id="umbrella", item="umbrella", free=3, out=(2,)),),
    activities=_ACTIVITIES,
    parking=ParkingTold(places=40, taken=(1, 2, 7)),
    bulletins=_BULLETINS,
)  # fmt: skip
"""Everything at once, made up."""
_ANSWERS: Final[dict[str, OfferAnswer]] = {
    "made": OfferAnswer(ask="", offer="fault", result="made", values={"ticket": "4821 7365 0194", "called": 0}),
    "present": OfferAnswer(ask="", offer="supplies", result="present"),
    "late": OfferAnswer(ask="", offer="supplies", result="late"),
    "too-many": OfferAnswer(ask="", offer="fault", result="too-many"),
}

_AID: Final = (("mutual-aid",), ("mutual-aid", "yes"), ("mutual-aid", "yes", "hospital"))
"""What is touched on the way to where mutual aid is asked for."""


def _notice(name: str, *, take: bool = False) -> Callable[[Kiosk], None]:
    def act(kiosk: Kiosk) -> None:
        _opening("notices")(kiosk)
        kiosk.offers.set_aloud(able=True, reading=False)
        kiosk.offers.choose(name)
        if take:
            view = kiosk.offers.view
            assert isinstance(view, BulletinView)
            view.take()

    return act


def _urgent(kiosk: Kiosk) -> None:
    """Nobody is there, and something is urgent."""
    kiosk.show_offers(OFFERED)


_NOTICES: Final[dict[str, Callable[[Kiosk], None]]] = {
    "idle-urgent": _urgent,
    "notice-urgent": _notice("watercut"),
    "notice-long": _notice("checkups"),
    "notice-taken": _notice("watercut", take=True),
}


def acts() -> dict[str, Callable[[Kiosk], None]]:
    """Name of a scene -> what somebody does on the idle page."""
    pages = {f"offer-{name}": _opening(name) for name in PAGES}
    answers = {f"offered-{name}": _answering(answer) for name, answer in _ANSWERS.items()}
    aid = {f"offer-aid-{len(touches)}": _opening("advice", *touches) for touches in _AID}
    plates = {
        "offer-parking-consent": _opening("parking", "truck"),
        "offer-parking-plate": _opening("parking", "truck", ":plate"),
    }
    return {
        "idle-services": _there,
        "offers": _open,
        **pages,
        "offer-activity": _opening("activities", "class"),
        **aid,
        **plates,
        **answers,
        **_NOTICES,
    }


def _there(kiosk: Kiosk) -> None:
    """Nobody is there, and nothing is urgent."""
    kiosk.show_offers(msgspec.structs.replace(OFFERED, bulletins=()))


def _open(kiosk: Kiosk) -> None:
    kiosk.show_offers(OFFERED)
    kiosk.offers.open()


def _opening(*touches: str) -> Callable[[Kiosk], None]:
    def act(kiosk: Kiosk) -> None:
        _open(kiosk)
        for one in touches:
            kiosk.offers.choose(one)

    return act


def _answering(answer: OfferAnswer) -> Callable[[Kiosk], None]:
    """Somebody reports a fault, and this is what the core says to it."""

    def act(kiosk: Kiosk) -> None:
        sent: list[Ask | Intent] = []
        kiosk.offers.asked.connect(sent.append)
        _opening("fault")(kiosk)
        kiosk.offers.choose("light")
        last = next(one for one in sent if isinstance(one, Ask))
        said = msgspec.structs.replace(answer, ask=last.id)
        kiosk.show_offers(msgspec.structs.replace(OFFERED, serial=2, answer=said))

    return act
