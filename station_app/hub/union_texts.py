"""What the form for joining the union says, and its officers' pages, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

UNION_WORDS: Mapping[str, tuple[str, str]] = {
    "union-title": ("加入工会", "Join the union"),
    "union-lead": (
        "填写 6 项，约 1 分钟。分会会联系您，其余手续由工作人员办理。",
        "Six fields, about a minute. The branch will contact you and see to the rest.",
    ),
    "union-name": ("姓名", "Name"),
    "union-phone": ("手机号", "Mobile number"),
    "union-occupation": ("职业", "Occupation"),
    "union-area": ("常在区域（到街道即可）", "Area (the street office will do)"),
    "union-branch": ("想加入的分会", "Branch to join"),
    "union-branch-hint": (
        "工作地、居住地、户籍地或车牌所在地，选一个就行。",
        "By where you work, live, are registered, or where your plate is from: one will do.",
    ),
    "union-kind-work": ("工作地", "Where I work"),
    "union-kind-home": ("居住地", "Where I live"),
    "union-kind-household": ("户籍地", "Where I am registered"),
    "union-kind-plate": ("车牌所在地", "Where my plate is from"),
    "union-choose": ("请选择", "Please choose"),
    "union-agree": ("我已阅读上面的说明，同意这样使用我的信息", "I have read the notice above and agree"),
    "union-send": ("提交", "Send"),
    "union-notice": ("个人信息说明", "Your information"),
    "union-notice-who": (
        "谁负责：您选择的分会所属的组织。",
        "Who answers for it: the organisation of the branch you choose.",
    ),
    "union-notice-contact": ("联系方式", "contact"),
    "union-notice-readers": (
        "谁能看到：页面上只有该分会的经办人。管理本系统数据库和备份的技术人员，技术上也能读到。",
        "Who can read it: on the pages, the officers of that branch alone. Whoever runs this system's"
        " database and its backups can technically read it, too.",
    ),
    "union-notice-why": (
        "用来做什么：只用于联系您、办理入会。",
        "What for: only to contact you and see to your joining.",
    ),
    "union-notice-what": (
        "用哪些信息：姓名、手机号、职业、常在区域、所选分会，以及扫码的驿站。不要身份证号，不要照片。",
        "What: name, mobile number, occupation, area, the branch chosen, and the station whose code was"
        " scanned. No ID number, no photo.",
    ),
    "union-notice-long": (
        "用多久：姓名、手机号、职业和区域，通过后 {accepted} 天删除；退回后 {returned} 天没有再提交就删除；"
        "{pending} 天没有办理也删除。备份里的会晚一些，随旧备份清除。",
        "How long: name, mobile number, occupation and area are deleted {accepted} days after you are accepted,"
        " {returned} days after a return without a new form, and after {pending} days without a decision."
        " In backups they go later, with the old backups.",
    ),
    "union-notice-rights": (
        "您的权利：可以随时用上面的联系方式要求查询、复制、更正、删除，或撤回同意。不填这张表也可以照常使用驿站。",
        "Your rights: by the contact above you can ask at any time to see, copy, correct or delete it, or take"
        " your consent back. The station is yours to use without this form.",
    ),
    "union-wrong": ("还没有提交，请看标出的地方。", "Not sent yet: please look at what is marked."),
    "union-wrong-name": ("请填写姓名，2 到 30 个字，不带数字。", "Please give a name of 2 to 30 letters, no digits."),
    "union-wrong-phone": ("请填写 11 位手机号。", "Please give a mobile number of 11 digits."),
    "union-wrong-area": (
        "请填写区域，2 到 40 个字；不要填证件号码。",
        "Please give an area of 2 to 40 characters; no ID number.",
    ),
    "union-wrong-choice": ("请选一项。", "Please choose one."),
    "union-wrong-agree": ("需要您同意才能提交。", "It can only be sent if you agree."),
    "union-too-often": ("提交或查询太频繁，请一分钟后再试。", "Too often just now. Please try again in a minute."),
    "union-none": (
        "现在还没有可以加入的分会，请到驿站按求助。",
        "No branch takes people in just now; please press Help at a station.",
    ),
    "union-sent": ("已提交", "Sent"),
    "union-sent-hint": (
        "请记下或截图这个编号，用它查询进度。",
        "Please note or photograph this code: it shows the state.",
    ),
    "union-look": ("查询进度", "Look up the state"),
    "union-code": ("12 位编号", "Code of 12 digits"),
    "union-unknown": ("没有这个编号，请核对。", "This code is not known; please check it."),
    "union-is-pending": ("等待审核", "Waiting for a decision"),
    "union-is-returned": ("已退回，可以改好再提交", "Returned: please put it right and send it again"),
    "union-is-accepted": ("已通过，分会会联系您", "Accepted: the branch will contact you"),
    "union-again": ("重新填写", "Fill in again"),
    "union-not-returned": ("这张表没有退回，不能再改。", "This form was not returned and cannot be changed."),
    "union-why-phone": ("手机号打不通", "Nobody answers at that number"),
    "union-why-name": ("姓名有误", "The name is not right"),
    "union-why-branch": ("请改选分会", "Please choose another branch"),
    "union-why-member": ("您已经是会员", "You are a member already"),
    "union-why-incomplete": ("填写不完整", "Something is missing"),
    "union-why-overdue": (
        "等得太久没有办理，信息已经删除，请重新填写",
        "Nobody has decided in time, and what you told was deleted: please fill it in again",
    ),
    "enrolments": ("入会", "Joining"),
    "enrolments-title": ("入会申请", "Who wants to join"),
    "enrolments-none": ("没有这样的申请。", "There is none."),
    "enrolments-no-branch": (
        "您还不是任何分会的经办人，请管理员在“分会”里添加。",
        "You are no officer of a branch yet: a manager adds you under “Branches”.",
    ),
    "enrolment-state": ("状态", "State"),
    "enrolment-deleted": ("个人信息已按期删除。", "The personal fields were deleted in time."),
    "enrolment-accept": ("通过", "Accept"),
    "enrolment-return": ("退回", "Return"),
    "enrolment-reason": ("退回原因", "Why it is returned"),
    "enrolment-export": ("导出 CSV", "Export CSV"),
    "enrolment-number": ("编号", "Number"),
    "union-decided": ("已经有人处理过了，请看最新状态。", "It has been decided already; see how it stands now."),
    "branches": ("分会", "Branches"),
    "branch-new": ("添加分会", "Add a branch"),
    "branch-name": ("名称", "Name"),
    "branch-area": ("负责区域", "Area"),
    "branch-kind": ("按什么地点", "By which place"),
    "branch-open": ("接受申请", "Takes people in"),
    "branch-handler": ("负责的组织（全称）", "Organisation that answers for it (full name)"),
    "branch-contact": ("联系方式（电话或地址）", "Its contact (telephone or address)"),
    "branch-hidden": ("缺组织或联系方式，不会出现在申请表上", "Without organisation or contact: not in the form"),
    "branch-officers": ("经办人", "Officers"),
    "branch-officers-hint": (
        "只列出能看到这个片区的账号；新分会或改了片区的，先保存再选。",
        "Only accounts that may see its district; of a new district, save first and choose then.",
    ),
    "branch-wrong-officer": (
        "有经办人看不到这个片区，请改选。",
        "One of the officers may not see this district: please choose others.",
    ),
    "branch-save": ("保存", "Save"),
    "branch-wrong": (
        "请填写名称、区域、负责的组织和联系方式；同一片区不能重名。",
        "Please give a name, an area, the organisation and its contact; a name stands once in a district.",
    ),
}

UNION_DEEDS: Mapping[str, tuple[str, str]] = {
    "enrolment-seen": ("查看入会申请", "Looked at who wants to join"),
    "enrolment-accepted": ("通过入会申请", "Accepted somebody into the union"),
    "enrolment-returned": ("退回入会申请", "Returned a form for joining"),
    "enrolments-exported": ("导出入会申请", "Exported who wants to join"),
    "branch-changed": ("修改工会分会", "Branch of the union changed"),
}
