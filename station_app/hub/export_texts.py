"""What the pages say of files taken out of a log, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

EXPORT_WORDS: Mapping[str, tuple[str, str]] = {
    "exports": ("导出申请", "Exports"),
    "exports-nav": ("导出", "Exports"),
    "exports-own": ("我的申请", "My requests"),
    "exports-waiting": ("待我审批", "Waiting for my approval"),
    "exports-none": ("还没有申请。", "There is none yet."),
    "exports-none-waiting": ("没有待审批的申请。", "Nothing waits."),
    "export-ask": ("申请导出", "Ask for an export"),
    "export-holds": ("此文件共 {lines} 行，其中 {persons} 行是来访者的进出记录。",
                     "The file has {lines} lines, of which {persons} tell of one visitor each."),
    "export-rule": ("每个账号 7 天内可自行导出 {free} 行来访记录（已用 {used} 行）；超过时需说明原因，并由另一人审批。",
                    "In seven days an account may take {free} lines about visitors alone ({used} used). More needs a"
                    " reason and a second person's approval."),
    "export-why-rule": ("即使没有姓名，时间和地点也属于行踪信息，法律对内部人员的界限是 25 条。",
                        "Even without a name, when and where is a track record; for insiders the law draws the line at"
                        " 25."),
    "export-reason": ("用途（必填，请勿写姓名）", "What it is for (required; no names)"),
    "export-reason-wrong": ("请写明用途，4 到 200 个字。", "Say what it is for, in 4 to 200 letters."),
    "export-send": ("提交审批", "Ask for approval"),
    "export-by": ("申请人", "Asked by"),
    "export-asked-at": ("申请时间", "Asked"),
    "export-what": ("内容", "What"),
    "export-filter": ("筛选条件", "Filters"),
    "export-form": ("格式", "Format"),
    "export-size": ("行数", "Lines"),
    "export-purpose": ("用途", "Purpose"),
    "export-decided": ("审批", "Decided"),
    "export-lately": ("申请人近 30 天导出", "Taken by this account in 30 days"),
    "export-lately-lines": ("{n} 行来访记录", "{n} lines about visitors"),
    "export-approve": ("批准", "Approve"),
    "export-refuse": ("驳回", "Refuse"),
    "export-withdraw": ("撤回", "Withdraw"),
    "export-download": ("下载", "Download"),
    "export-download-hint": ("批准后 24 小时内可下载一次；中断时最多可重试 {n} 次。文件每一行都带有编号和账号。",
                             "Within 24 hours of approval it can be fetched once; broken off, it can be begun {n} times"
                             " in all. Each line carries number and account."),
    "export-alone": ("自行导出", "without a second person"),
    "export-waiting": ("等待审批", "waiting"),
    "export-approved": ("已批准", "approved"),
    "export-refused": ("已驳回", "refused"),
    "export-withdrawn": ("已撤回", "withdrawn"),
    "export-lapsed": ("已过期", "lapsed"),
    "export-taken": ("已下载", "taken"),
    "export-own": ("不能审批自己的申请。", "Nobody approves a request of their own."),
    "export-not-yours": ("您没有审批或导出该站点的权限。", "You have no such right at this station."),
    "export-over": ("该申请已经处理、下载或过期。", "This request has been decided, taken or has lapsed."),
    "export-starts": ("下载次数已用完，请重新申请。", "It was begun too often; ask again."),
    "export-changed": ("符合条件的记录已有变化，与批准的不同，请重新申请。",
                       "The lines are no longer those that were approved; ask again."),
    "export-unknown": ("没有这个申请。", "There is no such request."),
    "export-mark": ("导出 {number} · {account} · {time}", "export {number} · {account} · {time}"),
    "export-mark-alone": ("导出编号 {number}", "export no. {number}"),
    "export-mark-approved": ("导出编号 {number}，由 {by} 批准", "export no. {number}, approved by {by}"),
    "export-column": ("导出标记", "Export mark"),
    "look-enough": ("今天查看的来访记录已达 {n} 行上限。请明天再看，或缩小筛选范围；确有需要请申请导出。",
                    "You have been shown {n} lines about visitors today, which is the measure of a day. Look again"
                    " tomorrow, narrow the filters, or ask for an export."),
}  # fmt: skip
