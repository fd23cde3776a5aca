"""Which buttons a hazard's messages bear: few in the group, all that fit for staff."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from unicodedata import east_asian_width

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.hazards.act_labels import ACT_LABELS, ActLabel, Place
from handlers.hazards.presses import DoneOnTheSpot, HazardAct
from handlers.messages import Button, RenderContext
from locales.translator import N_, Translator
from models.grids.tables import Grid, Level
from models.hazards.assignment.tables import assigned_to
from models.hazards.rectification.tables import OF_NOTICE, unfinished
from models.hazards.rounds import result_shown, stage
from models.hazards.supervision.tables import ENDING, Supervision, current, may_lift
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE, TRANSITIONS, Act, State
from models.hazards.working.actions import who_for
from models.hazards.working.putting_off import LONGEST
from models.members.permissions import STAFF as STAFF_ROLES
from models.members.permissions import STREET_AND_ABOVE, Who
from models.members.positions import holds_position, leads
from models.members.tables import Person
from models.onboarding.bind_chat import binding_of

Rows = tuple[tuple[Act, ...], ...]
CONFIRM = {State.OPEN: N_("Yes, put right on the spot")}
CONFIRM_LATER = N_("Yes, put right, without a photo")


def _keyboards(place: Callable[[ActLabel], Place]) -> dict[State, Rows]:
    rows: dict[State, dict[int, list[Act]]] = defaultdict(lambda: defaultdict(list))
    for act, label in ACT_LABELS.items():
        for state, row in place(label).items():
            rows[state][row].append(act)
    return {state: tuple(tuple(of_state[row]) for row in sorted(of_state)) for state, of_state in rows.items()}


GROUP = _keyboards(lambda label: label.group)
STAFF = _keyboards(lambda label: label.staff)
FITTING = ((6, 4), (9, 3))  # the width of a label, in Latin letters, with which so many stand beside each other
REVIEWING: Rows = ((Act.CLOSE, Act.SEND_BACK),)


def buttons(t: Translator, hazard: Hazard, rows: Rows) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        part
        for row in rows
        for part in _on_one_line(
            [Button(t.plain(ACT_LABELS[act].button), HazardAct(act, hazard.number).pack()) for act in row]
        )
    )


def _on_one_line(row: Sequence[Button]) -> Iterator[tuple[Button, ...]]:
    """As many rows, of about one length, as a phone needs to show every label whole; two beside each other always."""
    widest = max((_width(button.label) for button in row), default=0)
    most = next((count for width, count in FITTING if widest <= width), 2)
    rows = ceil(len(row) / most)
    return (tuple(row[len(row) * at // rows : len(row) * (at + 1) // rows]) for at in range(rows))


def _width(label: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in label)


async def on_the_spot(context: RenderContext, hazard: Hazard) -> tuple[tuple[Button, ...], ...]:
    """The second of the two taps, once the first has asked for it: until the hazard moves, or its result is shown."""
    asked, session = context.message.args.get("spot"), context.session
    if not asked or hazard.state not in TRANSITIONS[Act.DONE].before or asked != await stage(session, hazard):
        return ()
    if await result_shown(session, hazard):
        return ()
    label = CONFIRM.get(hazard.state, CONFIRM_LATER)
    return ((Button(context.t.plain(label), DoneOnTheSpot(hazard.number).pack()),),)


async def for_staff(context: RenderContext, hazard: Hazard) -> Rows:
    """What whoever reads this chat may do; of a listed hazard without what the supervision forbids."""
    if hazard.state not in LIVE:
        return ()
    rows = STAFF[hazard.state]
    if hazard.state is State.REVIEW and await unfinished(context.session, hazard.id) is None:
        rows = tuple(tuple(act for act in row if act not in OF_NOTICE) for row in rows)
    supervision = await current(context.session, hazard.id)
    if supervision is not None:
        left = (tuple(act for act in row if act not in ENDING | {Act.SUPERVISE, Act.PUT_OFF}) for row in rows)
        rows = (*left, (Act.PROGRESS, Act.LIFT) if await _can_lift(context, supervision) else (Act.PROGRESS,))
    readers = await _readers(context, hazard)
    if hazard.severity not in LONGEST:
        rows = tuple(tuple(act for act in row if act is not Act.PUT_OFF) for row in rows)
    asked = {act: await who_for(context.session, hazard, act) for row in rows for act in row}
    taking = frozenset({Act.ACCEPT} if Who.ASSIGNEE in readers else ())  # one of the two is enough
    return tuple(
        filter(None, (tuple(act for act in row if asked[act] in readers and act not in taking) for row in rows))
    )


async def _can_lift(context: RenderContext, supervision: Supervision) -> bool:
    """In a leaders' chat: whether it is that of the grid which listed."""
    session, chat_id = context.session, context.message.chat_id
    if chat_id < 0:
        bound = await binding_of(session, chat_id)
        return bound is not None and bound[1].id == supervision.grid_id
    person = await _person(context)
    return person is not None and await may_lift(session, supervision, person)


async def _person(context: RenderContext) -> Person | None:
    """Whose private chat it is."""
    rows = select(Person).where(col(Person.tg_user_id) == context.message.chat_id)
    return (await context.session.scalars(rows)).first()


async def _readers(context: RenderContext, hazard: Hazard) -> frozenset[Who]:
    """As what somebody in this chat can act: in private one person, in a leaders' chat those who lead its grid."""
    session, chat_id = context.session, context.message.chat_id
    if chat_id < 0:
        bound = await binding_of(session, chat_id)
        return frozenset(_as_leader(bound[1].level) if bound else Who) - {Who.ASSIGNEE}
    grid = await session.get_one(Grid, hazard.grid_id)
    person = await _person(context)
    if person is None:
        return frozenset()
    own = frozenset({Who.ASSIGNEE} if await assigned_to(session, hazard, person) else ())
    return own | await _as_staff(session, person, grid)


async def _as_staff(session: AsyncSession, person: Person, grid: Grid) -> frozenset[Who]:
    held = await leads(session, person.id, grid)
    if not held:
        return frozenset({Who.STAFF} if await holds_position(session, person.id, grid, STAFF_ROLES) else ())
    return frozenset(who for each in held for who in _as_leader(each.grid.level))


def _as_leader(level: Level) -> tuple[Who, ...]:
    return (Who.STAFF, Who.LEADER, Who.STREET) if level in STREET_AND_ABOVE else (Who.STAFF, Who.LEADER)
