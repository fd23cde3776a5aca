"""Ending a call takes two presses: AskToEnd asks a question, End answers it. Reopen undoes it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.emergencies import linked_hazards
from handlers.emergencies.labels import OUTCOMES
from handlers.emergencies.presses import AskToEnd, End, KeepOn, Reopen, TakeBack
from handlers.emergencies.refusals import PressedCall, in_words
from handlers.filters import NoLongerThere
from handlers.request import Request
from models.emergencies import actions as emergency_actions
from models.emergencies import outcomes
from models.emergencies.alerting.notify import ENDING, newest
from models.emergencies.tables import Call
from models.emergencies.workflow import LIVE, CallWho, Outcome
from models.errors import Conflict, Refused
from models.members.tables import Person
from models.outbox.enqueue import refresh, refresh_one
from models.outbox.tables import Lane, OutboxMessage


async def ask(request: Request, call: Call, person: Person, outcome: Outcome) -> None:
    """Raises Refused, or Conflict when it is over. A question asked before in this chat gives way."""
    await emergency_actions.check(request.session, call, CallWho.ENDING, person)
    await refresh(request.session, call.id, (ENDING,), request.now)
    request.reply(ENDING, subject_id=call.id, lane=Lane.URGENT, outcome=outcome)


async def asked(_query: CallbackQuery, request: Request, press: AskToEnd, person: Person, call: Call) -> None:
    """The first press; who called takes it back at once."""
    if press.outcome is Outcome.FALSE_ALARM and not await emergency_actions.may_end(request.session, call, person):
        await _take_back(request, person, call)
        return
    try:
        await ask(request, call, person, press.outcome)
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)
    else:
        request.show_toast(request.t.plain("{code}: please confirm in the new message.", code=f"S{call.number}"))


async def ended(
    _query: CallbackQuery, request: Request, press: End, person: Person, call: Call, message: OutboxMessage | None
) -> None:
    """The second."""
    t, how = request.t, request.t.plain(OUTCOMES[press.outcome])
    question = await _question(request, call, message)
    if question.args["outcome"] != press.outcome:
        raise NoLongerThere
    try:
        await outcomes.end(request.session, call, person, press.outcome, request.now)
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)
        return
    await _mark(request, question, "yes")
    await linked_hazards.ended(request, call, person)
    code = f"S{call.number}"
    request.show_toast(t.plain("{code} is over: {outcome}. Reply to the message to add words.", code=code, outcome=how))


async def kept_on(
    _query: CallbackQuery, request: Request, person: Person, call: Call, message: OutboxMessage | None
) -> None:
    """Or it should not end after all."""
    question = await _question(request, call, message)
    try:
        await emergency_actions.check(request.session, call, CallWho.ENDING, person)
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)
        return
    await _mark(request, question, "no")
    request.show_toast(request.t.plain("{code} goes on.", code=f"S{call.number}"))


async def _question(request: Request, call: Call, message: OutboxMessage | None) -> OutboxMessage:
    """The one that is answered: pressed on, or, before delivery has recorded it, the newest in this chat.

    Raises NoLongerThere where nobody asked here, or it has been answered while the call runs.
    """
    if message is None and request.chat is not None:
        message = await newest(request.session, call, ENDING, request.chat.id)
    if message is None or (call.state in LIVE and message.args.get("answered")):
        raise NoLongerThere
    return message


async def _mark(request: Request, question: OutboxMessage, answer: str) -> None:
    """It goes, or turns into the offer to undo."""
    question.args = {**question.args, "answered": answer}
    await refresh_one(request.session, question, request.now)


async def taken_back(_query: CallbackQuery, request: Request, person: Person, call: Call) -> None:
    await _take_back(request, person, call)


async def _take_back(request: Request, person: Person, call: Call) -> None:
    t, code = request.t, f"S{call.number}"
    try:
        over = await outcomes.take_back(request.session, call, person, request.now)
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)
        return
    if over:
        await linked_hazards.ended(request, call, person)
        told = t.plain("{code} is taken back. In danger send /sos again, and call 119.", code=code)
    else:
        told = t.plain("{code}: staff see to it already. They are told that it was a mistake, and end it.", code=code)
    request.show_toast(told, alert=True)


async def reopened(_query: CallbackQuery, request: Request, person: Person, call: Call) -> None:
    t = request.t
    try:
        await outcomes.reopen(request.session, call, person, request.now)
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)
        return
    await linked_hazards.goes_on(request, call, person)
    request.show_toast(t.plain("{code} goes on; everybody who heard that it was over is told.", code=f"S{call.number}"))


def router() -> Router:
    router = Router(name="emergencies.ending")
    router.callback_query.register(asked, PressedCall(AskToEnd))
    router.callback_query.register(ended, PressedCall(End))
    router.callback_query.register(kept_on, PressedCall(KeepOn))
    router.callback_query.register(taken_back, PressedCall(TakeBack))
    router.callback_query.register(reopened, PressedCall(Reopen))
    return router
