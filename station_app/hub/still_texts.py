"""What the pages say of camera stills, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

STILL_WORDS: Mapping[str, tuple[str, str]] = {
    "order-still": ("摄像头照片", "Camera picture"),
    "order-camera": ("摄像头", "Camera"),
    "order-still-hint": ("拍一张照片：只限公共区域；站点屏幕会先提示在场的人，事由和账号写入查看登记。"
                         "每小时最多 6 张，平台保存 72 小时后删除，每次查看都有记录。"
                         "请只在处理报警或有具体事由时使用。",
                         "One picture, of a public zone only. The station's screen tells everybody there first; reason"
                         " and account go into the register of views. Six an hour at most; erased after 72 hours;"
                         " every look is recorded. Only for an alarm or for a reason that can be named."),
    "still": ("摄像头照片", "Camera picture"),
    "still-open": ("查看照片", "See the picture"),
    "still-alt": ("站点摄像头拍摄的照片", "The picture that the station's camera took"),
    "still-waits": ("站点先在屏幕上提示，再拍照上传，通常需要几秒到一分钟。",
                    "The station tells everybody on its screen first, then takes and sends the picture: some seconds,"
                    " up to a minute."),
    "still-refresh": ("刷新", "Refresh"),
    "still-gone": ("照片已删除：平台只保存 72 小时，每站最多 20 张。",
                   "The picture has been erased: it is kept for 72 hours, and 20 of a station at most."),
    "still-none": ("没有照片。", "There is no picture."),
    "still-again": ("重新下达", "Order another one"),
    "still-by": ("下达账号", "Ordered by"),
    "still-ordered": ("下达时间", "Ordered at"),
    "still-reason": ("事由", "Reason"),
    "still-taken": ("拍摄时间", "Taken at"),
    "still-erased": ("删除时间", "Erased at"),
    "still-state": ("状态", "State"),
    "still-mark": ("{viewer} {at} 查看", "seen by {viewer} {at}"),
    "still-foot": ("照片只用于下达时写明的事由，不得转发。您的查看已记入审计。",
                   "For the reason that was given and for nothing else; do not pass it on. Your look is in the audit"
                   " trail."),
}  # fmt: skip

STILL_DETAILS: Mapping[str, tuple[str, str]] = {
    "picture": ("照片已收到", "the picture is here"),
    "no-picture": ("摄像头没有给出照片，请检查摄像头电源和网络", "the camera gave none; check its power and network"),
    "not-sent": ("照片没有及时传到平台，已在站点丢弃", "the picture did not reach the hub in time and was dropped"),
    "not-taken": ("平台没有接收照片", "the hub did not take the picture"),
    "no-screen": ("站点屏幕没有响应，无法提示在场的人，因此没有拍照",
                  "the station's screen does not answer, so nobody could be told and no picture was taken"),
    "private-zone": ("私密区域，不得拍照", "it is a private zone, where no picture is taken"),
    "not-allowed": ("站点配置未允许远程拍照", "the station's config does not allow pictures from afar"),
    "no-reason": ("没有写明事由", "no reason was given"),
    "still-under-way": ("上一张照片还在拍摄", "another picture is being taken"),
}  # fmt: skip
