"""What the pages say of a station's computer: its key, and how another one takes over. Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

COMPUTER_WORDS: Mapping[str, tuple[str, str]] = {
    "computer": ("站点电脑", "The station's computer"),
    "computer-trusted": ("平台认可这台电脑的密钥", "The hub trusts this computer's key"),
    "computer-revoked": ("密钥已停用：平台不接收它的任何数据，门禁照常工作",
                         "Its key is revoked: the hub takes nothing from it; its door goes on working"),
    "computer-revoked-by": ("停用人", "Revoked by"),
    "computer-enrolled": ("注册时间", "Enrolled"),
    "computer-fingerprint": ("密钥指纹", "Key fingerprint"),
    "computer-what-is-missing": ("查看缺了什么", "See what is missing"),
    "computer-replace": ("更换电脑", "Replace the computer"),
    "computer-replace-hint": ("生成一次性更换码，在新电脑上注册后，旧密钥立即失效，站点编号和历史保留。"
                              "更换码 1 小时内有效，用一次即作废；在用掉之前，旧电脑照常上报。",
                              "Makes a one-time code. Once the new computer has enrolled with it, the old key is"
                              " refused;"
                              " the station's id and history stay. The code is valid for an hour, once; until it is"
                              " used the old computer goes on reporting."),
    "computer-replace-do": ("生成更换码", "Make the code"),
    "computer-code": ("更换码（只显示这一次）", "Replacement code (shown this once)"),
    "computer-code-until": ("有效至", "Valid until"),
    "computer-code-waits": ("有一个更换码尚未使用", "A replacement code has not been used yet"),
    "computer-terminal": ("服务器终端", "the hub's terminal"),
    "computer-revoke": ("停用密钥", "Revoke the key"),
    "computer-revoke-hint": ("电脑失窃或不再可信时使用。停用后平台不再接收该站点的数据；门禁照常工作，离开不受影响。"
                             "用更换码重新注册即可恢复。",
                             "For a computer that was stolen or cannot be trusted. The hub then takes nothing"
                             " from this"
                             " station; its door goes on working, and leaving is always free. Enrol with a"
                             " replacement"
                             " code to undo."),
    "computer-revoke-do": ("确认停用", "Revoke"),
    "computer-reason": ("原因（必填，请勿写姓名）", "Reason (required; no names)"),
    "computer-reason-wrong": ("请写明原因：1 到 200 个字，一行。", "Give a reason: 1 to 200 letters, one line."),
    "computer-history": ("更换记录", "Replacements"),
    "computer-no-history": ("没有更换过。", "It was never replaced."),
    "computer-nothing-yet": ("新电脑已注册，还没有收到它的日志。请在新电脑上启动站点程序。",
                             "The new computer has enrolled; nothing of its journal has come yet. Start the"
                             " station on it."),
    "computer-anew": ("日志重新开始，收到第一批是在", "Its journal began anew; the first rows came at"),
    "computer-goes-on": ("旧日志接着上报：磁盘随站点保留了下来", "The old journal goes on: its disk came along"),
    "computer-old-ends": ("旧日志在平台上到第 {n} 行为止", "The old journal is here through row {n}"),
    "computer-old-none": ("旧电脑没有上报过日志", "The old computer never sent a journal"),
    "computer-written": ("该行写于", "written at"),
    "computer-missing-unknown": ("旧电脑从未说过有多少行待上传：不知道缺多少。",
                                 "The old computer never said how many rows waited: how many are missing is not"
                                 " known."),
    "computer-missing-none": ("旧电脑最后一次联系时没有待上传的记录。此后它写下的不在平台上。",
                              "When the old computer was last heard of, no rows waited. What it wrote afterwards"
                              " is not here."),
    "computer-missing": ("缺失：旧电脑最后一次联系时还有 {n} 行没有上传。此后它写下的也不在平台上。",
                         "Missing: when the old computer was last heard of, {n} rows waited. What it wrote"
                         " afterwards is"
                         " not here either."),
    "computer-ferry": ("如果旧磁盘还在：在旧电脑上导出摆渡文件，在这里上传，可补齐缺失的记录。",
                       "Where the old disk is at hand: export a ferry file from it and upload it here; what is missing"
                       " comes in."),
    "computer-last-word": ("最后一次报告状态", "Last told of itself"),
    "computer-oldest": ("其中最早的写于", "the oldest of them written at"),
    "computer-seen-again": ("被更换的电脑又来联系过，已拒绝。请把它断网；如失窃，请报告。",
                            "The replaced computer has called again and was refused. Take it off the network; if"
                            " it was"
                            " stolen, report it."),
    "computer-steps": ("十分钟步骤", "Ten minutes, step by step"),
    "computer-step-wires": ("断电，换上新电脑，按接线表接好串口和网线，上电。",
                            "Power off, fit the new computer, connect ports and network by the wiring sheet,"
                            " power on."),
    "computer-step-install": ("按 resources/deploy/README.md 安装程序。备用电脑可以提前装好。",
                              "Install the program as resources/deploy/README.md says. A spare can be kept"
                              " installed."),
    "computer-step-config": ("把本站的 station.toml 拷到 /etc/rest-station/（没有备份就运行"
                             " station commission 重新生成），"
                             "站点编号和平台地址必须是：",
                             "Copy this station's station.toml to /etc/rest-station/ (without a copy, run"
                             " station commission"
                             " to make it anew). Station id and hub must read:"),
    "computer-step-check": ("检查配置：", "Check the config:"),
    "computer-step-enrol": ("注册。答复没有收到或中途断电，就把同一条命令再运行一次：",
                            "Enrol. If no answer came or the power failed, run the same command once more:"),
    "computer-step-start": ("启动，一分钟内本页会显示收到日志：",
                            "Start; within a minute this page shows that its journal has come:"),
    "computer-step-test": ("在站点的技术员页面做一次自检，走一遍门。",
                           "Run the self-test on the station's technician page, and walk through the door once."),
    "computer-step-passes": ("旧电脑自己签发的通行码和本年的访客代号不会过来：通行码要重发，"
                             "换机前后的同一人按两人计。",
                             "Passes that the old computer issued and this year's pseudonyms do not come over:"
                             " issue the"
                             " passes again; the same person before and after counts as two."),
    "computer-step-ca": ("平台证书不是公开机构签发的，还要在 [hub] 里写 ca_file。",
                         "Where the hub's certificate is not of a public authority, [hub] needs ca_file too."),
}  # fmt: skip
