"""What the pages say of parking, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

PARKING_DEEDS: Mapping[str, tuple[str, str]] = {
    "parking-plate-seen": ("查看车牌", "Number plate looked at"),
    "parking-called": ("呼叫司机", "Driver called"),
    "parking-places": ("修改停车位数", "Number of parking places changed"),
}

PARKING_WORDS: Mapping[str, tuple[str, str]] = {
    "parking": ("停车", "Parking"),
    "parking-hint": ("车牌只在司机同意时登记，离开即删，最多保存 48 小时；查看要写明理由。",
                     "A plate is kept by consent, until the vehicle leaves, at most 48 hours; to see it, say why."),
    "parking-none": ("现在没有登记停车。", "Nothing is parked."),
    "parking-of": ("个车位，已停", "places, taken:"),
    "parking-month": ("近 30 天停车台次", "parked within 30 days"),
    "parking-now": ("现在停着", "Parked now"),
    "parking-number": ("停车号", "No."),
    "parking-truck": ("货车", "Truck"),
    "parking-van": ("面包车、小货车", "Van"),
    "parking-other": ("其他车辆", "Other vehicle"),
    "parking-since": ("登记于", "since"),
    "parking-plate": ("车牌", "Number plate"),
    "parking-see": ("查看车牌", "See the plate"),
    "parking-why": ("为何需要查看车牌（会记入审计）", "Why you need the plate (goes into the audit trail)"),
    "parking-once": ("车牌只显示这一次。请勿抄写保存。", "Shown this once. Please do not write it down."),
    "parking-unreadable": ("车牌无法解密，可能不是用本平台的密钥封装的。",
                           "The plate cannot be opened: it may not be sealed to this hub's key."),
    "parking-call": ("呼叫司机", "Call the driver"),
    "parking-called-now": ("站上屏幕正在呼叫", "called on the station's screen"),
    "parking-places": ("车位数（0 为不提供停车登记）", "Places (0 offers no parking)"),
    "parking-save": ("保存", "Save"),
    "parking-wrong": ("车位数为 0 到 500 的整数。", "A whole number up to 500."),
}  # fmt: skip
