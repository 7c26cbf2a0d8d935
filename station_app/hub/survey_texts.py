"""What the pages say of the survey, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

SURVEY_WORDS: Mapping[str, tuple[str, str]] = {
    "surveys-title": ("三题问卷", "Survey"),
    "surveys-hint": (
        "在终端上点三下回答，不记姓名，每五位办完事的人问一位。不到5份的不分项显示。",
        "Answered with three taps at the kiosk, without a name; one in five who were served is asked. "
        "Fewer than 5 answers are not broken down.",
    ),
    "surveys-none": ("这三个月还没有人回答", "Nobody has answered in these three months"),
    "surveys-few": ("不到5份", "fewer than 5"),
    "surveys-all": ("合计", "All together"),
    "survey-overall": ("满意吗", "Content?"),
    "survey-overall-good": ("满意", "Yes"),
    "survey-overall-fair": ("一般", "So-so"),
    "survey-overall-poor": ("不满意", "No"),
    "survey-clean": ("干净吗", "Clean?"),
    "survey-clean-good": ("干净", "Clean"),
    "survey-clean-fair": ("一般", "So-so"),
    "survey-clean-poor": ("不干净", "Not clean"),
    "survey-missing": ("最缺什么", "What is missing?"),
    "survey-missing-seats": ("座位", "Seats"),
    "survey-missing-charging": ("充电", "Charging"),
    "survey-missing-water": ("热水", "Hot water"),
    "survey-missing-quiet": ("休息的地方", "A place to rest"),
    "survey-missing-nothing": ("不缺", "Nothing"),
}
