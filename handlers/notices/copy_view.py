"""Wording what everybody sees of a notice: its copies and their preview, its photos and file, a reminder."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local
from handlers.evidence.shown import shown
from handlers.messages import Button, Copy, Delete, MessageContent, RenderContext, Skip, View
from handlers.notices.labels import ASKS, KINDS, LEVELS, PARTS, RECEIVED, SIGNS
from handlers.notices.presses import PREVIEW, ReceiptAct, ReceiptDo
from locales.translator import Html, cut, visible
from models.grids.tables import Grid
from models.members.tables import Person
from models.notices.copies import COPY, FILE, PHOTOS, RUNNING
from models.notices.drafting import EDITABLE, MOST_PHOTOS, shown_with
from models.notices.sent.receipts import DO_REMINDER, REMINDER, count_of, own_receipts
from models.notices.tables import Asks, Notice, NoticeKind, NoticeState
from models.notices.timing import not_at_night
from models.notices.warnings import LOUD, until
from models.outbox.tables import OutboxMessage

PINNED = "notices.pinned"  # Telegram's word that we have pinned something
ENDED = (NoticeState.EXPIRED, NoticeState.WITHDRAWN, NoticeState.LIFTED, NoticeState.REPLACED)
OPEN = (NoticeState.DRAFT, NoticeState.RETURNED, *RUNNING)


async def copy(context: RenderContext) -> MessageContent | Skip:
    notice = await context.session.get(Notice, context.message.subject_id)
    if notice is None:
        return Skip("it is gone")
    if notice.state not in RUNNING and not context.editing and not await _withdrawn_file(context, notice):
        return Skip("it does not hold any more")
    return await content(context, notice)


async def _withdrawn_file(context: RenderContext, notice: Notice) -> bool:
    """Whether a file stands here, of which nothing else would say that it is withdrawn: it cannot be edited."""
    here = col(OutboxMessage.subject_id) == notice.id, col(OutboxMessage.chat_id) == context.message.chat_id
    file = select(col(OutboxMessage.id)).where(*here, col(OutboxMessage.kind) == FILE)
    sent = file.where(col(OutboxMessage.message_id).is_not(None)).limit(1)
    return notice.state is NoticeState.WITHDRAWN and await context.session.scalar(sent) is not None


async def preview(context: RenderContext) -> MessageContent | Skip:
    notice = await context.session.get(Notice, context.message.subject_id)
    return Skip("it is gone") if notice is None else await content(context, notice)


async def content(context: RenderContext, notice: Notice) -> MessageContent:
    lines = [*await _head(context, notice), *_words(context, notice), *await _foot(context, notice)]
    asked = notice.asks is not Asks.NOBODY and notice.state in OPEN
    said = MessageContent(Html("\n".join(lines)), _receipt_buttons(context, notice) if asked else ())
    if notice.kind is not NoticeKind.WARNING or notice.state not in (*RUNNING, *ENDED):
        return said
    if notice.state in ENDED:
        return replace(said, unpin=True)
    loud = notice.level in LOUD
    night = not_at_night(NoticeKind.NOTICE, context.now, context.zone) > context.now
    return replace(said, pin=True, pin_aloud=loud, silent=night and not loud)


def mark(context: RenderContext, notice: Notice) -> str:
    """What stands before the first words of all that is said of a drill."""
    return context.t.plain("[DRILL] ") if notice.drill else ""


async def _head(context: RenderContext, notice: Notice) -> list[Html]:
    t, grid = context.t, await context.session.get_one(Grid, notice.grid_id)
    told = {"drill": mark(context, notice), "kind": t.plain(KINDS[notice.kind]), "grid": grid.name}
    if notice.kind is NoticeKind.WARNING:
        head = _warning_head(context, notice)
    else:
        head = t("<b>{drill}📢 {grid}: {kind}</b>", **told)
    become = _become(context, notice)
    return [Html(f"{mark(context, notice)}{become}"), head] if become else [head]


def _become(context: RenderContext, notice: Notice) -> Html | None:
    """What has become of it since it was sent."""
    t = context.t
    if notice.state is NoticeState.WITHDRAWN:
        return t("<b>[Withdrawn]</b> {reason}", reason=visible(notice.reason))
    if notice.state is NoticeState.LIFTED:
        return t("<b>[Lifted]</b> The danger is over.")
    if notice.state is NoticeState.REPLACED:
        return t("<b>[No longer in force: replaced by a newer warning]</b>")
    if notice.state is NoticeState.EXPIRED and notice.kind is NoticeKind.WARNING:
        return t("<b>[No longer in force]</b>")
    if notice.corrected_at is not None:
        return t("<b>[Corrected {time}]</b>", time=local(context, notice.corrected_at))
    return None


def _warning_head(context: RenderContext, notice: Notice) -> Html:
    """At a glance: 30 characters at most."""
    t, headline = context.t, visible(notice.words.partition("\n")[0])
    level, sign = (t.plain(LEVELS[notice.level]), SIGNS[notice.level]) if notice.level else ("?", "⬜")
    told = {"drill": mark(context, notice), "sign": sign, "level": level}
    return t("<b>{drill}{sign} {level} warning: {headline}</b>", headline=headline, **told)


def _words(context: RenderContext, notice: Notice) -> list[Html]:
    t, words = context.t, visible(notice.words)
    if notice.kind is NoticeKind.WARNING:
        words = words.partition("\n")[2].strip()
    lines = [t("{words}", words=words)] if words else []
    lines += parts_of(context, notice)
    if notice.state is NoticeState.WITHDRAWN:
        return [t("<s>{words}</s>", words=line) for line in lines]
    return lines


def parts_of(context: RenderContext, notice: Notice, most: int | None = None) -> list[Html]:
    """Each of a warning's parts under its name, `most` characters of it; and its end."""
    if notice.kind is not NoticeKind.WARNING:
        return []
    t, parts = context.t, [(text, visible(notice.parts.get(part) or "")) for part, text in PARTS.items()]
    lines = [t(text, words=cut(said, most) if most else said) for text, said in parts if said]
    ends = notice.expires_at or until(notice)
    return [*lines, t("<b>Until:</b> {time}", time=local(context, ends) if ends else t.plain("24 hours"))]


async def _foot(context: RenderContext, notice: Notice) -> list[Html]:
    t, at = context.t, notice.started_at or notice.send_at or context.now
    foot = [t("{code} · {time}", code=notice.code, time=local(context, at))]
    if notice.asks is Asks.NOBODY or notice.state not in (*OPEN, NoticeState.EXPIRED):
        return foot
    count = await count_of(context.session, notice.id)
    if notice.state is not NoticeState.EXPIRED:
        foot.append(t("To be confirmed by {whom} with the button below.", whom=t.plain(ASKS[notice.asks])))
        if notice.done_by is not None:
            foot.append(t("To be done by {time}, then press “Carried out”.", time=local(context, notice.done_by)))
    if count.received:
        foot.append(t("Confirmed by {received} of {asked} posts", received=count.received, asked=count.asked))
    return foot


def _receipt_buttons(context: RenderContext, notice: Notice) -> tuple[tuple[Button, ...], ...]:
    t = context.t
    received = Button(t.plain(RECEIVED), ReceiptDo(ReceiptAct.RECEIVED, notice.id).pack())
    row = [received, Button(t.plain("Pressed by mistake"), ReceiptDo(ReceiptAct.UNDO, notice.id).pack())]
    if notice.done_by is not None:
        row.insert(1, Button(t.plain("Carried out"), ReceiptDo(ReceiptAct.DONE, notice.id).pack()))
    return (tuple(row),)


async def photos(context: RenderContext) -> MessageContent | Skip:
    notice = await context.session.get(Notice, context.message.subject_id)
    if notice is None or not _still(context, notice):
        return Skip("it does not hold any more")
    pictures = shown(context, (await shown_with(context.session, notice))[0][:MOST_PHOTOS])
    if not pictures:
        return Skip("no photo is left")
    withdrawn = notice.state is NoticeState.WITHDRAWN
    words = context.t("<b>[Withdrawn]</b> {reason}", reason=visible(notice.reason)) if withdrawn else ""
    return MessageContent(Html(f"{mark(context, notice)}{words}"), photos=pictures)


async def file(context: RenderContext) -> MessageContent | Skip:
    """As it was sent to us."""
    notice = await context.session.get(Notice, context.message.subject_id)
    piece = (await shown_with(context.session, notice))[1] if notice is not None else None
    if notice is None or piece is None or not _still(context, notice):
        return Skip("it does not hold any more")
    drill = Html(mark(context, notice))
    gone = Html(f"{drill}{context.t('The file of {code} cannot be had any more.', code=notice.code)}")
    return MessageContent(drill, copy_of=Copy(piece.chat_id, piece.message_id, MessageContent(gone)))


def _still(context: RenderContext, notice: Notice) -> bool:
    """Also in a preview, and for who is to agree, before it is sent."""
    return notice.state in (*EDITABLE, *RUNNING) or context.editing


async def reminder(context: RenderContext) -> MessageContent | Skip:
    """To one who has not confirmed, or not done it in time; with the words, as the chat they stood in may be far up."""
    notice = await context.session.get(Notice, context.message.subject_id)
    person = await context.session.get(Person, context.message.args["of"])
    if notice is None or person is None:
        return Skip("it is gone")
    to_do, own = context.message.kind == DO_REMINDER, await own_receipts(context.session, notice, person)
    waits = any((each.done_at if to_do else each.received_at) is None for each in own)
    if not context.editing and not (waits and notice.state in RUNNING):
        return Skip("it is confirmed, or over")
    t, said, drill = context.t, await content(context, notice), mark(context, notice)
    if to_do:
        asks = t("<b>{drill}The time for this has passed. Done? Then please press “Carried out”:</b>", drill=drill)
    else:
        asks = t("<b>{drill}Please confirm that you have read this:</b>", drill=drill)
    return MessageContent(Html(f"{asks}\n{said.html}"), said.buttons)


def sent_at(context: RenderContext, at: datetime | None) -> str:
    return context.t.plain("at once") if at is None else local(context, at)


async def pinned(_context: RenderContext) -> Delete:
    return Delete("the warning itself has just come")


VIEWS: dict[str, View] = {
    PINNED: pinned,
    COPY: copy,
    PREVIEW: preview,
    PHOTOS: photos,
    FILE: file,
    REMINDER: reminder,
    DO_REMINDER: reminder,
}
