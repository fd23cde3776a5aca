"""Nothing of a person is left in any row; what is counted stays; every column that may name one has a rule."""

import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import Word
from models.emergencies.tables import Call
from models.errors import Conflict, NotFound
from models.evidence.tables import Evidence
from models.forgetting import BLANKED, GONE, SCRUBBED, TELEGRAM_IDS, find, forget
from models.grids.tables import Chat
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.heard import Heard
from models.inbox.updates import InboxState, InboxUpdate
from models.members.sightings import Sighting
from models.members.tables import Person, Post, Role
from models.outbox.enqueue import enqueue
from models.outbox.tables import Delivered, Lane
from models.outbox.uploads import file_id_of, remember_upload
from models.patrols.tables import LivePoint, LiveTrack, PatrolPerson, PatrolRound, PatrolStop
from models.places.tables import Place
from models.schema import metadata
from models.shifts.tables import Shift, ShiftState
from models.visits.tables import Household, Outcome, Visit
from models.work_log.tables import LogEntry
from tests.databases import everything
from tests.street import GROUP, Street

USER, NAME, USERNAME, PHONE = 7712345678, "欧阳忘川", "ouyang_w", "+8619912345678"
WORDS = "我家住三号楼一单元"
TRACES = (str(USER), NAME, USERNAME, PHONE, PHONE.removeprefix("+86"), WORDS)


async def busy_life(session: AsyncSession, street: Street, now: datetime) -> Person:
    """A former member, who reported, walked, wrote, called for help, and is a household's contact and a shop's."""
    me = Person(tg_user_id=USER, name=NAME, username=USERNAME, phone=PHONE, started=True, first_seen=now)
    session.add(me)
    await session.flush()
    grid = street.grid.id
    mine: dict[str, Any] = {"person_id": me.id}
    post = Post(grid_id=grid, role=Role.MEMBER, name=NAME, phone=PHONE, person_id=me.id, ended_at=now)
    hazard = Hazard(grid_id=grid, state=State.OPEN, reporter_id=me.id, chat_id=USER, message_id=5, created_at=now)
    walk = PatrolRound(grid_id=grid, chat_id=USER, started_at=now, due_at=now, ended_at=now)
    stop = PatrolStop(
        round_id=walk.id, **mine, said_at=now, received_at=now, words=WORDS, latitude=29.5, longitude=106.5
    )
    times: dict[str, Any] = {"began_at": now, "last_at": now, "due_at": now}
    track = LiveTrack(round_id=walk.id, stop_id=stop.id, **mine, chat_id=USER, message_id=6, **times)
    home = Household(
        grid_id=grid, kind="elderly", address=WORDS, name=NAME, phone=PHONE, added_at=now, due_from=now, due_until=now
    )
    about: dict[str, Any] = {"chat_id": USER, "received_at": now, "not_before": now, "kind": "photo", **mine}
    visited: dict[str, Any] = {"household_id": home.id, "person_id": street.member.id, "said_at": now, "due_until": now}
    shop: dict[str, Any] = {"code": "P9", "kind": "shop", "name": "副食店", "grid_id": grid}
    rows: list[Any] = [
        Chat(id=USER, type="private", title=NAME, seen_at=now),
        *(post, hazard, walk, stop, track, home),
        HazardEvent(
            hazard_id=hazard.id, at=now, act=Act.REPORT, **mine, after=State.OPEN, data={"to": NAME, "by": USER}
        ),
        PatrolPerson(round_id=walk.id, **mine, joined_at=now, left_at=now),
        LivePoint(track_id=track.id, at=now, latitude=29.5, longitude=106.5),
        LogEntry(**mine, said_at=now, received_at=now, words=WORDS),
        Sighting(**mine, chat_id=GROUP, at=now),
        Call(number=9, caller_id=me.id, chat_id=USER, message_id=7, place_chat_id=USER, created_at=now),
        Visit(**visited, outcome=Outcome.MET, words=WORDS),
        Place(**shop, responsible=NAME, phone=PHONE, opened_at=now, confirmed_at=now),
        Shift(grid_id=grid, begins_at=now, ends_at=now, name=NAME, phone=PHONE, state=ShiftState.PASSED),
        Heard(chat_id=USER, message_id=5, subject_kind="hazard", subject_id=hazard.id, text=WORDS, heard_at=now),
        Evidence(subject_kind="hazard", subject_id=hazard.id, message_id=5, **about),
        Evidence(subject_kind="patrol_stop", subject_id=stop.id, message_id=6, **about),
    ]
    said = {"from": {"id": USER, "first_name": NAME, "username": USERNAME}, "chat": {"id": USER}, "text": WORDS}
    card = {"from": {"id": 11}, "message": {"chat": {"id": GROUP}, "text": f"受理：{NAME}"}, "data": "x"}
    for number, (raw, by, where) in enumerate(
        (({"message": said}, USER, USER), ({"callback_query": card}, 11, GROUP)), 1
    ):
        payload = json.dumps({"update_id": number, **raw}, ensure_ascii=False, separators=(",", ":"))
        whose: dict[str, Any] = {"update_id": number, "lane": 1, "sender_id": by, "chat_id": where}
        rows.append(InboxUpdate(**whose, payload=payload, received_at=now, state=InboxState.DONE))
    session.add_all(rows)
    mail = enqueue(session, USER, "members.claimed", Lane.REPLY, now, name=NAME)
    enqueue(session, GROUP, "hazards.told", Lane.REPLY, now, name=NAME, by=USER)
    await remember_upload(session, "poster", "AgAC", now)
    await session.flush()
    session.add(Delivered(chat_id=USER, message_id=3, letter_id=mail.id))
    await session.flush()
    return me


async def traces(session: AsyncSession) -> list[str]:
    """Where anything of the person still stands."""
    session.expire_all()
    rows = [(table, str(row._mapping)) for table, kept in (await everything(session)).items() for row in kept]
    return [f"{table}: {trace}" for table, row in rows for trace in TRACES if trace in row]


@pytest.mark.parametrize("who", [str(USER), "19912345678", "199 1234 5678", f"@{USERNAME.upper()}"])
async def test_nothing_is_left_and_what_is_counted_stays(
    session: AsyncSession, street: Street, now: datetime, who: str
) -> None:
    person_id = (await busy_life(session, street, now)).id
    before = {name: len(rows) for name, rows in (await everything(session)).items()}
    assert len(set(await traces(session))) > 20
    found = await find(session, who)
    told = (found.posts, found.reports, found.stops, found.log_entries, found.households)
    assert (found.name, *told) == (NAME, 1, 1, 1, 1, 1)
    await forget(session, found, "已注销", now)
    assert await traces(session) == []
    assert await file_id_of(session, "poster") is None
    after = {name: len(rows) for name, rows in (await everything(session)).items()}
    lost = {name for name, count in before.items() if after[name] < count}
    assert lost == {"chats", "sightings", "heard", "inbox", "outbox", "delivered", "live_points", "evidence", "uploads"}
    [hazard] = (await session.scalars(select(Hazard))).all()
    me = await session.get_one(Person, person_id)
    assert (hazard.state, hazard.reporter_id, me.name) == (State.OPEN, person_id, "已注销")
    with pytest.raises(NotFound):
        await find(session, who)


async def test_of_others_nothing_changes(session: AsyncSession, street: Street, now: datetime) -> None:
    await busy_life(session, street, now)
    people = select(Person.__table__).where(col(Person.tg_user_id).between(1, 100)).order_by(col(Person.id))  # type: ignore[attr-defined]
    before = (await session.execute(people)).all()
    await forget(session, await find(session, str(USER)), "已注销", now)
    assert (await session.execute(people)).all() == before


async def test_a_standing_post_and_what_waits_are_in_the_way(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    with pytest.raises(Conflict, match="holds_post"):
        await find(session, str(street.member.tg_user_id))
    await busy_life(session, street, now)
    await session.execute(text("UPDATE inbox SET state = 'pending'"))
    with pytest.raises(Conflict, match="waits"):
        await find(session, f"@{USERNAME}")
    with pytest.raises(NotFound):
        await find(session, "13800000000")


STAYS = {  # and why
    "people": "the anonymous row itself: every column is emptied",
    "grids": "of places and offices; public numbers",
    "departments": "of offices",
    "inbox": "handled updates that name the person are deleted",
    "outbox": "what is in the private chat is deleted",
    "delivered": "likewise",
    "bindings": "groups alone",
    "quiz_rounds": "likewise",
    "review_answers": "under a pseudonym; those of whoever is forgotten are deleted while they can be told",
    "review_results": "what was said, by nobody that could be told",
    "workdays": "of days",
    "publicity_texts": "what a street tells everybody",
}
CASE = {  # words of a case, of which a report is a part
    *("hazards.text", "calls.text", "calls.found", "matters.text", "matters.found", "transfers.remark"),
    *("transfers.outcome", "listings.requirement", "listings.outcome", "rectifications.responsible"),
    *("evidence.reason", "rectifications.place", "rectifications.facts", "rectifications.void_reason"),
    *("rectification_corrections.reason", "rectification_extensions.reason", "evidence.place", "places.name"),
    *("place_checks.items", "checklists.items", "places.address", "periods.name"),
    *("activities.words", "plans.words", "notices.words", "notices.correction", "notices.reason"),
    *("requirements.words", "requirements.outcome", "obligations.reason"),
}
NAMING = ("name", "phone", "username", "words", "text", "question", "answer", "remark", "outcome", "reason", "note")


def test_every_column_that_may_name_somebody_has_a_rule() -> None:
    blanked = {f"{table}.{column}" for table, (_, values) in BLANKED.items() for column in values}
    ruled = blanked | set(TELEGRAM_IDS) | set(SCRUBBED) | CASE
    open_ = []
    for table in metadata().sorted_tables:
        if table.name in GONE or table.name in STAYS:
            continue
        for column in table.columns:
            worded = column.name in NAMING and not isinstance(column.type, Word)
            if (worded or column.name.endswith("chat_id")) and f"{table.name}.{column.name}" not in ruled:
                open_.append(f"{table.name}.{column.name}")
    assert open_ == []
