"""What the page says that a worker holds to a station's scanner, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

NOT_TAKEN: Mapping[str, tuple[str, str]] = {
    "door-wrong": ("没有领到，请重新打开邀请链接。", "Not saved. Please open the invitation again."),
    "door-unknown": ("这个邀请不能用，请向站点要一个新的。", "This invitation is not known. Please ask for a new one."),
    "door-taken": (
        "这个邀请已被另一部手机领取，请向站点要一个新的。",
        "Another phone has taken this invitation. Please ask for a new one.",
    ),
    "door-over": ("这个邀请已过期，请向站点要一个新的。", "This invitation is over. Please ask for a new one."),
    "door-revoked": ("这个进站码已停用，请联系站点。", "This pass has been revoked. Please ask the station."),
    "door-no-key": ("站点现在不能发放进站码，请稍后再试。", "No pass can be made just now. Please try again later."),
    "door-too-many": ("请等一分钟再试。", "Please try again in a minute."),
}
"""Why a phone got no pass."""

DOOR_WORDS: Mapping[str, tuple[str, str]] = {
    **NOT_TAKEN,
    "door-title": ("进站码", "Door pass"),
    "door-lead": ("将二维码对准扫码口", "Hold the code to the scanner"),
    "door-fresh": ("每 10 秒自动更新，截图无效。没有网络也能用。",
                   "New every 10 seconds: a picture of it is no good. Works without a network."),
    "door-every": ("各站点通用", "All stations"),
    "door-until": ("有效至", "Valid until"),
    "door-from": ("生效时间", "Valid from"),
    "door-ahead": ("还没到生效时间", "Not valid yet"),
    "door-bright": ("扫不上？请调亮屏幕，离扫码口一掌远。", "Not read? Make the screen brighter, a hand's width away."),
    "door-other-way": ("也可以刷身份证，或按求助。", "Your ID card works as well, or press Help."),
    "door-offered": ("您收到一个进站码", "A door pass for you"),
    "door-offer-hint": ("保存后只有这部手机能用，不需要姓名和手机号。",
                        "Once saved, only this phone can use it. No name, no number."),
    "door-browser": ("请用手机自带的浏览器打开，再保存。",
                     "Please open it in the phone's own browser before you save it."),
    "door-save": ("保存到这部手机", "Save to this phone"),
    "door-saving": ("正在保存…", "Saving …"),
    "door-saved": ("已保存。可以把本页添加到主屏幕，断网也能打开。",
                   "Saved. Add this page to the home screen; it opens without a network."),
    "door-offline": ("现在没有网络，连上后再点一次。", "No network now. Please try again once there is."),
    "door-none": ("这部手机里还没有进站码", "No door pass on this phone yet"),
    "door-none-hint": ("请向站点工作人员要一个邀请，用这部手机扫一下。没有也能进站：刷身份证，或按求助。",
                       "Ask the station's staff for an invitation and scan it with this phone. You can come in without:"
                       " with your ID card, or press Help."),
    "door-gone": ("进站码已过期，请向站点要一个新的。", "Your door pass is over. Please ask for a new one."),
    "door-clock": ("手机时间不准，进站码可能扫不开。请在设置里打开“自动设置时间”。",
                   "This phone's clock is wrong, so the code may not work. Please set the time automatically."),
    "door-cannot": ("这个浏览器打不开进站码。请用手机自带的浏览器，网址以 https 开头。",
                    "This browser cannot make the code. Please use the phone's own, at an https address."),
    "door-which": ("选择站点", "Choose a station"),
    "door-remove": ("从这部手机删除", "Remove from this phone"),
    "door-remove-sure": ("再点一次，删除", "Tap once more to remove"),
    "door-code-of": ("进站二维码", "Door code"),
    "pass-for-phone": ("手机", "Phone"),
    "pass-phone-hint": ("生成一个邀请：第一部打开它的手机得到通行码，可多次进入；别的手机和截图不能用。最长 30 天。",
                        "Makes an invitation: the first phone that opens it gets the pass and enters as often as"
                        " wanted; no other phone or picture can. 30 days at most."),
    "pass-phone-wrong": ("手机通行码最长 30 天。", "a pass for a phone is good for at most 30 days"),
    "pass-phone-link": ("邀请链接（只发给一个人）", "The invitation, for one person"),
    "pass-copy": ("复制", "Copy"),
    "pass-copied": ("已复制", "Copied"),
    "pass-phone-taken": ("手机已领取", "Taken by a phone"),
    "pass-phone-waits": ("等待手机领取，至", "Waits for a phone until"),
    "pass-phone-late": ("没有手机领取，邀请已过期", "No phone has taken it; the invitation is over"),
    "pass-phone-invited": ("邀请", "Invitation"),
    "pass-for-code": ("电话报码", "Code to type"),
    "pass-code-hint": ("有人在门口打来电话，手机、证件都不能用时：生成 8 位数字，读给对方，在站点屏幕上输入。规则须开放此服务。",
                       "For somebody at the door with nothing to show: eight digits to be read out on the telephone and"
                       " typed at the station's screen, where the rules offer that."),
    "code-label-hint": ("只有管理员看到。请勿填写姓名、电话或证件号。",
                        "Managers alone see it. No name, telephone or ID number."),
    "code-do": ("生成并显示", "Make it"),
    "code-read-out": ("请读给对方，在此站点的屏幕上输入：", "Read it out, to be typed at the screen of"),
    "code-once": ("只能用一次", "once only"),
    "code-shown-once": ("只显示这一次。输错 5 次后要等一分钟。",
                        "Shown this once. After five wrong tries the screen waits a minute."),
    "code-another": ("再生成一个", "Another one"),
    "code-too-many": ("此站点一小时最多 20 个，请稍后再试，或远程开门。",
                      "a station has 20 an hour at most: try later, or open the door from here"),
    "code-no-station": ("此站点现在不能用电话报码。", "this station knows no such codes just now"),
}  # fmt: skip
