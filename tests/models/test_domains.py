from collections import Counter
from typing import Any, cast

from sqlalchemy.orm import InstrumentedAttribute

from models.base import FOLLOWS_CHAT
from models.domains import DOMAINS
from models.schema import metadata


def test_every_table_is_declared_once_by_its_feature() -> None:
    declared = Counter(kind.__tablename__ for domain in DOMAINS for kind in domain.tables)
    assert declared == Counter(metadata().tables.keys())


def test_slugs_and_the_names_of_timed_rows_and_chores_are_given_once() -> None:
    names = [rows.name for domain in DOMAINS for rows in domain.timed]
    names += [chore.name for domain in DOMAINS for chore in domain.chores]
    slugs = [domain.slug for domain in DOMAINS]
    assert (sorted(set(names)), sorted(set(slugs))) == (sorted(names), sorted(slugs))


DUE = {"due_at", "next_at", "remind_at", "put_off_until", "tell_at", "progress_at", "counts_at", "again_at"}
DUE |= {"period_at", "visits_at", "confirm_at", "answer_at"}


def test_every_column_with_a_due_time_is_declared() -> None:
    """What is due by name, in any table, must have somebody who handles it."""
    columns = [cast("InstrumentedAttribute[Any]", rows.due) for domain in DOMAINS for rows in domain.timed]
    declared = {(column.class_.__tablename__, column.key) for column in columns}
    named = {
        (table.name, column.name)
        for table in metadata().tables.values()
        for column in table.columns
        if column.name in DUE
    }
    of_people = ("rectifications", "transfers", "listings", "requirements", "obligations")
    deadlines = {(table, "due_at") for table in of_people}  # and not ours
    assert named - deadlines == {each for each in declared if each[1] != "paper_not_before"}


NOT_REWRITTEN = {
    "bindings.chat_id",  # ends where the new chat is bound already
    "outbox.chat_id",  # rewritten with what waits in it, by the outbox itself
    "delivered.chat_id",  # message ids of the old chat
    "evidence.chat_id",
    "calls.place_chat_id",
    "inbox.chat_id",  # handled in the order in which it came
    "sightings.chat_id",  # seen again with the next word in the new chat
    "intakes.chat_id",  # private
    "heard.chat_id",  # message ids of the old chat
}


def test_a_column_that_holds_a_chat_says_that_it_follows_the_chat() -> None:
    columns = [column for table in metadata().tables.values() for column in table.columns]
    chats = {f"{column.table.name}.{column.name}" for column in columns if column.name.endswith("chat_id")}
    follow = {f"{column.table.name}.{column.name}" for column in columns if column.info.get(FOLLOWS_CHAT)}
    assert chats - follow == NOT_REWRITTEN
