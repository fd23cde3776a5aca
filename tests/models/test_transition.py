from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.members.tables import Person
from models.places.tables import Place
from models.transition import change_rows, transition
from tests.street import Street


@pytest.fixture
async def person(session: AsyncSession, now: datetime) -> Person:
    made = Person(tg_user_id=1, name="before", first_seen=now)
    session.add(made)
    return made


async def test_of_two_who_expect_the_same_one_succeeds(session: AsyncSession, person: Person) -> None:
    tries = [await transition(session, person, col(Person.name) == "before", name=name) for name in ("one", "two")]
    assert (tries, person.name) == ([True, False], "one")


async def test_what_is_not_as_expected_is_read_anew_and_stays(session: AsyncSession, person: Person) -> None:
    await change_rows(session, Person, col(Person.tg_user_id) == 1, name="changed elsewhere")
    assert not await transition(session, person, col(Person.name) == "before", name="after")
    assert person.name == "changed elsewhere"


async def test_only_the_row_itself_is_changed(session: AsyncSession, person: Person, now: datetime) -> None:
    other = Person(tg_user_id=2, name="before", first_seen=now)
    session.add(other)
    assert await transition(session, person, col(Person.name) == "before", name="after")
    await session.refresh(other)
    assert other.name == "before"


async def test_rows_changed_are_counted(session: AsyncSession, person: Person, now: datetime) -> None:
    session.add(Person(tg_user_id=2, name="before", first_seen=now))
    await session.flush()
    counts = [await change_rows(session, Person, col(Person.name) == "before", name="after") for _ in range(2)]
    assert counts == [2, 0]


async def test_a_column_of_any_name_is_set(session: AsyncSession, street: Street, now: datetime) -> None:
    """A place's kind, too, though the table is called so here."""
    place = Place(code="P1", kind="shop", name="副食店", grid_id=street.grid.id, opened_at=now, confirmed_at=now)
    session.add(place)
    assert await transition(session, place, col(Place.kind) == "shop", kind="workshop")
    assert place.kind == "workshop"
