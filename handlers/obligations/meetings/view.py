"""Wording what is peculiar to meetings and training: when and where, decisions, minutes, test results; and a convention
as residents see it.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local, local_day
from handlers.messages import MessageContent, RenderContext, Skip, View
from handlers.obligations.labels import CONVENTION, SIGNS
from locales.translator import Html, visible
from models.evidence.attach import pieces_of
from models.grids.tables import Grid
from models.obligations.kinds import KINDS as ALL
from models.obligations.kinds import TaskKind
from models.obligations.meetings.minutes import decisions_of
from models.obligations.meetings.publishing import PUBLISHED
from models.obligations.owners import Owned
from models.obligations.tables import Requirement, RequirementState
from models.obligations.workflow import State
from models.quiz.tables import QuizTraining, TrainingState

MINUTES = "obligations.minutes"
MOST_DECISIONS = 12


def when_and_where(context: RenderContext, requirement: Requirement) -> str:
    at = local(context, requirement.happens_at or requirement.due_at)
    return f"{at} · {requirement.place}" if requirement.place else at


async def meeting_lines(context: RenderContext, requirement: Requirement) -> list[Html]:
    """For whoever called it."""
    t, lines = context.t, list[Html]()
    if not ALL[requirement.kind].meets:
        return lines
    found = await decisions_of(context.session, requirement)
    if found:
        lines.append(t("<b>Decided:</b>"))
    for each in found[:MOST_DECISIONS]:
        sign = SIGNS[State.DONE if each.state is RequirementState.CLOSED else State.OPEN]
        about = {"code": each.code, "title": each.title, "day": local_day(context, each.due_at)}
        lines.append(t("{sign} {code} {title}, by {day}", sign=sign, **about))
    if await has_minutes(context, requirement):
        lines.append(t("The minutes are there."))
    if requirement.state is RequirementState.OPEN and requirement.due_at <= context.now:
        lines.append(t("<b>It is over.</b> Please take attendance, and reply to this message with the minutes."))
    return lines


async def has_minutes(context: RenderContext, requirement: Requirement) -> bool:
    return bool(requirement.outcome or await pieces_of(context.session, requirement.id))


async def minutes(context: RenderContext) -> MessageContent | Skip:
    """The words; photos and files come after them."""
    requirement = await context.session.get(Requirement, context.message.subject_id)
    if requirement is None or not await has_minutes(context, requirement):
        return Skip("there are none")
    t = context.t
    lines = [
        t("<b>Minutes: {title}</b> ({code})", title=requirement.title, code=requirement.code),
        t("{when}", when=when_and_where(context, requirement)),
        t("{words}", words=visible(requirement.outcome)),
    ]
    return MessageContent(Html("\n".join(lines)))


async def test_results(context: RenderContext, requirement: Requirement, shares: Sequence[Owned]) -> dict[int, str]:
    """By obligation, of a training: what its person has scored since it was called, as the test of it."""
    people = {each.row.id: each.post.person_id for each in shares if each.post and each.post.person_id}
    if requirement.kind is not TaskKind.TRAINING or not people:
        return {}
    rows = (
        select(QuizTraining)
        .where(col(QuizTraining.person_id).in_(people.values()), col(QuizTraining.state) == TrainingState.DONE)
        .where(col(QuizTraining.done_at) >= requirement.created_at)
        .order_by(col(QuizTraining.done_at))
    )
    newest = {each.person_id: each for each in (await context.session.scalars(rows)).all()}
    return {
        row: f"{newest[person].rights}/{len(newest[person].questions)}"
        for row, person in people.items()
        if person in newest
    }


async def convention(context: RenderContext) -> MessageContent | Skip:
    requirement = await context.session.get(Requirement, context.message.subject_id)
    grid = await context.session.get(Grid, context.message.args["grid"])
    if requirement is None or grid is None:
        return Skip("it is gone")
    t = context.t
    words = visible(requirement.words) or t.plain(CONVENTION)
    head = t("<b>{grid}: {title}</b>", grid=grid.name, title=requirement.title)
    return MessageContent(Html(f"{head}\n{t('{words}', words=words)}"))


VIEWS: dict[str, View] = {MINUTES: minutes, PUBLISHED: convention}
