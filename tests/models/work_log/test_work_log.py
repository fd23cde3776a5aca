from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.work_log.labels import tally_words
from locales.translator import translator
from models.checks.tables import Outcome, PlaceCheck
from models.due import WallClock
from models.errors import Conflict, Refused
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.obligations.acting import perform
from models.obligations.kinds import Owners, TaskKind
from models.obligations.workflow import Act as TaskAct
from models.outbox.tables import OutboxMessage
from models.patrols.rounds import check_out
from models.patrols.tables import LiveTrack
from models.places.tables import Place
from models.visits.tables import Household, Visit
from models.visits.tables import Outcome as Visited
from models.work_log.digests import DIGEST, DIGESTS, begin_digests
from models.work_log.done import done_by, tallies
from models.work_log.entries import correct_entry, write_entry
from models.work_log.reviews import ANSWERED, QUESTION, answer_question, mark_read, open_review, put_question
from models.work_log.tables import LogDigest, LogReview, Span
from models.work_log.team import team_of
from tests.models.conftest import SHANGHAI
from tests.models.obligations.asking import ask, photo_of, shares
from tests.models.patrols.patrolling import MINUTE, begin, live, sign
from tests.street import GROUP, Street

DAY = timedelta(days=1)


def midnight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)


async def told(session: AsyncSession, kind: str) -> list[int]:
    await session.flush()
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows)).all())


async def test_the_log_of_a_day_is_what_was_done_and_written(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    member = street.member
    await begin(session, street.grid, member, now)
    await check_out(session, member, now + 20 * MINUTE, now + 20 * MINUTE)
    place = Place(code="P1", kind="shop", name="副食店", grid_id=street.grid.id, opened_at=now, confirmed_at=now)
    hazard = Hazard(number=1, grid_id=street.grid.id, state=State.OPEN, chat_id=GROUP, created_at=now)
    session.add_all([place, hazard])
    await session.flush()
    done: dict[str, Any] = {"person_id": member.id, "said_at": now, "received_at": now}
    session.add(PlaceCheck(place_id=place.id, outcome=Outcome.ORDER, **done))
    for act, by in ((Act.ACCEPT, member), (Act.ON_SITE, member), (Act.DONE, street.leader)):
        session.add(HazardEvent(hazard_id=hazard.id, at=now, act=act, person_id=by.id, after=State.OPEN))
    entry = await write_entry(session, sign(member, now, words="入户宣传"))
    later = now + 2 * DAY
    correction = await correct_entry(session, entry, member, "入户宣传12户", later)
    about = midnight(now), midnight(now) + DAY
    found = await done_by(session, member.id, *about, later, SHANGHAI)
    today: date = now.astimezone(SHANGHAI).date()
    assert found.tallies == {today: {"rounds": 1, "stops": 1, "checks": 1, "hazards": 1, "entries": 1}}
    assert found.times == {today: 20 * MINUTE}
    assert [each.id for each in found.entries] == [entry.id, correction.id]
    both = await tallies(session, [member.id, street.other_member.id], *about)
    assert both == {member.id: found.tallies[today], street.other_member.id: {}}


async def test_visits_are_counted_by_what_came_of_them_and_whom_they_were_to_is_not_told(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    member = street.member
    times: dict[str, Any] = {"due_from": now, "due_until": now, "added_at": now}
    home = Household(grid_id=street.grid.id, kind="elderly", address="3号楼201", name="赵大妈", **times)
    session.add(home)
    await session.flush()
    for outcome, undone in ((Visited.MET, None), (Visited.MET, None), (Visited.ABSENT, None), (Visited.MET, now)):
        about: dict[str, Any] = {"household_id": home.id, "person_id": member.id, "words": "血压高"}
        session.add(Visit(**about, said_at=now, outcome=outcome, due_until=now, undone_at=undone))
    await session.flush()
    about_today = midnight(now), midnight(now) + DAY
    found = await done_by(session, member.id, *about_today, now, SHANGHAI)
    today = now.astimezone(SHANGHAI).date()
    assert found.tallies == {today: {"visits_met": 2, "visits_absent": 1}}
    assert not any(told in str(found) for told in ("赵大妈", "3号楼", "血压高"))
    said = [tally_words(translator(locale), found.tallies[today]) for locale in ("zh_CN", "en")]
    assert said == ["走访3次（见到2次、不在家1次）", "3 visits (met 2, nobody at home 1)"]


async def test_what_a_leader_has_read_lets_go_of_the_live_tracks_of_those_days(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    """By the days of the street, whatever the hour is in Greenwich."""
    night, member = midnight(now) + 10 * MINUTE, street.member
    for at, message in ((night - 20 * MINUTE, 601), (night, 602), (night + DAY, 603)):
        await begin(session, street.grid, member, at, position=live(message))
        await check_out(session, member, at + MINUTE, at + MINUTE)
    on = night.astimezone(SHANGHAI).date()
    review = await open_review(session, street.leader, member.id, (on, on), now + DAY)
    await mark_read(session, review, street.leader, now + 2 * DAY, SHANGHAI)
    rows = select(col(LiveTrack.message_id)).where(col(LiveTrack.reviewed_at) == now + 2 * DAY)
    assert list((await session.scalars(rows)).all()) == [602]


async def test_only_staff_keep_a_log_and_only_ones_own_is_corrected(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    with pytest.raises(Refused, match=r"log\.not_staff"):
        await write_entry(session, sign(street.resident, now, words="路过"))
    entry = await write_entry(session, sign(street.member, now, words="入户宣传"))
    with pytest.raises(Refused, match=r"log\.not_yours"):
        await correct_entry(session, entry, street.leader, "没有", now)


async def test_a_leader_reads_members_of_the_own_grid_and_leaders_one_level_below(
    session: AsyncSession, street: Street
) -> None:
    team = [each.person.id for each in await team_of(session, street.leader.id)]
    assert team == [street.member.id, street.other_member.id]
    assert [each.person.id for each in await team_of(session, street.community_leader.id)] == [street.leader.id]
    assert await team_of(session, street.member.id) == []


async def test_each_leader_is_told_once_a_span_on_the_morning_after_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await begin_digests(session, now)
    await begin_digests(session, now)
    await DIGESTS.take(session, WallClock(now, SHANGHAI))
    rows = {each.span: each for each in (await session.scalars(select(LogDigest))).all()}
    assert (len(rows), await told(session, DIGEST)) == (2, [])
    monday = rows[Span.WEEK].next_at
    assert monday.astimezone(SHANGHAI).weekday() == 0
    for at in (monday, monday + MINUTE):
        await DIGESTS.take(session, WallClock(at, SHANGHAI))
        await session.flush()
    assert sorted(await told(session, DIGEST)) == [street.leader.tg_user_id, street.community_leader.tg_user_id]
    assert rows[Span.WEEK].next_at == monday + 7 * DAY


async def test_a_review_is_opened_once_asked_about_answered_and_read(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    span, leader, member = (now.date(), now.date()), street.leader, street.member
    with pytest.raises(Refused, match=r"log\.not_led"):
        await open_review(session, street.community_leader, member.id, span, now)
    review = await open_review(session, leader, member.id, span, now)
    assert (await open_review(session, leader, member.id, span, now)).id == review.id
    with pytest.raises(Refused, match=r"log\.not_yours"):
        await put_question(session, review, member, "哪栋楼？", now)
    await put_question(session, review, leader, "哪栋楼？", now)
    with pytest.raises(Conflict, match=r"log\.asked"):
        await put_question(session, review, leader, "又一个", now)
    with pytest.raises(Refused, match=r"log\.not_yours"):
        await answer_question(session, review, leader, "5号楼", now)
    await answer_question(session, review, member, "5号楼", now)
    with pytest.raises(Conflict, match=r"log\.answered"):
        await answer_question(session, review, member, "6号楼", now)
    await mark_read(session, review, leader, now, SHANGHAI)
    with pytest.raises(Conflict, match=r"log\.read"):
        await mark_read(session, review, leader, now, SHANGHAI)
    assert (await told(session, QUESTION), await told(session, ANSWERED)) == ([member.tg_user_id], [leader.tg_user_id])


async def test_who_cannot_be_written_to_is_not_asked(session: AsyncSession, street: Street, now: datetime) -> None:
    review = await open_review(session, street.leader, street.other_member.id, (now.date(), now.date()), now)
    with pytest.raises(Refused, match=r"log\.out_of_reach"):
        await put_question(session, review, street.leader, "哪栋楼？", now)
    assert (await session.get_one(LogReview, review.id)).asked_at is None


async def test_a_task_that_somebody_has_done_is_counted_for_them(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    asked = await ask(session, street.grid, street.leader, now, Owners.LOWEST, TaskKind.DRILL)
    [share] = await shares(session, asked)
    await photo_of(session, share, street.leader, 1, now)
    await perform(session, share, TaskAct.DONE, street.leader, now)
    await perform(session, share, TaskAct.RETURN, street.leader, now, words="看不清")
    await session.flush()
    found = await tallies(session, [street.leader.id, street.member.id], now, now + DAY)
    assert (found[street.leader.id]["tasks"], found[street.member.id]["tasks"]) == (1, 0)
    assert tally_words(translator("zh_CN"), found[street.leader.id]) == "完成任务1项"
