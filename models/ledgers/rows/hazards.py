"""The ledgers of hazards, and of what was done to them.

Hazards are of the period by when they were said, as models/figures counts them as reported: without drafts, but with
those that joined a known one. Their state is as it is now, and so is `overdue`: open, past the deadline.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.evidence.attach import counts, pictures
from models.evidence.tables import Evidence
from models.figures.asked import Counted
from models.figures.hazards import opening, said_in, taken_up
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.unnamed import unnamed
from models.hazards.workflow import LIVE, TRANSITIONS, Act, State
from models.ledgers.columns import PLACED, Column, Holds, LedgerKind, LedgerName, Named, Of, Values, placed
from models.members.permissions import Who
from models.members.tables import Person, Post
from models.places.tables import Place
from models.text.names import without_names

Reporter, Taker, Doer = (aliased(Person, name=name) for name in ("reporter", "taker", "doer"))
ANYBODYS = frozenset({Act.ADD, Act.CLASSIFY, Act.DUPLICATE})  # also the reporter's, though staff may do it
STAFFS = frozenset(act for act, each in TRANSITIONS.items() if each.who not in (Who.REPORTER, Who.LIAISON)) - ANYBODYS
REPORTERS = frozenset(act for act, each in TRANSITIONS.items() if each.who is Who.REPORTER) | {Act.REPORT, Act.DESCRIBE}


def code_of(number: int, letter: str = "H") -> str:
    return f"{letter}{number}"


def link_of(row: Any) -> int | None:
    """The number of a hazard that has photos to be seen."""
    return row["number"] if row["photos"] else None


def photos() -> ColumnElement[int]:
    """How many there are of a hazard."""
    rows = select(func.count()).where(col(Evidence.subject_id) == col(Hazard.id), pictures(), counts())
    return rows.scalar_subquery()


def _first(what: ColumnElement[bool]) -> ColumnElement[Any]:
    rows = select(func.min(col(HazardEvent.at))).where(col(HazardEvent.hazard_id) == col(Hazard.id), what)
    return rows.scalar_subquery()


def _hazards(asked: Counted) -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(col(Hazard.number), col(Hazard.category), col(Hazard.severity), col(Hazard.state), col(Hazard.text)),
        *(col(Hazard.discreet), col(Hazard.due_at), col(Hazard.ended_at), col(Hazard.reopened), col(Hazard.satisfied)),
        func.coalesce(col(Hazard.said_at), col(Hazard.created_at)).label("said_at"),
        col(Hazard.stop_id).is_not(None).label("on_patrol"),
        col(Place.name).label("place"),
        *(
            col(each.name).label(name)
            for each, name in ((Reporter, "reporter"), (Taker, "taken_by"), (Doer, "done_by"))
        ),
        *(_first(opening()).label("opened_at"), _first(taken_up()).label("taken_at"), photos().label("photos")),
    )
    rows = (
        select(*columns)
        .outerjoin(Place, col(Place.id) == col(Hazard.place_id))
        .outerjoin(Reporter, col(Reporter.id) == col(Hazard.reporter_id))
        .outerjoin(Taker, col(Taker.id) == col(Hazard.accepted_by))
        .outerjoin(Doer, col(Doer.id) == col(Hazard.done_by))
        .where(said_in(asked), col(Hazard.state) != State.DRAFT)
    )
    return placed(rows, col(Hazard.grid_id), asked)


async def _hazard_values(session: AsyncSession, asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    secret = await unnamed(session, {row["id"] for row in found})
    return [_hazard(asked, row, secret.get(row["id"], {})) for row in found]


def _hazard(asked: Counted, row: Any, secret: Mapping[int, str]) -> Values:
    """Who reported it discreetly, or what has joined it, is named nowhere."""
    closed = row["ended_at"] if row["state"] is State.CLOSED else None
    return {
        **row,
        "code": code_of(row["number"]),
        "kind": Named(Of.HAZARD_KIND, row["category"]),
        "said": without_names(row["text"], secret.values()),
        "reporter": None if row["discreet"] else row["reporter"],
        "to_take": row["taken_at"] - row["opened_at"] if row["taken_at"] and row["opened_at"] else None,
        "to_close": closed - row["opened_at"] if closed and row["opened_at"] else None,
        "due_at": row["due_at"] if row["state"] in LIVE else None,
        "overdue": row["state"] in LIVE and row["due_at"] is not None and row["due_at"] < asked.as_of,
        "link": link_of(row),
    }


HAZARDS = LedgerKind(
    LedgerName.HAZARDS,
    (
        Column("code", Holds.CODE),
        Column("said_at", Holds.TIME),
        *PLACED,
        Column("kind", Holds.WORD),
        Column("severity", Holds.WORD),
        Column("state", Holds.WORD),
        Column("said", Holds.SAID),
        Column("place"),
        Column("on_patrol", Holds.WORD),
        Column("reporter", Holds.PERSON),
        Column("taken_by"),
        Column("to_take", Holds.SPAN),
        Column("done_by"),
        Column("due_at", Holds.TIME),
        Column("overdue", Holds.WORD),
        Column("ended_at", Holds.TIME),
        Column("to_close", Holds.SPAN),
        Column("reopened", Holds.NUMBER, summed=True),
        Column("satisfied", Holds.WORD),
        Column("photos", Holds.NUMBER, summed=True),
        Column("link", Holds.LINK),
    ),
    col(Hazard.id),
    _hazards,
    _hazard_values,
)


def _events(asked: Counted) -> Select[Any]:
    event = HazardEvent
    of_staff = exists().where(col(Post.person_id) == col(event.person_id)).label("of_staff")
    columns: tuple[Any, ...] = (
        *(col(event.at), col(event.act), col(event.before), col(event.after), col(event.data), col(Taker.name)),
        *(col(event.person_id), col(event.hazard_id), col(Hazard.number), col(Hazard.discreet), of_staff),
        (col(event.person_id) == col(Hazard.reporter_id)).label("by_reporter"),
    )
    rows = (
        select(*columns)
        .join(Hazard, col(Hazard.id) == col(event.hazard_id))
        .outerjoin(Taker, col(Taker.id) == col(event.person_id))
        .where(asked.within(col(event.at)), col(Hazard.state) != State.DRAFT)
    )
    return placed(rows, col(Hazard.grid_id), asked)


async def _event_values(session: AsyncSession, _asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    secret = await unnamed(session, {row["hazard_id"] for row in found})
    return [_event(row, secret.get(row["hazard_id"], {})) for row in found]


def _event(row: Any, secret: Mapping[int, str]) -> Values:
    hidden = row["person_id"] in secret and row["act"] not in _by_name(row)
    reason = str(row["data"].get("reason", ""))
    return {
        **row,
        "code": code_of(row["number"]),
        "by": row["name"] if row["of_staff"] and not hidden else None,
        "resident": None if row["of_staff"] or hidden else row["name"],
        "said": without_names(reason, secret.values()),
    }


def _by_name(row: Any) -> frozenset[Act]:
    """Who reported discreetly may be on the staff: what they do as staff is theirs by name. So is what they do as the
    reporter of a hazard that they reported before everybody, whatever of theirs has joined it.
    """
    openly = row["by_reporter"] and not row["discreet"]
    return STAFFS | REPORTERS if openly else STAFFS


EVENTS = LedgerKind(
    LedgerName.EVENTS,
    (
        Column("code", Holds.CODE),
        Column("at", Holds.TIME),
        *PLACED,
        Column("act", Holds.WORD),
        Column("before", Holds.WORD),
        Column("after", Holds.WORD),
        Column("by"),
        Column("resident", Holds.PERSON),
        Column("said", Holds.SAID),
    ),
    col(HazardEvent.id),
    _events,
    _event_values,
)
