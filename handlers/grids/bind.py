"""Binding a group to a grid and freeing it: by an administrator with a real account, by command or by button."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Says
from handlers.grids.errors import REFUSALS
from handlers.grids.presses import ConfirmBinding, Unbind
from handlers.request import Desk
from locales.translator import cut
from models.departments.reach import department_at
from models.departments.tables import Department
from models.errors import Conflict, WanggeError
from models.grids.tables import Binding, Chat
from models.members.tables import Person
from models.onboarding import bind_chat, bind_department, one_time_codes
from models.outbox.enqueue import enqueue, refresh
from models.outbox.tables import Lane

TOAST = 200


class Starts(Says):
    """/start in a group: with a code it comes from a ?startgroup= link."""

    def __init__(self) -> None:
        super().__init__("start")

    async def __call__(self, event: Any, desk: Desk) -> bool:
        return await super().__call__(event, desk) and not desk.private and bool(typed_in(desk))


def typed_in(desk: Desk) -> str:
    return desk.command.text if desk.command else ""


async def bind(_message: Message, desk: Desk) -> None:
    chat = chat_of(desk)
    typed = one_time_codes.cleaned(typed_in(desk))
    try:
        bound = await _bind(desk, chat, typed)
    except WanggeError as refusal:
        if refusal.code == "bind.anonymous":
            desk.say("grids.confirm", subject_id=chat.id, code=typed)
        else:
            desk.say("grids.refused", reason=refusal.code, code=typed, **refusal.data)
        return
    welcome(desk, bound)


async def confirm(_query: CallbackQuery, desk: Desk, press: ConfirmBinding) -> None:
    """An anonymous administrator's press carries the real account."""
    chat = chat_of(desk)
    try:
        bound = await _bind(desk, chat, press.code)
    except WanggeError as refusal:
        refuse(desk, refusal)
        return
    welcome(desk, bound)
    await refresh(desk.session, chat.id, ["grids.confirm"], desk.now)
    desk.answer(desk.t.plain("Bound."))


async def ask_to_unbind(_message: Message, desk: Desk) -> None:
    chat = chat_of(desk)
    try:
        bind_chat.refuse_other_chats(chat)
        department = await department_at(desk.session, chat.id)
        if desk.binding is None and department is None:
            raise Conflict("chat.free")
        if desk.person is not None:
            bind_chat.only_admin(desk.person, admin=await _is_admin(desk, chat))
    except WanggeError as refusal:
        desk.say("grids.refused", reason=refusal.code, **refusal.data)
        return
    if desk.binding is not None:
        desk.say("grids.unbind", subject_id=desk.binding.id)
    elif department is not None:
        desk.say("hazards.department_unbind", subject_id=department.id)


async def unbind(_query: CallbackQuery, desk: Desk, press: Unbind, person: Person) -> None:
    chat = chat_of(desk)
    try:
        admin = await _is_admin(desk, chat)
        ended = await bind_chat.unbind(desk.session, chat, press.binding, person, desk.now, admin=admin)
    except WanggeError as refusal:
        refuse(desk, refusal)
        return
    await refresh(desk.session, ended.id, ["grids.unbind"], desk.now)
    set_menus(desk, chat)
    desk.answer(desk.t.plain("Unbound."))


def welcome(desk: Desk, bound: Binding | Department) -> None:
    desk.say("grids.bound" if isinstance(bound, Binding) else "hazards.department_bound", subject_id=bound.id)
    set_menus(desk, chat_of(desk))


def set_menus(desk: Desk, chat: Chat) -> None:
    for kind in ("menu.chat", "menu.admins"):
        enqueue(desk.session, chat.id, kind, Lane.ROUTINE, desk.now)


def refuse(desk: Desk, refusal: WanggeError) -> None:
    desk.answer(cut(desk.t.plain(REFUSALS[refusal.code], **refusal.data), TOAST), alert=True)


def chat_of(desk: Desk) -> Chat:
    if desk.chat is None:
        raise ValueError("a command or a press comes from a chat")
    return desk.chat


async def _bind(desk: Desk, chat: Chat, typed: str) -> Binding | Department:
    if await bind_department.is_for_department(desk.session, typed):
        return await _bind_department(desk, chat, typed)
    bindable = await bind_chat.check(desk.session, chat, typed, desk.now)
    admin = await _is_admin(desk, chat)
    return await bind_chat.bind(desk.session, bindable, desk.person, desk.now, admin=admin)


async def _bind_department(desk: Desk, chat: Chat, typed: str) -> Department:
    await bind_department.check(desk.session, chat, typed, desk.now)
    admin = await _is_admin(desk, chat)
    return await bind_department.bind(desk.session, chat, typed, desk.person, desk.now, admin=admin)


async def _is_admin(desk: Desk, chat: Chat) -> bool | None:
    return None if desk.person is None else await desk.is_admin(chat.id, desk.person.tg_user_id)


def router() -> Router:
    router = Router(name="grids.bind")
    router.message.register(bind, Says("bind"))
    router.message.register(bind, Starts())
    router.message.register(ask_to_unbind, Says("unbind"))
    router.callback_query.register(confirm, Pressed(ConfirmBinding))
    router.callback_query.register(unbind, Pressed(Unbind))
    return router
