"""What the pages say of what is offered behind the door, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.hub.activity_texts import ACTIVITY_WORDS
from station_app.hub.bulletin_texts import BULLETIN_WORDS
from station_app.hub.parking_texts import PARKING_WORDS
from station_app.hub.thing_texts import THING_WORDS
from station_app.hub.union_texts import UNION_WORDS

OFFER_WORDS: Mapping[str, tuple[str, str]] = {
    **ACTIVITY_WORDS,
    **BULLETIN_WORDS,
    **PARKING_WORDS,
    **THING_WORDS,
    **UNION_WORDS,
}
KINDS: Mapping[str, tuple[str, str]] = {
    "request.made": ("提出诉求", "Request made"),
    "request.rated": ("诉求已评价", "Request rated"),
    "request.read": ("已查看答复", "Answer read"),
    "handout.given": ("物资已领取", "Supplies handed out"),
    "stock.counted": ("物资盘点", "Stock counted"),
    "stock.used": ("物资使用", "Stock used"),
    "loan.lent": ("借出", "Lent"),
    "loan.returned": ("归还", "Returned"),
    "place.taken": ("活动报名", "Place taken"),
    "place.freed": ("活动退名", "Place given up"),
    "vehicle.parked": ("车辆停放", "Vehicle parked"),
    "vehicle.left": ("车辆离开", "Vehicle left"),
    "survey.answered": ("问卷已答", "Survey answered"),
    "duty.done": ("值守工作完成", "Duty done"),
}
