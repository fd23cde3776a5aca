"""What is said about the quiz beside its questions: to leaders who did the training, and what is set for groups."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local_day
from handlers.duty_words import DAY_NAMES
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.quiz.labels import refusal
from handlers.quiz.presses import TEAM, OwnTraining
from locales.translator import Html, cut, escape
from models.grids.tables import Grid
from models.quiz.bank import A_YEAR, bank_of
from models.quiz.plans import led_by, quiz_plans
from models.quiz.results import FLOOR, results_in
from models.quiz.tables import QuizPlan, QuizTraining
from models.quiz.training import last_trainings, open_training
from models.quiz.weekly import OPEN_FOR
from models.work_log.team import TeamMember, team_of

SET, STATUS, REFUSED, IN_PRIVATE = "quiz.set", "quiz.status", "quiz.refused", "quiz.in_private"
LINK, QUIZ_LINK = "https://t.me/{bot}?start={payload}", "quiz"
MOST, NAME = 40, 20
A_YEAR_AGO = timedelta(days=365)


async def team(context: RenderContext) -> MessageContent | Skip:
    """To a leader in private."""
    reader = await reader_of(context)
    led = await led_by(context.session, reader) if reader is not None else []
    if reader is None or not led:
        return Skip("leads nobody")
    t, members = context.t, await team_of(context.session, reader.id)
    done = await last_trainings(context.session, [each.person.id for each in members])
    lately, every = sum(_lately(context, each) for each in done.values()), len(members)
    head = t("<b>Fire safety training</b>: {n} of {all} of your people did it within a year", n=lately, all=every)
    lines = [_member(context, each, done.get(each.person.id)) for each in members[:MOST]]
    more = [t("• … and {n} more", n=len(members) - MOST)] if len(members) > MOST else []
    begun = await open_training(context.session, reader)
    label = t.plain("Take the training" if begun is None else "Go on with my training")
    button = Button(label, OwnTraining(reader.id).pack())
    status = [await _status(context, grid) for grid in led]
    return MessageContent(Html("\n".join([head, *lines, *more, "", *status, _how(context)])), ((button,),))


def _lately(context: RenderContext, about: QuizTraining) -> bool:
    return about.done_at is not None and about.done_at > context.now - A_YEAR_AGO


def _member(context: RenderContext, member: TeamMember, done: QuizTraining | None) -> Html:
    t, who = context.t, {"grid": member.grid, "name": cut(member.person.name, NAME)}
    if done is None or done.done_at is None:
        return t("• {grid} {name}: not yet", **who)
    told = {"day": local_day(context, done.done_at), "rights": done.rights, "all": len(done.questions)}
    return t("• {grid} {name}: {day}, {rights} of {all} right", **who, **told)


async def _status(context: RenderContext, grid: Grid) -> Html:
    """Of the weekly quiz in a grid and below, and how the last one went."""
    t = context.t
    plan = (await quiz_plans(context.session)).of(grid.path)
    if plan is None or not plan.enabled:
        return t("<b>Weekly quiz</b>, {grid}: off", grid=grid.name)
    lines = [t("<b>Weekly quiz</b>, {grid}: {when}", grid=grid.name, when=_when(context, plan))]
    found = await results_in(context.session, [grid], context.now - OPEN_FOR, context.now)
    if found.all_groups:
        told = {"groups": found.groups, "all": found.all_groups, "floor": FLOOR}
        lines.append(t("Last 7 days: {all} groups asked, {groups} with {floor} voters or more", **told))
    if found.voters:
        lines.append(t("There {n} took part, {percent}% right", n=found.voters, percent=found.percent))
    return Html("\n".join(lines))


def _when(context: RenderContext, plan: QuizPlan) -> str:
    t = context.t
    told = {"weekday": t.plain(DAY_NAMES[plan.weekday]), "hour": plan.hour}
    if plan.named:
        return t.plain("{weekday}s from {hour}:00, answers are public", **told)
    return t.plain("{weekday}s from {hour}:00, anonymous", **told)


def _how(context: RenderContext) -> Html:
    return context.t("To change: /quiz on, /quiz on Friday 19:00, /quiz off. Added “named”, answers are public.")


async def status(context: RenderContext) -> MessageContent | Skip:
    """In the leaders' chat: no name of anybody."""
    grid = await context.session.get(Grid, context.message.subject_id)
    if grid is None:
        return Skip("the grid is gone")
    return MessageContent(Html("\n".join([await _status(context, grid), _how(context)])))


async def was_set(context: RenderContext) -> MessageContent | Skip:
    rows = select(Grid).where(col(Grid.id).in_(context.message.args["grids"])).order_by(col(Grid.path))
    grids = (await context.session.scalars(rows)).all()
    plan = await context.session.get(QuizPlan, grids[0].id) if grids else None
    if plan is None:
        return Skip("nothing is set any more")
    t, bank = context.t, bank_of(context.session)
    where = t.listed(grid.name for grid in grids)
    if not plan.enabled:
        off = t("The weekly quiz is off in {where} and all groups below; open questions are closed.", where=where)
        return MessageContent(off)
    lines = [
        t("The weekly quiz is on in {where} and all groups below: {when}.", where=where, when=_when(context, plan)),
        t("Groups have it spread over the hour. It closes after a week; no question comes twice within a year."),
    ]
    if len(bank) < A_YEAR:
        lines.append(t("There are {n} questions: after as many weeks none is put until a year is over.", n=len(bank)))
    return MessageContent(Html("\n".join(lines)))


async def refused(context: RenderContext) -> MessageContent:
    code, args = context.message.args["code"], context.message.args
    told = {name: value for name, value in args.items() if name != "code"}
    return MessageContent(escape(refusal(context.t, code, **told)))


async def in_private(context: RenderContext) -> MessageContent:
    t, link = context.t, LINK.format(bot=context.bot_username, payload=QUIZ_LINK)
    said = t("The fire safety quiz: a dozen questions, in private.")
    return MessageContent(said, ((Button(t.plain("To the private chat"), url=link),),))


VIEWS: dict[str, View] = {TEAM: team, STATUS: status, SET: was_set, REFUSED: refused, IN_PRIVATE: in_private}
