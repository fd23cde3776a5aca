"""What the owner of a share does: its buttons, and a reply to its card with the proof."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.evidence.albums import PartOf
from handlers.evidence.extract import found_in, words_in
from handlers.filters import NoLongerThere, Pressed
from handlers.obligations.command import known, refuse, toast
from handlers.obligations.evidence.pieces import show_pieces
from handlers.obligations.meetings.acting import show_minutes
from handlers.obligations.paper import PAPER
from handlers.obligations.presses import OwnerAct, OwnerDo, TaskOpen
from handlers.obligations.share_form import FORM, LEAVE, need_owner
from handlers.obligations.steps import clock_of
from handlers.questions.flow import ask
from handlers.request import Request
from models.errors import Conflict, Refused
from models.evidence.attach import attach
from models.evidence.tables import Moment
from models.members.tables import Person
from models.obligations.acting import perform
from models.obligations.kinds import KINDS, Proof
from models.obligations.meetings.publishing import publish
from models.obligations.opinions.acting import hand_up, make_hazard
from models.obligations.tables import OBLIGATION, Obligation, Requirement, RequirementState
from models.obligations.telling import CARD
from models.obligations.workflow import WAITING, Act


async def open_card(_query: CallbackQuery, request: Request, press: TaskOpen, person: Person) -> None:
    obligation = await request.session.get(Obligation, press.obligation)
    if obligation is None:
        raise NoLongerThere
    try:
        await need_owner(request, obligation, person)
        request.reply(CARD, subject_id=obligation.id)
    except Refused as error:
        toast(request, error)


async def press_card(_query: CallbackQuery, request: Request, press: OwnerDo, person: Person) -> None:
    obligation = await request.session.get(Obligation, press.obligation)
    if obligation is None:
        raise NoLongerThere
    try:
        await _press(request, obligation, press.act, person)
    except (Refused, Conflict) as error:
        toast(request, error)


async def _press(request: Request, obligation: Obligation, act: OwnerAct, person: Person) -> None:
    await need_owner(request, obligation, person)
    requirement = await request.session.get_one(Requirement, obligation.requirement_id)
    kind = KINDS[requirement.kind]
    if act is OwnerAct.PAPER:
        if not kind.paper:
            raise Refused("obligation.no_such_act")
        request.reply(PAPER, subject_id=obligation.id)
        request.show_toast(request.t.plain("It is being drawn and comes in a moment."))
    elif act is OwnerAct.MINUTES:
        await show_minutes(request, requirement, obligation)
    elif act is OwnerAct.PIECES:
        await show_pieces(request, obligation)
    elif act is OwnerAct.PUBLISH:
        await publish(request.session, obligation, person, request.now)
        request.show_toast(request.t.plain("Published in the group."))
    elif act is OwnerAct.HAND_UP:
        await hand_up(request.session, obligation, person, clock_of(request))
        request.show_toast(request.t.plain("Handed up."))
    elif act is OwnerAct.HAZARD:
        hazard = await make_hazard(request.session, obligation, person, clock_of(request))
        request.show_toast(request.t.plain("Noted as hazard H{number}.", number=hazard.number))
    elif act is OwnerAct.LEAVE:
        _must_wait(requirement, obligation)
        ask(request, FORM, obligation.id, LEAVE, person)
    elif act is OwnerAct.DONE and kind.proof is not Proof.NOTHING:
        _must_wait(requirement, obligation)
        ask(request, FORM, obligation.id, kind.proof, person)
    else:
        await perform(request.session, obligation, Act(act), person, request.now)
        request.show_toast(request.t.plain("Noted. Thank you."))


def _must_wait(requirement: Requirement, obligation: Obligation) -> None:
    if requirement.state is not RequirementState.OPEN:
        raise Conflict("obligation.over")
    if obligation.state not in WAITING:
        raise Conflict("obligation.moved")


class ToCard(Filter):
    """A reply to the card of a share; gives its `obligation`."""

    async def __call__(self, _message: Message, request: Request) -> bool | dict[str, Any]:
        card = request.replied_to
        if card is None or card.kind != CARD or request.command is not None:
            return False
        obligation = await request.session.get(Obligation, card.subject_id)
        return {"obligation": obligation} if obligation is not None else False


async def prove(message: Message, request: Request, obligation: Obligation) -> None:
    """Whatever is shown is kept; it is done with what its kind wants."""
    requirement = await request.session.get_one(Requirement, obligation.requirement_id)
    try:
        person = known(request)
        await need_owner(request, obligation, person)
        _must_wait(requirement, obligation)
        await _keep(message, request, obligation, person)
        await perform(request.session, obligation, Act.DONE, person, request.now, words=words_in(message))
    except (Refused, Conflict) as error:
        refuse(request, error)


async def _keep(message: Message, request: Request, obligation: Obligation, person: Person) -> None:
    for found in found_in(message):
        if found.file_id:
            await attach(
                request.session, obligation.subject, found, person.id, message.chat.id, Moment.AFTER, request.now
            )


async def more(message: Message, request: Request, row: Obligation) -> None:
    """Further photos of an album, some after the first has made it done."""
    if request.person is not None:
        await _keep(message, request, row, request.person)


def router() -> Router:
    router = Router(name="obligations.owner")
    router.callback_query.register(open_card, Pressed(TaskOpen))
    router.callback_query.register(press_card, Pressed(OwnerDo))
    router.message.register(prove, ToCard())
    router.message.register(more, PartOf(OBLIGATION, Obligation))
    return router
