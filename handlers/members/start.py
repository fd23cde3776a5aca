"""/start in private: a greeting, and staff who claim their posts by their own contact or by a code."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.filters import InPrivate, Says
from handlers.request import Desk
from models.errors import WanggeError
from models.hazards.worklist import DUTY, duty_of
from models.onboarding import claim_position
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane


class SharesContact(Filter):
    async def __call__(self, message: Message, desk: Desk) -> bool:
        return message.contact is not None and desk.private


async def start(_message: Message, desk: Desk) -> None:
    if desk.person is None or desk.command is None:
        return
    if desk.command.text:
        await claim_by_code(desk, desk.command.text)
        return
    await claim_position.known(desk.session, desk.person, desk.now)
    desk.say("members.greeting", subject_id=desk.person.id)
    set_menu(desk)


async def claim_by_code(desk: Desk, typed: str) -> None:
    if desk.person is None:
        return
    try:
        await claim_position.by_code(desk.session, desk.person, typed, desk.now)
    except WanggeError as refusal:
        desk.say("members.refused", reason=refusal.code, code=typed[:64])
        return
    await claimed(desk)


async def share(message: Message, desk: Desk) -> None:
    contact = message.contact
    if desk.person is None or contact is None:
        return
    try:
        await claim_position.by_contact(desk.session, desk.person, contact.user_id, contact.phone_number, desk.now)
    except WanggeError as refusal:
        desk.say("members.refused", reason=refusal.code)
        return
    await claimed(desk)


async def claimed(desk: Desk) -> None:
    if desk.person is None:
        return
    desk.say("members.claimed", subject_id=desk.person.id)
    duty = await duty_of(desk.session, desk.person, desk.now)
    if duty is not None and duty.waits:
        desk.say(DUTY, subject_id=desk.person.id, page=0)
    set_menu(desk)


def set_menu(desk: Desk) -> None:
    if desk.chat is not None:
        enqueue(desk.session, desk.chat.id, "menu.person", Lane.ROUTINE, desk.now)


def router() -> Router:
    router = Router(name="members.start")
    router.message.register(start, InPrivate(), Says("start"))
    router.message.register(share, SharesContact())
    return router
