"""Wording fires: the ledger's newest, and a fire with what may be done about it."""

from collections.abc import Sequence

from handlers.dates import local, local_day
from handlers.fires.form import ALONE
from handlers.fires.labels import CAUSES, refused
from handlers.fires.presses import LIST, FireButton, FireDo, FireNew, FireOpen
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, cut, escape
from models.emergencies.tables import Call
from models.fires.recording import PAGE, fires_in
from models.fires.tables import Fire, FireState
from models.grids.tables import Grid
from models.members.positions import lead_by, posts_of
from models.members.tables import Person
from models.obligations.tables import Requirement

REFUSED, IN_PRIVATE = "fires.refused", "fires.in_private"
SHOWN, LABEL = 10, 40
RECORD_IT, CORRECT_IT = N_("Record the fire"), N_("Put it right")
BUTTONS = {FireButton.NONE: N_("There was no fire"), FireButton.REVIEW: N_("Review it")}


async def listed(context: RenderContext) -> MessageContent | Skip:
    reader, t = await reader_of(context), context.t
    if reader is None:
        return Skip("nobody to show it to")
    led = [held.grid for held in await lead_by(context.session, await posts_of(context.session, reader.id))]
    fires = await fires_in(context.session, led, SHOWN)
    head = t("<b>Ledger of fires</b>: the newest {n}. As a spreadsheet: /ledger", n=len(fires))
    empty = t("<b>Ledger of fires</b>: none is recorded.")
    buttons = [(Button(_label(context, *each), FireOpen(each[0].id).pack()),) for each in fires]
    new = (Button(t.plain(RECORD_IT), FireNew().pack()),)
    return MessageContent(head if fires else empty, (*buttons, new))


def _label(context: RenderContext, fire: Fire, grid: str) -> str:
    what = fire.place or context.t.plain("to be recorded")
    return cut(f"{fire.code} {local_day(context, fire.happened_at)} {grid} {what}", LABEL)


async def page(context: RenderContext) -> MessageContent | Skip:
    fire = await context.session.get(Fire, context.message.subject_id)
    if fire is None:
        return Skip("the draft is gone")
    t, grid = context.t, await context.session.get_one(Grid, fire.grid_id)
    head = t(
        "<b>🔥 Fire {code}</b>, {grid}, {time}", code=fire.code, grid=grid.name, time=local(context, fire.happened_at)
    )
    lines = [head, *await _of_call(context, fire)]
    match fire.state:
        case FireState.RECORDED:
            lines += [*_record(context, fire), *await _review(context, fire)]
        case FireState.NONE:
            lines.append(t("There was no fire: nothing is recorded."))
        case _:
            lines.append(t("Please record it: when, where, the cause, losses, and who came."))
    return MessageContent(Html("\n".join(lines)), _buttons(context, fire))


async def _of_call(context: RenderContext, fire: Fire) -> Sequence[Html]:
    call = await context.session.get(Call, fire.call_id) if fire.call_id else None
    return [context.t("Call for help S{number}", number=call.number)] if call else []


def _record(context: RenderContext, fire: Fire) -> Sequence[Html]:
    t = context.t
    cause = t.plain(CAUSES[fire.cause]) if fire.cause else ""
    numbers = {name: getattr(fire, name) for name in ("yuan", "area", "injured", "dead")}
    return (
        t("{text}", text=fire.place),
        t("Cause: {cause}", cause=cause),
        t("Losses: {yuan} yuan, {area} m²; injured {injured}, dead {dead}", **numbers),
        t("Who came: {units}", units=fire.units or t.plain(ALONE[1])),
    )


async def _review(context: RenderContext, fire: Fire) -> Sequence[Html]:
    t = context.t
    if fire.reviewed_at is None:
        return [t("It has not been reviewed yet.")]
    by = await context.session.get(Person, fire.reviewed_by)
    task = await context.session.get(Requirement, fire.requirement_id) if fire.requirement_id else None
    told = {"name": by.name if by else "", "day": local_day(context, fire.reviewed_at)}
    lines = [
        t("<b>Review</b> by {name}, {day}", **told),
        t("What went well: {text}", text=fire.well),
        t("To be changed: {text}", text=fire.change),
    ]
    return [*lines, *([t("As a task: {code}", code=task.code)] if task else [])]


def _buttons(context: RenderContext, fire: Fire) -> tuple[tuple[Button, ...], ...]:
    t = context.t

    def button(label: str, act: FireButton) -> tuple[Button, ...]:
        return (Button(t.plain(label), FireDo(act, fire.id).pack()),)

    match fire.state:
        case FireState.RECORDED:
            reviewed = () if fire.reviewed_at else (button(BUTTONS[FireButton.REVIEW], FireButton.REVIEW),)
            return (*reviewed, button(CORRECT_IT, FireButton.RECORD))
        case FireState.ASKED:
            none = button(BUTTONS[FireButton.NONE], FireButton.NONE)
            return button(RECORD_IT, FireButton.RECORD), none
        case FireState.DRAFT:
            return (button(RECORD_IT, FireButton.RECORD),)
        case _:
            return ()


async def told(context: RenderContext) -> MessageContent:
    args = context.message.args
    return MessageContent(escape(refused(context.t, args["code"], args.get("data", {}))))


async def in_private(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Please send /fire to me in private. If it burns now: 119, and /sos"))


VIEWS: dict[str, View] = {LIST: listed, PAGE: page, REFUSED: told, IN_PRIVATE: in_private}
