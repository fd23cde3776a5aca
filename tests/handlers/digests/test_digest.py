"""/digest, what it says and draws, and who may see it. `now` is Monday, November 16, at nine."""

from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.delivery.calls.html import TEXT_LIMIT, plain, units
from handlers.digests.page_view import CAPTION, drawn
from handlers.digests.presses import MEANING, PAGE
from handlers.digests.report import printed
from handlers.digests.view import REFUSED
from handlers.figure_words import CHECK_FIGURES, HAZARD_FIGURES, NOTICE_FIGURES, QUIZ_FIGURES, SHARE_FIGURES
from handlers.messages import MessageContent
from locales.translator import translator
from models.digests.leaders import REPEATED, UNUSUAL
from models.digests.sending import BELOW, REPORT
from models.digests.warnings import Repeated, WeekWarnings
from models.grids.tables import Binding, Chat, Purpose
from models.members.tables import Post, Role
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, OutboxMessage
from reports.charts.page import BarRow, Bars, Heat, Numbers, Page
from reports.summary.text import Paragraph, Summary
from tests.handlers.digests.clock import WEEK_BEGAN, tick
from tests.handlers.digests.warned import frozen_with, rise
from tests.handlers.room import Room
from tests.models.digests.weeks import some
from tests.models.figures.histories import lived, places
from tests.reports.paper import read
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, OFFICER, STRANGER = 11, 12, 14, 15, 16
COMMUNITY_GROUP, HERE = -3001, 700


@pytest.fixture
async def busy(room: Room, street: Street) -> Street:
    """A week of reports, frozen a minute ago."""
    await tick(room, WEEK_BEGAN)
    await lived(room.session, street, (await places(room.session, street, room.now))[:1], Random(3), WEEK_BEGAN, 40)
    await tick(room, datetime(2026, 11, 15, 16, 1, tzinfo=UTC))
    return street


async def worded(room: Room, kind: str, locale: str = "zh_CN") -> MessageContent:
    said = await room.worded(await room.newest(kind), locale)
    assert isinstance(said, MessageContent)
    return said


def page_of(said: MessageContent) -> Page:
    [photo] = said.photos
    assert isinstance(photo, partial)
    page: Page = photo.args[0]
    return page


async def refused(room: Room) -> str:
    return str((await room.newest(REFUSED)).args["code"])


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_a_leader_sees_the_week_in_words_and_in_a_picture(room: Room, busy: Street, locale: str) -> None:
    await room.says(OFFICER, OFFICER, "/digest")
    said = await worded(room, PAGE, locale)
    page = page_of(said)
    assert page.title in said.html
    [numbers, *_] = [panel for panel in page.panels if isinstance(panel, Numbers)]
    [bars, *_] = [panel for panel in page.panels if isinstance(panel, Bars)]
    reported = int(numbers.items[0].value)
    assert reported > 0
    assert sum(row.values[0] or 0 for row in bars.rows) == reported
    assert str(reported) in said.html
    assert len(said.html) <= CAPTION


async def test_the_picture_is_drawn(room: Room, busy: Street) -> None:
    await room.says(OFFICER, OFFICER, "/digest")
    [photo] = (await worded(room, PAGE)).photos
    assert isinstance(photo, partial)
    assert photo.func is drawn
    assert photo()[:8] == b"\x89PNG\r\n\x1a\n"


async def test_a_week_in_which_nothing_was_is_said_and_not_skipped(room: Room, street: Street) -> None:
    await room.says(OFFICER, OFFICER, "/digest")
    assert "无隐患上报" in (await worded(room, PAGE)).html


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("/digest", "2026-W46"),
        ("/digest 本周", "2026-W47"),
        ("/digest last month", "2026-10"),
        ("/digest S-1 2026-W46", "2026-W46"),
        ("/digest 上周 s-1", "2026-W46"),
        ("/digest S-1", "2026-W46"),
        ("/digest 2026", "2026"),
        ("/digest 上半年", "2026-H1"),
    ],
)
async def test_what_is_asked_for(room: Room, street: Street, words: str, period: str) -> None:
    await room.says(OFFICER, OFFICER, words)
    asked = await room.newest(PAGE)
    assert (asked.subject_id, asked.args["period"]) == (street.community.id, period)
    assert isinstance(await room.worded(asked), MessageContent)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("/digest S-1 明年", "digest.period"),
        ("/digest 2027-W03", "digest.ahead"),
        ("/digest NOWHERE", "digest.no_grid"),
        ("/digest NOWHERE 上周", "digest.no_grid"),
    ],
)
async def test_what_cannot_be_shown_is_said_with_an_example(room: Room, street: Street, words: str, code: str) -> None:
    await room.says(OFFICER, OFFICER, words)
    assert await refused(room) == code
    assert "/digest" in (await worded(room, REFUSED)).html


async def test_a_running_week_says_that_it_is_not_over(room: Room, street: Street) -> None:
    await room.says(OFFICER, OFFICER, "/digest 本周")
    assert "本期未结束" in (await worded(room, PAGE)).html


async def test_residents_and_staff_of_elsewhere_see_none(room: Room, street: Street) -> None:
    await room.says(RESIDENT, RESIDENT, "/digest")
    assert await refused(room) == "digest.not_staff"
    await room.says(STRANGER, STRANGER, "/digest S-1")
    assert await refused(room) == "digest.not_yours"


async def test_a_member_sees_the_community_that_the_grid_belongs_to(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, "/digest S-1")
    assert (await room.newest(PAGE)).subject_id == street.community.id


async def test_in_a_group_anybody_sees_the_lines_of_its_grid(room: Room, busy: Street) -> None:
    await room.says(RESIDENT, GROUP, "/digest")
    said = await worded(room, BELOW)
    assert len(said.html.splitlines()) == 3
    assert "感谢" in said.html
    assert said.photos == ()


async def test_in_a_group_no_other_grid_is_shown(room: Room, street: Street) -> None:
    await room.says(LEADER, GROUP, "/digest S-1")
    assert await refused(room) == "digest.private"


async def test_a_group_is_told_the_hazard_that_waits_longest_and_no_phone(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "#隐患 3号楼楼道堆满杂物 13812345678")
    await room.says(RESIDENT, GROUP, "/digest 本周")
    said = await worded(room, BELOW)
    assert "楼道堆满杂物" in said.html
    assert "13812345678" not in said.html
    assert "还有1件" in said.html


async def test_under_a_digest_in_a_group_are_links_into_private(room: Room, busy: Street) -> None:
    room.session.add(Chat(id=COMMUNITY_GROUP, type="supergroup", title="社区群", seen_at=room.now))
    await room.session.flush()
    bound = Binding(grid_id=busy.community.id, purpose=Purpose.GROUP, chat_id=COMMUNITY_GROUP, bound_at=room.now)
    room.session.add(bound)
    await room.session.flush()
    await tick(room, room.now + timedelta(hours=1))
    said = await worded(room, PAGE)
    links = [button.url for row in said.buttons for button in row]
    assert all(link.startswith("https://t.me/") for link in links)
    payload = links[1].split("start=")[1]
    assert len(payload) <= 64
    await room.says(OFFICER, OFFICER, f"/start {payload}")
    assert (await room.newest(PAGE)).args["period"] == "2026-W45"


@pytest.mark.parametrize("payload", ["digest_", "digest_before_x_2026-W46", "digest_before_1_2026-W99", "digest_x_1_2"])
async def test_a_link_that_was_changed_is_answered(room: Room, street: Street, payload: str) -> None:
    await room.says(OFFICER, OFFICER, f"/start {payload}")
    assert await refused(room) in {"digest.link", "digest.not_yours"}


async def test_the_buttons_lead_to_the_period_before_to_this_month_and_to_what_it_means(
    room: Room, busy: Street
) -> None:
    await room.says(OFFICER, OFFICER, "/digest")
    said = await worded(room, PAGE)
    await room.sent(PAGE, HERE)
    data = [button.data for row in said.buttons for button in row]
    found = []
    assert data[0].startswith("dig:details:")
    for each in data[1:]:
        await room.presses(OFFICER, OFFICER, each, on=HERE)
        newest = (await room.session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.id).desc()))).first()
        assert newest is not None
        found.append((newest.kind, newest.args["period"]))
    assert found == [(PAGE, "2026-W45"), (PAGE, "2026-11"), (MEANING, "2026-W46")]
    assert "受理用时" in (await worded(room, MEANING)).html


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_whatever_a_digest_or_its_paper_shows_is_explained(room: Room, street: Street, locale: str) -> None:
    await room.standing(OFFICER, MEANING, HERE, street.street.id, period="2026-W46")
    said, t = (await worded(room, MEANING, locale)).html, translator(locale)
    shown = [
        *(HAZARD_FIGURES[name] for name in HAZARD_FIGURES if name != "dismissed"),
        *CHECK_FIGURES.values(),
        *NOTICE_FIGURES.values(),
        SHARE_FIGURES["patrol"],
        QUIZ_FIGURES["voters"],
        QUIZ_FIGURES["rights"],
    ]
    for each in shown:
        assert t("<b>{name}</b>: {meaning}", name=t.plain(each.name), meaning=t.plain(each.meaning)) in said
    assert units(plain(said)) <= TEXT_LIMIT


async def test_late_is_said(room: Room, street: Street) -> None:
    await tick(room, room.now)
    await tick(room, datetime(2026, 11, 25, 6, tzinfo=UTC))
    assert "迟发" in (await worded(room, PAGE)).html


@pytest.mark.long
async def test_a_burst_is_told_to_the_community_s_leader_with_its_numbers(room: Room, street: Street) -> None:
    begun = datetime(2026, 8, 2, 16, tzinfo=UTC)
    for week in range(15):
        await some(room.session, street, begun + timedelta(weeks=week, hours=9), 1 - week % 2)
    await tick(room, begun + timedelta(weeks=14, hours=1))
    await some(room.session, street, begun + timedelta(weeks=14, hours=10), 9)
    await tick(room, begun + timedelta(weeks=15, hours=1))
    await tick(room, begun + timedelta(weeks=15, hours=10))
    said = await worded(room, UNUSUAL)
    assert "9件，平常0–" in said.html or "10件，平常" in said.html
    assert "S-1网格" in said.html


async def test_days_off_have_no_share_in_the_picture(room: Room, busy: Street) -> None:
    """Nothing is due of a place without a cycle: then there is no panel of checks."""
    await room.says(OFFICER, OFFICER, "/digest")
    assert not [panel for panel in page_of(await worded(room, PAGE)).panels if isinstance(panel, Heat)]


async def test_who_holds_no_post_any_more_sees_nothing_under_an_old_digest(room: Room, busy: Street) -> None:
    await room.says(OFFICER, OFFICER, "/digest")
    said = await worded(room, PAGE)
    await room.sent(PAGE, HERE)
    post = (await room.session.scalars(select(Post).where(col(Post.role) == Role.LEADER))).all()
    for each in post:
        each.ended_at = room.now
    await room.session.flush()
    await room.presses(OFFICER, OFFICER, said.buttons[0][0].data, on=HERE)
    assert await refused(room) == "digest.not_yours"


@pytest.mark.long
async def test_leaders_get_the_month_as_a_paper(room: Room, street: Street) -> None:
    await tick(room, room.now)
    await lived(room.session, street, (await places(room.session, street, room.now))[:1], Random(3), room.now, 40)
    await tick(room, datetime(2026, 11, 30, 16, 1, tzinfo=UTC))
    await tick(room, datetime(2026, 12, 1, 4, tzinfo=UTC))
    said = await worded(room, REPORT)
    assert said.document is not None
    assert said.document.name == "S-1网格消防安全月报_2026-11.pdf"
    assert isinstance(said.document.content, partial)
    text = read(said.document.content()).text
    assert "上报隐患" in text
    assert "合计" in text
    assert "去年同期无数据" in text


def test_a_paper_whose_picture_cannot_be_drawn_goes_without_it(caplog: pytest.LogCaptureFixture) -> None:
    summary = Summary("街道办事处", "月报", "2026年10月", [Paragraph("上报隐患4件。")])
    impossible = Page("月报", "", [Bars("上报", ["上报"], [BarRow("一社区", [-1])])])
    assert "上报隐患4件" in read(printed(summary, impossible, datetime(2026, 11, 1, tzinfo=UTC))).text
    assert "goes without it" in caplog.text


async def test_details_are_the_ledger_of_the_hazards_of_that_period(room: Room, busy: Street) -> None:
    await room.says(OFFICER, OFFICER, "/digest")
    said = await worded(room, PAGE)
    await room.sent(PAGE, HERE)
    await room.presses(OFFICER, OFFICER, said.buttons[0][0].data, on=HERE)
    newest = (await room.session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.id).desc()))).first()
    assert newest is not None
    assert "用途" in str((await room.worded(newest)).html)  # type: ignore[union-attr]


@pytest.mark.long
async def test_a_community_is_told_of_its_own_rises(room: Room, street: Street) -> None:
    begun = datetime(2026, 8, 2, 16, tzinfo=UTC)
    for week in range(15):
        await some(room.session, street, begun + timedelta(weeks=week, hours=9), 1 - week % 2)
    await tick(room, begun + timedelta(weeks=14, hours=1))
    await some(room.session, street, begun + timedelta(weeks=14, hours=10), 9)
    await tick(room, begun + timedelta(weeks=15, hours=1))
    await room.says(OFFICER, OFFICER, "/digest S-1 2026-W46")
    assert "⚠ S-1网格" in (await worded(room, PAGE)).html


async def test_where_too_little_is_known_that_is_said(room: Room, busy: Street) -> None:
    await room.says(OFFICER, OFFICER, "/digest")
    assert "暂不判断" in (await worded(room, PAGE)).html


@pytest.mark.parametrize(
    ("kind", "args"),
    [
        (BELOW, {"period": "2026-W46"}),
        (REPORT, {"period": "2026-10"}),
        (UNUSUAL, {"place": 0}),
        (REPEATED, {"places": [0]}),
    ],
    ids=["the lines of a group", "a month's paper", "a rise", "what comes back"],
)
async def test_whatever_comes_late_says_so(room: Room, street: Street, kind: str, args: dict[str, Any]) -> None:
    warned = WeekWarnings(pointed=[rise(street.community)], repeated=[Repeated("gas", 2, hazard=7)])
    row = await frozen_with(room, street.street, warned)
    about = {BELOW: street.grid.id, REPORT: street.community.id}.get(kind, row.id)
    for late in (True, False):
        message = enqueue(room.session, OFFICER, kind, Lane.ROUTINE, room.now, subject_id=about, late=late, **args)
        await room.session.flush()
        said = await room.worded(message)
        assert isinstance(said, MessageContent)
        assert ("迟发" in said.html) is late
