"""Wording every share of what was asked, and each with its proof, to whoever set it."""

from sqlmodel import col

from handlers.dates import local
from handlers.evidence.shown import shown
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.obligations.labels import ABILITIES, EXCUSES, LEVELS, SIGNS, owner_words
from handlers.obligations.meetings.view import test_results
from handlers.obligations.presses import ITEMS, ItemAct, ItemDo, ItemOpen, ItemsPage, RollDo
from locales.translator import N_, Html, cut
from models.evidence.attach import ALBUM_MOST, photos_of
from models.grids.tables import Grid
from models.members.tables import Person
from models.obligations.feature import ITEM
from models.obligations.kinds import KINDS as ALL
from models.obligations.kinds import Ability, Level
from models.obligations.owners import Owned, count, owned, owned_by
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.workflow import WAITING, Excuse, State

PHOTOS = "obligations.photos"
PAGE, LABEL = 10, 40
Rows = tuple[tuple[Button, ...], ...]


async def items(context: RenderContext) -> MessageContent | Skip:
    """Every share, what is not done first."""
    requirement = await context.session.get(Requirement, context.message.subject_id)
    if requirement is None:
        return Skip("it is gone")
    t, page = context.t, int(context.message.args.get("page", 0))
    here = col(Obligation.requirement_id) == requirement.id
    total = await count(context.session, here)
    order = (col(Obligation.state) == State.DONE, col(Grid.path), col(Obligation.id))
    found = await owned(context.session, here, order=order, skip=page * PAGE, most=PAGE)
    tests = await test_results(context, requirement, found)
    buttons = [(_item_button(context, requirement, each, tests.get(each.row.id)),) for each in found]
    turn = [
        *([Button(t.plain("Previous page"), ItemsPage(requirement.id, page - 1).pack())] if page else []),
        *(
            [Button(t.plain("Next page"), ItemsPage(requirement.id, page + 1).pack())]
            if (page + 1) * PAGE < total
            else []
        ),
    ]
    told = {"code": requirement.code, "title": requirement.title, "n": total}
    how = N_("<b>{code} {title}</b>: {n} shares. Press one to see it.")
    if ALL[requirement.kind].meets:
        how = N_("<b>{code} {title}</b>: {n} called. Press who is there; press again to take it back.")
    head_line = t(how, **told)
    return MessageContent(head_line, (*buttons, *((tuple(turn),) if turn else ())))


def _item_button(context: RenderContext, requirement: Requirement, each: Owned, test: str | None) -> Button:
    label = f"{SIGNS[each.row.state]} {cut(owner_words(context, each), LABEL)}"
    if test is not None:
        label = f"{label} 📝{test}"
    attended = ALL[requirement.kind].meets and requirement.state is RequirementState.OPEN
    return Button(label, (RollDo if attended else ItemOpen)(each.row.id).pack())


async def item(context: RenderContext) -> MessageContent | Skip:
    row = await context.session.get(Obligation, context.message.subject_id)
    if row is None:
        return Skip("it is gone")
    t, share = context.t, await owned_by(context.session, row)
    requirement = await context.session.get_one(Requirement, row.requirement_id)
    lines = [
        t("<b>{code} {title}</b>", code=requirement.code, title=requirement.title),
        t("{sign} {owner}", sign=SIGNS[row.state], owner=owner_words(context, share)),
        *await state_lines(context, requirement, row),
    ]
    pictures = await photos_of(context.session, row.id)
    if pictures:
        lines.append(t.n("{n} photo", "{n} photos", len(pictures)))
    return MessageContent(Html("\n".join(lines)), _item_buttons(context, requirement, row, len(pictures)))


async def state_lines(context: RenderContext, requirement: Requirement, row: Obligation) -> list[Html]:
    t, lines = context.t, list[Html]()
    by = await context.session.get(Person, row.done_by) if row.done_by else None
    if row.state is State.DONE and row.done_at is not None:
        done = N_("Present, as {name} noted {time}") if ALL[requirement.kind].meets else N_("Done {time} by {name}")
        lines.append(t(done, time=local(context, row.done_at), name=by.name if by else ""))
    if row.state is State.EXCUSED and row.excuse is not None:
        lines.append(t("{state}", state=t.plain(EXCUSES[Excuse(row.excuse)])))
    lines += [
        t("• {ability}: {level}", ability=t.plain(ABILITIES[each]), level=t.plain(LEVELS[Level(row.answers[each])]))
        for each in Ability
        if each in row.answers
    ]
    if row.words:
        lines.append(t("{words}", words=row.words))
    if row.reason:
        sent_back = row.state is not State.EXCUSED
        lines.append(
            t("Sent back: {reason}", reason=row.reason) if sent_back else t("Why: {reason}", reason=row.reason)
        )
    return lines


def _item_buttons(context: RenderContext, requirement: Requirement, row: Obligation, photos: int) -> Rows:
    t, buttons = context.t, list[Button]()
    if photos:
        buttons.append(Button(t.plain("Photos"), ItemDo(ItemAct.PHOTOS, row.id).pack()))
    if requirement.state is RequirementState.WITHDRAWN:
        return (tuple(buttons),) if buttons else ()
    if row.state in WAITING and requirement.state is RequirementState.OPEN:
        buttons.append(Button(t.plain("Excuse"), ItemDo(ItemAct.EXCUSE, row.id).pack()))
    elif row.state not in WAITING and row.excuse is not Excuse.GONE and not ALL[requirement.kind].meets:
        buttons.append(Button(t.plain("Send back"), ItemDo(ItemAct.RETURN, row.id).pack()))
    return (tuple(buttons),) if buttons else ()


async def photos(context: RenderContext) -> MessageContent | Skip:
    row = await context.session.get(Obligation, context.message.subject_id)
    if row is None:
        return Skip("it is gone")
    share = await owned_by(context.session, row)
    pictures = shown(context, await photos_of(context.session, row.id))[:ALBUM_MOST]
    words = context.t("{owner}", owner=owner_words(context, share))
    return MessageContent(words, photos=pictures) if pictures else Skip("no photo is left")


VIEWS: dict[str, View] = {ITEMS: items, ITEM: item, PHOTOS: photos}
