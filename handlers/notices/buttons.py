"""The buttons of a notice: its draft, the second person's word, its receipts, and what is done once it is out."""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import NoLongerThere, Pressed
from handlers.notices.draft_view import TURNS
from handlers.notices.forms import BRANCHES, CORRECT, CORRECT_WARNING, DONE, NOTICE_FORM, PARTS, RETURN, TIME, WITHDRAW
from handlers.notices.labels import refusal
from handlers.notices.outcome_view import REMINDED
from handlers.notices.presses import (
    PREVIEW,
    ConsentAct,
    ConsentDo,
    DraftAct,
    DraftDo,
    ProgressAct,
    ProgressDo,
    ReceiptAct,
    ReceiptDo,
    SendNotice,
    ShowNotice,
)
from handlers.questions.flow import ask
from handlers.request import Request
from locales.translator import N_
from models.due import WallClock
from models.errors import Conflict, Refused
from models.members.tables import Person
from models.notices.audience import Audience
from models.notices.consent import must_be_second
from models.notices.copies import FILE, PHOTOS
from models.notices.drafting import (
    CONFIRM,
    DRAFT,
    EDITABLE,
    change,
    discard,
    locked,
    must_manage,
    show_nothing,
    shown_with,
)
from models.notices.sending import PROGRESS, agree, send
from models.notices.sent.correcting import agree_to_correction
from models.notices.sent.ending import lift
from models.notices.sent.receipts import receive, remind, report_done, undo
from models.notices.tables import Asks, Notice, NoticeKind, NoticeLevel, NoticeState
from models.notices.warnings import WITH_LEADERS, at_level, missing, must_fit

LEVELS = tuple(NoticeLevel)
FORMS = {DraftAct.BRANCHES: BRANCHES, DraftAct.TIME: TIME, DraftAct.DONE: DONE, DraftAct.PARTS: PARTS}


async def _notice(request: Request, notice_id: int) -> Notice:
    notice = await request.session.get(Notice, notice_id)
    if notice is None:
        raise NoLongerThere
    return notice


async def _do(request: Request, act: Callable[[], Awaitable[None]]) -> None:
    """What cannot be done is said to who pressed."""
    try:
        await act()
    except (Refused, Conflict) as error:
        request.show_toast(refusal(request.t, error.code, error.data), alert=True)


async def draft(_query: CallbackQuery, request: Request, press: DraftDo, person: Person) -> None:
    notice = await _notice(request, press.notice)
    await locked(request.session, notice)  # a switch is turned from where it is now
    await _do(request, lambda: _draft(request, notice, press.act, person))


async def _draft(request: Request, notice: Notice, act: DraftAct, person: Person) -> None:
    session, now = request.session, request.now
    match act:
        case DraftAct.ASKS:
            await change(session, notice, person, now, asks=_next_asked(notice))
        case DraftAct.DRILL:
            await change(session, notice, person, now, drill=not notice.drill)
        case DraftAct.PERIOD:
            await change(session, notice, person, now, opens_period=not notice.opens_period)
        case DraftAct.VISITS:
            await change(session, notice, person, now, asks_visits=not notice.asks_visits)
        case DraftAct.DISCARD:
            await discard(session, notice, person, now)
            request.show_toast(request.t.plain("Discarded: nothing was sent."))
        case DraftAct.UNSHOW:
            await show_nothing(session, notice, person, now)
            request.show_toast(request.t.plain("Taken out. Reply to the card with others, if you like."))
        case DraftAct.LEVEL:
            await change(session, notice, person, now, **at_level(notice, _next_level(notice)))
        case DraftAct.PREVIEW:
            await must_manage(session, notice, person)
            await _preview(request, notice, person)
        case DraftAct.BRANCHES | DraftAct.TIME | DraftAct.DONE | DraftAct.PARTS:
            await must_manage(session, notice, person)
            ask(request, NOTICE_FORM, notice.id, FORMS[act], person)
        case _:
            turned = Audience.read(notice.audience).turned(TURNS[act])
            await change(session, notice, person, now, audience=turned.kept())


def _next_asked(notice: Notice) -> Asks:
    """Of a red warning leaders at least: it is said again to who has not confirmed, and climbs."""
    allowed = [asks for asks in Asks if notice.level is not NoticeLevel.RED or asks not in WITH_LEADERS]
    at = allowed.index(notice.asks) if notice.asks in allowed else -1
    return allowed[(at + 1) % len(allowed)]


def _next_level(notice: Notice) -> NoticeLevel:
    return LEVELS[(LEVELS.index(notice.level) + 1) % len(LEVELS)] if notice.level else LEVELS[0]


async def _preview(request: Request, notice: Notice, person: Person) -> None:
    """The same messages that every chat of the audience gets, and the button that sends them; or a question for what a
    warning lacks.
    """
    if notice.state not in EDITABLE:
        raise Conflict("notice.sent")
    must_fit(notice, notice.words, notice.parts)
    if missing(notice):
        said = {name: words for name, words in notice.parts.items() if words or name == "until"}
        ask(request, NOTICE_FORM, notice.id, PARTS, person, said)
        return
    photos, file = await shown_with(request.session, notice)
    for kind, there in ((PHOTOS, photos), (FILE, file)):
        if there:
            request.reply(kind, subject_id=notice.id)
    request.reply(PREVIEW, subject_id=notice.id)
    request.reply(CONFIRM, subject_id=notice.id, revision=notice.revision)


async def sent(_query: CallbackQuery, request: Request, press: SendNotice, person: Person) -> None:
    notice = await _notice(request, press.notice)

    async def act() -> None:
        await send(request.session, notice, press.revision, person, WallClock(request.now, request.zone))
        if notice.state is NoticeState.AWAITING:
            request.show_toast(
                request.t.plain("Another leader is asked to agree. You hear as soon as there is an answer.")
            )

    await _do(request, act)


async def consent(_query: CallbackQuery, request: Request, press: ConsentDo, person: Person) -> None:
    notice = await _notice(request, press.notice)

    async def act() -> None:
        if press.act is ConsentAct.RETURN:
            await must_be_second(request.session, notice, person)
            ask(request, NOTICE_FORM, notice.id, RETURN, person, {"revision": press.revision})
        elif notice.correction is not None:
            if not await agree_to_correction(request.session, notice, press.revision, person, request.now):
                told = request.t.plain("Not corrected: the end that it names has passed. Its writer is told.")
                request.show_toast(told, alert=True)
        else:
            await agree(request.session, notice, press.revision, person, WallClock(request.now, request.zone))
            if notice.state is NoticeState.DRAFT:
                told = request.t.plain("Not sent: its end has passed. It is a draft again, and its writer is told.")
                request.show_toast(told, alert=True)

    await _do(request, act)


async def receipt(_query: CallbackQuery, request: Request, press: ReceiptDo, person: Person) -> None:
    notice, t = await _notice(request, press.notice), request.t
    if notice.state in (NoticeState.DRAFT, NoticeState.RETURNED, NoticeState.AWAITING, NoticeState.PLANNED):
        request.show_toast(refusal(t, "notice.preview"))
        return

    async def act() -> None:
        if press.act is ReceiptAct.UNDO:
            stands = await undo(request.session, notice, person, request.now)
            told = N_("Taken back. Your confirmation stands.") if stands else N_("Taken back: you have not confirmed.")
            request.show_toast(t.plain(told))
            return
        if press.act is ReceiptAct.DONE:
            count = await report_done(request.session, notice, person, request.now)
            request.show_toast(
                t.plain("Thank you. Done by {done} of {asked} posts.", done=count.done, asked=count.asked)
            )
            return
        count = await receive(request.session, notice, person, request.now)
        counted = {"received": count.received, "asked": count.asked}
        request.show_toast(t.plain("Thank you. Confirmed by {received} of {asked} posts.", **counted))

    await _do(request, act)


async def progress(_query: CallbackQuery, request: Request, press: ProgressDo, person: Person) -> None:
    notice = await _notice(request, press.notice)

    async def act() -> None:
        if press.act is ProgressAct.REMIND:
            done = await remind(request.session, notice, person, WallClock(request.now, request.zone))
            at = done.at.isoformat() if done.at > request.now else None
            request.reply(REMINDED, subject_id=notice.id, told=done.told, missed=done.missed, at=at)
        elif press.act is ProgressAct.LIFT:
            await lift(request.session, notice, person, request.now)
        else:
            await must_manage(request.session, notice, person)
            ask(request, NOTICE_FORM, notice.id, _question(notice, press.act), person)

    await _do(request, act)


async def show(_query: CallbackQuery, request: Request, press: ShowNotice, person: Person) -> None:
    notice = await _notice(request, press.notice)

    async def act() -> None:
        await must_manage(request.session, notice, person)
        request.reply(DRAFT if notice.state in EDITABLE else PROGRESS, subject_id=notice.id)

    await _do(request, act)


def _question(notice: Notice, act: ProgressAct) -> str:
    if act is ProgressAct.WITHDRAW:
        return WITHDRAW
    return CORRECT_WARNING if notice.kind is NoticeKind.WARNING else CORRECT


def router() -> Router:
    router = Router(name="notices.buttons")
    router.callback_query.register(draft, Pressed(DraftDo))
    router.callback_query.register(sent, Pressed(SendNotice))
    router.callback_query.register(consent, Pressed(ConsentDo))
    router.callback_query.register(receipt, Pressed(ReceiptDo))
    router.callback_query.register(progress, Pressed(ProgressDo))
    router.callback_query.register(show, Pressed(ShowNotice))
    return router
