"""The ledger of a month, its sums above it, ten a page; and what is said beside it."""

from collections.abc import Mapping, Sequence

from handlers.activities.labels import ENTERS, KINDS, refused
from handlers.activities.presses import LIST, ActivitiesMonth, ActivitiesPage, ActivityOpen
from handlers.dates import day, today
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, View
from locales.translator import Html, cut, visible
from models.activities.find import Found, Ledger, Sum, find, ledger_of, month_back, sums
from models.activities.tables import Activity, ActivityKind, Enters
from models.onboarding.bind_chat import binding_of
from models.worklist import PAGE

NOTED, TAKEN, REFUSED = "activities.noted", "activities.taken", "activities.refused"
MOST_BACK, WORDS, GRID, LABEL = 23, 60, 20, 40
Rows = tuple[tuple[Button, ...], ...]


async def listed(context: RenderContext) -> MessageContent:
    """In private one's own and those of one's grids, in a leaders' chat those of its grid."""
    t, args, ledger = context.t, context.message.args, await _ledger(context)
    page, back = int(args.get("page", 0)), min(int(args.get("back", 0)), MOST_BACK)
    first, until = month_back(today(context), back)
    found = await find(context.session, ledger, first, until, context.now, skip=page * PAGE, most=PAGE)
    head = t("<b>Ledger of publicity, {month}</b>", month=f"{first:%Y-%m}")
    lines = [_line(context, *each) for each in found.activities]
    summed = _summed(context, *await sums(context.session, ledger, first, until))
    how = t("To add: /activity and what was held, with photos. Such as: /activity fire lesson at the school, 60 people")
    return MessageContent(Html("\n".join([head, *summed, *lines, how])), _buttons(context, found, page, back))


async def _ledger(context: RenderContext) -> Ledger:
    if context.message.chat_id < 0:
        bound = await binding_of(context.session, context.message.chat_id)
        return Ledger([bound[1]] if bound else [])
    reader = await reader_of(context)
    return await ledger_of(context.session, reader.id) if reader is not None else Ledger([])


def _summed(
    context: RenderContext, entered: Mapping[Enters | None, Sum], kinds: Mapping[ActivityKind, Sum]
) -> Sequence[Html]:
    t = context.t
    calling = kinds.get(ActivityKind.CALLING_OUT, Sum())
    number, reached = sum(each.number for each in entered.values()), sum(each.reached for each in entered.values())
    if not number and not calling.number:
        return [t("Nothing has been written down.")]
    lines = [t.n("{n} activity, reached {reached}", "{n} activities, reached {reached}", number, reached=reached)]
    lines += [
        t("• {what}: {n}, reached {reached}", what=_entered(context, what), n=found.number, reached=found.reached)
        for what in (*Enters, None)
        if (found := entered.get(what))
    ]
    if calling.number:
        lines.append(t.n("Called out on patrol {n} time", "Called out on patrol {n} times", calling.number))
    return [*lines, Html("")]


def _entered(context: RenderContext, what: Enters | None) -> str:
    return context.t.plain(ENTERS[what]) if what else context.t.plain("Not said")


def _line(context: RenderContext, activity: Activity, grid: str, pieces: int) -> Html:
    t = context.t
    said: list[str] = [] if activity.enters is None else [t.plain(ENTERS[activity.enters])]
    if activity.reached is not None:
        said.append(t.n("{n} person", "{n} people", activity.reached))
    if pieces:
        said.append(t.n("{n} photo or file", "{n} photos or files", pieces))
    told = {"day": day(context, activity.held_on), "grid": cut(grid, GRID), "what": _in_short(context, activity)}
    if said:
        return t("• {day} {grid}: {what} ({more})", more=t.listed(said), **told)
    return t("• {day} {grid}: {what}", **told)


def _in_short(context: RenderContext, activity: Activity) -> str:
    words = context.seen_here(visible(activity.words))
    return cut(words, WORDS) or context.t.plain(KINDS[activity.kind])


def _buttons(context: RenderContext, found: Found, page: int, back: int) -> Rows:
    t, opening = context.t, list[tuple[Button, ...]]()
    if context.message.chat_id > 0:
        opening = [
            (
                Button(
                    cut(f"{day(context, each.held_on)} {_in_short(context, each)}", LABEL), ActivityOpen(each.id).pack()
                ),
            )
            for each, _, _ in found.activities
        ]
    turn = [
        *([Button(t.plain("Previous page"), ActivitiesPage(page - 1).pack())] if page else []),
        *([Button(t.plain("Next page"), ActivitiesPage(page + 1).pack())] if (page + 1) * PAGE < found.total else []),
    ]
    months = [
        *([Button(t.plain("Month before"), ActivitiesMonth(back + 1).pack())] if back < MOST_BACK else []),
        *([Button(t.plain("Month after"), ActivitiesMonth(back - 1).pack())] if back else []),
    ]
    return (*opening, *((tuple(turn),) if turn else ()), tuple(months))


async def noted(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Noted in the ledger of publicity."), reaction="👌")


async def taken(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Added."), reaction="👌")


async def refusal(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("{text}", text=refused(context.t, context.message.args["code"], {})))


VIEWS: dict[str, View] = {LIST: listed, NOTED: noted, TAKEN: taken, REFUSED: refusal}
