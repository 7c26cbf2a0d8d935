"""Joining the union: what the form takes, who reads it, what becomes of it, and when it is forgotten."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hub_rig import HubRig, enrolled
from test_pages import Browser

from station_app.hub import union
from station_app.hub.models import Audit, Enrolment, EnrolmentPerson, Scope, UnionBranch, UnionOfficer
from station_app.hub.pages.union_form import MOST_A_MINUTE, MOST_LOOKS

NAME, PHONE = "测试某某", "13800000000"
TOLD = {"name": "滨湖分会", "area": "滨湖区", "kind": "home", "district": "", "open": "yes",
        "handler": "滨湖区总工会", "contact": "0510-80000000"}  # fmt: skip


def branch(rig: HubRig, name: str = "梁溪快递分会", officer: str = "manager", **more: Any) -> int:
    """A branch with an officer; its number."""

    told = {"handler": "梁溪区总工会", "contact": "0510-80000000", **more}

    def made() -> int:
        row = UnionBranch.objects.create(name=name, area="梁溪区", kind="work", **told)
        UnionOfficer.objects.create(branch=row, who=User.objects.get(username=officer))
        return row.pk

    return rig.in_thread(made)


def filled(number: int, **changes: str) -> dict[str, str]:
    told = {"name": NAME, "phone": PHONE, "occupation": "courier", "area": "惠河街道", "branch": str(number)}
    return {**told, "agree": "yes", **changes}


@pytest.fixture
def officer(rig: HubRig) -> Browser:
    return Browser(rig, "manager")


@pytest.fixture
def mine(rig: HubRig, officer: Browser) -> int:
    return branch(rig)


def sent(rig: HubRig, number: int, address: str = "/u/", **changes: str) -> str:
    """Somebody sends the form; their code."""
    answer = Browser(rig).post(address, **filled(number, **changes))
    assert answer.status_code == 200
    return re.findall(r"\d{4} \d{4} \d{4}", answer.content.decode())[0]


def only(rig: HubRig) -> Enrolment:
    return rig.in_thread(lambda: Enrolment.objects.get())


def people(rig: HubRig) -> int:
    return rig.in_thread(EnrolmentPerson.objects.count)


def look(rig: HubRig, code: str, **more: str) -> str:
    return Browser(rig).post("/u/state/", code=code, **more).content.decode()


def test_a_form_waits_for_its_branch(rig: HubRig, mine: int) -> None:
    sent(rig, mine)

    assert (only(rig).state, only(rig).branch_id, only(rig).notice) == ("pending", mine, union.NOTICE)


def test_who_it_is_stands_in_a_table_of_its_own_alone(rig: HubRig, mine: int) -> None:
    sent(rig, mine)
    row = rig.in_thread(lambda: Enrolment.objects.values().get())

    assert [value for value in row.values() if value in (NAME, PHONE)] == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "请填写姓名"),
        ("name", "320299198501020012", "请填写姓名"),
        ("phone", "138", "11 位手机号"),
        ("phone", "13800000000; DROP", "11 位手机号"),
        ("occupation", "king", "请选一项"),
        ("area", "320299198501020012", "不要填证件号码"),
        ("branch", "999", "请选一项"),
        ("branch", "x", "请选一项"),
        ("agree", "", "需要您同意"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    rig: HubRig, mine: int, field: str, typed: str, said: str
) -> None:
    answer = Browser(rig).post("/u/", **filled(mine, **{field: typed}))

    assert (answer.status_code, said in answer.content.decode(), people(rig)) == (422, True, 0)


def test_what_was_typed_is_still_there_beside_what_is_wrong(rig: HubRig, mine: int) -> None:
    assert NAME in Browser(rig).post("/u/", **filled(mine, phone="1")).content.decode()


@pytest.mark.parametrize("typed", ["+86 138 0000 0000", "138-0000-0000", "１３８００００００００"])
def test_a_number_may_be_typed_as_people_do(rig: HubRig, mine: int, typed: str) -> None:
    sent(rig, mine, phone=typed)

    assert rig.in_thread(lambda: EnrolmentPerson.objects.get().phone) == PHONE


def test_markup_in_a_field_is_refused(rig: HubRig, mine: int) -> None:
    assert Browser(rig).post("/u/", **filled(mine, name="<b>x</b>")).status_code == 422


async def test_the_station_whose_code_was_scanned_is_kept(rig: HubRig, mine: int) -> None:
    await enrolled(rig, "ST-1")
    sent(rig, mine, "/u/ST-1")

    assert only(rig).station == "ST-1"


def test_a_station_that_is_none_is_not_kept(rig: HubRig, mine: int) -> None:
    sent(rig, mine, "/u/anything")

    assert only(rig).station == ""


def test_a_branch_that_takes_nobody_in_does_not_stand_in_the_form(rig: HubRig, officer: Browser) -> None:
    branch(rig, open=False)

    assert "现在还没有可以加入的分会" in Browser(rig).get("/u/").text_now


def test_the_form_tells_who_why_what_how_long_and_rights(rig: HubRig, mine: int) -> None:
    page = Browser(rig).get("/u/").text_now

    parts = ("谁负责", "谁能看到", "用来做什么", "用哪些信息", "用多久", "您的权利")
    assert [one for one in parts if one not in page] == []


def test_the_form_names_who_answers_for_it_and_where_they_are_asked(rig: HubRig, mine: int) -> None:
    page = Browser(rig).get("/u/").text_now

    assert ("梁溪区总工会" in page, "0510-80000000" in page) == (True, True)


def test_the_form_says_that_who_keeps_the_database_can_read_it(rig: HubRig, mine: int) -> None:
    assert "管理本系统数据库和备份的技术人员" in Browser(rig).get("/u/").text_now


def test_the_form_says_the_days_by_which_it_is_deleted(rig: HubRig, mine: int) -> None:
    page = Browser(rig).get("/u/").text_now

    assert re.findall(r"(\d+) 天", page) == [str(days) for days in union.KEPT.values()]


@pytest.mark.parametrize("field", ["handler", "contact"])
def test_a_branch_that_nobody_answers_for_cannot_be_chosen(rig: HubRig, officer: Browser, field: str) -> None:
    number = branch(rig, **{field: ""})
    answer = Browser(rig).post("/u/", **filled(number))

    assert (answer.status_code, people(rig), "缺组织或联系方式" in officer.get("/union/branches/").text_now) == (
        422,
        0,
        True,
    )


def test_the_form_loads_nothing_from_elsewhere_and_is_not_kept(rig: HubRig, mine: int) -> None:
    answer = Browser(rig).get("/u/")

    assert re.findall(r'(?:src|href)="https?:', answer.text_now) == []
    assert ("default-src 'none'" in answer["Content-Security-Policy"], "no-store" in answer["Cache-Control"]) == (
        True,
        True,
    )


def test_who_sends_too_often_is_told_to_wait(rig: HubRig, mine: int) -> None:
    for _ in range(MOST_A_MINUTE * 2):
        answer = Browser(rig).post("/u/", **filled(mine, phone="1"))
        if answer.status_code == 429:
            break

    assert "一分钟后再试" in answer.content.decode()


def test_who_tries_codes_out_is_told_to_wait(rig: HubRig, mine: int) -> None:
    answers = [Browser(rig).post("/u/state/", code="000000000000").status_code for _ in range(MOST_LOOKS * 2 + 1)]

    assert 429 in answers


def test_the_state_is_looked_up_by_code_without_a_name(rig: HubRig, mine: int) -> None:
    page = look(rig, sent(rig, mine))

    assert ("等待审核" in page, NAME in page, PHONE in page) == (True, False, False)


@pytest.mark.parametrize("code", ["", "12", "000000000000", "x" * 4000, "😀"])
def test_a_code_that_is_none_is_not_known(rig: HubRig, mine: int, code: str) -> None:
    assert "没有这个编号" in look(rig, code)


def test_an_officer_accepts(rig: HubRig, officer: Browser, mine: int) -> None:
    code = sent(rig, mine)
    officer.post(f"/union/{only(rig).pk}/accept/")

    assert (only(rig).state, "已通过" in look(rig, code)) == ("accepted", True)


def test_a_returned_form_says_why_and_may_come_again(rig: HubRig, officer: Browser, mine: int) -> None:
    code = sent(rig, mine)
    officer.post(f"/union/{only(rig).pk}/return/", reason="phone")
    why = look(rig, code)
    look(rig, code, again="send", **filled(mine, phone="13900000000"))

    assert ("手机号打不通" in why, only(rig).state) == (True, "pending")
    assert rig.in_thread(lambda: EnrolmentPerson.objects.get().phone) == "13900000000"


def test_a_form_that_waits_cannot_be_changed_by_its_code(rig: HubRig, mine: int) -> None:
    page = look(rig, sent(rig, mine), again="send", **filled(mine, phone="13900000000"))

    assert "没有退回" in page
    assert rig.in_thread(lambda: EnrolmentPerson.objects.get().phone) == PHONE


def test_the_second_decision_is_told_that_there_was_a_first(rig: HubRig, officer: Browser, mine: int) -> None:
    sent(rig, mine)
    officer.post(f"/union/{only(rig).pk}/accept/")
    late = officer.post(f"/union/{only(rig).pk}/return/", reason="name")

    assert (late.status_code, only(rig).state) == (422, "accepted")


def test_a_return_without_a_reason_is_none(rig: HubRig, officer: Browser, mine: int) -> None:
    sent(rig, mine)

    assert (officer.post(f"/union/{only(rig).pk}/return/").status_code, only(rig).state) == (422, "pending")


def test_the_list_names_nobody(rig: HubRig, officer: Browser, mine: int) -> None:
    sent(rig, mine)
    page = officer.get("/union/").text_now

    assert ("梁溪快递分会" in page, NAME in page, PHONE in page) == (True, False, False)


def test_a_look_at_who_it_is_stands_in_the_trail(rig: HubRig, officer: Browser, mine: int) -> None:
    sent(rig, mine)
    page = officer.get(f"/union/{only(rig).pk}/").text_now
    seen = rig.in_thread(lambda: Audit.objects.filter(what="enrolment-seen").values_list("who", flat=True)[0])

    assert (PHONE in page, seen) == (True, "manager")


@pytest.mark.parametrize("role", ["admin", "expert"])
def test_who_is_no_officer_of_the_branch_reads_nothing(rig: HubRig, mine: int, role: str) -> None:
    sent(rig, mine)
    other = Browser(rig, role)
    number = only(rig).pk

    assert (other.get(f"/union/{number}/").status_code, other.post(f"/union/{number}/accept/").status_code) == (
        404,
        404,
    )
    assert PHONE not in other.get("/union/enrolments.csv").text_now


@pytest.mark.parametrize("path", ["/union/", "/union/branches/", "/union/enrolments.csv", "/union/1/"])
def test_a_stranger_has_to_sign_in(rig: HubRig, path: str) -> None:
    assert Browser(rig).get(path).headers["Location"].startswith("/login/")


def test_an_export_has_the_officers_rows_and_stands_in_the_trail(rig: HubRig, officer: Browser, mine: int) -> None:
    sent(rig, mine)
    file = officer.get("/union/enrolments.csv").text_now
    told = rig.in_thread(lambda: Audit.objects.filter(what="enrolments-exported").count())

    assert (PHONE in file, told) == (True, 1)


@pytest.mark.parametrize(("what", "days", "left"), [
    ("accept", 6, 1), ("accept", 7, 0), ("return", 29, 1), ("return", 30, 0), ("", 179, 1), ("", 180, 0),
])  # fmt: skip
def test_who_it_was_is_forgotten_in_time(
    rig: HubRig, officer: Browser, mine: int, what: str, days: int, left: int
) -> None:
    sent(rig, mine)
    if what:
        officer.post(f"/union/{only(rig).pk}/{what}/", reason="name")
    later = timezone.now() + timedelta(days=days, minutes=1)
    rig.in_thread(lambda: union.forget_old(later))

    assert people(rig) == left


def test_what_is_forgotten_is_said_on_its_page(rig: HubRig, officer: Browser, mine: int) -> None:
    sent(rig, mine)
    rig.in_thread(lambda: EnrolmentPerson.objects.all().delete())

    assert "已按期删除" in officer.get(f"/union/{only(rig).pk}/").text_now


def test_who_was_never_decided_on_is_told_so_and_may_come_again(rig: HubRig, officer: Browser, mine: int) -> None:
    code = sent(rig, mine)
    rig.in_thread(lambda: union.forget_old(timezone.now() + timedelta(days=181)))
    why = look(rig, code)
    look(rig, code, again="send", **filled(mine))

    assert ("等得太久" in why, only(rig).state, people(rig)) == (True, "pending", 1)


def scoped(rig: HubRig, name: str, *districts: str) -> int:
    """An account that sees these districts alone; its number."""

    def made() -> int:
        user = User.objects.get(username=name)
        Scope.objects.filter(user=user).delete()
        Scope.objects.bulk_create(Scope(user=user, district=one) for one in districts)
        return user.pk

    return rig.in_thread(made)


def test_only_who_may_see_its_district_can_be_picked_as_an_officer(rig: HubRig, officer: Browser, mine: int) -> None:
    Browser(rig, "expert")
    number = scoped(rig, "expert", "滨湖")
    page = officer.get("/union/branches/").text_now
    answer = officer.post("/union/branches/", **TOLD, officers=str(number))

    assert (f'value="{number}"' in page, answer.status_code, "看不到这个片区" in answer.content.decode()) == (
        False,
        422,
        True,
    )
    assert rig.in_thread(lambda: UnionBranch.objects.filter(name=TOLD["name"]).count()) == 0


def test_an_officer_who_has_lost_the_district_reads_nothing_more(rig: HubRig, officer: Browser, mine: int) -> None:
    sent(rig, mine)
    scoped(rig, "manager", "滨湖")

    assert officer.get(f"/union/{only(rig).pk}/").status_code == 404


@pytest.mark.parametrize("left_out", ["name", "area", "handler", "contact"])
def test_a_branch_is_not_kept_by_halves(rig: HubRig, officer: Browser, left_out: str) -> None:
    answer = officer.post("/union/branches/", **{**TOLD, left_out: " "})

    assert (answer.status_code, rig.in_thread(UnionBranch.objects.count)) == (422, 0)


def test_a_manager_adds_a_branch_with_its_officers(rig: HubRig, officer: Browser) -> None:
    number = rig.in_thread(lambda: User.objects.get(username="manager").pk)
    officer.post("/union/branches/", **TOLD, officers=str(number))

    found = rig.in_thread(lambda: list(UnionBranch.objects.values_list("name", "kind", "officers__who__username")))
    assert found == [("滨湖分会", "home", "manager")]


def test_a_manager_changes_no_branch_of_another_district(rig: HubRig, officer: Browser) -> None:
    number = branch(rig, district="滨湖")
    answer = officer.post("/union/branches/", **TOLD, number=str(number))

    assert (answer.status_code, rig.in_thread(lambda: UnionBranch.objects.get().name)) == (404, "梁溪快递分会")


def test_a_name_stands_once_in_a_district(rig: HubRig, officer: Browser, mine: int) -> None:
    answer = officer.post("/union/branches/", **{**TOLD, "name": "梁溪快递分会", "kind": "work"})

    assert (answer.status_code, rig.in_thread(UnionBranch.objects.count)) == (422, 1)
