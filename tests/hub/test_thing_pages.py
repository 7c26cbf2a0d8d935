"""Hand-outs, stocks, loans and books at the hub: what stations tell, what the board says, what managers change."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from pymarc import Field, Indicators, MARCWriter, Record, Subfield, XMLWriter
from test_pages import Browser

from station_app.hub import things
from station_app.hub.models import CatalogueBook, HandoutRound, Loan, RoundStation, ShelfBook, Station, StockEvent
from station_app.hub.projections import rebuild
from station_app.hub.told import Told
from station_app.upstream.board_message import MAX_BOARD

DREAM, LIFE = "9787020002207", "9787544253994"
DAY = timedelta(days=1)


@pytest.fixture
async def station(rig: HubRig) -> Enrolled:
    """A station whose clock is right."""
    one = await enrolled(rig, title="信成花园驿站")
    one.paper.wall = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    one.paper.boot()
    await one.push_all()
    return one


def today(days: int = 0) -> str:
    return timezone.localtime(timezone.now() + days * DAY).strftime("%Y-%m-%d")


def begin(rig: HubRig, role: str = "manager", **changes: str) -> Any:
    form = {"item": "drink", "title": "送清凉：绿豆汤", "english": "Cool bean soup", "taiwan": "", "begins": today(),
            "ends": today(7), "a_person": "1", "pieces": "60", "stations": "ST-1", **changes}  # fmt: skip
    return Browser(rig, role).post("/things/new/", **form)


def code(rig: HubRig) -> str:
    return rig.in_thread(lambda: HandoutRound.objects.get().code)


async def test_a_round_that_is_begun_stands_on_the_board_of_its_stations(rig: HubRig, station: Enrolled) -> None:
    begin(rig)
    (one,) = (await station.client().board()).rounds

    assert (one.item, one.title, one.person, one.pieces) == (
        "drink", {"zh-CN": "送清凉：绿豆汤", "en": "Cool bean soup"}, 1, 60,
    )  # fmt: skip


async def test_what_was_handed_out_is_subtracted_on_the_page(rig: HubRig, station: Enrolled) -> None:
    begin(rig)
    for _ in range(3):
        station.paper.write("handout.given", round=code(rig), item="drink", count=1, holder="x" * 32)
    await station.push_all()

    assert "剩余 57" in Browser(rig, "viewer").get("/things/").text_now


async def test_a_round_that_was_stopped_leaves_the_board(rig: HubRig, station: Enrolled) -> None:
    begin(rig)
    number = rig.in_thread(lambda: HandoutRound.objects.get().pk)
    Browser(rig, "manager").post(f"/things/rounds/{number}/change/", do="withdraw")

    assert (await station.client().board()).rounds == ()


async def test_more_pieces_are_brought(rig: HubRig, station: Enrolled) -> None:
    begin(rig)
    number = rig.in_thread(lambda: HandoutRound.objects.get().pk)
    Browser(rig, "manager").post(f"/things/rounds/{number}/change/", do="pieces", station="ST-1", pieces="90")

    assert [one.pieces for one in (await station.client().board()).rounds] == [90]


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"item": "gold"}, {"begins": "2026-13-01"}, {"ends": today(-1)}, {"ends": today(200)},
     {"a_person": "0"}, {"pieces": "x"}, {"stations": "ST-1 ST-9"}, {"stations": ""}],
)  # fmt: skip
async def test_a_round_that_cannot_be_is_not_begun(rig: HubRig, station: Enrolled, wrong: dict[str, str]) -> None:
    assert (begin(rig, **wrong).status_code, rig.in_thread(RoundStation.objects.count)) == (422, 0)


async def test_whoever_only_looks_begins_nothing(rig: HubRig, station: Enrolled) -> None:
    assert begin(rig, "viewer").status_code == 403


def event(what: str, count: int, days_ago: float, expires: str = "") -> StockEvent:
    at_ms = int((timezone.now() - days_ago * DAY).timestamp() * 1000)
    return StockEvent(station_id="ST-1", what=what, item="plaster", count=count, at_ms=at_ms, expires=expires,
                      lot=expires)  # fmt: skip


def level(rig: HubRig, *events: StockEvent) -> things.Level:
    def made() -> things.Level:
        StockEvent.objects.bulk_create(events)
        (one,) = things.levels(["ST-1"], timezone.now())
        return one

    return rig.in_thread(made)


async def test_how_long_a_box_lasts_follows_from_the_last_four_weeks(rig: HubRig, station: Enrolled) -> None:
    one = level(rig, event("counted", 34, 28), *(event("used", 1, day) for day in range(1, 15)))

    assert (one.left, one.days) == (20, 40)


async def test_with_a_few_days_to_look_back_on_nothing_is_foretold(rig: HubRig, station: Enrolled) -> None:
    assert level(rig, event("counted", 20, 3), event("used", 5, 2)).days is None


async def test_what_nobody_has_counted_is_unknown(rig: HubRig, station: Enrolled) -> None:
    assert level(rig, event("used", 1, 20)).left is None


@pytest.mark.parametrize(("days", "warned"), [(-1, ["bad"]), (7, ["urgent"]), (30, ["soon"]), (31, [])])
async def test_what_goes_bad_is_warned_of(rig: HubRig, station: Enrolled, days: int, warned: list[str]) -> None:
    assert level(rig, event("counted", 20, 1, today(days))).warnings == warned


async def test_almost_gone_is_over_when_somebody_has_counted(rig: HubRig, station: Enrolled) -> None:
    before = level(rig, event("counted", 9, 3), event("low", 0, 2)).warnings

    assert (before, level(rig, event("counted", 9, 1)).warnings) == (["low"], [])


async def test_a_counting_at_the_hub_goes_to_the_station(rig: HubRig, station: Enrolled) -> None:
    form = {"item": "plaster", "count": "12", "expires": "2030-03-31", "lot": ""}
    Browser(rig, "technician").post("/things/stock/ST-1/", **form)
    (one,) = (await station.client().board()).stock

    assert (one.item, one.count, one.expires) == ("plaster", 12, "2030-03-31")


@pytest.mark.parametrize("wrong", [{"count": "-1"}, {"count": ""}, {"expires": "2030-02-31"}, {"item": "gold"}])
async def test_a_counting_that_cannot_be_is_not_kept(rig: HubRig, station: Enrolled, wrong: dict[str, str]) -> None:
    form = {"item": "plaster", "count": "12", "expires": "", **wrong}

    assert Browser(rig, "manager").post("/things/stock/ST-1/", **form).status_code == 422


async def test_the_list_is_taken_along_as_csv(rig: HubRig, station: Enrolled) -> None:
    station.paper.write("stock.counted", item="plaster", count=4, by="staff-ab")
    await station.push_all()

    assert "ST-1,,创可贴,4" in Browser(rig, "manager").get("/things/stock.csv").text_now


async def test_a_rack_is_set_up_and_its_stickers_are_drawn(rig: HubRig, station: Enrolled) -> None:
    page = Browser(rig, "manager")
    page.post("/things/lent/ST-1/", item="umbrella", code="", count="3", hours="24")
    (rack,) = (await station.client().board()).racks

    assert ((rack.id, rack.count), page.get("/things/lent/ST-1/").text_now.count("<svg")) == (("umbrella", 3), 3)


async def test_what_is_out_and_overdue_stands_on_the_page(rig: HubRig, station: Enrolled) -> None:
    Browser(rig, "manager").post("/things/lent/ST-1/", item="umbrella", code="", count="3", hours="24")
    station.paper.write("loan.lent", loan="l1", shelf="umbrella", item="2", until=1)
    await station.push_all()

    assert "已超时" in Browser(rig, "viewer").get("/things/lent/").text_now


FACTS = [
    Told("loan.lent", 1000, "trusted", {"loan": "a", "shelf": "books", "item": DREAM, "until": 9000}),
    Told("loan.returned", 2000, "trusted", {"loan": "a", "shelf": "books", "item": DREAM}),
    Told("loan.lent", 3000, "trusted", {"loan": "b", "shelf": "books", "item": DREAM, "until": 9000}),
    Told("loan.returned", 3500, "trusted", {"loan": "c", "shelf": "books", "item": LIFE}),
    Told("stock.counted", 1000, "trusted", {"item": "plaster", "count": 9}),
    Told("stock.used", 1500, "trusted", {"item": "plaster", "count": 1}),
    Told("stock.counted", 2000, "trusted", {"item": "plaster", "count": 5}),
    Told("stock.used", 2500, "trusted", {"item": "plaster", "count": 1}),
    Told("handout.given", 1000, "trusted", {"round": "r", "item": "water", "count": 2}),
]


def shelf_after(facts: list[Told]) -> Any:
    """Everything that follows from them."""
    things.forget_told()
    for one in facts:
        things.TOLD[one.kind]("ST-1", "e", one)
    now = datetime(1970, 1, 2, tzinfo=UTC)
    loans = sorted(Loan.objects.values_list("loan", "item", "lent_ms", "until_ms", "returned_ms"))
    return loans, [(one.item, one.left) for one in things.levels(["ST-1"], now)], things.given_of("r")


@pytest.mark.parametrize("seed", range(8))
async def test_in_whatever_order_facts_arrive_the_shelf_is_the_same(rig: HubRig, station: Enrolled, seed: int) -> None:
    mixed = random.Random(seed).sample(FACTS, len(FACTS))

    assert rig.in_thread(lambda: shelf_after(mixed)) == rig.in_thread(lambda: shelf_after(FACTS))


async def test_made_anew_from_the_facts_it_is_the_same_and_what_was_typed_here_stays(
    rig: HubRig, station: Enrolled
) -> None:
    station.paper.write("loan.lent", loan="l1", shelf="books", item=DREAM, until=1)
    station.paper.write("stock.used", item="plaster", count=1)
    station.paper.write("handout.given", round="r", item="water", count=1, holder="x" * 32)
    await station.push_all()
    Browser(rig, "manager").post("/things/stock/ST-1/", item="plaster", count="12", expires="", lot="")

    def counts() -> tuple[int, int, dict[str, int]]:
        return Loan.objects.count(), StockEvent.objects.count(), things.given_of("r")

    before = rig.in_thread(counts)
    rig.in_thread(rebuild)
    assert (before, rig.in_thread(counts)) == ((1, 2, {"ST-1": 1}), before)


def bring(rig: HubRig, name: str, content: bytes, role: str = "manager") -> Any:
    def sent() -> Any:
        file = SimpleUploadedFile(name, content)
        return page.client.post("/things/books/ST-1/import/", {"file": file})

    page = Browser(rig, role)
    return rig.in_thread(sent)


def record(isbn: str = DREAM, title: str = "红楼梦 /") -> Record:
    plain = Indicators(" ", " ")
    parts = {"020": f"{isbn} (平装)", "245": title, "100": "曹雪芹,"}
    fields = [Field(tag=tag, indicators=plain, subfields=[Subfield("a", text)]) for tag, text in parts.items()]
    one = Record(force_utf8=True)
    one.add_field(*fields)  # pyright: ignore[reportUnknownMemberType] - its stub leaves them open
    return one


def chinese_record() -> bytes:
    """CNMARC, in the national encoding, as a library's system writes it."""
    fields = [("010", "\x1fa7-02-000220-X"), ("200", "\x1fa红楼梦\x1ff曹雪芹著")]
    directory, data = b"", b""
    for tag, parts in fields:
        body = b"  " + parts.encode("gb18030") + b"\x1e"
        directory += f"{tag}{len(body):04d}{len(data):05d}".encode()
        data += body
    base = 24 + len(directory) + 1
    whole = base + len(data) + 1
    return f"{whole:05d}nam0 22{base:05d}   450 ".encode() + directory + b"\x1e" + data + b"\x1d"


def marc(*records: Record) -> bytes:
    out = io.BytesIO()
    writer = MARCWriter(out)
    for one in records:
        writer.write(one)
    return out.getvalue()


def marcxml(one: Record) -> bytes:
    out = io.BytesIO()
    writer = XMLWriter(out)
    writer.write(one)
    writer.close(close_fh=False)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        f"ISBN,书名,作者,册数\n{DREAM},红楼梦,曹雪芹,2\n".encode(),
        f"书号\t题名\t作者\n{DREAM}\t红楼梦\t曹雪芹\n".encode("gb18030"),
        marc(record()),
        marcxml(record()),
        chinese_record(),
    ],
    ids=["csv", "gbk", "marc", "marcxml", "cnmarc"],
)
async def test_a_catalogue_comes_in_as_libraries_and_spreadsheets_write_it(
    rig: HubRig, station: Enrolled, content: bytes
) -> None:
    bring(rig, "books", content)
    shelf = (await station.client().board()).books

    assert shelf is not None
    assert [(one.isbn, one.title, one.author[:3]) for one in shelf.books] == [(DREAM, "红楼梦", "曹雪芹")]


async def test_a_line_that_cannot_be_taken_says_why_and_the_others_are_taken(rig: HubRig, station: Enrolled) -> None:
    text = f"ISBN,书名,册数\n{DREAM},红楼梦,1\n9787020002208,错,1\n{LIFE},,1\n{DREAM},又,1\n7-02-000220-X,x,1\n"
    page = bring(rig, "books.csv", text.encode()).content.decode()

    assert (rig.in_thread(ShelfBook.objects.count), page.count("没有正确的 ISBN"), page.count("同一文件里重复")) == (
        1,
        1,
        2,
    )


async def test_a_broken_record_spoils_no_other_one(rig: HubRig, station: Enrolled) -> None:
    good = marc(record(LIFE, "平凡的世界"))
    broken = bytearray(marc(record()))
    broken[12:17] = b"99999"
    page = bring(rig, "a.mrc", bytes(broken) + good).content.decode()

    assert ("这条 MARC 记录读不出" in page, rig.in_thread(ShelfBook.objects.count)) == (True, 1)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x00", b"a,b\n1,2\n", b"<a><b></a>",
     b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><collection>&e;</collection>'],
)  # fmt: skip
async def test_a_file_of_something_else_says_so(rig: HubRig, station: Enrolled, content: bytes) -> None:
    assert bring(rig, "x", content).status_code == 422


async def test_brought_in_twice_it_is_the_same(rig: HubRig, station: Enrolled) -> None:
    bring(rig, "a.mrc", marc(record()))

    assert "未变 1 种" in bring(rig, "a.mrc", marc(record())).content.decode()


async def test_a_shelf_as_large_as_can_be_stays_below_the_board_s_limit(rig: HubRig, station: Enrolled) -> None:
    def filled() -> None:
        books = [CatalogueBook(isbn=f"978{number:010d}", title="书" * 120, author="名" * 80) for number in range(8000)]
        CatalogueBook.objects.bulk_create(books, batch_size=500)
        ShelfBook.objects.bulk_create([ShelfBook(station_id="ST-1", book=one) for one in books], batch_size=500)

    rig.in_thread(filled)
    told = await station.client().board()

    assert told.books is not None
    assert (len(told.books.books), len(msgspec.json.encode(told)) < MAX_BOARD) == (8000, True)


async def test_what_is_overdue_and_read_by_month_stands_on_the_page(rig: HubRig, station: Enrolled) -> None:
    bring(rig, "a.mrc", marc(record()))
    station.paper.write("loan.lent", loan="l1", shelf="books", item=DREAM, until=1)
    await station.push_all()
    page = Browser(rig, "viewer").get("/things/books/").text_now

    assert ("红楼梦" in page, f"{timezone.localtime():%Y-%m}" in page) == (True, True)


async def test_how_long_a_shelf_lends_goes_to_the_station(rig: HubRig, station: Enrolled) -> None:
    Browser(rig, "manager").post("/things/books/ST-1/rule/", days="14", most="2")
    shelf = (await station.client().board()).books

    assert shelf is not None
    assert (shelf.days, shelf.most) == (14, 2)


@pytest.mark.parametrize("path", ["/things/", "/things/stock/", "/things/stock.csv", "/things/lent/", "/things/books/"])
async def test_of_another_district_s_stations_nothing_is_shown(rig: HubRig, station: Enrolled, path: str) -> None:
    begin(rig)
    Browser(rig, "manager").post("/things/stock/ST-1/", item="plaster", count="12", expires="", lot="")
    Browser(rig, "manager").post("/things/lent/ST-1/", item="umbrella", code="", count="3", hours="24")
    rig.in_thread(lambda: Station.objects.filter(pk="ST-1").update(district="滨湖"))
    shown = Browser(rig, "viewer").get(path).text_now

    assert ("信成花园驿站" in shown, "绿豆汤" in shown, "创可贴" in shown, "ST-1" in shown) == (False,) * 4
