"""All words of the managers' pages, Chinese and English side by side. Code raises codes; people read these."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation

from station_app.assets import service_texts

WORDS: Mapping[str, tuple[str, str]] = {
    "site": ("驿站管理", "Rest stations"),
    "other-language": ("English", "中文"),
    "login": ("登录", "Sign in"),
    "logout": ("退出", "Sign out"),
    "username": ("用户名", "User name"),
    "password": ("密码", "Password"),
    "login-wrong": ("用户名或密码不对。连续输错 5 次将暂停登录 15 分钟。",
                    "Wrong user name or password. After 5 wrong tries sign-in pauses for 15 minutes."),
    "login-locked": ("输错次数过多，请 15 分钟后再试，或请其他管理员重设密码。",
                     "Too many wrong tries. Try again in 15 minutes, or ask another manager for a new password."),
    "stations": ("站点", "Stations"),
    "no-stations": ("还没有站点。在站点电脑上运行注册命令即可加入。", "No station yet. Enrol one from its computer."),
    "inside": ("在站", "Inside"),
    "inside-now": ("当前在站", "Inside now"),
    "visits-24h": ("近 24 小时", "Last 24 h"),
    "visits-today": ("今日", "Today"),
    "visits-unit": ("人次", "visits"),
    "last-contact": ("最近联系", "Last contact"),
    "never": ("从未", "never"),
    "alerts": ("需要处理", "Needs attention"),
    "alerts-count": ("项待处理", "to look at"),
    "all-well": ("一切正常", "All is well"),
    "open-incidents": ("未结束的事件", "Open incidents"),
    "lost-devices": ("失联设备", "Devices not answering"),
    "set-aside": ("未能入库的记录", "Rows set aside"),
    "set-aside-hint": ("这些记录与日志链不符，已原样保留，未计入统计。",
                       "These rows do not fit the journal's chain; they are kept as they came and not counted."),
    "journal-replaced": ("站点日志已更换", "The station's journal was replaced"),
    "rows-lost": ("日志缺失", "Journal rows lost"),
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
    "report-refusals": ("拒绝次数", "Refusals"),
    "journal-agrees": ("与平台的日志相符", "agrees with the hub's copy"),
    "journal-differs": ("与平台的日志不符", "differs from the hub's copy"),
    "journal-not-here": ("平台还没有这一行", "the hub does not have this row yet"),
    "recent-visits": ("近 24 小时到访", "Visits of the last 24 h"),
    "no-visits": ("没有到访。", "No visits."),
    "all-log": ("全部记录", "Whole log"),
    "log": ("记录", "Log"),
    "visits": ("到访", "Visits"),
    "events": ("事件", "Events"),
    "from": ("从", "From"),
    "to": ("到", "To"),
    "kind": ("类型", "Kind"),
    "reason": ("原因", "Reason"),
    "credential": ("方式", "Credential"),
    "zone": ("区域", "Zone"),
    "any": ("全部", "Any"),
    "filter": ("筛选", "Filter"),
    "filters": ("筛选条件", "Filters"),
    "filter-wrong": ("筛选条件有误，已忽略。", "A filter could not be read and was ignored."),
    "export": ("导出 CSV", "Export CSV"),
    "older": ("更早", "Older"),
    "newer": ("更新", "Newer"),
    "nothing-found": ("没有符合条件的记录。", "Nothing found."),
    "still-inside": ("在站", "inside"),
    "left": ("离开", "Left"),
    "minutes": ("分钟", "min"),
    "inferred": ("推算", "inferred"),
    "clock-unsure": ("时间未校准", "clock not set"),
    "software": ("软件版本", "Software"),
    "policy": ("规则版本", "Policy"),
    "booted": ("上次启动", "Last start"),
    "enrolled": ("注册时间", "Enrolled"),
    "backlog": ("待上传", "Waiting to be sent"),
    "unknown": ("未知", "unknown"),
    "details": ("站点信息", "Station details"),
    "revoke": ("停用此站点的密钥", "Revoke this station's key"),
    "revoke-hint": ("停用后，中心不再接收该站点的数据；门禁照常工作。重新注册即可恢复。",
                    "The hub then takes nothing from this station; its door goes on working. Enrol again to undo."),
    "revoke-do": ("确认停用", "Revoke"),
    "counting-rule": ("人次：获准并开门进入计 1 次；同一人在站点设定的间隔内（默认 30 分钟）再次进入不另计。"
                      "离开时间多为推算。",
                      "A visit is an admission with the door opened; the same person again within the interval set"
                      " at the station (30 minutes by default) is the same visit. Leaving times are mostly inferred."),
    "time-zone": ("时间均为北京时间。", "Times are China Standard Time."),
    "page-not-found": ("没有这个页面。", "There is no such page."),
    "not-allowed": ("您没有此项权限。", "You may not do this."),
    "back": ("返回", "Back"),
    "just-now": ("刚刚", "just now"),
    "minutes-ago": ("分钟前", "min ago"),
    "hours-ago": ("小时前", "h ago"),
    "days-ago": ("天前", "days ago"),
    "opens": ("下次开放", "opens"),
    "standing-open": ("开放", "Open"),
    "standing-closed": ("休息中", "Closed"),
    "standing-running": ("运行中", "Running"),
    "standing-silent": ("联系中断", "No contact"),
    "standing-revoked": ("已停用", "Revoked"),
    "told-open": ("最近一次刷卡在开放时间内", "last presentation fell into opening hours"),
    "told-closed": ("最近一次刷卡在开放时间外", "last presentation fell outside opening hours"),
    "told-running": ("启动后还没有人刷卡", "nobody has presented anything yet"),
    "told-silent": ("状态未知；门禁在本地照常工作", "state unknown; the door goes on working locally"),
    "told-revoked": ("不再接收该站点数据", "the hub takes nothing from it"),
}  # fmt: skip

KINDS: Mapping[str, tuple[str, str]] = {
    "boot": ("系统启动", "Started"),
    "access.granted": ("准许进入", "Granted"),
    "access.denied": ("拒绝进入", "Denied"),
    "access.not_entered": ("获准未进", "Granted, not entered"),
    "door.unlocked": ("门锁打开", "Unlocked"),
    "door.opened": ("门打开", "Door opened"),
    "door.closed": ("门关闭", "Door closed"),
    "door.forced": ("门被强行打开", "Door forced"),
    "door.held": ("门未关好", "Door held open"),
    "door.exit_requested": ("按出门按钮", "Exit button"),
    "visit.started": ("到访开始", "Visit began"),
    "visit.resumed": ("再次进入", "Came back"),
    "visit.ended": ("到访结束", "Visit ended"),
    "incident.opened": ("事件开始", "Incident opened"),
    "incident.closed": ("事件结束", "Incident closed"),
    "device.lost": ("设备失联", "Device lost"),
    "device.restored": ("设备恢复", "Device restored"),
    "journal.recovered": ("日志修复", "Journal recovered"),
    "command.received": ("收到指令", "Command received"),
    "command.acted": ("指令执行", "Command acted"),
    "command.confirmed": ("指令确认", "Command confirmed"),
    "command.expired": ("指令过期", "Command expired"),
    "command.refused": ("指令拒绝", "Command refused"),
    "selftest.started": ("自检开始", "Self-test began"),
    "selftest.checked": ("自检一项", "One check made"),
    "selftest.finished": ("自检完成", "Self-test finished"),
    "maintenance.started": ("维护开始", "Maintenance began"),
    "maintenance.ended": ("维护结束", "Maintenance ended"),
    "policy.applied": ("规则生效", "Policy applied"),
}

CODES: Mapping[str, tuple[str, str]] = {
    "id-card": ("身份证", "ID card"),
    "pass": ("通行码", "Pass"),
    "union-card": ("工会卡", "Union card"),
    "staff": ("工作人员", "Staff"),
    "code": ("二维码", "Code"),
    "card-expired": ("证件已过期", "Card expired"),
    "card-not-accepted": ("不支持此卡", "Card not accepted"),
    "card-unreadable": ("卡片读取失败", "Card unreadable"),
    "card-not-authentic": ("证件未通过验证", "Card not authentic"),
    "pass-expired": ("通行码已过期", "Pass expired"),
    "pass-not-yet-valid": ("通行码未生效", "Pass not yet valid"),
    "pass-foreign": ("非本站通行码", "Pass of another issuer"),
    "pass-tampered": ("通行码无效", "Pass not genuine"),
    "pass-used": ("通行码已使用", "Pass used"),
    "code-unknown": ("无法识别的码", "Unknown code"),
    "code-unreadable": ("码读取失败", "Code unreadable"),
    "full": ("已满员", "Full"),
    "closed": ("未开放", "Closed"),
    "not-recorded": ("无法记录", "Could not be recorded"),
    "maintenance": ("设备维护中", "Under maintenance"),
    "door-forced": ("门被强行打开", "Door forced"),
    "door-held": ("门未关好", "Door held open"),
    "lock-fault": ("门锁故障", "Lock fault"),
    "device": ("设备失联", "Device not answering"),
    "journal": ("日志存储故障", "Journal cannot be written"),
    "help": ("有人求助", "Somebody asks for help"),
    "flood": ("读卡器异常刷入", "Reader flooded"),
    "access": ("准许进入", "admission"),
    "exit": ("出门按钮", "exit button"),
    "LinkLost": ("线路中断", "cable or port gone"),
    "NoAnswer": ("无应答", "no answer"),
    "BadAnswer": ("应答错误", "bad answer"),
    "WrongDevice": ("设备不符", "wrong device"),
    "another row has this number": ("编号重复且内容不同", "another row has this number"),
    "was declared lost": ("此前已报缺失", "was declared lost"),
    "does not follow the row before it": ("与前一条不衔接", "does not follow the row before it"),
    "its content does not match its hash": ("内容与校验值不符", "its content does not match its hash"),
}

COLUMNS: Mapping[str, tuple[str, str]] = {
    "time": ("时间", "Time"),
    "station": ("站点", "Station"),
    "kind": ("类型", "Kind"),
    "reason": ("原因", "Reason"),
    "credential": ("方式", "Credential"),
    "zone": ("区域", "Zone"),
    "door": ("门", "Door"),
    "about": ("内容", "About"),
    "journal": ("日志", "Journal"),
    "seq": ("序号", "Number"),
    "clock": ("时钟", "Clock"),
    "started": ("进入时间", "Came"),
    "ended": ("离开时间", "Left"),
    "minutes": ("停留分钟", "Minutes"),
    "evidence": ("离开依据", "Evidence of leaving"),
}

WEEKDAYS = (("周一", "Mon"), ("周二", "Tue"), ("周三", "Wed"), ("周四", "Thu"), ("周五", "Fri"), ("周六", "Sat"),
            ("周日", "Sun"))  # fmt: skip


def word(key: str) -> str:
    """A text of the pages in the reader's language."""
    return WORDS[key][_column()]


def code(value: str) -> str:
    """What a code means: kind, reason, credential, cause; a code that nobody knows stands for itself."""
    head, _, rest = value.partition("/")
    pair = KINDS.get(value) or CODES.get(value) or CODES.get(head)
    if pair is None:
        return value
    return f"{pair[_column()]} {rest}".strip()


def fault(value: str) -> str:
    """What a device's or a check's fault means; a code that nobody knows stands for itself."""
    return _for_technicians().get(f"fault.{value}.means") or code(value)


def check(name: str) -> str:
    """A check of the self-test, as `main.push`: what it is about, and what it is called."""
    about, _, kind = name.rpartition(".")
    texts = _for_technicians()
    title = texts.get(f"check.{kind}.title")
    if title is None:
        return name
    return f"{texts['service.station'] if about == 'station' else about} · {title}"


def column(key: str) -> str:
    """The heading of a column."""
    return COLUMNS[key][_column()]


def weekday_time(value: str) -> str:
    """`0 06:00`, as a fact tells an opening time, for people."""
    day, _, time = value.partition(" ")
    return f"{WEEKDAYS[int(day)][_column()]} {time}" if day.isdecimal() and int(day) < 7 else value


def _for_technicians() -> Mapping[str, str]:
    return service_texts("en" if _column() else "zh-CN")


def _column() -> int:
    return 1 if translation.get_language() == "en" else 0
