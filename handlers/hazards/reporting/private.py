"""Reporting in private: /report, the link ?start=report, or simply a photo. The group does not learn who it was."""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.evidence.extract import found_in, quoted, words_in
from handlers.filters import AsksAnew, InPrivate, NoLongerThere, Pressed, Says
from handlers.hazards.filters import Tagged
from handlers.hazards.presses import IntakeDo, IntakeGrid, IntakePage, IntakeStep
from handlers.hazards.reporting import drafts
from handlers.hazards.reporting.group import joins_its_album, reported, said_in
from handlers.hazards.typed_code import is_code
from handlers.members.start import set_menu
from handlers.request import Request
from models import heard
from models.errors import Conflict, NotFound
from models.evidence.attach import Found
from models.hazards.kinds import OTHER, kinds_of
from models.hazards.reporting import next_place, private_draft
from models.hazards.reporting.choose_grid import browse, choose
from models.hazards.reporting.private_draft import Intake, IntakeState
from models.hazards.workflow import Severity
from models.members.tables import Person
from models.outbox.tables import OutboxMessage
from models.text.small_talk import small_talk

MANY_SIGNS = 8


async def start(_message: Message, request: Request) -> None:
    """By the link in a group or on a poster."""
    await _take(request, "", ())
    set_menu(request)


async def report(message: Message, request: Request) -> None:
    """/report or the tag: sent at once when nothing is missing."""
    said = reported(message, request)
    if said.message_id == message.message_id and await joins_its_album(request, said):
        return
    await take_report(request, said.text, said.found)


async def take_report(request: Request, words: str, found: Sequence[Found]) -> Intake | None:
    intake = await _take(request, words, found, sure=True)
    if intake is not None and intake.state is IntakeState.OPEN:
        await private_draft.ask(request.session, intake, request.now)
    return intake


async def material(message: Message, request: Request) -> None:
    """A photo, voice, place or words without any command."""
    words = "\n".join(filter(None, (words_in(message), quoted(message))))
    if await joins_its_album(request, said_in(message, request, words)):
        return
    await _take(request, words, found_in(message), album=message.media_group_id)


async def keep(message: Message, request: Request, words: str) -> None:
    """What came with a command that is not for reports, or that nobody knows, is asked about all the same."""
    await _take(request, words, found_in(message), album=message.media_group_id)


async def shown_with_another_command(message: Message, request: Request) -> None:
    """The command has its own answer."""
    await keep(message, request, request.command.text if request.command else "")
    raise SkipHandler


async def _take(
    request: Request, words: str, found: Sequence[Found], *, album: str | None = None, sure: bool = False
) -> Intake | None:
    """Adds to the person's intake; who is sure, or in need, is not asked again."""
    if request.person is None or request.chat is None:
        return None
    answers = request.replied_to is not None and request.replied_to.kind == private_draft.KIND
    about = request.person, request.chat.id, request.now
    intake = await private_draft.begin(request.session, *about, though_old=answers)
    if next_place.is_of_another_place(request.session, intake, words):
        await _keep_for_the_next(request, intake, words, found, album)
        return intake
    more_of_album = album is not None and any(each["media_group_id"] == album for each in intake.found)
    await private_draft.add(request.session, intake, words, found, request.now)
    heard.note(request.session, request.chat.id, request.message_id, intake.subject, words, request.now)
    _, severity = kinds_of(request.session).suggest(intake.text)
    at_once = severity is Severity.URGENT or (sure and not private_draft.tells_who(intake, request.person))
    if intake.filled and intake.grid_id and at_once:
        await send(request, intake)
    elif more_of_album:
        await private_draft.show(request.session, intake, request.now)
    elif not sure:
        await private_draft.ask(request.session, intake, request.now)
    return intake


async def _keep_for_the_next(
    request: Request, intake: Intake, words: str, found: Sequence[Found], album: str | None
) -> None:
    shown = next_place.shows_album(intake, album)
    next_place.keep(intake, words, found, request.message_id or 0, request.now)
    heard.note(request.session, intake.chat_id, request.message_id, intake.subject, words, request.now)
    await (private_draft.show if shown else private_draft.ask)(request.session, intake, request.now)


async def send(request: Request, intake: Intake) -> bool:
    """Whether it was taken; if not, it can be sent later as it is."""
    if request.person is None or not await drafts.has_room(request, intake.text):
        return False
    by, when = request.person, request.said_at
    await private_draft.send(request.session, intake, by, request.now, request.zone, said_at=when)
    await private_draft.show(request.session, intake, request.now)
    await next_place.begin(request.session, intake, by, request.now)
    return True


class PressedIntake(Pressed):
    """Gives `intake`: the person's own that is open, or None."""

    async def __call__(self, query: CallbackQuery, request: Request) -> bool | dict[str, Any]:
        pressed = await super().__call__(query, request)
        if not isinstance(pressed, dict):
            return False
        intake = await request.session.get(Intake, pressed["press"].intake)
        own = intake is not None and intake.person_id == pressed["person"].id and intake.state is IntakeState.OPEN
        return {**pressed, "intake": intake if own else None}


async def go_on(
    _query: CallbackQuery, request: Request, press: IntakeDo, person: Person, intake: Intake | None
) -> None:
    if intake is None:
        _finished(request)
        return
    if press.step is IntakeStep.SEND:
        await _press_send(request, intake)
        return
    if press.step is IntakeStep.DROP:
        private_draft.drop(intake)
        await next_place.begin(request.session, intake, person, request.now)
    elif press.step is IntakeStep.APART:
        next_place.keep_apart(intake)
    elif press.step is IntakeStep.SAME:
        await next_place.join(request.session, intake, request.now)
    else:
        browse(intake, None)
    await private_draft.show(request.session, intake, request.now)


async def _press_send(request: Request, intake: Intake) -> None:
    try:
        sent = await send(request, intake)
    except Conflict:
        request.show_toast(request.t.plain("This button no longer works. Please press the newest one."), alert=True)
        return
    if sent:
        request.show_toast(request.t.plain("Sent. Thank you."))


async def in_grid(_query: CallbackQuery, request: Request, press: IntakeGrid, intake: Intake | None) -> None:
    if intake is None:
        _finished(request)
        return
    try:
        await choose(request.session, intake, press.grid, request.now)
    except NotFound as gone:
        raise NoLongerThere from gone
    await private_draft.show(request.session, intake, request.now)


async def turn(_query: CallbackQuery, request: Request, press: IntakePage, intake: Intake | None) -> None:
    if intake is None:
        _finished(request)
        return
    browse(intake, intake.under_id, press.page)
    await private_draft.show(request.session, intake, request.now)


def _finished(request: Request) -> None:
    request.show_toast(request.t.plain("This report is finished. To report a hazard, send its photo here."), alert=True)


class StartsReport(Says):
    def __init__(self) -> None:
        super().__init__("start")

    async def __call__(self, event: Message, request: Request) -> bool:
        said = request.command
        return await super().__call__(event, request) and said is not None and said.text == "report"


class SendsMaterial(Filter):
    """
    Evidence always; words alone while a report is being made, when they speak of a known kind of hazard, or when they
    are more than a greeting: nothing that may be a report is passed over.
    """

    async def __call__(self, message: Message, request: Request) -> bool:
        if request.command is not None or _about_another(request.replied_to):
            return False
        if message.contact is None and found_in(message):
            return True
        words = words_in(message)
        if not words or request.person is None or small_talk(words) or is_code(words):
            return False
        kind, severity = kinds_of(request.session).suggest(words)
        known = kind.category != OTHER or severity is Severity.URGENT or tells_something(words)
        return known or await private_draft.open_intake(request.session, request.person) is not None


class ShowsWithAnotherCommand(Filter):
    """Photo, voice or place with a command that does not report."""

    async def __call__(self, message: Message, request: Request) -> bool:
        if request.command is None or request.command.name in ("report", "sos"):
            return False
        return bool(found_in(message))


def _about_another(message: OutboxMessage | None) -> bool:
    """A reply to what concerns a hazard or a call is read there."""
    if message is None or message.kind == private_draft.KIND or message.subject_id is None:
        return False
    return message.kind.startswith(("hazards.", "emergencies."))


def tells_something(words: str) -> bool:
    """A greeting is short, a code of ours is one word in Latin letters."""
    return len(words) >= MANY_SIGNS and not (words.isascii() and " " not in words)


def router() -> Router:
    router = Router(name="hazards.reporting_private")
    router.message.filter(InPrivate())
    router.edited_message.filter(InPrivate())
    router.edited_message.register(report, AsksAnew(), Says("report"))
    router.edited_message.register(report, AsksAnew(), Tagged())
    router.message.register(start, StartsReport())
    router.message.register(report, Says("report"))
    router.message.register(report, Tagged())
    router.message.register(material, SendsMaterial())
    router.message.register(shown_with_another_command, ShowsWithAnotherCommand())
    router.callback_query.register(go_on, PressedIntake(IntakeDo))
    router.callback_query.register(in_grid, PressedIntake(IntakeGrid))
    router.callback_query.register(turn, PressedIntake(IntakePage))
    return router
