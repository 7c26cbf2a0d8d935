"""All words of the managers' pages, Chinese and English side by side. Code raises codes; people read these."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation

from station_app.assets import service_texts
from station_app.hub import offer_texts
from station_app.hub.account_texts import ACCOUNT_WORDS, DEED_WORDS, DETAIL_WORDS, ROLE_WORDS
from station_app.hub.bundle_texts import BUNDLE_WORDS
from station_app.hub.computer_texts import COMPUTER_WORDS
from station_app.hub.door_texts import DOOR_WORDS
from station_app.hub.export_texts import EXPORT_WORDS
from station_app.hub.ferry_texts import FERRY_WORDS
from station_app.hub.fleet_texts import ANY_STEP, FLEET_WORDS, NEXT_STEPS
from station_app.hub.incident_texts import CASE_WORDS, HUB_CAUSES
from station_app.hub.log_texts import CAUSE_WORDS, LOG_WORDS, rule_texts
from station_app.hub.order_texts import ORDER_DETAILS, ORDER_WORDS
from station_app.hub.pass_texts import PASS_CODES, PASS_KINDS, PASS_WORDS
from station_app.hub.policy_texts import POLICY_WORDS
from station_app.hub.readiness_texts import READINESS_WORDS
from station_app.hub.registry_texts import REGISTRY_WORDS
from station_app.hub.report_texts import OCCUPATIONS, REPORT_WORDS
from station_app.hub.request_texts import REQUEST_KINDS, REQUEST_WORDS

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
    "asked": ("通知", "asked:"),
    "taken-on": ("已受理：", "taken on by"),
    "repeats": ("再次提醒次数", "told again"),
    "drill": ("演练", "Drill"),
    "silent": ("现场不显示", "Not shown at the station"),
    "lost-devices": ("失联设备", "Devices not answering"),
    "set-aside": ("未能入库的记录", "Rows set aside"),
    "set-aside-hint": ("这些记录与日志链不符，已原样保留，未计入统计。",
                       "These rows do not fit the journal's chain; they are kept as they came and not counted."),
    "journal-replaced": ("站点日志已更换", "The station's journal was replaced"),
    "rows-lost": ("日志缺失", "Journal rows lost"),
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
    "door.propped": ("门长时间未关", "Door propped open"),
    "visit.entered": ("进入得到确认", "Entry seen"),
    "visit.companions": ("同行人员", "Companions"),
    "visit.described": ("职业类别", "Occupation told"),
    "consent.given": ("同意留存", "Consent given"),
    "consent.withdrawn": ("撤回同意", "Consent withdrawn"),
    "data.told": ("查询本人信息", "Data told"),
    "data.erased": ("个人信息已删除", "Personal data erased"),
    "turn.queued": ("排队", "Queued for a turn"),
    "turn.called": ("叫号", "Turn called"),
    "turn.passed": ("过号", "Turn passed on"),
    "turn.started": ("开始使用", "Turn began"),
    "turn.reminded": ("到时提醒", "Turn reminded"),
    "turn.extended": ("延长使用", "Turn extended"),
    "turn.ended": ("结束使用", "Turn ended"),
    "occupancy.sweep": ("清场确认", "Sweep for people"),
    "occupancy.day": ("当日进入人数", "Entries of the day"),
    "comfort.switched": ("设备开关", "Load switched"),
    "comfort.day": ("当日能耗", "Energy of the day"),
    "wellbeing.asked": ("询问是否安好", "Asked whether all is well"),
    "wellbeing.answered": ("确认安好", "All is well"),
    "power.lost": ("停电", "Mains lost"),
    "power.dropped": ("停电节能", "Load given up"),
    "power.back": ("恢复供电", "Mains back"),
    "sensor.lost": ("传感器失联", "Sensor lost"),
    "sensor.restored": ("传感器恢复", "Sensor restored"),
    "canary.sent": ("链路检测发出", "Canary sent"),
    "canary.arrived": ("链路检测到达", "Canary arrived"),
    **offer_texts.KINDS,
    "mode.changed": ("运行模式", "Mode changed"),
    "incident.repeated": ("再次提醒", "Incident repeated"),
    "incident.escalated": ("升级上报", "Incident escalated"),
    "incident.acknowledged": ("已受理", "Incident acknowledged"),
    "policy.refused": ("规则被拒", "Policy refused"),
    "policy.confirmed": ("规则仍为最新", "Policy confirmed"),
    "policy.aged": ("规则过久未更新", "Policy grown old"),
    "camera.viewed": ("查看摄像头", "Camera viewed"),
    "policy.applied": ("规则生效", "Policy applied"),
    **PASS_KINDS,
    **REQUEST_KINDS,
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
    "grace": ("免凭证进入", "Without a credential"),
    "need-not-declared": ("未选择需求", "Need not declared"),
    "not-for-credential": ("证件类型不符", "Not for this credential"),
    "no-staff": ("无人值班", "Nobody on duty"),
    "turn-wait": ("排队中", "Waiting for a turn"),
    "turn-over": ("使用时间已到", "Turn is over"),
    "policy-old": ("规则过久未更新", "Policy grown old"),
    "lockdown": ("封闭模式", "Lockdown"),
    "shelter": ("避险模式", "Shelter"),
    "evacuation": ("疏散模式", "Evacuation"),
    "silent-help": ("无声求助", "Silent call for help"),
    "wellbeing": ("人员可能不适", "Somebody may be ill"),
    "smoke": ("烟雾报警", "Smoke"),
    "leak": ("漏水", "Water leak"),
    "tamper": ("设备被拆动", "Tampering"),
    "power": ("停电", "Mains lost"),
    "card-left": ("证件遗忘在读卡器", "Card left on the reader"),
    "sensor": ("传感器失联", "Sensor lost"),
    "sensor-silent": ("传感器长期无信号", "Sensor saw nothing for days"),
    "canary": ("链路检测未到达", "Canary did not arrive"),
    "policy-file": ("规则文件损坏", "Policy file damaged"),
    "door-propped": ("门长时间未关", "Door propped open"),
    "door-jammed": ("门锁卡住", "Strike jammed"),
    "door-unseen": ("无法确认门已关好", "Nobody saw the door close"),
    "contact-contradicts": ("门磁与实际不符", "Contact contradicts"),
    "latched": ("门从内部反锁", "Latched from inside"),
    "exit-stuck": ("出门按钮卡住", "Exit button stuck"),
    "access": ("准许进入", "admission"),
    "exit": ("出门按钮", "exit button"),
    "urgent": ("紧急", "Urgent"),
    "alarm": ("报警", "Alarm"),
    "fault": ("故障", "Fault"),
    "notice": ("提示", "Notice"),
    "keeper": ("管理员", "Keeper"),
    "district": ("片区", "District"),
    "union": ("工会", "Union"),
    "LinkLost": ("线路中断", "cable or port gone"),
    "NoAnswer": ("无应答", "no answer"),
    "BadAnswer": ("应答错误", "bad answer"),
    "WrongDevice": ("设备不符", "wrong device"),
    "another row has this number": ("编号重复且内容不同", "another row has this number"),
    "was declared lost": ("此前已报缺失", "was declared lost"),
    "does not follow the row before it": ("与前一条不衔接", "does not follow the row before it"),
    "its content does not match its hash": ("内容与校验值不符", "its content does not match its hash"),
    **PASS_CODES,
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
    "audit-number": ("编号", "No."),
    "who": ("账号", "Account"),
    "role": ("角色", "Role"),
    "what": ("操作", "Action"),
    "detail": ("说明", "Detail"),
    "hash": ("校验值", "Hash"),
}

WEEKDAYS = (("周一", "Mon"), ("周二", "Tue"), ("周三", "Wed"), ("周四", "Thu"), ("周五", "Fri"), ("周六", "Sat"),
            ("周日", "Sun"))  # fmt: skip
_SHELVES = (
    WORDS, ACCOUNT_WORDS, BUNDLE_WORDS, CASE_WORDS, COMPUTER_WORDS, DOOR_WORDS, EXPORT_WORDS, FERRY_WORDS, FLEET_WORDS,
    LOG_WORDS, ORDER_WORDS, PASS_WORDS, POLICY_WORDS, READINESS_WORDS, REGISTRY_WORDS, REPORT_WORDS, REQUEST_WORDS,
    offer_texts.OFFER_WORDS,
)  # fmt: skip


def word(key: str) -> str:
    """A text of the pages in the reader's language."""
    return next(words[key] for words in _SHELVES if key in words)[_column()]


def sentence(key: str, **told: object) -> str:
    """A text of the pages with its places filled in."""
    return word(key).format(**told)


def next_step(cause: str) -> str:
    """What to do about a cause, as `device/board`."""
    return NEXT_STEPS.get(cause.partition("/")[0], ANY_STEP)[_column()]


def code(value: str) -> str:
    """What a code means: kind, reason, credential, cause; a code that nobody knows stands for itself."""
    head, _, rest = value.partition("/")
    pair = KINDS.get(value) or CODES.get(value) or CODES.get(head) or HUB_CAUSES.get(head)
    if pair is None:
        return value
    return f"{pair[_column()]} {rest}".strip()


def deed(value: str) -> str:
    """What a row of the audit trail tells of."""
    return DEED_WORDS[value][_column()] if value in DEED_WORDS else value


def deed_detail(value: str) -> str:
    """The detail of such a row, with words for its codes."""
    words = {**DETAIL_WORDS, **ROLE_WORDS}
    return " ".join(words[word][_column()] if word in words else word for word in value.split(" "))


def role(value: str) -> str:
    """What a role is called."""
    return ROLE_WORDS[value][_column()] if value in ROLE_WORDS else value


def occupation(value: str) -> str:
    """What an occupation is called; one that nobody knows stands for itself."""
    return OCCUPATIONS[value][_column()] if value in OCCUPATIONS else value


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


def cause(value: str) -> str:
    """What a door's movement or an incident follows from."""
    return CAUSE_WORDS[value][_column()] if value in CAUSE_WORDS else code(value)


def verb(value: str) -> str:
    """What an order asks for."""
    return ORDER_WORDS[f"order-{value}"][_column()] if f"order-{value}" in ORDER_WORDS else value


def order_detail(value: str) -> str:
    """The evidence or the reason of an order's end."""
    head, _, number = value.partition("/")
    return ORDER_DETAILS[head][_column()].format(number) if head in ORDER_DETAILS else code(value)


def column(key: str) -> str:
    """The heading of a column."""
    return COLUMNS[key][_column()]


def weekday_time(value: str) -> str:
    """`0 06:00`, as a fact tells an opening time, for people."""
    day, _, time = value.partition(" ")
    return f"{WEEKDAYS[int(day)][_column()]} {time}" if day.isdecimal() and int(day) < 7 else value


def of_rules(key: str) -> str | None:
    """A text of rules, decisions and what the station's screen says; None where there is none."""
    return rule_texts("en" if _column() else "zh-CN").get(key)


def _for_technicians() -> Mapping[str, str]:
    return service_texts("en" if _column() else "zh-CN")


def _column() -> int:
    return 1 if translation.get_language() == "en" else 0
