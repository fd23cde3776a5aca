from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import UtcDateTime, new_id
from models.db.database import Database
from models.outbox import claim, turn
from models.outbox.enqueue import enqueue, follow_chat, message_at, refresh
from models.outbox.tables import Delivered, Lane, MessageState, OutboxMessage

MINUTE = timedelta(minutes=1)
GROUP, OTHER = -100, -200


async def posted(database: Database, now: datetime, *messages: tuple[int, Lane, str], **more: Any) -> None:
    async with database.write() as session:
        for chat, lane, kind in messages:
            enqueue(session, chat, kind, lane, now, **more)


async def taken(
    database: Database, now: datetime, *busy: int, urgent_only: tuple[int, ...] = ()
) -> OutboxMessage | None:
    async with database.write() as session:
        return await claim.next_message(session, now, busy, MINUTE, urgent_only=urgent_only)


async def need(database: Database, now: datetime) -> OutboxMessage:
    message = await taken(database, now)
    assert message is not None
    return message


async def row(database: Database, message: OutboxMessage) -> OutboxMessage:
    async with database.read() as session:
        found = await session.get(OutboxMessage, message.id)
    assert found is not None
    return found


async def test_the_most_urgent_lane_goes_first_then_the_oldest(database: Database, now: datetime) -> None:
    await posted(database, now, (-1, Lane.ROUTINE, "a"), (-2, Lane.ROUTINE, "b"), (-3, Lane.URGENT, "c"))
    kinds = [(await need(database, now)).kind for _ in range(3)]
    assert kinds == ["c", "a", "b"]
    assert await taken(database, now) is None


async def test_a_chat_has_one_message_in_flight(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "first"), (GROUP, Lane.URGENT, "second"))
    assert (await need(database, now)).kind == "second"
    assert await taken(database, now) is None


async def test_a_lease_that_ran_out_is_taken_again(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "first"))
    first = await need(database, now)
    assert await taken(database, now + timedelta(seconds=59)) is None
    assert (await need(database, now + MINUTE)).id == first.id


async def test_busy_chats_are_passed_over_and_reserved_ones_get_only_what_is_urgent(
    database: Database, now: datetime
) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "reply"), (OTHER, Lane.ROUTINE, "news"))
    assert await taken(database, now, GROUP, OTHER) is None
    assert await taken(database, now, GROUP, urgent_only=(OTHER,)) is None
    await posted(database, now, (OTHER, Lane.URGENT, "sos"))
    message = await taken(database, now, GROUP, urgent_only=(OTHER,))
    assert message is not None
    assert message.kind == "sos"


async def test_a_message_waits_for_its_hour(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "later"), not_before=now + MINUTE)
    await posted(database, now, (GROUP, Lane.REPLY, "at once"))
    assert (await need(database, now)).kind == "at once"
    async with database.read() as session:
        assert await claim.next_due(session) == now + MINUTE


async def test_a_message_to_be_tried_again_holds_back_its_chat_and_lane_only(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "1"), (GROUP, Lane.REPLY, "2"), (GROUP, Lane.ROUTINE, "3"))
    first = await need(database, now)
    async with database.write() as session:
        await claim.record_later(session, first, now + MINUTE, "502")
    await posted(database, now, (OTHER, Lane.ROUTINE, "4"))
    assert {(await need(database, now)).kind for _ in range(2)} == {"3", "4"}
    assert (await need(database, now + MINUTE)).kind == "1"


async def test_what_fails_for_long_holds_nobody_up(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "1"), (GROUP, Lane.REPLY, "2"))
    later = now
    for tries in range(turn.HOLDS_TRIES + 1):
        first = await need(database, later)
        assert (first.kind, first.tries) == ("1", tries)
        later += MINUTE
        async with database.write() as session:
            await claim.record_later(session, first, later, "502")
    assert (await need(database, later - MINUTE)).kind == "2"


async def test_what_may_have_been_said_keeps_nobody_waiting(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "1"), (GROUP, Lane.REPLY, "2"))
    first = await need(database, now)
    async with database.write() as session:
        await claim.record_later(session, first, now + MINUTE, "reset", lost_copy="")
    assert (await need(database, now)).kind == "2"


async def test_a_change_makes_what_waits_wait_no_less(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "card"), subject_id=5)
    async with database.write() as session:
        await claim.record_later(session, await need_in(session, now), now + MINUTE, "reset", lost_copy="")
        await refresh(session, 5, ["card"], now)
    assert await taken(database, now) is None
    again = await need(database, now + MINUTE)
    assert (again.revision, again.tries) == (2, 1)


async def standing(database: Database, now: datetime, *subjects: int, digest: str | None = None) -> None:
    """Cards of these subjects that were sent and have changed since."""
    async with database.write() as session:
        for number in subjects:
            enqueue(session, GROUP, "edit", Lane.REPLY, now, subject_id=number)
        await session.flush()
        for number in subjects:
            await claim.record_sent(session, await need_in(session, now), [number], "text", now, digest)
            await refresh(session, number, ["edit"], now)


async def test_what_is_new_goes_before_edits_of_its_chat_and_lane(database: Database, now: datetime) -> None:
    await standing(database, now, 1, 2)
    await posted(database, now, (GROUP, Lane.REPLY, "new"), (GROUP, Lane.ROUTINE, "news"), (GROUP, Lane.REPLY, "newer"))
    async with database.write() as session:
        kinds = []
        for number in range(5):
            message = await need_in(session, now)
            kinds.append(message.kind)
            await claim.record_sent(session, message, [10 + number], "text", now)
    assert kinds == ["new", "newer", "edit", "edit", "news"]


async def test_an_edit_waits_for_what_is_new_two_minutes_at_most_however_often_it_changes(
    database: Database, now: datetime
) -> None:
    await standing(database, now, 1)
    waited = now + turn.EDIT_YIELDS
    await posted(database, waited, (GROUP, Lane.REPLY, "new"))
    async with database.write() as session:
        await refresh(session, 1, ["edit"], waited - timedelta(seconds=1))
    assert (await need(database, waited)).kind == "edit"


async def test_an_edit_waits_for_nothing_that_cannot_be_said_yet(database: Database, now: datetime) -> None:
    await standing(database, now, 1)
    await posted(database, now, (GROUP, Lane.REPLY, "later"), not_before=now + MINUTE)
    assert (await need(database, now)).kind == "edit"


async def test_what_stands_is_known_by_its_digest_unless_somebody_may_have_changed_it(
    database: Database, now: datetime
) -> None:
    await standing(database, now, 1, digest="abc")
    assert (await need(database, now)).digest == "abc"
    assert (await need(database, now + MINUTE)).digest is None  # whoever had leased it never came back


async def test_an_edit_given_back_is_as_if_it_had_not_been_taken(database: Database, now: datetime) -> None:
    await standing(database, now, 1, digest="abc")
    async with database.write() as session:
        await claim.give_back(session, await need_in(session, now))
    assert (await need(database, now)).digest == "abc"


async def test_a_paused_chat_waits_with_all_its_messages(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.URGENT, "1"), (GROUP, Lane.ROUTINE, "2"), (OTHER, Lane.ROUTINE, "3"))
    async with database.write() as session:
        await claim.pause_chat(session, GROUP, now + MINUTE)
    assert (await need(database, now)).kind == "3"
    assert await taken(database, now) is None
    assert (await need(database, now + MINUTE)).kind == "1"


async def test_what_was_sent_is_known_by_its_messages(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "card"))
    message = await need(database, now)
    async with database.write() as session:
        await claim.record_sent(session, message, [7, 8], "album:1", now)
    stored = await row(database, message)
    assert (stored.state, stored.message_id, stored.form) == (MessageState.SENT, 7, "album:1")
    async with database.read() as session:
        assert [await message_at(session, GROUP, each) for each in (7, 8)] == [stored, stored]
    assert await taken(database, now) is None


async def test_a_message_refreshed_while_in_flight_is_sent_again(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "card"), subject_id=5)
    message = await need(database, now)
    async with database.write() as session:
        await refresh(session, 5, ["card"], now)
    async with database.write() as session:
        await claim.record_sent(session, message, [7], "text", now)
    again = await need(database, now)
    assert (again.id, again.message_id, again.revision) == (message.id, 7, 2)


@pytest.mark.parametrize("outcome", ["record_dropped", "record_failed"])
async def test_what_is_settled_is_not_taken_again_unless_it_changed(
    database: Database, now: datetime, outcome: str
) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "card"), subject_id=5)
    message = await need(database, now)
    record = getattr(claim, outcome)
    async with database.write() as session:
        await record(session, message, "why")
    stored = await row(database, message)
    assert (stored.state, stored.reason) == (outcome.removeprefix("record_"), "why")
    assert await taken(database, now + MINUTE) is None


async def test_a_standing_message_whose_change_is_pointless_stays(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "card"), subject_id=5)
    message = await need(database, now)
    async with database.write() as session:
        await claim.record_sent(session, message, [7], "text", now)
        await refresh(session, 5, ["card"], now)
    again = await need(database, now)
    async with database.write() as session:
        await claim.record_dropped(session, again, "taken back")
    assert (await row(database, message)).state is MessageState.SENT


async def test_an_edit_that_was_refused_is_tried_with_the_next_change(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "card"), subject_id=5)
    message = await need(database, now)
    async with database.write() as session:
        await claim.record_sent(session, message, [7], "text", now)
        await refresh(session, 5, ["card"], now)
    async with database.write() as session:
        await claim.record_failed(session, await need_in(session, now), "refused")
        await refresh(session, 5, ["card"], now)
    assert (await need(database, now)).message_id == 7


async def need_in(session: AsyncSession, now: datetime) -> OutboxMessage:
    message = await claim.next_message(session, now, (), MINUTE)
    assert message is not None
    return message


async def test_a_chat_upgraded_while_its_message_was_in_flight_keeps_no_old_message(
    database: Database, now: datetime
) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "card"))
    message = await need(database, now)
    async with database.write() as session:
        await follow_chat(session, GROUP, OTHER)
        await claim.record_sent(session, message, [7], "text", now)
    stored = await row(database, message)
    assert (stored.chat_id, stored.state, stored.message_id) == (OTHER, MessageState.SENT, None)


async def test_a_message_given_back_is_taken_at_once(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "1"))
    message = await need(database, now)
    async with database.write() as session:
        await claim.give_back(session, message)
    again = await need(database, now)
    assert (again.id, again.tries) == (message.id, 0)


async def test_leases_of_a_dead_process_are_cut_short(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "1"))
    message = await need(database, now)
    async with database.write() as session:
        await claim.shorten_leases(session, now + timedelta(seconds=5))
        assert await claim.sent_since(session, now - MINUTE) == [(GROUP, None)]
    assert (await need(database, now + timedelta(seconds=5))).id == message.id


@pytest.mark.parametrize("record", [claim.give_back, claim.record_failed, claim.record_later])
async def test_who_has_lost_its_lease_changes_nothing_of_the_others(
    database: Database, now: datetime, record: Any
) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "1"))
    lost, later = await need(database, now), now + 2 * MINUTE
    ours = await need(database, later)
    assert ours.id == lost.id
    told = {claim.give_back: (), claim.record_later: (later + MINUTE, "5xx")}.get(record, ("no",))
    async with database.write() as session:
        await record(session, lost, *told)
    assert (await row(database, lost)).leased_until == ours.leased_until
    async with database.write() as session:
        await claim.record_sent(session, lost, [7], "text", later)
    assert (await row(database, lost)).state is MessageState.SENT


async def test_what_was_sent_in_the_last_minute_is_remembered(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "1"), (OTHER, Lane.REPLY, "2"))
    for hour in (now - 2 * MINUTE, now):
        async with database.write() as session:
            await claim.record_sent(session, await need_in(session, now), [1], "text", hour)
    async with database.read() as session:
        assert await claim.sent_since(session, now - MINUTE) == [(OTHER, now)]


async def test_choosing_reads_the_pending_messages_and_not_those_sent(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await session.execute(insert(OutboxMessage), [sent_long_ago(number, now) for number in range(3000)])
    await posted(database, now, *((-number, Lane.ROUTINE, "news") for number in range(1, 300)))
    async with database.write() as session:
        if not database.embedded:
            await session.execute(text("ANALYZE outbox"))
        plan = await plan_of(session, now, embedded=database.embedded)
    assert "ix_outbox_pending" in plan
    assert "Seq Scan on outbox" not in plan
    assert "SCAN outbox\n" not in plan


def sent_long_ago(number: int, now: datetime) -> dict[str, Any]:
    row = {"id": new_id(), "chat_id": -number, "lane": 4, "kind": "old", "args": {}, "state": MessageState.SENT}
    return {**row, "revision": 1, "tries": 0, "not_before": now, "created_at": now, "sent_at": now}


async def plan_of(session: AsyncSession, now: datetime, *, embedded: bool) -> str:
    hour = bindparam("now", now, type_=UtcDateTime())
    choosing = turn._best(hour, hour, some_busy=True, some_urgent_only=True).element
    best = choosing.params(busy=[-1, -2], urgent_only=[-3], patient_since=now)
    compiled = best.compile(dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN " if embedded else "EXPLAIN "
    rows = (await session.execute(text(explain + str(compiled).replace(":", "\\:")))).all()
    return "".join(f"{each[-1]}\n" for each in rows)


async def test_a_message_in_telegram_belongs_to_one_message_only(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "card"))
    message = await need(database, now)
    for _ in range(2):
        async with database.write() as session:
            await claim.record_sent(session, message, [7], "text", now)
    async with database.read() as session:
        rows = (await session.scalars(select(Delivered).where(col(Delivered.letter_id) == message.id))).all()
    assert len(rows) == 1


async def test_a_lease_keeps_to_its_own_hour_when_the_clock_leaps(database: Database, now: datetime) -> None:
    await posted(database, now, (GROUP, Lane.REPLY, "1"))
    later = now + timedelta(hours=2)
    async with database.write() as session:
        assert await claim.next_message(session, now, (), MINUTE, leased_at=now) is not None
        assert await claim.next_message(session, later, (), MINUTE, leased_at=now + timedelta(seconds=1)) is None
        assert await claim.next_message(session, later, (), MINUTE, leased_at=now + MINUTE) is not None
