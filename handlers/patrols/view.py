"""Wording what is said about rounds beside their card."""

from sqlalchemy import func, select
from sqlmodel import col

from handlers.dates import local
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.patrols.card_view import marks, stops_of
from handlers.patrols.labels import duty_line, refusal, span
from handlers.patrols.presses import ALSO_A_STOP, WHICH_GRID, AlsoAStop, CheckInHere, StopAct, StopDo
from locales.translator import Html, cut, escape
from models.grids.tables import Grid
from models.members.permissions import STAFF
from models.members.positions import posts_of
from models.patrols.closing import LEFT_OPEN
from models.patrols.hours_owed import duty_on, time_in_round
from models.patrols.stops import STOP_ADDED, UNDO_WITHIN
from models.patrols.tables import PatrolPerson, PatrolRound, PatrolStop, RoundEnd
from models.patrols.tracks import LIVE_KEPT, UNREVIEWED

REFUSED, ASK, SUMMARY = "patrols.refused", "patrols.ask", "patrols.summary"
NOTED, OUT_HERE = "patrols.noted", "patrols.out_here"
NAME = 40


async def refused(context: RenderContext) -> MessageContent:
    data = {name: value for name, value in context.message.args.items() if name != "code"}
    return MessageContent(escape(refusal(context.t, context.message.args["code"], **data)))


async def ask(context: RenderContext) -> MessageContent:
    """For a stop, or of a stop (its subject) by the code at a place."""
    t, button = context.t, context.t.plain("Send my location")
    if context.message.subject_id is None:
        asked = t(
            "Please press “{button}” below. A photo, words or a live location count as a stop, too.", button=button
        )
    else:
        asked = t(
            "Now and then I ask for the location at a code: please press “{button}” below within 10 minutes. If you "
            "cannot, just go on, the check counts all the same.",
            button=button,
        )
    return MessageContent(asked, ask_location=button)


async def noted(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Noted on the card of the round."), reaction="👌")


async def out_here(context: RenderContext) -> MessageContent:
    """To who has never started the bot: in a group nothing of their time is said."""
    start = Button(context.t.plain("Start me in private"), url=f"https://t.me/{context.bot_username}?start=staff")
    return MessageContent(context.t("You are checked out. I say in private how long you were on patrol."), ((start,),))


async def summary(context: RenderContext) -> MessageContent | Skip:
    part = await context.session.get(PatrolPerson, int(context.message.args["part"]))
    if part is None or part.left_at is None:
        return Skip("on the round again")
    t, session = context.t, context.session
    stops = select(func.count()).where(
        col(PatrolStop.round_id) == part.round_id,
        col(PatrolStop.person_id) == part.person_id,
        col(PatrolStop.undone_at).is_(None),
    )
    time = await time_in_round(session, part, context.now, context.zone)
    day = part.left_at.astimezone(context.zone).date()
    duty = await duty_on(session, part.person_id, day, context.now, context.zone)
    number = (await session.execute(stops)).scalar_one()
    told = t.n("This round: {time}, {n} stop.", "This round: {time}, {n} stops.", number, time=span(t, time))
    return MessageContent(Html(f"{told}\n{escape(duty_line(t, duty))}"))


async def stop_added(context: RenderContext) -> MessageContent | Skip:
    stop = await context.session.get(PatrolStop, context.message.subject_id)
    if stop is None:
        return Skip("the stop is gone")
    t = context.t
    if stop.undone_at is not None:
        return MessageContent(t("Undone: this is no stop of your round."))
    shown = await stops_of(context, stop.round_id)
    at = next((number for number, each in enumerate(shown, 1) if each.stop.id == stop.id), len(shown))
    proofs = t.listed(marks(context, shown[at - 1])) or t.plain("without a photo or location")
    lines = t("Stop {n} of your round: {proofs}.", n=at, proofs=proofs)
    undo = Button(t.plain("Undo"), StopDo(StopAct.UNDO, stop.id).pack())
    report = Button(t.plain("Report it as a hazard"), StopDo(StopAct.REPORT, stop.id).pack())
    late = context.now - stop.received_at > UNDO_WITHIN
    return MessageContent(lines, ((report,) if late else (undo, report),))


async def also_a_stop(context: RenderContext) -> MessageContent:
    t = context.t
    if context.message.args.get("taken"):
        return MessageContent(t("It is a stop of your round, too."))
    button = Button(t.plain("Also a stop of my round"), AlsoAStop().pack())
    return MessageContent(t("This reads like a hazard, so I ask about a report. Is it a stop, too?"), ((button,),))


async def which_grid(context: RenderContext) -> MessageContent | Skip:
    held = await posts_of(context.session, context.message.subject_id or 0)
    grids = {each.grid.id: each.grid for each in held if each.post.role in STAFF}
    if not grids:
        return Skip("no post any more")
    rows = [(Button(cut(grid.name, NAME), CheckInHere(grid.id).pack()),) for grid in grids.values()]
    return MessageContent(context.t("<b>Where do you go on patrol? Please choose.</b>"), tuple(rows))


async def left_open(context: RenderContext) -> MessageContent | Skip:
    about = await context.session.get(PatrolRound, context.message.subject_id)
    if about is None or about.ended_how is not RoundEnd.LEFT_OPEN or about.ended_at is None:
        return Skip("it goes on")
    grid = await context.session.get_one(Grid, about.grid_id)
    return MessageContent(
        context.t(
            "Your round in {grid} had no sign for 4 hours. I have ended it at the last one, {time}. "
            "Next time please send /checkout.",
            grid=grid.name,
            time=local(context, about.ended_at),
        )
    )


async def live_kept(context: RenderContext) -> MessageContent:
    return MessageContent(
        context.t(
            "Of your live location I keep a point every half minute and 25 m, for your leaders alone: until {days} "
            "days after a leader has read your work log of that day, and if nobody does for {most} days. Then only "
            "how far and how long you walked is left.",
            days=context.message.args["days"],
            most=context.message.args.get("most", UNREVIEWED.days),
        )
    )


VIEWS: dict[str, View] = {
    REFUSED: refused,
    ASK: ask,
    NOTED: noted,
    OUT_HERE: out_here,
    SUMMARY: summary,
    STOP_ADDED: stop_added,
    ALSO_A_STOP: also_a_stop,
    WHICH_GRID: which_grid,
    LEFT_OPEN: left_open,
    LIVE_KEPT: live_kept,
}
