"""Wording what the writer of a notice sees before it is sent, and who is asked to agree to it."""

from collections import Counter
from collections.abc import Callable

from handlers.messages import Button, Delete, MessageContent, RenderContext, Skip, View
from handlers.notices.audience_view import reached
from handlers.notices.cap_view import from_cap
from handlers.notices.copy_view import content, sent_at
from handlers.notices.labels import AGREE, ASKED, ASKS, KINDS, LEVELS, PREVIEW, REACHES, SEND, SIGNS, STATES
from handlers.notices.presses import AudienceAct, AudienceDo, ConsentAct, ConsentDo, DraftAct, DraftDo, SendNotice
from locales.translator import N_, Html, cut, visible
from models.evidence.attach import pieces_of
from models.grids.tables import Grid
from models.members.tables import Person
from models.notices.audience import Audience, Reach, targets
from models.notices.consent import CONSENT, needs_consent
from models.notices.copies import RUNNING
from models.notices.drafting import CONFIRM, DRAFT, EDITABLE, MOST_PHOTOS, shown_with
from models.notices.handing_over import HANDED_OVER
from models.notices.sending import FRESH
from models.notices.sent.correcting import Correction
from models.notices.tables import Notice, NoticeKind, NoticeState
from models.notices.timing import not_at_night
from models.notices.warnings import missing

SHOWN_WORDS = 1500
TURNS = {DraftAct.GROUPS: Reach.GROUPS, DraftAct.LEADERS: Reach.LEADERS, DraftAct.STAFF: Reach.STAFF}


async def draft(context: RenderContext) -> MessageContent | Skip:
    notice = await context.session.get(Notice, context.message.subject_id)
    if notice is None:
        return Skip("it is gone")
    t, grid = context.t, await context.session.get_one(Grid, notice.grid_id)
    told = {"code": notice.code, "kind": t.plain(KINDS[notice.kind]), "state": t.plain(STATES[notice.state])}
    lines = [t("<b>{code} {kind} · {grid}</b> ({state})", grid=grid.name, **told)]
    if notice.state not in EDITABLE:
        return MessageContent(lines[0])
    lines += await from_cap(context, notice)
    words = visible(cut(notice.words, SHOWN_WORDS))
    lines.append(t("{words}", words=words) if words else t("No text yet."))
    if lacks := missing(notice):
        lines.append(t.n("{n} part is missing: “Preview” asks.", "{n} parts are missing: “Preview” asks.", len(lacks)))
    shown = await _shown(context, notice)
    lines += [*shown, *await _partly(context, notice), *await _to_whom(context, notice, grid)]
    if notice.reason:
        lines.append(t("Sent back: {reason}", reason=visible(notice.reason)))
    lines.append(t("<i>Reply to this message to change the text, or to add photos or a file.</i>"))
    return MessageContent(Html("\n".join(lines)), _draft_buttons(context, notice, shows=bool(shown)))


async def _partly(context: RenderContext, notice: Notice) -> list[Html]:
    """A message that is answered brings one photo of its album along, and Telegram says nothing of the others."""
    albums = Counter(each.media_group_id for each in await pieces_of(context.session, notice.id))
    if not any(count == 1 for album, count in albums.items() if album):
        return []
    return [context.t("It is one photo of an album: please send the others as a reply to this message.")]


async def _shown(context: RenderContext, notice: Notice) -> list[Html]:
    t, (photos, file) = context.t, await shown_with(context.session, notice)
    lines = [t.n("{n} photo", "{n} photos", min(len(photos), MOST_PHOTOS))] if photos else []
    if len(photos) > MOST_PHOTOS:
        over = len(photos) - MOST_PHOTOS
        told = t.n(
            "{n} photo is left out: at most {most} are sent.",
            "{n} photos are left out: at most {most} are sent.",
            over,
            most=MOST_PHOTOS,
        )
        lines.append(told)
    if file is not None:
        lines.append(t("1 file"))
    return lines


async def _to_whom(context: RenderContext, notice: Notice, grid: Grid) -> list[Html]:
    t, lines = context.t, await reached(context, grid, Audience.read(notice.audience))
    lines.append(t("To be confirmed by: {whom}", whom=t.plain(ASKS[notice.asks])))
    if notice.done_by is not None:
        lines.append(t("To be done by: {time}", time=sent_at(context, notice.done_by)))
    if notice.period_of_its_own:
        lines.append(t("With it begins a heightened period, until it expires or is lifted."))
    if notice.kind is NoticeKind.WARNING and notice.asks_visits and not notice.drill:
        lines.append(t("Members are asked in private to look after households that may need help."))
    lines.append(t("To be sent: {when}", when=sent_at(context, notice.send_at)))
    if notice.repeats:
        lines.append(t("It repeats. The next one is planned as this one is sent; to end it, discard that one."))
    elif not_at_night(notice.kind, context.now, context.zone) > context.now and notice.send_at is None:
        lines.append(t("It is night: a notice that is not a warning goes out at 7:00."))
    return lines


def _draft_buttons(context: RenderContext, notice: Notice, *, shows: bool) -> tuple[tuple[Button, ...], ...]:
    t, audience = context.t, Audience.read(notice.audience)

    def button(label: str, act: DraftAct) -> Button:
        return Button(label, DraftDo(act, notice.id).pack())

    def turn(act: DraftAct, reach: Reach) -> Button:
        return button(f"{'✅' if reach in audience.reach else '⬜'}{t.plain(REACHES[reach])}", act)

    def switch(label: str, act: DraftAct, *, on: bool) -> Button:
        return button(f"{'✅' if on else '⬜'}{t.plain(label)}", act)

    drill = switch(N_("drill"), DraftAct.DRILL, on=notice.drill)
    asks = button(t.plain(ASKED, whom=t.plain(ASKS[notice.asks])), DraftAct.ASKS)
    of_warning: tuple[tuple[Button, ...], ...] = ()
    if notice.kind is NoticeKind.WARNING:
        level = f"{SIGNS[notice.level]} {t.plain(LEVELS[notice.level])}" if notice.level else t.plain("not chosen")
        of_warning = (
            (
                button(t.plain("Level: {level}", level=level), DraftAct.LEVEL),
                button(t.plain("Five parts"), DraftAct.PARTS),
            ),
            *_following(notice, switch),
        )
    return (
        *of_warning,
        *(((button(t.plain("Take out photos and file"), DraftAct.UNSHOW),),) if shows else ()),
        tuple(turn(act, reach) for act, reach in TURNS.items()),
        (asks, button(t.plain("To be done by"), DraftAct.DONE), drill),
        (
            Button(t.plain("Recipients"), AudienceDo(AudienceAct.OPEN, notice.id).pack()),
            button(t.plain("When to send"), DraftAct.TIME),
        ),
        (button(t.plain(PREVIEW), DraftAct.PREVIEW), button(t.plain("Discard"), DraftAct.DISCARD)),
    )


def _following(notice: Notice, switch: Callable[..., Button]) -> tuple[tuple[Button, ...], ...]:
    """What a warning starts beside; a drill starts nothing."""
    if notice.drill:
        return ()
    period = switch(N_("heightened patrols"), DraftAct.PERIOD, on=notice.opens_period)
    return ((period, switch(N_("look after households"), DraftAct.VISITS, on=notice.asks_visits)),)


async def confirm(context: RenderContext) -> MessageContent | Delete:
    """Under a preview, as long as it shows what would be sent."""
    notice = await context.session.get(Notice, context.message.subject_id)
    revision = int(context.message.args["revision"])
    if notice is None or notice.revision != revision or notice.state not in FRESH:
        return Delete("changed or sent")
    t, grid = context.t, await context.session.get_one(Grid, notice.grid_id)
    chats = len(await targets(context.session, grid, Audience.read(notice.audience)))
    told = t.n(
        "{code} goes to {n} chat, just as above.", "{code} goes to {n} chats, just as above.", chats, code=notice.code
    )
    lines = [told]
    if await needs_consent(context.session, notice):
        lines.append(t("It is sent once another leader of this level or above has agreed."))
    return MessageContent(Html("\n".join(lines)), ((Button(t.plain(SEND), SendNotice(notice.id, revision).pack()),),))


async def consent(context: RenderContext) -> MessageContent | Skip:
    """To who may agree: what would be sent, or stand in place of what was."""
    notice = await context.session.get(Notice, context.message.subject_id)
    if notice is None:
        return Skip("it is gone")
    t, asker = context.t, await context.session.get_one(Person, notice.asker_id)
    grid, revision = await context.session.get_one(Grid, notice.grid_id), int(context.message.args["revision"])
    told = {"name": asker.name, "code": notice.code, "grid": grid.name}
    waits = notice.state is NoticeState.AWAITING or (notice.state in RUNNING and notice.correction is not None)
    if notice.revision != revision or not waits:
        return MessageContent(t("{code} of {name} for {grid} needs no answer any more.", **told))
    whence = await from_cap(context, notice)
    if notice.correction is not None:
        head = t("<b>{name} asks you to agree to a correction of {code} for {grid}. New text:</b>", **told)
        shown = Notice(**notice.model_dump() | Correction.waiting(notice).corrected(notice))
    else:
        head = t("<b>{name} asks you to agree to {code} for {grid}:</b>", **told)
        shown = notice
    said = (await content(context, shown)).html
    buttons = (
        Button(t.plain(AGREE), ConsentDo(ConsentAct.AGREE, notice.id, revision).pack()),
        Button(t.plain("Send back"), ConsentDo(ConsentAct.RETURN, notice.id, revision).pack()),
    )
    return MessageContent(
        Html("\n".join([head, *whence, said, *await _shown(context, notice), *await _to_whom(context, shown, grid)])),
        (buttons,),
    )


async def handed_over(context: RenderContext) -> MessageContent | Delete | Skip:
    """To who wrote it and leads there no more; what stood beside the card is taken away while it can be."""
    notice, to = await context.session.get(Notice, context.message.subject_id), context.message.args["to"]
    if notice is None or not context.editing:
        return Skip("it was handed over before it was shown")
    if context.message.args["was"] != DRAFT and context.removable:
        return Delete("it is somebody else's")
    t, grid = context.t, await context.session.get_one(Grid, notice.grid_id)
    head = t("<b>{code} {kind} · {grid}</b>", code=notice.code, kind=t.plain(KINDS[notice.kind]), grid=grid.name)
    leaders = (await context.session.get_one(Grid, to)).name
    told = t(
        "Handed over to the leaders of {grid}: they send it or discard it. This card changes no more.", grid=leaders
    )
    return MessageContent(Html(f"{head}\n{told}"))


VIEWS: dict[str, View] = {
    HANDED_OVER: handed_over,
    DRAFT: draft,
    CONFIRM: confirm,
    CONSENT: consent,
}
