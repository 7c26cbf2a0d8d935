"""What the pages say of log lines and of why they stand there, Chinese and English."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

from station_app.assets import asset, texts

LOG_WORDS: Mapping[str, tuple[str, str]] = {
    "log-everywhere": ("各站点记录", "Log across stations"),
    "log-nav": ("记录", "Log"),
    "log-of-stations": ("{n} / {all} 个站点", "{n} of {all} stations"),
    "log-stations": ("站点名称或编号（可用逗号分隔多个）", "Stations, by name or number (several with commas)"),
    "log-looked-back": ("为保证速度，本页只查到 {when}；更早的请点“更早”继续查找。",
                        "To stay quick, this page looked back to {when} and no further. “Older” goes on looking."),
    "log-looked-on": ("为保证速度，本页只查到 {when}；更新的请点“更新”继续查找。",
                      "To stay quick, this page looked as far as {when}. “Newer” goes on looking."),
    "log-none-yet": ("这段时间内没有符合条件的记录。", "Nothing fits in the time that was looked through."),
    "log-take-along": ("如需导出，请打开单个站点的记录。", "To take lines along, open the log of one station."),
    "log-take-here": ("打开该站点自己的记录（可导出）", "This station's own log, from which lines can be taken along"),
    "why": ("为什么？", "Why?"),
    "why-granted": ("{when}，{what}获准进入 {place}。", "{when}: {what} admitted to {place}."),
    "why-denied": ("{when}，{what}被拒绝进入 {place}：{reason}。", "{when}: {what} refused at {place}: {reason}."),
    "why-other": ("{when}，{what}。", "{when}: {what}."),
    "why-ordered": ("由账号 {who} 从管理平台下达，原因：{reason}", "Ordered at the hub by {who}, reason: {reason}"),
    "why-chip-granted": ("获准", "Granted"),
    "why-chip-denied": ("拒绝", "Refused"),
    "why-rule": ("依据的规定", "The rule"),
    "why-told": ("站点屏幕当时提示", "What the visitor read"),
    "why-replay": ("按当时规则重新判断", "Decided again by the rules of then"),
    "why-inputs": ("判断依据", "What it hung upon"),
    "why-causes": ("起因", "What it follows from"),
    "why-outside": ("日志中没有更早的起因，由此开始。", "Nothing earlier in the journal: this is where it began."),
    "why-followed": ("之后", "What came of it"),
    "why-proof": ("记录凭据", "The record itself"),
    "why-rule-id": ("规则代号", "Rule id"),
    "why-code": ("原因代号", "Reason code"),
    "why-policy": ("规则版本", "Policy version"),
    "why-exact": ("准确时间", "Exact time"),
    "why-journal": ("日志", "Journal"),
    "why-seq": ("序号", "Number"),
    "why-hash": ("校验", "Checked"),
    "why-hash-right": ("内容与校验值相符，未被改动", "matches its hash: unchanged"),
    "why-hash-wrong": ("内容与校验值不符！", "DOES NOT match its hash"),
    "why-nobody": ("此处不显示、也无法查询是谁。", "Who it was is not shown and cannot be looked up."),
    "why-agree-same": ("一致：按当时的规则和情况再判断一次，结果相同。",
                       "The same: put again, the rules decide as they did."),
    "why-agree-other": ("不一致：重新判断的结果是“{again}”。请技术人员查看。",
                        "NOT the same: put again, the outcome is “{again}”. Let a technician look."),
    "why-agree-reader": ("此结果在读取证件或通行码时得出，不经规则判断，所以不重新判断。",
                         "It was found where the card or code was read; no rule decided, so there is nothing to put"
                         " again."),
    "why-agree-policy-unknown": ("没有重新判断：规则“{policy}”不是由本平台发布的，平台没有它的内容。",
                                 "Not put again: policy “{policy}” was not published by this hub, which does not have"
                                 " it."),
    "why-agree-built-in-unknown": ("没有重新判断：当时使用站点自带的规则，其内容只在站点的配置里。",
                                   "Not put again: the station's own built-in policy held, which stands in its"
                                   " configuration alone."),
    "why-agree-zone-unknown": ("没有重新判断：平台不认识这个区域。", "Not put again: the hub does not know this zone."),
    "why-agree-capacity-unknown": ("没有重新判断：当时的容量平台不知道，只有现在的。",
                                   "Not put again: how many places there were then is not known, only today's number"
                                   " is."),
    "why-agree-rows-missing": ("没有重新判断：之前的一些日志没有传到平台。",
                               "Not put again: rows from before it have never come to the hub."),
    "why-agree-erased": ("没有重新判断：个人信息已按期删除，同一人是否在站内已无从得知。",
                         "Not put again: names have been erased as they must be, so who was inside is no longer"
                         " known."),
    "why-agree-kind-unknown": ("没有重新判断：这条记录由另一版本的程序写成。",
                               "Not put again: another version of the program wrote this row."),
    "why-input-need": ("声明的需求", "Declared need"),
    "why-input-turn": ("排队号", "Turn number"),
    "why-input-opens_at": ("当时告知的开放时间", "Opening time that was told"),
    "why-here": ("此处", "here"),
}  # fmt: skip


CAUSE_WORDS: Mapping[str, tuple[str, str]] = {
    "entry": ("验证通过", "let in"),
    "order": ("远程指令", "by order"),
    "forced": ("强行打开", "by force"),
    "found-open": ("本来就开着", "found open"),
    "released": ("门锁已释放", "the lock was released"),
    "selftest": ("自检", "self-test"),
}
"""Why a door moved, where no other code means the same."""


@cache
def rule_texts(language: str) -> Mapping[str, str]:
    """What rules mean and what decisions hang upon, as `station why` says it."""
    files = [asset(folder, f"{language}.json") for folder in ("i18n-rules", "i18n-why")]
    rules, why = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    return {**texts(language), **rules, **why}


HIDDEN_INPUT: Final = "opens"
"""When it opens next is no news of what is open."""
