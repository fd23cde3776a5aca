"""Wording emergency plans: the plan, its photos and files, and whether it still holds."""

from collections.abc import Sequence

from handlers.dates import local_day
from handlers.evidence.pieces import copied
from handlers.evidence.shown import shown
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.plans.labels import REFUSALS
from handlers.plans.presses import WHICH, PlanHolds, PlanIn
from locales.translator import N_, Html, cut, visible
from models.evidence.attach import counts, photos_of, pieces_of
from models.evidence.tables import Evidence
from models.grids.tables import Grid
from models.members.positions import lead_by, posts_of
from models.members.tables import Person
from models.plans.actions import CONFIRM, PAGE, PHOTOS, PIECE, before_it
from models.plans.tables import WORDS_LIMIT, Plan

IN_PRIVATE, NONE, REFUSED, TAKEN = "plans.in_private", "plans.none", "plans.refused", "plans.taken"
LABEL, OLDER, SHORT = 40, 5, 300


async def page(context: RenderContext) -> MessageContent | Skip:
    plan = await context.session.get(Plan, context.message.subject_id)
    if plan is None:
        return Skip("the plan is gone")
    t, grid = context.t, await context.session.get_one(Grid, plan.grid_id)
    lines = [t("<b>Emergency plan: {grid}</b>", grid=grid.name)]
    if plan.replaced_at is not None:
        lines.append(t("⚠️ Replaced on {day} by a newer one.", day=local_day(context, plan.replaced_at)))
    if plan.words:
        lines.append(t("{text}", text=cut(visible(plan.words), WORDS_LIMIT)))
    lines += [await _since(context, plan), *await _files(context, plan), *await _older(context, plan)]
    reader = await reader_of(context)
    if reader is not None and reader.id == plan.set_by and plan.replaced_at is None:
        lines.append(t("Photos and files: within a day, reply to this message. A newer plan: /plan with all of it."))
    return MessageContent(Html("\n".join(lines)))


async def _since(context: RenderContext, plan: Plan) -> Html:
    t, by = context.t, await context.session.get_one(Person, plan.set_by)
    told = {"name": by.name, "day": local_day(context, plan.set_at)}
    if plan.confirmed_at is None:
        return t("Set by {name}, {day}", **told)
    return t("Set by {name}, {day}; confirmed {confirmed}", confirmed=local_day(context, plan.confirmed_at), **told)


async def _files(context: RenderContext, plan: Plan) -> Sequence[Html]:
    number = len(await pieces_of(context.session, plan.id, counts()))
    return [context.t("Photos and files: {n}", n=number)] if number else []


async def _older(context: RenderContext, plan: Plan) -> Sequence[Html]:
    older = await before_it(context.session, plan) if plan.replaced_at is None else ()
    days = [
        context.t.plain(
            "{first} to {last}",
            first=local_day(context, each.set_at),
            last=local_day(context, each.replaced_at or each.set_at),
        )
        for each in older[:OLDER]
    ]
    return [context.t("Before it: {days}", days=context.t.listed(days))] if days else []


async def photos(context: RenderContext) -> MessageContent | Skip:
    plan = await context.session.get(Plan, context.message.subject_id)
    found = shown(context, await photos_of(context.session, plan.id)) if plan is not None else ()
    if plan is None or not found:
        return Skip("no photo to show")
    grid = await context.session.get_one(Grid, plan.grid_id)
    return MessageContent(context.t("<b>Emergency plan: {grid}</b>", grid=grid.name), photos=found)


async def piece(context: RenderContext) -> MessageContent | Skip:
    """A copy of the message that the file came in."""
    plan = await context.session.get(Plan, context.message.subject_id)
    evidence = await context.session.get(Evidence, int(context.message.args["evidence"]))
    if plan is None or evidence is None:
        return Skip("the file is gone")
    grid = await context.session.get_one(Grid, plan.grid_id)
    head = context.t("<b>Emergency plan: {grid}</b>", grid=grid.name)
    return copied(context, evidence, head)


async def confirm(context: RenderContext) -> MessageContent | Skip:
    """To its leaders, a year after it was set or confirmed."""
    plan = await context.session.get(Plan, context.message.subject_id)
    if plan is None or plan.replaced_at is not None:
        return Skip("a newer one is in force")
    t, grid = context.t, await context.session.get_one(Grid, plan.grid_id)
    head = t("<b>Emergency plan: {grid}</b>", grid=grid.name)
    if plan.confirmed_at is not None and plan.confirmed_at >= context.message.created_at:
        return MessageContent(Html(f"{head}\n{t('✅ Confirmed: it holds for a year more.')}"))
    asks = t("Does it still hold? See it with /plan; if something has changed, send /plan with all of it.")
    words = t("{text}", text=cut(visible(plan.words), SHORT))
    button = Button(t.plain("It still holds"), PlanHolds(plan.id).pack())
    return MessageContent(Html("\n".join([head, await _since(context, plan), words, asks])), ((button,),))


async def which(context: RenderContext) -> MessageContent | Skip:
    reader = await reader_of(context)
    if reader is None:
        return Skip("nobody to ask")
    if context.message.args.get("taken"):
        return MessageContent(context.t("Kept."))
    led = await lead_by(context.session, await posts_of(context.session, reader.id))
    grids = list({each.grid.id: each.grid for each in led}.values())
    buttons = tuple((Button(cut(grid.name, LABEL), PlanIn(grid.id).pack()),) for grid in grids)
    return MessageContent(context.t("Of which grid is this the emergency plan? Press one."), buttons)


async def refused(context: RenderContext) -> MessageContent:
    return MessageContent(context.t(REFUSALS[context.message.args["code"]]))


async def taken(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Added."), reaction="👌")


def _said(words: str) -> View:
    async def view(context: RenderContext) -> MessageContent:
        return MessageContent(context.t(words))

    return view


VIEWS: dict[str, View] = {
    PAGE: page,
    PHOTOS: photos,
    PIECE: piece,
    CONFIRM: confirm,
    WHICH: which,
    REFUSED: refused,
    TAKEN: taken,
    IN_PRIVATE: _said(N_("Please send /plan to me in private.")),
    NONE: _said(
        N_(
            "Neither your grid nor a level above has an emergency plan yet. Its leader sets it: /plan and the words, "
            "or a photo or document with /plan as its caption."
        )
    ),
}
