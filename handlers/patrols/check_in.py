"""/checkin and /checkout, or the bare words, in a grid's group, in a leaders' chat or in private; and the link on a
round's card.
"""

from collections.abc import Collection, Sequence
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.emergencies.sos import call_with
from handlers.filters import InPrivate, NoLongerThere, Pressed, Says
from handlers.hazards.filters import words_of
from handlers.hazards.reporting.offer import speaks_of_a_hazard
from handlers.members.start import set_menu
from handlers.patrols.labels import REFUSALS
from handlers.patrols.presses import WHICH_GRID, CheckInHere
from handlers.patrols.signs import packed, sign_of, unpacked
from handlers.patrols.view import ASK, NOTED, OUT_HERE, REFUSED, SUMMARY
from handlers.request import Request
from models.errors import WanggeError
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.members.permissions import STAFF, Who, may_in
from models.members.positions import posts_of
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, OutboxMessage
from models.patrols.rounds import CARD, Part, add_to, check_in, check_out, part_at, running_of
from models.patrols.stops import STOP_ADDED, Sign
from models.patrols.tables import PatrolStop, Proof, RoundKind
from models.patrols.tracks import tell_first
from models.patrols.typed_words import CHECKS_IN, CHECKS_OUT, bare, kind_in

CHECK_IN_LINK = "checkin"


async def checks_in(message: Message, request: Request) -> None:
    person, text = request.person, request.command.text if request.command else ""
    if person is None:
        refuse(request, "round.anonymous")
        return
    await cry(message, request, text)
    part = await running_of(request.session, person.id)
    kind, words = (None, text) if part else kind_in(text)
    sign = sign_of(message, request, person, words)
    if request.grid is not None:
        await begin(request, request.grid, kind, sign)
    elif not request.private:
        refuse(request, "round.unbound")
    elif part is not None:
        await begin(request, await request.session.get_one(Grid, part.round.grid_id), kind, sign)
    else:
        await _in_private(request, kind, sign)


async def _in_private(request: Request, kind: RoundKind | None, sign: Sign) -> None:
    grids = await _own_grids(request, sign.person)
    if len(grids) == 1:
        await begin(request, grids[0], kind, sign)
    elif grids:
        request.reply(WHICH_GRID, subject_id=sign.person.id, round_kind=kind, **packed(sign))
    else:
        refuse(request, "round.not_staff")


async def _own_grids(request: Request, person: Person) -> Sequence[Grid]:
    held = await posts_of(request.session, person.id)
    return list({each.grid.id: each.grid for each in held if each.post.role in STAFF}.values())


async def begin(request: Request, grid: Grid, kind: RoundKind | None, sign: Sign) -> None:
    try:
        checked_in = await check_in(request.session, grid, kind, sign)
    except WanggeError as error:
        refuse(request, error.code, **error.data)
        return
    answer(request, sign, checked_in.stop, new=checked_in.new)
    await follow_up(request, sign)


async def chosen(
    _query: CallbackQuery, request: Request, press: CheckInHere, person: Person, message: OutboxMessage | None
) -> None:
    grid = await request.session.get(Grid, press.grid)
    if grid is None:
        raise NoLongerThere
    if message is None:
        request.show_toast(request.t.plain("This button is out of date. Please send /checkin again."), alert=True)
    elif await running_of(request.session, person.id) is not None:
        request.show_toast(request.t.plain(REFUSALS["round.already"]), alert=True)
    else:
        await begin(request, grid, RoundKind(message.args["round_kind"]), unpacked(message.args, request, person))


async def checks_out(message: Message, request: Request) -> None:
    """What is said or shown with it is a last stop."""
    person = request.person
    if person is None:
        refuse(request, "round.anonymous")
        return
    sign = sign_of(message, request, person, request.command.text if request.command else "")
    await cry(message, request, sign.words)
    try:
        running = await part_at(request.session, person.id, sign.at)
        if running and (sign.words or sign.found):
            await add_to(request.session, running, sign)
        part = await check_out(request.session, person, sign.at, request.now)
    except WanggeError as error:
        refuse(request, error.code)
        return
    _sum_up(request, person, part)


def _sum_up(request: Request, person: Person, part: Part) -> None:
    """In private: how long somebody was on duty is for nobody else."""
    if person.started:
        to, part_id = person.tg_user_id, str(part.person.id)
        enqueue(request.session, to, SUMMARY, Lane.REPLY, request.now, subject_id=part.round.id, part=part_id)
    else:
        request.reply(OUT_HERE)


def answer(request: Request, sign: Sign, stop: PatrolStop, *, new: bool = False) -> None:
    """In a group by a sign alone: its card shows the stop. In private it can be undone, or reported as a hazard."""
    if not (request.private or new):
        request.reply(NOTED)
    hazard = sign.person.started and speaks_of_a_hazard(request, sign.words)
    if hazard or (request.private and not new):
        enqueue(request.session, sign.person.tg_user_id, STOP_ADDED, Lane.REPLY, request.now, subject_id=stop.id)


async def cry(message: Message, request: Request, words: str) -> None:
    """In a group: in private a cry for help has been heard before."""
    if not request.private and kinds_of(request.session).calls_for_help(words):
        await call_with(message, request, words)


async def follow_up(request: Request, sign: Sign) -> None:
    if sign.position and sign.position.proof is Proof.LIVE and sign.person.started:
        await tell_first(request.session, sign.person.id, sign.person.tg_user_id, request.now)


def refuse(request: Request, code: str, **data: Any) -> None:
    request.reply(REFUSED, code=code, **data)


class Writes(Filter):
    """One of these words and no other, instead of the command or the button: on a round, or by staff where they may
    begin one. In answer to somebody else's card it is left to that.
    """

    def __init__(self, words: Collection[str], *, begins: bool) -> None:
        self.words, self.begins = frozenset(words), begins

    async def __call__(self, message: Message, request: Request) -> bool:
        person, answered = request.person, request.replied_to
        if person is None or request.command is not None or bare(words_of(message)) not in self.words:
            return False
        if answered is not None and not answered.kind.startswith("patrols."):
            return False
        part = await part_at(request.session, person.id, request.at)
        if answered is not None and answered.kind == CARD and (part is None or part.round.id != answered.subject_id):
            return False
        if request.private:
            return part is not None or bool(await _own_grids(request, person))
        here = request.grid is not None and await may_in(request.session, request.grid, Who.STAFF, person)
        return here and (self.begins or part is not None)


class StartsCheckIn(Says):
    """The link on a round's card."""

    def __init__(self) -> None:
        super().__init__("start")

    async def __call__(self, event: Message, request: Request) -> bool:
        started = await super().__call__(event, request)
        return started and request.command is not None and request.command.text == CHECK_IN_LINK


async def from_card(_message: Message, request: Request) -> None:
    set_menu(request)
    if request.person is not None and await running_of(request.session, request.person.id) is not None:
        request.reply(ASK)
    else:
        refuse(request, "round.none_running")


def router() -> Router:
    router = Router(name="patrols.check_in")
    router.message.register(checks_in, Says("checkin", *CHECKS_IN))
    router.message.register(checks_in, Writes(CHECKS_IN, begins=True))
    router.message.register(checks_out, Says("checkout", *CHECKS_OUT))
    router.message.register(checks_out, Writes(CHECKS_OUT, begins=False))
    router.message.register(from_card, InPrivate(), StartsCheckIn())
    router.callback_query.register(chosen, Pressed(CheckInHere))
    return router
