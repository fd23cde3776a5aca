"""An activity's page: to whoever wrote it, within a day, with what is still to be said of it."""

from collections.abc import Sequence

from handlers.activities.labels import ENTERS, KINDS
from handlers.activities.presses import ActivityDo, ActivityEdit, ActivityEnters, Editable, PageButton
from handlers.dates import day
from handlers.evidence.shown import shown
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, cut, visible
from models.activities.feature import PAGE
from models.activities.find import own_grids
from models.activities.recording import may_correct
from models.activities.tables import Activity, ActivityKind, Enters
from models.evidence.attach import counts, photos_of, pieces_of
from models.grids.tables import Grid

PHOTOS = "activities.photos"
WORDS, PLACE, CAPTION = 600, 100, 200
Rows = tuple[tuple[Button, ...], ...]
EDITS = {
    Editable.REACHED: N_("How many"),
    Editable.PLACE: N_("Where"),
    Editable.HELD_ON: N_("Which day"),
    Editable.WORDS: N_("What"),
}


async def page(context: RenderContext) -> MessageContent | Skip:
    activity = await context.session.get(Activity, context.message.subject_id)
    reader = await reader_of(context)
    if activity is None or reader is None:
        return Skip("the activity is gone")
    t, pieces = context.t, await _pieces(context, activity)
    if activity.withdrawn_at is not None:
        head = t("<b>Taken back</b>: this no longer counts.")
        own = may_correct(activity, reader, context.now)
        restore = Button(t.plain("Restore"), ActivityDo(PageButton.RESTORE, activity.id).pack())
        return MessageContent(Html(f"{head}\n{_what(context, activity)}"), ((restore,),) if own else ())
    lines = await _facts(context, activity, pieces)
    if not may_correct(activity, reader, context.now):
        return MessageContent(Html("\n".join(lines)), _see(context, activity, pieces))
    how = t("Photos, a location or more words: reply to this message. It can be changed for a day.")
    return MessageContent(Html("\n".join([*lines, how])), await _buttons(context, activity, pieces))


async def _facts(context: RenderContext, activity: Activity, pieces: int) -> Sequence[Html]:
    t, grid = context.t, await context.session.get_one(Grid, activity.grid_id)
    lines = [
        t("<b>📣 In the ledger of publicity</b>"),
        _what(context, activity),
        t("{day} · {grid}", day=day(context, activity.held_on), grid=grid.name),
    ]
    if activity.kind is not ActivityKind.CALLING_OUT:
        lines.append(t("Entered: {what}", what=t.plain(ENTERS[activity.enters]) if activity.enters else "—"))
        lines.append(t("Reached: {n}", n=activity.reached if activity.reached is not None else "—"))
    if activity.place or activity.latitude is not None:
        pin = "📍" if activity.latitude is not None else ""
        lines.append(t("Where: {place}", place=f"{cut(visible(activity.place), PLACE)}{pin}"))
    if pieces:
        lines.append(t("Photos and files: {n}", n=pieces))
    return lines


def _what(context: RenderContext, activity: Activity) -> Html:
    kind, words = context.t.plain(KINDS[activity.kind]), cut(visible(activity.words), WORDS)
    return context.t("{kind}: {words}", kind=kind, words=words) if words else context.t("{kind}", kind=kind)


async def _buttons(context: RenderContext, activity: Activity, pieces: int) -> Rows:
    t, rows = context.t, list[tuple[Button, ...]]()
    if activity.kind is not ActivityKind.CALLING_OUT:
        five = [_enter(context, activity, each) for each in Enters]
        edits = [Button(t.plain(label), ActivityEdit(what, activity.id).pack()) for what, label in EDITS.items()]
        rows = [tuple(five[:3]), tuple(five[3:]), tuple(edits[:2]), tuple(edits[2:])]
    last = [Button(t.plain("Take back"), ActivityDo(PageButton.WITHDRAW, activity.id).pack())]
    if len(await own_grids(context.session, activity.person_id or 0)) > 1:
        last.insert(0, Button(t.plain("Grid"), ActivityEdit(Editable.GRID, activity.id).pack()))
    return (*rows, *_see(context, activity, pieces), tuple(last))


def _enter(context: RenderContext, activity: Activity, what: Enters) -> Button:
    chosen = "✅" if activity.enters is what else ""
    return Button(f"{chosen}{context.t.plain(ENTERS[what])}", ActivityEnters(what, activity.id).pack())


def _see(context: RenderContext, activity: Activity, pieces: int) -> Rows:
    if not pieces:
        return ()
    return ((Button(context.t.plain("Photos: {n}", n=pieces), ActivityDo(PageButton.PHOTOS, activity.id).pack()),),)


async def _pieces(context: RenderContext, activity: Activity) -> int:
    return len(await pieces_of(context.session, activity.id, counts()))


async def photos(context: RenderContext) -> MessageContent | Skip:
    activity = await context.session.get(Activity, context.message.subject_id)
    found = shown(context, await photos_of(context.session, activity.id)) if activity is not None else ()
    if activity is None or not found:
        return Skip("no photo to show")
    told = {"day": day(context, activity.held_on), "words": cut(visible(activity.words), CAPTION)}
    return MessageContent(context.t("<b>{day}</b> {words}", **told), photos=found)


VIEWS: dict[str, View] = {PAGE: page, PHOTOS: photos}
