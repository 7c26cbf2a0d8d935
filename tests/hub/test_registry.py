"""The registry: each field is checked, what is missing is told, and a file is taken row by row with reasons."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hub_rig import Enrolled, HubRig, enrolled
from hypothesis import given
from hypothesis import strategies as st
from test_pages import Browser

from station_app.hub import registry
from station_app.hub.models import Audit, RegistryEntry, Station
from station_app.hub.registering import entry_of
from station_app.hub.registry import BY_NAME, FIELDS, Wrong, value_of
from station_app.hub.registry_texts import CHOICES, FIELD_NAMES, REGISTRY_WORDS

ST = "/stations/ST-1/registry/"
WHOLE = {
    "number": "320206001", "title": "信成花园24小时爱心驿站", "built": "union", "province": "江苏省", "city": "无锡市",
    "county": "滨湖区", "address": "太湖街道信成花园 1 号", "longitude": "120.301663", "latitude": "31.574729",
    "datum": "GCJ-02", "builder": "滨湖区总工会", "operator": "太湖街道总工会", "phone": "0510-85012345",
    "supervision": "0510-12351", "hours": "24h", "services": "rest,water", "facilities": "microwave,fridge",
    "area": "180", "capacity": "60",
}  # fmt: skip


def taken(name: str, text: str) -> str:
    return value_of(BY_NAME[name], text)


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("datum", "gcj-02", "GCJ-02"),
        ("built", "工会自建", "union"),
        ("built", "jointly", "joint"),
        ("services", "休息、饮水;rest", "rest,water"),
        ("facilities", "Fire extinguisher, microwave", "microwave,extinguisher"),
        ("area", "180㎡", "180"),
        ("area", "１２．５", "12.5"),
        ("longitude", " 120.3 ", "120.3"),
        ("plaque", "2024年3月4日", "2024-03-04"),
        ("finest", "2024、2023年", "2023,2024"),
        ("summer", "6-15 至 9-15", "06-15~09-15"),
        ("phone", "（0510）85012345", "0510-85012345"),
        ("phone", "400-800-1234", "400-800-1234"),
        ("supervision", "12351", "12351"),
        ("supervision", "0510-12351", "0510-12351"),
        ("area_code", "320211001001", "320211001001"),
        ("hours", "24小时", "24h"),
        ("hours", "1-5 08:30—12:00，13:30-18:00； 6，7 09:00-17:00；节假日 10:00-16:00",
         "1-5 08:30-12:00,13:30-18:00; 6,7 09:00-17:00; holiday 10:00-16:00"),
    ],
)  # fmt: skip
def test_a_value_is_kept_in_one_form(name: str, typed: str, kept: str) -> None:
    assert taken(name, typed) == kept


@pytest.mark.parametrize(
    ("name", "typed", "why"),
    [
        ("longitude", "31.57", "registry-wrong-swapped"),
        ("latitude", "120.3", "registry-wrong-swapped"),
        ("latitude", "60", "registry-wrong-outside"),
        ("longitude", "east", "registry-wrong-coordinate"),
        ("datum", "CGCS2000", "registry-wrong-choice"),
        ("area", "0", "registry-wrong-number"),
        ("area", "-4", "registry-wrong-number"),
        ("capacity", "2.5", "registry-wrong-number"),
        ("capacity", "99999", "registry-wrong-number"),
        ("plaque", "2024-02-30", "registry-wrong-date"),
        ("finest", "1999", "registry-wrong-years"),
        ("summer", "06-31~09-01", "registry-wrong-season"),
        ("phone", "13800138000", "registry-wrong-person"),
        ("phone", "+86 138 0013 8000", "registry-wrong-person"),
        ("address", "找老王 13800138000", "registry-wrong-person"),
        ("builder", "11010519491231002X", "registry-wrong-person"),
        ("phone", "call me", "registry-wrong-phone"),
        ("area_code", "32020", "registry-wrong-area"),
        ("title", "x" * 61, "registry-wrong-long"),
        ("title", "a\x1b[2Jb", "registry-wrong-letters"),
        ("hours", "1-5 08:30-25:30", "registry-wrong-hours"),
        ("hours", "5-1 08:30-12:00", "registry-wrong-hours"),
        ("hours", "1-5 08:30-12:00; 3 09:00-10:00", "registry-wrong-hours"),
        ("hours", "always", "registry-wrong-hours"),
    ],
)
def test_a_value_that_cannot_be_has_its_reason(name: str, typed: str, why: str) -> None:
    with pytest.raises(Wrong, match=f"^{why}$"):
        taken(name, typed)


@given(name=st.sampled_from(sorted(BY_NAME)), typed=st.text(max_size=250))
def test_whatever_is_typed_is_taken_or_has_a_reason_in_words(name: str, typed: str) -> None:
    try:
        kept = taken(name, typed)
    except Wrong as why:
        assert str(why) in REGISTRY_WORDS
    else:
        assert taken(name, kept) == kept


@given(name=st.sampled_from(sorted(BY_NAME)), typed=st.from_regex(r"[0-9:;,~ .\-]{0,40}", fullmatch=True))
def test_what_is_kept_is_read_again_as_the_same(name: str, typed: str) -> None:
    try:
        kept = taken(name, typed)
    except Wrong:
        return
    assert taken(name, kept) == kept


@pytest.mark.parametrize("left_out", ["longitude", "latitude", "datum"])
def test_a_coordinate_goes_with_its_other_half_and_its_datum(left_out: str) -> None:
    assert registry.contradictions({**WHOLE, left_out: ""}) == {left_out: "registry-wrong-place"}


def test_no_place_at_all_is_no_contradiction() -> None:
    assert registry.contradictions({**WHOLE, "longitude": "", "latitude": "", "datum": ""}) == {}


def test_what_is_missing_is_named() -> None:
    assert registry.missing({**WHOLE, "phone": "", "hours": ""}) == ["phone", "hours"]


def test_a_whole_entry_misses_nothing() -> None:
    assert registry.missing(WHOLE) == []


def test_every_choice_has_words() -> None:
    assert {code for one in FIELDS for code in one.choices if one.name != "datum"} <= set(CHOICES)


# --- pages


@pytest.fixture
async def two(rig: HubRig) -> HubRig:
    """A station of the reader's district and one of another."""
    await enrolled(rig, "ST-1", title="信成花园驿站")
    await enrolled(rig, "ST-2", title="滨湖驿站")
    rig.in_thread(lambda: Station.objects.filter(id="ST-2").update(district="滨湖"))
    return rig


def entry(rig: HubRig, station: str = "ST-1") -> dict[str, str]:
    return rig.in_thread(lambda: entry_of(station))


def form(**changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = {**WHOLE, "services": ["rest", "water"], "facilities": ["microwave", "fridge"], **changes}
    return {**told, "services-there": "1", "facilities-there": "1", "flags-there": "1"}


def test_a_manager_fills_in_an_entry(two: HubRig) -> None:
    answer = Browser(two, "manager").post(f"{ST}edit/", **form())

    assert (answer.status_code, entry(two)) == (302, WHOLE)


def test_a_form_with_a_mistake_changes_nothing_and_keeps_what_was_typed(two: HubRig) -> None:
    answer = Browser(two, "manager").post(f"{ST}edit/", **form(longitude="31.5", latitude="120.3"))

    page = answer.content.decode()
    assert (answer.status_code, "经度和纬度好像填反了" in page, "信成花园24小时爱心驿站" in page, entry(two)) == (
        422,
        True,
        True,
        {},
    )


def test_a_list_without_a_tick_is_empty_afterwards(two: HubRig) -> None:
    manager = Browser(two, "manager")
    manager.post(f"{ST}edit/", **form())
    manager.post(f"{ST}edit/", **form(services=[]))

    assert "services" not in entry(two)


def test_the_list_says_what_is_missing(two: HubRig) -> None:
    manager = Browser(two, "manager")
    before = manager.get("/registry/").text_now
    manager.post(f"{ST}edit/", **form(phone=""))

    after = manager.get("/registry/").text_now
    assert ("尚未建档" in before, "缺 1 项：联系电话" in after, "滨湖驿站" in after) == (True, True, False)


def test_the_entry_names_the_datum_and_converts_nothing(two: HubRig) -> None:
    manager = Browser(two, "manager")
    manager.post(f"{ST}edit/", **form(datum="BD-09"))

    page = manager.get(ST).text_now
    assert ("120.301663" in page, "BD-09" in page, "GCJ-02" in page, "WGS-84" in page) == (True, True, False, False)


@pytest.mark.parametrize("role", ["viewer", "technician", "auditor"])
def test_who_may_look_may_not_change(two: HubRig, role: str) -> None:
    someone = Browser(two, role)
    statuses = [someone.get(ST).status_code, someone.post(f"{ST}edit/", **form()).status_code]
    statuses.append(someone.post("/registry/import/").status_code)

    assert (statuses, entry(two)) == ([200, 403, 403], {})


def test_a_change_is_recorded_by_the_names_of_its_fields(two: HubRig) -> None:
    manager = Browser(two, "manager")
    manager.post(f"{ST}edit/", **form())
    manager.post(f"{ST}edit/", **form(phone="0510-85099999"))
    manager.post(f"{ST}edit/", **form(phone="0510-85099999"))

    def rows() -> list[Any]:
        return list(
            Audit.objects.filter(what="registry-changed").order_by("number").values_list("who", "station", "detail")
        )

    assert two.in_thread(rows)[1:] == [("manager", "ST-1", "phone")]


# --- CSV


def brought(two: HubRig, text: str | bytes, role: str = "manager") -> str:
    raw = text if isinstance(text, bytes) else text.encode()
    browser = Browser(two, role)
    file = SimpleUploadedFile("registry.csv", raw, "text/csv")
    return two.in_thread(lambda: browser.client.post("/registry/import/", {"file": file})).content.decode()


def exported(two: HubRig) -> str:
    return Browser(two, "manager").get("/registry.csv").text_now


def test_a_file_has_the_own_district_only(two: HubRig) -> None:
    file = exported(two)

    assert ("ST-1" in file, "ST-2" in file) == (True, False)


def test_a_stranger_gets_no_file(two: HubRig) -> None:
    assert Browser(two).get("/registry.csv")["Location"].startswith("/login/")


def test_what_was_exported_comes_back_unchanged(two: HubRig) -> None:
    Browser(two, "manager").post(f"{ST}edit/", **form(flags=["smart", "haircut"], hours="1-5 08:30-12:00"))
    before = entry(two)

    page = brought(two, exported(two))
    assert ("0 行已导入，1 行无变化，0 行未导入" in page, entry(two)) == (True, before)


def test_an_export_fills_an_empty_registry_again(two: HubRig) -> None:
    Browser(two, "manager").post(f"{ST}edit/", **form(flags=["smart", "haircut"]))
    before, file = entry(two), exported(two)
    two.in_thread(lambda: RegistryEntry.objects.all().delete())

    page = brought(two, file)
    assert ("1 行已导入" in page, entry(two)) == (True, before)


def test_good_rows_are_taken_and_bad_ones_have_their_reasons(two: HubRig) -> None:
    page = brought(two, "站点ID,面积（平方米）,联系电话\nST-1,40,0510-85012345\nST-9,40,\nST-1,50,\n")

    reasons = ("没有这个站点" in page, "出现了两次" in page, "第 3 行" in page, "第 4 行" in page)
    assert (reasons, entry(two)) == ((True, True, True, True), {"area": "40", "phone": "0510-85012345"})


def test_a_row_with_one_wrong_cell_is_not_taken_at_all(two: HubRig) -> None:
    page = brought(two, "站点ID,面积（平方米）,联系电话\nST-1,40,13800138000\n")

    assert ("联系电话: 像是个人手机号" in page, entry(two)) == (True, {})


def test_a_station_of_another_district_cannot_be_changed_by_a_file(two: HubRig) -> None:
    page = brought(two, "站点ID,面积（平方米）\nST-2,40\n")

    assert ("没有这个站点，或不在您的片区" in page, entry(two, "ST-2")) == (True, {})


def test_an_empty_cell_changes_nothing_and_a_dash_clears(two: HubRig) -> None:
    Browser(two, "manager").post(f"{ST}edit/", **form(brand="安康", cleaner="保洁公司"))
    brought(two, "站点ID,品牌名称,保洁单位\nST-1,,-\n")

    assert ("cleaner" in entry(two), entry(two)["brand"]) == (False, "安康")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_file_is_read_however_a_spreadsheet_saved_it(two: HubRig, encoding: str, between: str) -> None:
    brought(two, f"站点ID{between}品牌名称\r\nST-1{between}安康".encode(encoding))

    assert entry(two) == {"brand": "安康"}


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"\xff\xfe\x00\x00\x81", "不是 UTF-8 或 GBK"),
        ("名称,面积\nx,1\n".encode(), "没有“站点ID”这一列"),
        ("站点ID,密码\nST-1,x\n".encode(), "有不认识的列：密码"),
        (b"", "没有“站点ID”这一列"),
        ("站点ID,品牌名称\n".encode() + b"ST-1,x\n" * 5001, "最多 1 MB"),
    ],
)
def test_a_file_that_is_none_has_a_reason(two: HubRig, raw: bytes, why: str) -> None:
    # An empty file is no file to a browser's form: one blank line is the least.
    assert why in brought(two, raw or b"\n")


def test_a_file_that_is_too_large_is_not_read(two: HubRig) -> None:
    browser = Browser(two, "manager")
    file = SimpleUploadedFile("registry.csv", b"x" * 2_000_000, "text/csv")

    assert two.in_thread(lambda: browser.client.post("/registry/import/", {"file": file})).status_code == 400


def strict(two: HubRig, role: str, path: str) -> int:
    """The answer to a file as a browser's form would send it, to a hub that looks at the form's token first."""
    browser = Browser(two, role)
    browser.get("/login/")
    browser.client.handler.enforce_csrf_checks = True
    file = SimpleUploadedFile("x.csv", b"x", "text/csv")
    return two.in_thread(lambda: browser.client.post(path, {"file": file})).status_code


@pytest.mark.parametrize("path", ["/login/", "/stations/ST-1/registry/edit/", "/stations/ST-1/place/"])
@pytest.mark.parametrize("role", ["", "manager"])
def test_no_other_page_takes_a_file(two: HubRig, path: str, role: str) -> None:
    if role and path == "/login/":
        path = "/stations/ST-1/revoke/"  # whoever has signed in has no form there, and no token

    assert strict(two, role, path) in {400, 403}
    browser = Browser(two, "manager")
    file = SimpleUploadedFile("x.csv", b"x", "text/csv")
    assert (
        two.in_thread(lambda: browser.client.post("/stations/ST-1/registry/edit/", {"file": file})).status_code == 400
    )


def test_a_stranger_cannot_send_a_file(two: HubRig) -> None:
    assert strict(two, "", "/registry/import/") == 400


def test_a_formula_in_the_export_is_text(two: HubRig) -> None:
    Browser(two, "manager").post(f"{ST}edit/", **form(title="=HYPERLINK(1)"))

    cells = [cell for row in csv.reader(io.StringIO(exported(two))) for cell in row]
    assert ("'=HYPERLINK(1)" in cells, "=HYPERLINK(1)" in cells) == (True, False)


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(raw: bytes) -> None:
    from station_app.hub.registry_csv import BadFile, lines_of

    try:
        lines_of(raw)
    except BadFile as why:
        assert str(why)


@pytest.mark.parametrize("page", ["/registry/", ST, f"{ST}edit/", "/registry/import/"])
def test_the_pages_speak_english(two: HubRig, page: str) -> None:
    manager = Browser(two, "manager")
    manager.client.cookies["language"] = "en"

    assert "Registry" in manager.get(page).text_now or "Edit" in manager.get(page).text_now


def test_every_field_has_a_name_in_both_languages(two: HubRig, station: Enrolled | None = None) -> None:
    del station
    assert all(len({*words}) >= 1 and all(words) for words in FIELD_NAMES.values())
