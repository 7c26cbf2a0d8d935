"""What the pages say of readiness reports that stations have sent, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

READINESS_WORDS: Mapping[str, tuple[str, str]] = {
    "readiness": ("就绪报告", "Readiness report"),
    "report-genuine": ("报告是真的：由本站的密钥签名，没有改动", "Genuine: signed by the station's key and unchanged"),
    "report-altered": ("报告不是真的：被改动过，或不完整", "Not genuine: altered or incomplete"),
    "report-unknown-station": ("不认识这个站点，或它已停用，无法核验",
                               "No such station, or it is no longer trusted: this cannot be verified"),
    "report-sign-in": ("登录后查看内容", "Sign in to see what it says"),
    "report-ready": ("就绪", "Ready"),
    "report-not-ready": ("未就绪", "Not ready"),
    "report-unknown": ("有检查从未做过", "Something was never tested"),
    "report-at": ("报告时间", "Made"),
    "report-tested": ("最早的检查结果", "Oldest test result"),
    "report-tested-long-ago": ("检查已久，请重做自检", "tested long ago: test again"),
    "report-old": ("不是现在的报告", "not of now"),
    "report-more-faults": ("没有通过的检查共", "Failed checks in all"),
    "report-green": ("通过", "passed"),
    "report-failed": ("不通过", "failed"),
    "report-never": ("从未做过", "never made"),
    "report-config": ("配置指纹", "Configuration"),
    "report-journal": ("日志末尾", "Journal"),
    "report-disk": ("剩余磁盘", "Disk left"),
    "report-fire-test": ("消防联动测试", "Fire test"),
    "readiness-of": ("就绪报告", "Readiness reports"),
    "readiness-hint": ("站点用 station readiness --send 发来，签名已核验。测试人的名字不上传。",
                       "Sent by the station with station readiness --send; signatures were verified. Testers'"
                       " names stay there."),
    "readiness-none": ("还没有收到报告。", "No report has come yet."),
    "readiness-came": ("收到于", "came"),
    "readiness-green": ("通过", "green"),
    "readiness-red": ("未通过", "red"),
    "readiness-untested": ("从未检查", "never tested"),
    "readiness-more": ("另有", "and more:"),
    "readiness-verdict-ready": ("就绪", "Ready"),
    "readiness-verdict-not-ready": ("未就绪", "Not ready"),
    "readiness-verdict-unknown": ("有检查从未做过", "Something was never tested"),
}  # fmt: skip
