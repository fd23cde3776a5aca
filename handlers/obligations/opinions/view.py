"""Wording opinions: to the leader who answers, and to the resident who wrote one. Residents are named to staff, in
private alone.
"""

from sqlmodel import col

from handlers.dates import local, local_day
from handlers.evidence.shown import shown
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.obligations.labels import SIGNS
from handlers.obligations.presses import OpinionAct, OpinionDo, OwnerAct, OwnerDo
from locales.translator import N_, Html, cut, visible
from models.evidence.attach import photos_of, pieces_of
from models.grids.tables import Grid
from models.hazards.tables import Hazard
from models.members.tables import Person
from models.obligations.answering import may_answer
from models.obligations.opinions.acting import DISSATISFIED, HANDED_UP, share_of
from models.obligations.opinions.opening import THANKS, own_opinions
from models.obligations.opinions.telling import ANSWER
from models.obligations.owners import owned_by
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.workflow import WAITING, State

HOW = "obligations.opinion_how"
WORDS, SHORT, BESIDE_PHOTO = 1000, 300, 180
LISTED, IN_LIST = 5, 30
Rows = tuple[tuple[Button, ...], ...]


async def opinion_card(context: RenderContext, opinion: Requirement, row: Obligation) -> MessageContent:
    """To who is to answer; whoever has handed it up keeps it without buttons."""
    t, session = context.t, context.session
    photos = shown(context, await photos_of(session, opinion.id))[:1]
    pieces = len(await pieces_of(session, opinion.id))
    lines = [
        t("<b>{sign} Opinion of a resident</b> ({code})", sign=SIGNS[row.state], code=opinion.code),
        *await _said(context, opinion),
        *await _standing(context, opinion, row, BESIDE_PHOTO if photos else SHORT),
    ]
    reader = await reader_of(context)
    share = await owned_by(session, row)
    if reader is None or not await may_answer(session, share, reader):
        return MessageContent(Html("\n".join(lines)), photos=photos)
    see = _see(context, row, pieces) if pieces > len(photos) else ()
    if row.state not in WAITING:
        return MessageContent(Html("\n".join(lines)), see, photos)
    lines.append(t("<i>Reply to this message with your answer: the resident hears it.</i>"))
    return MessageContent(Html("\n".join(lines)), (*_buttons(context, row, share.grid), *see), photos)


async def _said(context: RenderContext, opinion: Requirement) -> list[Html]:
    t, grid = context.t, await context.session.get_one(Grid, opinion.grid_id)
    lines = [t("Grid: {grid}", grid=grid.name)]
    author = await context.session.get(Person, opinion.author_id) if context.message.chat_id > 0 else None
    if author is not None:
        lines.append(t("By: {name}", name=author.name))
    return [*lines, t("{words}", words=cut(visible(context.seen_here(opinion.words)), WORDS))]


async def _standing(context: RenderContext, opinion: Requirement, row: Obligation, room: int) -> list[Html]:
    t, lines, words = context.t, list[Html](), cut(visible(context.seen_here(row.words)), room)
    if row.grid_id != opinion.grid_id:
        above = await context.session.get_one(Grid, row.grid_id)
        lines.append(t("Handed up to: {grid}", grid=above.name))
    if row.state in WAITING:
        if row.words:
            lines.append(t("Answered before, and the resident is not satisfied: {words}", words=words))
        late = row.due_at < context.now
        due = N_("⏰ To be answered by {day}, overdue") if late else N_("To be answered by {day}")
        return [*lines, t(due, day=local_day(context, row.due_at))]
    if row.hazard_id is not None:
        hazard = await context.session.get(Hazard, row.hazard_id)
        lines.append(t("It is a hazard: H{number}", number=hazard.number if hazard else ""))
    elif row.state is State.DONE and row.done_at is not None:
        by = await context.session.get(Person, row.done_by) if row.done_by else None
        about = {"time": local(context, row.done_at), "name": by.name if by else ""}
        lines.append(t("Answered {time} by {name}: {words}", words=words, **about))
    if row.satisfied is not None:
        lines.append(t("The resident is satisfied.") if row.satisfied else t("The resident is not satisfied."))
    return lines


def _buttons(context: RenderContext, row: Obligation, grid: Grid) -> Rows:
    def do(label: str, act: OwnerAct) -> Button:
        return Button(context.t.plain(label), OwnerDo(act, row.id).pack())

    up = (do(N_("To the level above"), OwnerAct.HAND_UP),) if grid.parent_id is not None else ()
    return ((do(N_("Answer"), OwnerAct.DONE),), (*up, do(N_("It is a hazard"), OwnerAct.HAZARD)))


def _see(context: RenderContext, row: Obligation, pieces: int) -> Rows:
    label = context.t.plain("See all photos and files: {n}", n=pieces)
    return ((Button(label, OwnerDo(OwnerAct.PIECES, row.id).pack()),),)


async def thanks(context: RenderContext) -> MessageContent | Skip:
    opinion = await context.session.get(Requirement, context.message.subject_id)
    if opinion is None:
        return Skip("it is gone")
    about = {"code": opinion.code, "day": local_day(context, opinion.due_at)}
    return MessageContent(
        context.t("Thank you. Your opinion {code} has been passed on; an answer comes by {day}.", **about)
    )


async def handed_up(context: RenderContext) -> MessageContent | Skip:
    opinion = await context.session.get(Requirement, context.message.subject_id)
    if opinion is None or opinion.state is not RequirementState.OPEN:
        return Skip("it is over")
    about = {"code": opinion.code, "day": local_day(context, opinion.due_at)}
    told = N_("Your opinion {code} is now with the level above; an answer comes by {day}.")
    return MessageContent(context.t(told, **about))


async def answer(context: RenderContext) -> MessageContent | Skip:
    """In private, or in the group where it was written: there it names nobody."""
    opinion = await context.session.get(Requirement, context.message.subject_id)
    if opinion is None:
        return Skip("it is gone")
    t, row = context.t, await share_of(context.session, opinion)
    if row.state in WAITING:
        return await _with_the_level_above(context, opinion, row)
    if row.state is not State.DONE:
        told = t(
            "Your opinion <b>{code}</b> has no answer: its grid is no longer there. Please send it anew.",
            code=opinion.code,
        )
        return MessageContent(told)
    if row.hazard_id is not None:
        hazard = await context.session.get(Hazard, row.hazard_id)
        about = {"code": opinion.code, "number": hazard.number if hazard else ""}
        return MessageContent(
            t("Your opinion <b>{code}</b> is dealt with as hazard <b>H{number}</b>. Thank you.", **about)
        )
    grid = await context.session.get_one(Grid, row.grid_id)
    lines = [t("<b>Answer to your opinion {code}</b> ({grid})", code=opinion.code, grid=grid.name)]
    if context.message.chat_id > 0:
        lines.append(t("You wrote: {words}", words=cut(visible(opinion.words), SHORT)))
    lines.append(t("{words}", words=cut(visible(context.seen_here(row.words)), WORDS)))
    if row.satisfied is not None:
        lines.append(
            t("You are satisfied. Thank you.") if row.satisfied else t("You are not satisfied; it was passed on.")
        )
        return MessageContent(Html("\n".join(lines)))
    buttons = (
        Button(t.plain("Satisfied"), OpinionDo(OpinionAct.SATISFIED, opinion.id).pack()),
        Button(t.plain("Not satisfied"), OpinionDo(OpinionAct.DISSATISFIED, opinion.id).pack()),
    )
    return MessageContent(Html("\n".join(lines)), (buttons,))


async def _with_the_level_above(context: RenderContext, opinion: Requirement, row: Obligation) -> MessageContent:
    """An answer stood here with which its author was not satisfied."""
    t, above = context.t, await context.session.get_one(Grid, row.grid_id)
    about = {"code": opinion.code, "grid": above.name, "day": local_day(context, row.due_at)}
    lines = [t("You were not satisfied with the answer to your opinion <b>{code}</b>.", code=opinion.code)]
    lines.append(t("It is now with {grid}; an answer comes by {day}.", **about))
    return MessageContent(Html("\n".join(lines)))


async def dissatisfied(context: RenderContext) -> MessageContent | Skip:
    """To who answered and the level above, in private."""
    row = await context.session.get(Obligation, context.message.subject_id)
    if row is None:
        return Skip("it is gone")
    t, opinion = context.t, await context.session.get_one(Requirement, row.requirement_id)
    lines = [
        t("<b>Not satisfied with the answer</b> ({code})", code=opinion.code),
        *await _said(context, opinion),
        t("The answer was: {words}", words=cut(visible(row.words), WORDS)),
    ]
    if row.state in WAITING:
        above = await context.session.get_one(Grid, row.grid_id)
        lines.append(t("It is now with {grid}, which answers anew.", grid=above.name))
    else:
        lines.append(t("Please get in touch with the resident."))
    return MessageContent(Html("\n".join(lines)))


async def how(context: RenderContext) -> MessageContent:
    """What to write; in private also what the reader waits for."""
    t = context.t
    if context.message.chat_id < 0:
        return MessageContent(t("Please write your opinion after the command: /opinion and what you wish for."))
    lines = [
        t("<b>Opinions and wishes</b>"),
        t("Write /opinion and what you wish for in one message, with a photo if you like. You get an answer."),
        t("To report a hazard: /report"),
    ]
    reader = await reader_of(context)
    waits = col(Requirement.state) == RequirementState.OPEN
    found = await own_opinions(context.session, reader, LISTED, waits) if reader else ()
    for each in found:
        about = {"code": each.code, "words": cut(each.title, IN_LIST), "day": local_day(context, each.due_at)}
        lines.append(t("• {code} {words}: an answer comes by {day}", **about))
    return MessageContent(Html("\n".join(lines)))


VIEWS: dict[str, View] = {
    THANKS: thanks,
    HANDED_UP: handed_up,
    ANSWER: answer,
    DISSATISFIED: dissatisfied,
    HOW: how,
}
