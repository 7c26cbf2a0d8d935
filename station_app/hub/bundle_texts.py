"""What the pages say of support bundles, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

BUNDLE_WORDS: Mapping[str, tuple[str, str]] = {
    "bundles": ("支持包", "Support bundles"),
    "bundles-hint": ("站点用 station bundle --send 发来，最近 5 个，保留 30 天。里面没有任何人的信息，也不含无声求助。",
                     "Sent by the station with station bundle --send; the last five, kept for 30 days. They hold"
                     " nobody's data and no silent call."),
    "bundles-none": ("还没有收到支持包。在站点电脑上运行：", "No bundle has come yet. At the station's computer, run:"),
    "bundle-newest": ("最新", "newest"),
    "bundle-came": ("收到于", "Came"),
    "bundle-made": ("制作时间", "Made"),
    "bundle-program": ("软件版本", "Program"),
    "bundle-size": ("大小", "Size"),
    "bundle-files": ("{n} 个文件", "{n} files"),
    "bundle-taken-out": ("已隐去", "Things taken out"),
    "bundle-things": ("{n} 处", "{n}"),
    "bundle-incidents": ("日志中的事件", "Incidents in all"),
    "bundle-red": ("未通过的检查", "Checks not passed"),
    "bundle-red-of": ("{n}（共 {all} 项）", "{n} of {all}"),
    "bundle-all-green": ("{n} 项检查全部通过", "all {n} checks passed"),
    "bundle-no-checks": ("从未自检", "never tested"),
    "bundle-unfinished": ("未做完", "not finished"),
    "bundle-more": ("另有 {n} 项", "and {n} more"),
    "bundle-lines": ("最后发生的事", "What happened last"),
    "bundle-no-lines": ("没有发生过什么。", "Nothing has happened."),
    "bundle-download": ("下载 ZIP", "Download ZIP"),
    "bundle-download-hint": ("下载需要第二步验证，并记入操作审计。",
                             "A download asks for the second factor and stands in the audit trail."),
}  # fmt: skip
