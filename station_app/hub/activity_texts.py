"""What the pages say of classes and events, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

ACTIVITY_DEEDS: Mapping[str, tuple[str, str]] = {
    "activity-changed": ("发布或修改活动", "Class or event announced or changed"),
}

ACTIVITY_WORDS: Mapping[str, tuple[str, str]] = {
    "activities": ("活动", "Classes, events"),
    "activities-hint": ("在站点屏幕报名、候补、签到，不记姓名；站点断网也能用。",
                        "People sign up, wait and come at the station's screen, without a name and without a network."),
    "activities-none": ("还没有活动。", "Nothing is announced."),
    "activities-past": ("已结束", "Past"),
    "activities-year": ("近一年举办", "Held within a year:"),
    "activity-new": ("发布活动", "Announce one"),
    "activity-do": ("发布", "Announce"),
    "activity-station": ("站点", "Station"),
    "activity-kind": ("类别", "Kind"),
    "activity-name": ("名称", "Name in Chinese"),
    "activity-english": ("英文名称", "Name in English"),
    "activity-taiwan": ("繁体名称", "Name in traditional Chinese"),
    "activity-about": ("说明（120 字以内）", "A few words about it"),
    "activity-where": ("地点", "Where"),
    "activity-begins": ("开始", "Begins"),
    "activity-ends": ("结束", "Ends"),
    "activity-join-until": ("报名截止（不填为开始时）", "Sign-up until (empty: its beginning)"),
    "activity-places": ("名额", "Places"),
    "activity-waiting": ("候补人数上限", "May wait"),
    "activity-waits": ("候补", "waiting"),
    "activity-signed-up": ("报名", "signed up"),
    "activity-gave-back": ("退出", "given back"),
    "activity-came": ("签到", "came"),
    "activity-more": ("增加名额", "More places"),
    "activity-reason": ("取消原因（会显示在站点屏幕上）", "Why (stands on the station's screen)"),
    "activity-cancel": ("取消活动", "Cancel it"),
    "activity-wrong": ("名额只能增加；取消要写原因，60 字以内。",
                       "Places only become more; a reason of at most 60 letters is needed to cancel."),
    "activity-is-soon": ("未开始", "to come"),
    "activity-is-on": ("进行中", "now"),
    "activity-is-over": ("已结束", "over"),
    "activity-is-cancelled": ("已取消", "cancelled"),
    "activity-bad-text": ("请填写名称和地点，注意字数。", "A name and a place are needed; mind the lengths."),
    "activity-bad-time": ("时间不对：结束在开始之后 24 小时内，最多提前 100 天发布。",
                          "The times do not fit: at most 24 hours long, at most 100 days ahead."),
    "activity-bad-places": ("名额 1 到 500。", "1 to 500 places."),
    "activity-bad-station": ("请选择站点和类别。", "Please choose a station and a kind."),
    "activity-skills": ("技能培训", "Skills"),
    "activity-childcare": ("儿童看护", "Childcare"),
    "activity-haircut": ("义剪", "Haircuts"),
    "activity-health": ("健康检查", "Health"),
    "activity-legal": ("法律咨询日", "Legal day"),
    "activity-talk": ("讲座、恳谈", "Talk"),
    "activity-sports": ("文体活动", "Sports, culture"),
    "activity-other": ("其他", "Other"),
}  # fmt: skip
