"""What the pages say of notices for workers, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

BULLETIN_DEEDS: Mapping[str, tuple[str, str]] = {
    "bulletin-made": ("发布通知公告", "Notice for workers made"),
    "bulletin-withdrawn": ("撤下通知公告", "Notice for workers withdrawn"),
}

BULLETIN_WORDS: Mapping[str, tuple[str, str]] = {
    "bulletins": ("通知公告", "Notices for workers"),
    "bulletins-hint": ("显示在所选站点的屏幕上，站点断网也显示，到期自动撤下。",
                       "They stand on the screens of the chosen stations, offline, too, and go at their end."),
    "bulletins-none": ("还没有通知。", "No notice yet."),
    "bulletin-new": ("新建通知", "New notice"),
    "bulletin-name": ("标题（不超过 40 字）", "Title in Chinese (at most 40 letters)"),
    "bulletin-text": ("正文（不超过 600 字）", "Text in Chinese (at most 600 letters)"),
    "bulletin-english": ("英文（可不填）", "In English (may stay empty)"),
    "bulletin-taiwan": ("繁体（可不填）", "In traditional Chinese (may stay empty)"),
    "bulletin-other-title": ("标题", "Title"),
    "bulletin-other-text": ("正文", "Text"),
    "bulletin-link": ("链接（可不填，https://…）", "Link (may stay empty, https://…)"),
    "bulletin-urgent": ("紧急：同时显示在待机画面", "Urgent: also in one line on the idle screen"),
    "bulletin-is-urgent": ("紧急", "Urgent"),
    "bulletin-begins": ("开始（不填为立即）", "From (empty: at once)"),
    "bulletin-ends": ("到期", "Until"),
    "bulletin-do": ("发布", "Make it stand"),
    "bulletin-withdraw": ("撤下", "Take it down"),
    "bulletin-places": ("站点", "Stations"),
    "bulletin-by": ("发布人", "Made by"),
    "bulletin-public": ("手机页面（到期后打不开）", "Page for phones (gone at the end)"),
    "bulletin-on": ("显示中", "Standing"),
    "bulletin-soon": ("未开始", "Not yet"),
    "bulletin-over": ("已到期", "Over"),
    "bulletin-withdrawn": ("已撤下", "Taken down"),
    "bulletin-no-words": ("请填写中文标题和正文。", "A title and a text in Chinese are needed."),
    "bulletin-half": ("每种语言的标题和正文要一起填。", "In each language title and text go together."),
    "bulletin-too-long": ("标题不超过 40 字，正文不超过 600 字。", "At most 40 letters for a title, 600 for a text."),
    "bulletin-bad-letters": ("有显示不了的字符，请删去再试。", "Some letters cannot be shown: please take them out."),
    "bulletin-bad-link": ("链接要以 https:// 或 http:// 开头，不超过 200 个字符。",
                          "A link begins with https:// or http:// and has at most 200 letters."),
    "bulletin-bad-times": ("到期时间要晚于现在和开始时间，最长一年。",
                           "It ends after now and after its beginning, within a year."),
    "bulletin-bad-stations": ("没有选到站点，或有的编号不存在。", "No station was chosen, or one does not exist."),
    "bulletin-too-many": ("有的站点已有 8 条通知，请先撤下一些。",
                          "A station has eight notices already: please take some down first."),
}  # fmt: skip

PHONE_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh-CN": {"urgent": "紧急", "until": "有效期至", "link": "更多内容"},
    "en": {"urgent": "Urgent", "until": "Until", "link": "More"},
    "zh-TW": {"urgent": "緊急", "until": "有效期至", "link": "更多內容"},
}
"""Language -> what the public page says beside a notice's own words: it is in each language that the notice has."""
