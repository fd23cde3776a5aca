"""What somebody on a round sends without a command: in private, in reply to the round's card, or a live location."""

from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.evidence.extract import found_in, words_in
from handlers.hazards.filters import TAGGED, words_of
from handlers.hazards.reporting.offer import keep_or_offer, speaks_of_a_hazard
from handlers.hazards.typed_code import number_in
from handlers.patrols.check_in import answer, cry, follow_up, refuse
from handlers.patrols.presses import ALSO_A_STOP
from handlers.patrols.signs import packed, position_in, sign_of
from handlers.patrols.view import ASK, NOTED
from handlers.request import Request
from models.grids.tables import Grid
from models.hazards.reporting import private_draft
from models.members.permissions import Who, may_in
from models.outbox.standing import refresh_standing
from models.patrols.rounds import CARD, Part, add_to, part_at, reopen
from models.patrols.stops import REPORT_GOES_ON, TEXT_LIMIT, Sign, locate, show, stop_of_album
from models.patrols.tables import LiveTrack, PatrolRound, PatrolStop
from models.patrols.tracks import moved, track_of
from models.text.small_talk import small_talk

Given = bool | dict[str, Any]


async def _part(request: Request) -> Part | None:
    if request.person is None:
        return None
    return await part_at(request.session, request.person.id, request.at)


def _tells(message: Message) -> bool:
    """Evidence, or words that are more than a greeting, or the code of a hazard; none that bear the hashtag of one."""
    words = words_in(message)
    if TAGGED.search(words_of(message)):
        return False
    typed = words.isascii() and " " not in words
    said = bool(words) and not typed and number_in(words) is None and small_talk(words) is None
    return message.contact is None and (bool(found_in(message)) or said)


class ShownOnRound(Filter):
    """In private, unless it answers another message or goes on with a report; gives the `part`."""

    async def __call__(self, message: Message, request: Request) -> Given:
        answered = request.replied_to
        ours = answered is not None and answered.kind.startswith("patrols.")
        if not request.private or request.command is not None or not (ours or answered is None) or not _tells(message):
            return False
        part = await _part(request)
        if part is None or not (ours or not await _is_reporting(request)):
            return False
        return {"part": part}


async def _is_reporting(request: Request) -> bool:
    intake = await private_draft.open_intake(request.session, request.person) if request.person else None
    return intake is not None and intake.touched_at > request.now - REPORT_GOES_ON


async def shown(message: Message, request: Request, part: Part) -> None:
    """Words that are plainly of a hazard are reported, and offered to be a stop, too."""
    if request.person is None:
        return
    sign = sign_of(message, request, request.person, words_in(message))
    if await _answers_scan(request, part, sign):
        return
    if request.replied_to is None and speaks_of_a_hazard(request, sign.words):
        request.reply(ALSO_A_STOP, subject_id=part.round.id, **packed(sign))
        raise SkipHandler
    answer(request, sign, await add_to(request.session, part, sign))
    await follow_up(request, sign)


async def _answers_scan(request: Request, part: Part, sign: Sign) -> bool:
    """Where a code was scanned is asked now and then; the answer is no stop of its own."""
    asked = request.replied_to
    if asked is None or asked.kind != ASK or asked.subject_id is None:
        return False
    stop = await request.session.get(PatrolStop, asked.subject_id)
    if stop is None or stop.round_id != part.round.id or not await locate(request.session, part.round, stop, sign):
        return False
    reopen(part, sign.at, sign.received_at)
    request.reply(NOTED)
    await follow_up(request, sign)
    return True


class RepliesToCard(Filter):
    """In a group."""

    async def __call__(self, message: Message, request: Request) -> bool:
        about = request.replied_to
        card = about is not None and about.kind == CARD
        return card and not request.private and request.command is None and _tells(message)


async def replied(message: Message, request: Request) -> None:
    """By whoever is on the round a stop; of others what looks like a report is offered to be reported."""
    card, part, person = request.replied_to, await _part(request), request.person
    if person is not None and part is not None and card is not None and part.round.id == card.subject_id:
        sign = sign_of(message, request, person, words_in(message))
        await cry(message, request, sign.words)
        answer(request, sign, await add_to(request.session, part, sign))
        await follow_up(request, sign)
    elif not await keep_or_offer(message, request, words_in(message)) and card is not None:
        await _not_on_it(request, card.subject_id)


async def _not_on_it(request: Request, round_id: int | None) -> None:
    """Only staff hear so, as whom an anonymous administrator has to be known first."""
    about = await request.session.get(PatrolRound, round_id)
    if about is None:
        return
    if request.person is None:
        refuse(request, "round.anonymous")
        return
    grid = await request.session.get_one(Grid, about.grid_id)
    if await may_in(request.session, grid, Who.STAFF, request.person):
        refuse(request, "round.over" if about.ended_at else "round.not_in")


class SharesLive(Filter):
    """A live location in the chat where the sender's round runs; gives the `part`."""

    async def __call__(self, message: Message, request: Request) -> Given:
        if message.location is None or not message.location.live_period or request.replied_to or request.private:
            return False
        part = await _part(request)
        return {"part": part} if part is not None and part.round.chat_id == message.chat.id else False


class PartOfStop(Filter):
    """A further part of an album that has made a stop; gives the `stop`."""

    async def __call__(self, message: Message, request: Request) -> Given:
        album, command = message.media_group_id, request.command
        stop = await stop_of_album(request.session, message.chat.id, album) if album and not command else None
        return {"stop": stop} if stop is not None else False


async def more(message: Message, request: Request, stop: PatrolStop) -> None:
    if request.person is None:
        return
    sign = sign_of(message, request, request.person, words_in(message))
    await show(request.session, stop, sign)
    stop.words = f"{stop.words}\n{sign.words}".strip()[:TEXT_LIMIT]
    for subject_id in (stop.id, stop.round_id):
        await refresh_standing(request.session, subject_id, request.now)


class Moves(Filter):
    """A live location of somebody on a round; gives the `track`."""

    async def __call__(self, message: Message, request: Request) -> Given:
        if message.location is None:
            return False
        track = await track_of(request.session, message.chat.id, message.message_id)
        return {"track": track} if track is not None else False


async def follows(message: Message, request: Request, track: LiveTrack) -> None:
    position = position_in(message)
    if position is not None:
        await moved(request.session, track, position, message.date, request.at, request.now)


def router() -> Router:
    router = Router(name="patrols.showing")
    router.edited_message.register(follows, Moves())
    router.message.register(more, PartOfStop())
    router.message.register(replied, RepliesToCard())
    router.message.register(shown, SharesLive())
    router.message.register(shown, ShownOnRound())
    return router
