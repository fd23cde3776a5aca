"""Wording a hazard: the card in the group, pings to staff, the review, the outcome, the story."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from handlers.hazards.words import BUTTONS, CATEGORIES, SEVERITIES, STATES
from handlers.worded import Button, Pointless, Scene, View, Worded
from locales.translator import N_, Html, Translator, cut, visible
from models.grids.tables import Grid
from models.hazards.evidence import photos_of
from models.hazards.flow import LIVE, Act, Severity, State
from models.hazards.tables import Evidence, Hazard, HazardEvent, Moment
from models.members.tables import Person

TEXT_SHOWN = 600
ALBUM = 10
WORK = {
    State.OPEN: ((Act.ACCEPT, Act.ON_SITE), (Act.DONE, Act.HAND_UP)),
    State.ACCEPTED: ((Act.ON_SITE, Act.DONE), (Act.HAND_UP,)),
    State.REVIEW: ((Act.CLOSE, Act.SEND_BACK),),
}
SIGNS = {
    State.DRAFT: "📝",
    State.OPEN: "🔴",
    State.ACCEPTED: "🟡",
    State.REVIEW: "🔵",
    State.CLOSED: "🟢",
}
WHY = {
    "new": N_("New hazard in your grid"),
    "unaccepted": N_("Nobody has accepted this hazard for {waited}. Please see to it."),
    "unfinished": N_("This hazard is still not done after {waited}. Please see to it."),
    "handed_up": N_("Handed up by {by}: please see to it."),
    "sent_back": N_("The leader sent this back: please see to it again."),
    "reopened": N_("The reporter is not satisfied: the hazard is open again. Please see to it."),
}


@dataclass(frozen=True)
class Facts:
    """A hazard with the names a message shows."""

    hazard: Hazard
    grid: Grid
    accepted_by: str
    done_by: str
    photos: dict[Moment, int]


async def facts(scene: Scene) -> Facts | None:
    session = scene.session
    hazard = await session.get(Hazard, scene.letter.subject_id)
    if hazard is None:
        return None
    grid = await session.get_one(Grid, hazard.grid_id)
    names = {}
    for person_id in (hazard.accepted_by, hazard.done_by):
        person = await session.get(Person, person_id) if person_id else None
        names[person_id] = person.name if person else ""
    counted = select(col(Evidence.moment), func.count()).where(col(Evidence.hazard_id) == hazard.id)
    photos = dict((await session.execute(counted.group_by(col(Evidence.moment)))).all())
    return Facts(hazard, grid, names[hazard.accepted_by], names[hazard.done_by], photos)


def code(hazard: Hazard) -> str:
    return f"H{hazard.number}"


def local(scene: Scene, at: datetime) -> str:
    return at.astimezone(scene.zone).strftime("%m-%d %H:%M")


def waited(t: Translator, hazard: Hazard, now: datetime) -> str:
    minutes = max(1, int((now - hazard.created_at).total_seconds() // 60))
    if minutes < 60:
        return t.plain("{minutes} min", minutes=minutes)
    if minutes < 48 * 60:
        return t.plain("{hours} h", hours=minutes // 60)
    return t.plain("{days} days", days=minutes // (24 * 60))


def buttons(t: Translator, hazard: Hazard, rows: tuple[tuple[Act, ...], ...]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(t.plain(BUTTONS[act]), f"hz:{act}:{hazard.number}") for act in row) for row in rows)


def body(scene: Scene, told: Facts) -> list[Html]:
    """The lines that every message about a hazard shares."""
    t, hazard = scene.t, told.hazard
    lines = [
        t(
            "{sign} <b>{code}</b> {state} · {severity}",
            sign=SIGNS[hazard.state],
            code=code(hazard),
            state=t.plain(STATES[hazard.state]),
            severity=t.plain(SEVERITIES[hazard.severity]),
        ),
        t("Grid: {grid}", grid=told.grid.name),
        t("Kind: {kind}", kind=t.plain(CATEGORIES[hazard.category])),
    ]
    if hazard.text:
        lines.append(t("What: {text}", text=cut(visible(hazard.text), TEXT_SHOWN)))
    lines.append(t("Reported: {time}", time=local(scene, hazard.created_at)))
    return [*lines, *_progress(scene, told)]


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
    elif hazard.state is State.CLOSED and hazard.ended_at:
        lines.append(t("Closed: {time}", time=local(scene, hazard.ended_at)))
    return lines


def joined(*lines: Html) -> Html:
    return Html("\n".join(lines))


async def card(scene: Scene) -> Worded | Pointless:
    told = await facts(scene)
    if told is None:
        return Pointless("the hazard is gone")
    t, hazard = scene.t, told.hazard
    if hazard.state is State.DRAFT:
        ask = t("Reply to this message with a photo or a few words: where it is and what is wrong.")
        return Worded(joined(t("{sign} <b>{code}</b>", sign=SIGNS[hazard.state], code=code(hazard)), ask))
    lines = body(scene, told)
    if hazard.severity is Severity.URGENT and hazard.state in LIVE:
        lines.insert(0, t("<b>If there is fire or smoke, call 119 first and leave the building.</b>"))
    if hazard.state is State.OPEN and not told.photos:
        lines.append(t("Reply to this message with a photo if you can."))
    if hazard.state is State.ACCEPTED:
        lines.append(t("Reply to this message with a photo of the result, then press “Done”."))
    return Worded(joined(*lines), buttons(t, hazard, WORK.get(hazard.state, ())))


async def ping(scene: Scene) -> Worded | Pointless:
    """To staff; loses its buttons when there is nothing left to do."""
    told = await facts(scene)
    if told is None:
        return Pointless("the hazard is gone")
    t, hazard, args = scene.t, told.hazard, scene.letter.args
    over = args["why"] in ("new", "unaccepted") and hazard.state is not State.OPEN
    if hazard.state is State.CLOSED and not scene.editing:
        return Pointless("closed meanwhile")
    if over and args["why"] == "unaccepted" and not scene.editing:
        return Pointless("accepted meanwhile")
    lines = body(scene, told)
    if not over and hazard.state in LIVE:
        headline = t(WHY[args["why"]], waited=waited(t, hazard, scene.now), by=args.get("by", ""))
        lines.insert(0, Html(f"<b>{headline}</b>"))
    photos = await photos_of(scene.session, hazard.id, Moment.BEFORE)
    shown = tuple(photo.file_id for photo in photos[:1] if photo.file_id and photo.kind == "photo")
    return Worded(joined(*lines), buttons(t, hazard, WORK.get(hazard.state, ())), shown)


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
    return Worded(joined(ask, *body(scene, told)), buttons(t, hazard, WORK[State.REVIEW]))


async def outcome(scene: Scene) -> Worded | Pointless:
    """To the reporter; the buttons go once answered."""
    told = await facts(scene)
    if told is None:
        return Pointless("the hazard is gone")
    t, hazard = scene.t, told.hazard
    if hazard.state is not State.CLOSED and hazard.satisfied is None:
        return Pointless("open again")
    told_text = t("<b>{code}</b> that you reported has been dealt with. Thank you.", code=code(hazard))
    if hazard.satisfied is None:
        ask = t("Are you satisfied with the outcome?")
        return Worded(joined(told_text, ask), buttons(t, hazard, ((Act.SATISFIED, Act.DISSATISFIED),)))
    if hazard.satisfied:
        return Worded(joined(told_text, t("You answered: satisfied.")))
    reopened = t("<b>{code}</b>: you answered “not satisfied”. It is open again, one level up.", code=code(hazard))
    return Worded(reopened)


STORY = {
    Act.REPORT: N_("{time} reported"),
    Act.ACCEPT: N_("{time} accepted by {name}"),
    Act.ON_SITE: N_("{time} {name} is on site"),
    Act.ADD: N_("{time} {name} added words or photos"),
    Act.DONE: N_("{time} done, says {name}"),
    Act.HAND_UP: N_("{time} handed up by {name}"),
    Act.CLOSE: N_("{time} closed by {name}"),
    Act.SEND_BACK: N_("{time} sent back by {name}"),
    Act.SATISFIED: N_("{time} the reporter is satisfied"),
    Act.DISSATISFIED: N_("{time} the reporter is not satisfied"),
    Act.ESCALATE: N_("{time} told to the level above"),
}


async def status(scene: Scene) -> Worded | Pointless:
    told = await facts(scene)
    if told is None:
        return Pointless("the hazard is gone")
    rows = (
        select(HazardEvent, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(HazardEvent.person_id))
        .where(col(HazardEvent.hazard_id) == told.hazard.id)
        .order_by(col(HazardEvent.at), col(HazardEvent.id))
    )
    story = [
        scene.t(STORY[event.act], time=local(scene, event.at), name=name or scene.t.plain("a resident"))
        for event, name in (await scene.session.execute(rows))
        if event.act in STORY
    ]
    return Worded(joined(*body(scene, told), Html(""), *story[-20:]))


async def mine(scene: Scene) -> Worded | Pointless:
    t = scene.t
    lines = []
    for hazard_id in scene.letter.args["hazards"]:
        hazard = await scene.session.get(Hazard, hazard_id)
        if hazard is not None:
            shown = cut(visible(hazard.text).replace("\n", " "), 30)
            state = t.plain(STATES[hazard.state])
            lines.append(
                t("{sign} {code} {state} {text}", sign=SIGNS[hazard.state], code=code(hazard), state=state, text=shown)
            )
    if not lines:
        return Worded(
            t("You have not reported anything yet. To report a hazard, send its photo with /report and a few words.")
        )
    return Worded(joined(t("<b>Your reports</b> (newest first)"), *lines, t("Send /status and a code to see one.")))


def fixed(message: str) -> View:
    """A message that depends on nothing but the letter's arguments."""

    async def view(scene: Scene) -> Worded | Pointless:
        return Worded(scene.t(message, **scene.letter.args))

    return view


VIEWS: dict[str, View] = {
    "hazards.card": card,
    "hazards.ping": ping,
    "hazards.photos": photos,
    "hazards.review": review,
    "hazards.outcome": outcome,
    "hazards.status": status,
    "hazards.mine": mine,
    "hazards.which": fixed(N_("Which hazard? Send /status and its code, for example /status H12.")),
    "hazards.unknown": fixed(N_("There is no hazard H{number} that you can see here. Please check the code.")),
    "hazards.anonymous": fixed(N_("Please send /my from your own account, not as the group.")),
    "hazards.unbound": fixed(
        N_(
            "This group is not bound to a grid yet, so the report could not be passed on. If it is urgent, call 119. "
            "A group administrator can bind it with /bind and the code from the street office."
        )
    ),
    "hazards.no_grid": fixed(
        N_("Please send the report in your grid's group, so that the right people see it. If it is urgent, call 119.")
    ),
}
