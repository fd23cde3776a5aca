"""/start in private: a greeting, and staff who claim their posts by their own contact or by a code."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.filters import InPrivate, Says
from handlers.members.labels import STAFF
from handlers.request import Request
from models.brigades.find import member_in
from models.domains import WORKLIST_SOURCES
from models.errors import NotFound, WanggeError
from models.members.tables import Person
from models.onboarding import claim_position
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.places.changes.claims import claim_places, claimed_by
from models.places.slots import slots_of
from models.worklist import WORKLIST, worklist_of


class SharesContact(Filter):
    async def __call__(self, message: Message, request: Request) -> bool:
        return message.contact is not None and request.private


async def start(_message: Message, request: Request) -> None:
    if request.person is None or request.command is None:
        return
    if request.command.text not in ("", STAFF):
        await claim_by_code(request, request.command.text)
        return
    await claim_position.known(request.session, request.person, request.now)
    await claim_places(request.session, request.person, request.now)
    request.reply("members.greeting", subject_id=request.person.id, staff=request.command.text == STAFF)
    set_menu(request)


async def claim_by_code(request: Request, typed: str) -> None:
    if request.person is None:
        return
    try:
        await claim_position.by_code(request.session, request.person, typed, request.now)
    except WanggeError as refusal:
        request.reply("members.refused", reason=refusal.code, code=typed[:64])
        return
    await claimed(request)


async def share(message: Message, request: Request) -> None:
    contact = message.contact
    if request.person is None or contact is None:
        return
    whose = contact.user_id if message.forward_origin is None else None  # what is passed on proves nothing
    try:
        await claim_position.by_contact(request.session, request.person, whose, contact.phone_number, request.now)
    except NotFound as nobody:
        if await _beside_posts(request, request.person):
            set_menu(request)
        else:
            request.reply("members.refused", reason=nobody.code)
        return
    except WanggeError as refusal:
        request.reply("members.refused", reason=refusal.code)
        return
    await claimed(request)
    await _beside_posts(request, request.person)


async def _beside_posts(request: Request, person: Person) -> bool:
    """Whether it is that of somebody responsible for places, on duty there or in a brigade, who hears of which."""
    await claim_places(request.session, person, request.now)
    responsible = bool(await claimed_by(request.session, person.id) or await slots_of(request.session, person.id))
    if responsible:
        request.reply("places.claimed", subject_id=person.id)
    volunteer = bool(await member_in(request.session, person))
    if volunteer:
        request.reply("brigades.mine")
    return responsible or volunteer


async def claimed(request: Request) -> None:
    if request.person is None:
        return
    request.reply("members.claimed", subject_id=request.person.id)
    found = await worklist_of(request.session, WORKLIST_SOURCES, request.person.id, request.now)
    if found.sections:
        request.reply(WORKLIST, subject_id=request.person.id, page=0)
    set_menu(request)


def set_menu(request: Request) -> None:
    if request.chat is not None:
        enqueue(request.session, request.chat.id, "menu.person", Lane.ROUTINE, request.now)


def router() -> Router:
    router = Router(name="members.start")
    router.message.register(start, InPrivate(), Says("start"))
    router.message.register(share, SharesContact())
    return router
