"""What the pages say of passes, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

PASS_KINDS: Mapping[str, tuple[str, str]] = {
    "list.taken": ("名单已更新", "List updated"),
    "list.refused": ("名单被拒", "List refused"),
}

PASS_CODES: Mapping[str, tuple[str, str]] = {
    "pass-revoked": ("通行码已停用", "Pass revoked"),
    "mass-revocation": ("大量停用通行码", "Many passes revoked at once"),
}

NOT_ISSUED: Mapping[str, tuple[str, str]] = {
    "pass-issued-already": ("这一批已经发放过。", "this batch has been issued already"),
    "pass-too-many": ("24 小时内最多发放 200 个。", "an account issues at most 200 passes in 24 hours"),
    "pass-no-key": ("站点还不接受本中心的通行码：请先签署并发布发码密钥名单。",
                    "no station accepts this hub's passes yet: have its key signed with station pass sign-keys, then"
                    " publish the list with passkeys"),
    "pass-no-staff-key": ("发码密钥名单不允许本中心发放工作人员通行码。",
                          "the signed list does not let this hub issue passes for staff"),
    "pass-staff-wrong": ("工作人员通行码需要一个站点、一个代号，最长 12 小时。",
                         "a pass for staff has one station, a short holder as in night-2, and at most 12 hours"),
    "pass-wrong": ("一次 1 至 60 个，最长 90 天。", "1 to 60 at once, each for at most 90 days"),
    "pass-key-ends": ("发码密钥在此之前到期，请缩短有效期或更新名单。",
                      "the hub's key ends before that: shorten the time, or have a newer list signed"),
}  # fmt: skip
"""Why no pass was issued, and what to do."""
