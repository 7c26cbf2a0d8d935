"""What the pages say of ferry files, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

FERRY_WORDS: Mapping[str, tuple[str, str]] = {
    "ferry": ("摆渡文件", "Ferry file"),
    "ferry-hint": ("没有网络的站点用 U 盘或手机带记录。文件加密并签名：捡到的人读不了，改动会被发现，重复导入没"
                   "有影响。",
                   "For a station without a network: its journal comes on a stick or a phone. The file is"
                   " sealed and signed:"
                   " whoever finds it cannot read it, a change is noticed, and bringing it twice changes nothing."),
    "ferry-step-out": ("1. 在站点电脑上导出：", "1. At the station's computer, export:"),
    "ferry-step-up": ("2. 在这里上传（最大 16 MB）：", "2. Upload it here (at most 16 MB):"),
    "ferry-step-down": ("3. 下载回执，带回站点：", "3. Download the answer and bring it back:"),
    "ferry-step-in": ("4. 在站点电脑上导入。回执里有平台已收到哪些记录，以及最新的规则：",
                      "4. At the station's computer, import it. It tells what the hub has, and holds the"
                      " newest policy:"),
    "ferry-orders": ("远程指令不随文件下发：它们几分钟就过期。",
                     "Commands do not travel this way: they lapse within minutes."),
    "ferry-former-hint": ("旧电脑换下后，它没有上传的记录也可以这样导出、上传。",
                          "What a replaced computer had not sent can be exported and uploaded this way, too."),
    "ferry-file": ("摆渡文件", "Ferry file"),
    "ferry-send": ("上传", "Upload"),
    "ferry-make": ("下载回执", "Download the answer"),
    "ferry-done": ("收到 {new} 条新记录（文件共 {rows} 条，站点于 {made} 导出）",
                   "{new} new rows taken ({rows} in the file, made at {made})"),
    "ferry-of-former": ("文件来自 {at} 换下的旧电脑", "The file is of the computer that was replaced at {at}"),
    "ferry-missing": ("前面的记录还没有到，这些之后的暂未收：{what}。请先上传更早的文件，再上传这一个。",
                      "Earlier rows have not come, so what follows was left: {what}. Upload the earlier file,"
                      " then this again."),
    "ferry-aside": ("{n} 条与日志链不符，已另存", "{n} rows did not fit the chain and were set aside"),
    "ferry-no-file": ("请选择一个文件。", "Choose a file."),
    "ferry-no-ferry": ("这不是摆渡文件，或是其他版本的。", "This is no ferry file, or one of another version."),
    "ferry-garbled": ("文件有损坏。完好的部分已收下；请重新拷贝后再上传，重复的部分没有影响。",
                      "The file is garbled. What was whole has been taken; copy it again and upload it:"
                      " repeating does no harm."),
    "ferry-cut": ("文件不完整。完好的部分已收下；请重新拷贝后再上传，重复的部分没有影响。",
                  "The file is cut short. What was whole has been taken; copy it again and upload it:"
                  " repeating does no harm."),
    "ferry-foreign": ("文件不是由本站的密钥签名的，或开头已损坏，没有收下任何内容。请确认站点、重新"
                      "拷贝，或先注册这台电脑。",
                      "No key of this station has signed the file, or its beginning is garbled; nothing was"
                      " taken. Check the station, copy the file again, or enrol its computer."),
    "ferry-not-for-us": ("文件是封给另一个平台的，没有收下任何内容。",
                         "The file was sealed for another hub; nothing was taken."),
    "ferry-down": ("这是平台发给站点的文件，请在站点电脑上导入。",
                   "This is a file from the hub for a station: import it there."),
    "ferry-other-station": ("这是另一个站点的文件，请在那个站点的页面上传。",
                            "This is another station's file: upload it on that station's page."),
    "ferry-revoked": ("本站的密钥已停用，没有收下任何内容。", "This station's key is revoked; nothing was taken."),
    "ferry-former": ("文件来自已换下的电脑，其中有平台当时不知道的日志，没有收下。",
                     "The file is of a replaced computer and holds a journal that the hub did not know then;"
                     " that was not taken."),
}  # fmt: skip
