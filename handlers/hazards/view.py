"""Wording a hazard: the card in the group, pings to staff, the review, the outcome, the story."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ScalarSelect, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.hazards.beside import Beside, beside, order_lines, outcome_lines, state_shown
from handlers.hazards.beside import lines as lines_beside
from handlers.hazards.buttons import GROUP, buttons, on_the_spot
from handlers.hazards.reporting_view import draft_card, joined_line
from handlers.hazards.words import LEVELS, SEVERITIES, kind_word
from handlers.worded import Button, Gone, Pointless, Scene, View, Worded
from locales.translator import N_, Html, Translator, cut, visible
from models.grids.tables import Grid, Level
from models.hazards.deadlines import days_over
from models.hazards.evidence import photos_of
from models.hazards.flow import LIVE, Act, Severity, State
from models.hazards.kinds import kinds_of
from models.hazards.listings import Listing, current
from models.hazards.tables import Evidence, Hazard, HazardEvent, Moment
from models.hazards.transfers import Department
from models.members.tables import Person

TEXT_SHOWN = 600
REASON_IN_STORY = 60
ALBUM = 10


def _count(moment: Moment) -> ScalarSelect[int]:
    here = (col(Evidence.hazard_id) == col(Hazard.id), col(Evidence.moment) == moment)
    return select(func.count()).select_from(Evidence).where(*here).scalar_subquery()


FOUND = (  # put together once
    select(Hazard, Grid, Listing, _count(Moment.BEFORE), _count(Moment.AFTER))
    .join(Grid, col(Grid.id) == col(Hazard.grid_id))
    .outerjoin(Listing, and_(col(Listing.hazard_id) == col(Hazard.id), col(Listing.lifted_at).is_(None)))
    .where(col(Hazard.id) == bindparam("hazard"))
)
SIGNS = {
    State.DRAFT: "📝",
    State.OPEN: "🔴",
    State.ACCEPTED: "🟡",
    State.RECTIFYING: "🟠",
    State.TRANSFERRED: "🟣",
    State.REVIEW: "🔵",
    State.CLOSED: "🟢",
    State.DISMISSED: "⚪",
    State.DUPLICATE: "⚪",
}


@dataclass(frozen=True)
class Facts:
    """A hazard with the names a message shows."""

    hazard: Hazard
    grid: Grid
    accepted_by: str
    done_by: str
    photos: dict[Moment, int]
    reason: str = ""
    beside: Beside = field(default_factory=Beside)


async def facts(scene: Scene) -> Facts | None:
    session = scene.session
    found = (await session.execute(FOUND, {"hazard": scene.letter.subject_id})).first()
    if found is None:
        return None
    hazard, grid, listing, before, after = found
    names = {}
    for person_id in (hazard.accepted_by, hazard.done_by):
        person = await session.get(Person, person_id) if person_id else None
        names[person_id] = person.name if person else ""
    photos = {moment: count for moment, count in ((Moment.BEFORE, before), (Moment.AFTER, after)) if count}
    accepted_by, done_by = names[hazard.accepted_by], names[hazard.done_by]
    reason, stands_beside = await _reason(session, hazard), await beside(session, hazard, listing)
    return Facts(hazard, grid, accepted_by, done_by, photos, reason, stands_beside)


async def _reason(session: AsyncSession, hazard: Hazard) -> str:
    """Why it was dismissed."""
    if hazard.state is not State.DISMISSED:
        return ""
    rows = select(HazardEvent).where(col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.act) == Act.DISMISS)
    event = (await session.scalars(rows.order_by(col(HazardEvent.id).desc()).limit(1))).first()
    return str(event.data.get("reason", "")) if event else ""


def code(hazard: Hazard) -> str:
    return f"H{hazard.number}"


def local(scene: Scene, at: datetime) -> str:
    return at.astimezone(scene.zone).strftime("%m-%d %H:%M")


def waited(t: Translator, since: datetime, now: datetime) -> str:
    minutes = max(1, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return t.plain("{minutes} min", minutes=minutes)
    if minutes < 48 * 60:
        return t.plain("{hours} h", hours=minutes // 60)
    return t.plain("{days} days", days=minutes // (24 * 60))


def body(scene: Scene, told: Facts) -> list[Html]:
    """The lines that every message about a hazard shares."""
    t, hazard = scene.t, told.hazard
    lines = [
        t(
            "{sign} <b>{code}</b> {state} · {severity}",
            sign=SIGNS[hazard.state],
            code=code(hazard),
            state=state_shown(t, hazard.state, told.beside.listing),
            severity=t.plain(SEVERITIES[hazard.severity]),
        ),
        t("Grid: {grid}", grid=told.grid.name),
        t("Kind: {kind}", kind=kind_word(t, kinds_of(scene.session), hazard.category)),
    ]
    if hazard.text:
        lines.append(t("What: {text}", text=cut(visible(hazard.text), TEXT_SHOWN)))
    lines.append(t("Reported: {time}", time=local(scene, hazard.created_at)))
    return [*lines, *_progress(scene, told), *lines_beside(scene, told.beside)]


def _progress(scene: Scene, told: Facts) -> list[Html]:
    t, hazard = scene.t, told.hazard
    lines = []
    if any(told.photos.values()):
        before, after = told.photos.get(Moment.BEFORE, 0), told.photos.get(Moment.AFTER, 0)
        lines.append(t("Evidence: {before} before, {after} after", before=before, after=after))
    if told.accepted_by:
        lines.append(t("Accepted by {name}", name=told.accepted_by))
    if told.done_by and hazard.state in (State.REVIEW, State.CLOSED):
        lines.append(t("Done by {name}", name=told.done_by))
    if hazard.due_at and hazard.state is State.OPEN:
        lines.append(t("To be accepted by {time}", time=local(scene, hazard.due_at)))
    elif hazard.due_at and hazard.state is State.ACCEPTED:
        lines.append(t("To be done by {time}", time=local(scene, hazard.due_at)))
    elif hazard.due_at and hazard.state is State.RECTIFYING:
        lines.append(_to_rectify(scene, hazard.due_at))
    elif told.reason:
        lines.append(t("Reason: {reason}", reason=cut(visible(told.reason), TEXT_SHOWN)))
    elif hazard.state is State.CLOSED and hazard.ended_at:
        lines.append(t("Closed: {time}", time=local(scene, hazard.ended_at)))
    return lines


def _to_rectify(scene: Scene, due_at: datetime) -> Html:
    date, days = f"{due_at.astimezone(scene.zone):%Y-%m-%d}", days_over(due_at, scene.now)
    if days:
        return scene.t("To be rectified by {date}, {days} days overdue", date=date, days=days)
    return scene.t("To be rectified by {date}", date=date)


def joined(*lines: Html) -> Html:
    return Html("\n".join(lines))


async def card(scene: Scene) -> Worded | Gone | Pointless:
    told = await facts(scene)
    if told is None:
        return Pointless("the hazard is gone")
    t, hazard = scene.t, told.hazard
    if hazard.state is State.DRAFT:
        return await draft_card(scene, hazard)
    lines = [*body(scene, told), *await joined_line(scene, hazard)]
    if hazard.severity is Severity.URGENT and hazard.state in LIVE:
        lines.insert(0, t("<b>If there is fire or smoke, call 119 first and leave the building.</b>"))
    if hazard.state is State.OPEN and not hazard.text:
        lines.append(t("Reply to this message with a few words: where it is and what is wrong."))
    elif hazard.state is State.OPEN and not told.photos:
        lines.append(t("Reply to this message with a photo if you can."))
    if hazard.state is State.ACCEPTED:
        lines.append(t("Reply to this message with a photo of the result, then press “Done”."))
    rows = (*on_the_spot(scene, hazard), *buttons(t, hazard, GROUP.get(hazard.state, ())))
    return Worded(joined(*lines), rows)


async def photos(scene: Scene) -> Worded | Pointless:
    """Before and after, ahead of the review."""
    told = await facts(scene)
    if told is None or told.hazard.state is not State.REVIEW:
        return Pointless("no longer awaiting review")
    ids: list[str] = []
    for moment in (Moment.BEFORE, Moment.AFTER):
        kept = await photos_of(scene.session, told.hazard.id, moment)
        ids += [photo.file_id for photo in kept if photo.file_id and photo.kind == "photo"][: ALBUM // 2]
    if not ids:
        return Pointless("no photos")
    caption = scene.t("<b>{code}</b> before and after", code=code(told.hazard))
    return Worded(caption, photos=tuple(ids))


async def review(scene: Scene) -> Worded | Pointless:
    told = await facts(scene)
    if told is None:
        return Pointless("the hazard is gone")
    t, hazard = scene.t, told.hazard
    if hazard.state is not State.REVIEW:
        return Worded(joined(*body(scene, told))) if scene.editing else Pointless("reviewed meanwhile")
    ask = t("<b>Please review: press “Close” if the hazard is gone, “Send back” if not.</b>")
    answer = outcome_lines(scene, told.beside)
    lines = [*answer, *body(scene, told), *order_lines(scene, told.beside)]
    return Worded(joined(ask, *lines), buttons(t, hazard, GROUP[State.REVIEW]))


NOBODY_ABOVE = N_("{time} nobody above could be reached")
NO_OUTCOME = N_("{time} no outcome in time: back with the street")
ON_THE_SPOT = N_("{time} put right on the spot by {name}")
STORY = {
    Act.REPORT: N_("{time} reported"),
    Act.ACCEPT: N_("{time} accepted by {name}"),
    Act.ON_SITE: N_("{time} {name} is on site"),
    Act.ADD: N_("{time} {name} added words or photos"),
    Act.JOIN: N_("{time} reported once more"),
    Act.DUPLICATE: N_("{time} found to be the same as another, by {name}"),
    Act.CLASSIFY: N_("{time} kind or severity corrected by {name}"),
    Act.DONE: N_("{time} done, says {name}"),
    Act.HAND_UP: N_("{time} handed up by {name}"),
    Act.ORDER: N_("{time} rectification ordered by {name}, due {due}"),
    Act.EXTEND: N_("{time} deadline extended to {due} by {name}: {reason}"),
    Act.REMIND: N_("{time} reminded of the deadline"),
    Act.TRANSFER: N_("{time} transferred to {department} by {name}, outcome due {due}"),
    Act.ACKNOWLEDGE: N_("{time} acknowledged by {name}"),
    Act.OUTCOME: N_("{time} outcome reported by {name}"),
    Act.TAKE_BACK: N_("{time} taken back from the department by {name}"),
    Act.LIST: N_("{time} listed for supervision by {name}, due {due}"),
    Act.PROGRESS: N_("{time} progress reported by {name}"),
    Act.LIFT: N_("{time} listing lifted by {name}"),
    Act.CLOSE: N_("{time} closed by {name}"),
    Act.SEND_BACK: N_("{time} sent back by {name}"),
    Act.DISMISS: N_("{time} found to be no hazard by {name}"),
    Act.OBJECT: N_("{time} the reporter objects"),
    Act.SATISFIED: N_("{time} the reporter is satisfied"),
    Act.DISSATISFIED: N_("{time} the reporter is not satisfied"),
    Act.STILL_FIXED: N_("{time} still fixed, says the reporter"),
    Act.BROKEN_AGAIN: N_("{time} broken again, says the reporter"),
    Act.ESCALATE: N_("{time} told to the level above: {level}"),
}


BY_REPORTER = frozenset({Act.ADD, Act.CLASSIFY, Act.DUPLICATE})
CORRECTABLE = ((Act.CLASSIFY,),)


async def story(scene: Scene, hazard: Hazard, last: int, without: Collection[Act] = ()) -> list[Html]:
    """What has happened, a line each, the newest last; what the bot made of somebody's words is no step of its own."""
    by_somebody = or_(col(HazardEvent.act) != Act.CLASSIFY, col(HazardEvent.person_id).is_not(None))
    rows = (
        select(HazardEvent, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(HazardEvent.person_id))
        .where(
            col(HazardEvent.hazard_id) == hazard.id, by_somebody, col(HazardEvent.act).in_(STORY.keys() - set(without))
        )
        .order_by(col(HazardEvent.at).desc(), col(HazardEvent.id).desc())
        .limit(last)
    )
    found = (await scene.session.execute(rows)).all()
    departments = await _departments(scene.session, [event for event, _ in found])
    told = [
        scene.t(
            _said_of(event),
            time=local(scene, event.at),
            name=_named(scene, hazard, event, name),
            due=str(event.data.get("due", ""))[5:],
            reason=cut(visible(str(event.data.get("reason", ""))), REASON_IN_STORY),
            department=departments.get(event.data.get("department"), ""),
            level=_level(scene, event),
        )
        for event, name in found
    ]
    return told[::-1]


async def _departments(session: AsyncSession, events: Collection[HazardEvent]) -> dict[int | None, str]:
    """The names of those that the events speak of."""
    ids = {event.data["department"] for event in events if "department" in event.data}
    if not ids:
        return {}
    rows = select(col(Department.id), col(Department.name)).where(col(Department.id).in_(ids))
    return dict((await session.execute(rows)).all())


def _said_of(event: HazardEvent) -> str:
    if event.act is Act.ESCALATE and not event.data.get("reached"):
        return NOBODY_ABOVE
    if event.act is Act.DONE and event.data.get("on_the_spot"):
        return ON_THE_SPOT
    return NO_OUTCOME if event.act is Act.TAKE_BACK and event.person_id is None else STORY[event.act]


def _level(scene: Scene, event: HazardEvent) -> str:
    level = event.data.get("level")
    return scene.t.plain(LEVELS[Level(level)]) if level else ""


def _named(scene: Scene, hazard: Hazard, event: HazardEvent, name: str | None) -> str:
    """Who reported in private is not named for what they then add."""
    hidden = hazard.discreet and event.person_id == hazard.reporter_id and event.act in BY_REPORTER
    return scene.t.plain("a resident") if hidden or not name else name


async def status(scene: Scene) -> Worded | Pointless:
    told = await facts(scene)
    if told is None:
        return Pointless("the hazard is gone")
    text = joined(
        *body(scene, told), *await joined_line(scene, told.hazard), Html(""), *await story(scene, told.hazard, 20)
    )
    return Worded(text, buttons(scene.t, told.hazard, CORRECTABLE if told.hazard.state is State.OPEN else ()))


async def mine(scene: Scene) -> Worded | Pointless:
    t = scene.t
    lines, numbers = [], []
    for hazard_id in scene.letter.args["hazards"]:
        hazard = await scene.session.get(Hazard, hazard_id)
        if hazard is not None:
            numbers.append(Button(code(hazard), f"hzs:{hazard.number}"))
            said = hazard.text or kind_word(t, kinds_of(scene.session), hazard.category)
            shown = cut(visible(said).replace("\n", " "), 30)
            state = state_shown(t, hazard.state, await current(scene.session, hazard.id))
            lines.append(
                t("{sign} {code} {state} {text}", sign=SIGNS[hazard.state], code=code(hazard), state=state, text=shown)
            )
    if not lines:
        return Worded(
            t("You have not reported anything yet. To report a hazard, send its photo with /report and a few words.")
        )
    rows = tuple(tuple(numbers[at : at + 5]) for at in range(0, len(numbers), 5))
    head, foot = t("<b>Your reports</b> (newest first)"), t("Press a code to see how it stands.")
    return Worded(joined(head, *lines, foot), rows)


def fixed(message: str) -> View:
    """A message that depends on nothing but the letter's arguments."""

    async def view(scene: Scene) -> Worded | Pointless:
        return Worded(scene.t(message, **scene.letter.args))

    return view


VIEWS: dict[str, View] = {
    "hazards.card": card,
    "hazards.photos": photos,
    "hazards.review": review,
    "hazards.status": status,
    "hazards.mine": mine,
    "hazards.which": fixed(N_("Which hazard? Send /status and its code, for example /status H12.")),
    "hazards.unknown": fixed(N_("There is no hazard H{number} that you can see here. Please check the code.")),
    "hazards.anonymous": fixed(N_("Please send /my from your own account, not as the group.")),
}
