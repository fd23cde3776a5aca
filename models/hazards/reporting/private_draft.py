"""A report being made in private: what was sent so far, and which grid it is about.

    open ──send──▶ sent
      └──“do not report”, or left alone: begun anew, or for a day after it was asked for once more──▶ dropped

What must always hold: a person has one open intake; nothing of it is seen by others before it is sent.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, Subject, UtcDateTime, new_id, word
from models.due import DueRows, WallClock
from models.errors import Conflict
from models.evidence.attach import Found
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.hazards.reporting import submit
from models.hazards.reporting.submit import TEXT_LIMIT, Said
from models.hazards.tables import Hazard
from models.mandatory_reports import telling
from models.members.locate_grid import grid_at, own_grids
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.text.names import names
from models.text.personal_numbers import numbers_in

KIND = "hazards.intake"
INTAKE = "intake"
STALE = timedelta(hours=1)
REMIND = timedelta(minutes=10)
EXPIRE = timedelta(days=1)
MOST_FOUND = 30


class IntakeState(StrEnum):
    OPEN = "open"
    SENT = "sent"
    DROPPED = "dropped"


class Intake(Row, table=True):
    """`found` are attach.Found as dicts, `next_place` see there. `browsing`: grids are offered from the tree, those
    below `under_id`.

    `card` counts the messages that asked: only the newest stands. At `due_at` it is asked for once more, then let go.
    """

    __tablename__ = "intakes"
    __table_args__ = (
        Index(
            "uq_intakes_open",
            "person_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
        Index(
            "ix_intakes_due",
            "due_at",
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    text: str = Field(default="", sa_type=Text)
    found: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    next_place: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    grid_id: int | None = Field(default=None, foreign_key="grids.id", sa_type=BigInteger)
    place_id: int | None = Field(default=None, sa_type=BigInteger)
    stop_id: int | None = Field(default=None, sa_type=BigInteger)
    browsing: bool = False
    under_id: int | None = Field(default=None, foreign_key="grids.id", sa_type=BigInteger)
    page: int = 0
    card: int = 0
    state: IntakeState = word(IntakeState, default=IntakeState.OPEN)
    hazard_id: int | None = Field(default=None, foreign_key="hazards.id", sa_type=BigInteger)
    touched_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded: bool = False

    @property
    def filled(self) -> bool:
        return bool(self.text or self.found)

    @property
    def subject(self) -> Subject:
        return Subject(INTAKE, self.id)


def names_author(intake: Intake, author: Person) -> bool:
    return names(intake.text, author.name)


def tells_who(intake: Intake, author: Person) -> bool:
    """Whether its words lead to a person: the author is asked before others see them."""
    return names_author(intake, author) or bool(numbers_in(intake.text))


async def open_intake(session: AsyncSession, person: Person) -> Intake | None:
    rows = select(Intake).where(col(Intake.person_id) == person.id, col(Intake.state) == IntakeState.OPEN)
    return (await session.scalars(rows)).first()


async def begin(
    session: AsyncSession, person: Person, chat_id: int, now: datetime, *, though_old: bool = False
) -> Intake:
    """The open one, unless it was left alone for long and is not what the person answers."""
    intake = await open_intake(session, person)
    if intake is not None and (though_old or intake.touched_at > now - STALE):
        return intake
    if intake is not None:
        intake.state = IntakeState.DROPPED
        await show(session, intake, now)
        await session.flush()
    intake = Intake(person_id=person.id, chat_id=chat_id, touched_at=now)
    session.add(intake)
    return intake


async def add(session: AsyncSession, intake: Intake, words: str, found: Sequence[Found], now: datetime) -> None:
    """Adds what was said and shown; the grid is looked for as long as it is not known."""
    intake.text = f"{intake.text}\n{words}".strip()[:TEXT_LIMIT]
    intake.found = [*intake.found, *(asdict(each) for each in found)][:MOST_FOUND]
    touch(intake, now)
    if intake.grid_id is None and not intake.browsing:
        options = await likely_grids(session, intake)
        intake.grid_id = options[0].id if len(options) == 1 else None


def touch(intake: Intake, now: datetime) -> None:
    intake.touched_at = now
    if intake.filled:
        intake.due_at = now + (EXPIRE if intake.reminded else REMIND)


def put_right(intake: Intake, before: str, after: str) -> None:
    """What was said `before` has been edited."""
    following = intake.next_place
    if following and before and before in following["text"]:
        intake.next_place = {**following, "text": following["text"].replace(before, after, 1)[:TEXT_LIMIT]}
    elif before and before in intake.text:
        intake.text = intake.text.replace(before, after, 1)[:TEXT_LIMIT]
    else:
        intake.text = f"{intake.text}\n{after}".strip()[:TEXT_LIMIT]


async def likely_grids(session: AsyncSession, intake: Intake) -> list[Grid]:
    """By posts and groups, and by a place: where the place is one of several, it alone."""
    own = await own_grids(session, intake.person_id)
    places = [each["place"] for each in intake.found if each["place"]]
    there = await grid_at(session, places[-1]) if places else None
    if there is None:
        return own
    known = not own or any(grid.id == there.id for grid in own)
    return [there] if known else [*own, there]


async def ask(session: AsyncSession, intake: Intake, now: datetime) -> None:
    """Asks at the end of the chat; what asked before is taken away."""
    await show(session, intake, now)
    intake.card += 1
    enqueue(session, intake.chat_id, KIND, Lane.REPLY, now, subject_id=intake.id, card=intake.card)


async def show(session: AsyncSession, intake: Intake, now: datetime) -> None:
    """The question as it stands is worded anew."""
    await refresh_standing(session, intake.id, now)


async def send(
    session: AsyncSession,
    intake: Intake,
    person: Person,
    now: datetime,
    zone: tzinfo,
    *,
    said_at: datetime | None = None,
) -> Hazard | None:
    """Reports it; None when it was a matter for the leader alone. Raises Conflict unless it is open and whole.

    Of what was said line by line, must-reports stay off the card; the leader gets them with the rest.
    """
    grid = await session.get(Grid, intake.grid_id) if intake.grid_id else None
    if intake.state is not IntakeState.OPEN or grid is None or not intake.filled:
        raise Conflict("intake", state=intake.state)
    intake.state = IntakeState.SENT
    found = tuple(Found(**each) for each in intake.found)
    kinds = kinds_of(session)
    kind, _ = kinds.suggest(intake.text)
    told, mandatory_report = ("", kind) if kind.matter else kinds.apart(intake.text)
    if mandatory_report is not None:
        told_too = mandatory_report.category, intake.text, found, person, now
        await telling.take(session, grid, *told_too, chat_id=intake.chat_id, said_at=said_at)
        telling.thank(session, intake.chat_id, None, person, now)
    if kind.matter:
        return None
    said = Said(intake.chat_id, 0, told, found, person=person, said_at=said_at)
    hazard = await submit.report_discreetly(session, said, grid, now, zone)
    intake.hazard_id, hazard.place_id, hazard.stop_id = hazard.id, intake.place_id, intake.stop_id
    return hazard


async def remind(session: AsyncSession, intakes: Sequence[Intake], clock: WallClock) -> None:
    """Who has sent something and not said what is to become of it is asked once more; a day later it is let go."""
    for intake in intakes:
        if intake.reminded:
            drop(intake)
            intake.due_at = None
            await show(session, intake, clock.now)
        else:
            intake.reminded = True
            touch(intake, clock.now)  # what follows answers it
            await ask(session, intake, clock.now)


UNSENT = DueRows(
    "intakes",
    col(Intake.due_at),
    col(Intake.state) == literal_column(f"'{IntakeState.OPEN}'"),
    row=Intake,
    handle=remind,
    seconds=30,
)


def drop(intake: Intake) -> None:
    if intake.state is not IntakeState.OPEN:
        raise Conflict("intake", state=intake.state)
    intake.state = IntakeState.DROPPED
