"""Wording what the owner of a share sees: its card, several at once, what one is reminded of, and one's own list."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local_day
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.obligations.items_view import state_lines
from handlers.obligations.labels import DO, HOW, KINDS, PAPERS, SIGNS, owner_words, refused
from handlers.obligations.meetings.view import has_minutes, when_and_where
from handlers.obligations.new_form import BY_TASK
from handlers.obligations.opinions.view import opinion_card
from handlers.obligations.presses import CHOOSE, OWN, OwnerAct, OwnerDo, RequirementOpen, TaskNew, TaskOpen, TasksPage
from handlers.obligations.setter_view import rate
from handlers.obligations.whistles.view import hazard_lines
from locales.translator import N_, Html, cut
from models.departments.reach import department_at
from models.members.positions import lead_by, posts_of
from models.members.tables import Person
from models.obligations.answering import own
from models.obligations.counting import tally_of
from models.obligations.kinds import KINDS as ALL
from models.obligations.kinds import TaskKind
from models.obligations.owners import Owned, owned, owned_by
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.telling import CARD, REMINDER, SEVERAL
from models.obligations.workflow import WAITING, Act, State
from models.obligations.worklist import SOONEST

REFUSED, NOT_HERE = "obligations.refused", "obligations.not_here"
SHOWN, LABEL, PAGE, MOST_SET = 10, 44, 8, 8
ACTS = {
    Act.COMING: N_("Coming"),
    Act.ARRIVED: N_("Arrived"),
    Act.LEAVE: N_("Ask for leave"),
    Act.PUBLISH: N_("Publish it in the group"),
}


async def card(context: RenderContext) -> MessageContent | Skip:
    row = await context.session.get(Obligation, context.message.subject_id)
    if row is None:
        return Skip("it is gone")
    requirement = await context.session.get_one(Requirement, row.requirement_id)
    if row.state in WAITING and requirement.state is not RequirementState.OPEN and not context.editing:
        return Skip("it is over")
    if ALL[requirement.kind].of_resident:
        return await opinion_card(context, requirement, row)
    t, share, kind = context.t, await owned_by(context.session, row), requirement.kind
    author = await context.session.get(Person, requirement.author_id)
    lines = [
        t("<b>{sign} {title}</b> ({code})", sign=SIGNS[row.state], title=requirement.title, code=requirement.code),
        t("For: {owner}", owner=owner_words(context, share)),
        _due(context, requirement, row, author.name if author else ""),
    ]
    if requirement.words:
        lines.append(t("{words}", words=requirement.words))
    lines += [*await hazard_lines(context, requirement), *await state_lines(context, requirement, row)]
    if await has_minutes(context, requirement) and ALL[kind].meets:
        minutes = Button(t.plain("See the minutes"), OwnerDo(OwnerAct.MINUTES, row.id).pack())
        return MessageContent(Html("\n".join(lines)), ((minutes,),))
    if row.state not in WAITING or requirement.state is not RequirementState.OPEN:
        return MessageContent(Html("\n".join(lines)))
    if share.vacant:
        lines.append(t("Nobody holds this post: whoever leads the grid answers for it."))
    lines.append(t("<i>{how}</i>", how=t.plain(HOW[kind])))
    return MessageContent(Html("\n".join(lines)), _buttons(context, requirement, row))


def _due(context: RenderContext, requirement: Requirement, row: Obligation, name: str) -> Html:
    if ALL[requirement.kind].meets:
        return context.t("{when}, called by {name}", when=when_and_where(context, requirement), name=name)
    return context.t("By: {day}, asked by {name}", day=local_day(context, row.due_at), name=name)


def _buttons(context: RenderContext, requirement: Requirement, row: Obligation) -> tuple[tuple[Button, ...], ...]:
    t, kind = context.t, ALL[requirement.kind]

    def do(label: str, act: OwnerAct) -> Button:
        return Button(t.plain(label), OwnerDo(act, row.id).pack())

    steps = [Act.COMING] if row.state is State.OPEN else []
    steps += [Act.ARRIVED, Act.LEAVE] if row.state in (State.OPEN, State.COMING) else []
    steps += [Act.PUBLISH]
    words = {**ACTS, Act.COMING: N_("I will be there")} if kind.meets else ACTS
    rows = [tuple(do(words[act], OwnerAct(act)) for act in steps if act in kind.acts)]
    if kind.paper is not None:
        rows.append((do(PAPERS[kind.paper], OwnerAct.PAPER),))
    if Act.DONE in kind.acts:
        label = N_("Finished") if requirement.kind is TaskKind.WHISTLE else DO[kind.proof]
        rows.append((do(label, OwnerAct.DONE),))
    return tuple(each for each in rows if each)


async def _of_reader(context: RenderContext, *more: object) -> list[Owned]:
    """What waits for whoever reads it: a person, or a department in its own chat."""
    department = await department_at(context.session, context.message.chat_id)
    reader = await reader_of(context)
    if department is not None:
        mine = col(Obligation.department_id) == department.id
    elif reader is not None:
        mine = await own(context.session, reader)
    else:
        return []
    asked = col(Obligation.asked_at).is_not(None)
    return await owned(context.session, mine, col(Obligation.state).in_(WAITING), asked, *more, order=SOONEST)  # type: ignore[arg-type]


async def _listed(context: RenderContext, head: Html, found: Sequence[Owned]) -> MessageContent:
    """A button for each that opens its card."""
    t, titles = context.t, await _titles(context, found)
    buttons = [
        (
            Button(
                cut(f"{local_day(context, each.row.due_at)} {titles[each.row.requirement_id]} · {_whose(each)}", LABEL),
                TaskOpen(each.row.id).pack(),
            ),
        )
        for each in found[:SHOWN]
    ]
    lines = [head]
    if len(found) > SHOWN:
        lines.append(t("The first {n} are below; all of them: /duty", n=SHOWN))
    return MessageContent(Html("\n".join(lines)), tuple(buttons))


def _whose(each: Owned) -> str:
    return each.place.name if each.place is not None else each.grid.name


async def _titles(context: RenderContext, found: Sequence[Owned]) -> dict[int, str]:
    ids = {each.row.requirement_id for each in found}
    rows = select(col(Requirement.id), col(Requirement.title)).where(col(Requirement.id).in_(ids))
    return dict((await context.session.execute(rows)).all())


async def several(context: RenderContext) -> MessageContent | Skip:
    requirement = await context.session.get(Requirement, context.message.subject_id)
    if requirement is None:
        return Skip("it is gone")
    found = await _of_reader(context, col(Obligation.requirement_id) == requirement.id)
    if not found:
        return Skip("nothing waits any more")
    told = {"title": requirement.title, "day": local_day(context, requirement.due_at)}
    head = context.t.n(
        "<b>{title}</b>: {n} is yours to do, by {day}",
        "<b>{title}</b>: {n} are yours to do, by {day}",
        len(found),
        **told,
    )
    return await _listed(context, head, found)


async def reminder(context: RenderContext) -> MessageContent | Skip:
    found = await _of_reader(context)
    if not found:
        return Skip("nothing waits any more")
    t, late = context.t, sum(each.row.due_at < context.now for each in found)
    head = t.n("<b>Reminder: {n} task waits for you</b>", "<b>Reminder: {n} tasks wait for you</b>", len(found))
    if late:
        head = Html(f"{head}\n{t.n('{n} of them is overdue.', '{n} of them are overdue.', late)}")
    return await _listed(context, head, found)


async def own_list(context: RenderContext) -> MessageContent:
    """What waits for the reader, and what they have set that goes on."""
    t, reader, page = context.t, await reader_of(context), int(context.message.args.get("page", 0))
    found = await _of_reader(context)
    parts = [t.n("<b>{n} task waits for you</b>", "<b>{n} tasks wait for you</b>", len(found))]
    rows: list[tuple[Button, ...]] = []
    if found:
        told = await _listed(context, parts[0], found[page * PAGE : page * PAGE + PAGE])
        rows += told.buttons
    if page:
        rows.append((Button(t.plain("Previous page"), TasksPage(page - 1).pack()),))
    if (page + 1) * PAGE < len(found):
        rows.append((Button(t.plain("Next page"), TasksPage(page + 1).pack()),))
    if reader is not None:
        lines, opening = await _set_by(context, reader)
        parts += lines
        rows += opening
    if not found and len(parts) == 1:
        parts = [t("Nothing was asked of you that is not done. Thank you.")]
    return MessageContent(Html("\n".join(parts)), tuple(rows))


async def _set_by(context: RenderContext, reader: Person) -> tuple[list[Html], list[tuple[Button, ...]]]:
    """With their rates: set by the reader, or for a grid that the reader leads."""
    t = context.t
    led = [held.grid.id for held in await lead_by(context.session, await posts_of(context.session, reader.id))]
    mine = (col(Requirement.author_id) == reader.id) | col(Requirement.grid_id).in_(led)
    many = col(Requirement.kind) != TaskKind.OPINION
    rows = select(Requirement).where(mine, many, col(Requirement.state) == RequirementState.OPEN)
    found = (await context.session.scalars(rows.order_by(col(Requirement.due_at)).limit(MOST_SET))).all()
    lines = [t("<b>Set, and going on</b>")] if found else []
    for each in found:
        tally = await tally_of(context.session, each.id)
        about = {"code": each.code, "title": each.title, "day": local_day(context, each.due_at)}
        lines.append(Html(f"{t('{code} {title}, by {day}', **about)}\n{rate(context, each, tally)}"))
    return lines, [
        (Button(cut(f"{each.code} {each.title}", LABEL), RequirementOpen(each.id).pack()),) for each in found
    ]


async def choose(context: RenderContext) -> MessageContent:
    t = context.t
    buttons = [(Button(t.plain(KINDS[kind]), TaskNew(kind).pack()),) for kind in BY_TASK]
    return MessageContent(t("<b>What is to be asked of many?</b> Press one."), tuple(buttons))


async def refusal(context: RenderContext) -> MessageContent:
    args = context.message.args
    return MessageContent(context.t("{text}", text=refused(context.t, args["code"], args["data"])))


async def not_here(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Please send /task and /tasks to me in private."))


VIEWS: dict[str, View] = {
    CARD: card,
    SEVERAL: several,
    REMINDER: reminder,
    OWN: own_list,
    CHOOSE: choose,
    REFUSED: refusal,
    NOT_HERE: not_here,
}
