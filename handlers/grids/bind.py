"""Binding a group to a grid and freeing it: by an administrator with a real account, by command or by button."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Says
from handlers.grids.errors import REFUSALS
from handlers.grids.presses import ConfirmBinding, Unbind
from handlers.request import Request
from locales.translator import cut
from models.departments.reach import department_at
from models.departments.tables import Department
from models.errors import Conflict, WanggeError
from models.grids.tables import Binding, Chat
from models.members.tables import Person
from models.onboarding import bind_chat, bind_department, one_time_codes
from models.onboarding.newcomers import WELCOME
from models.outbox.enqueue import enqueue, refresh
from models.outbox.tables import Lane

TOAST = 200


class Starts(Says):
    """/start in a group: with a code it comes from a ?startgroup= link."""

    def __init__(self) -> None:
        super().__init__("start")

    async def __call__(self, event: Any, request: Request) -> bool:
        return await super().__call__(event, request) and not request.private and bool(typed_in(request))


def typed_in(request: Request) -> str:
    return request.command.text if request.command else ""


async def bind(message: Message, request: Request) -> None:
    """Where it is said decides in which topic we speak, and in a group that is bound already nothing else."""
    chat, topic = chat_of(request), topic_of(message)
    typed = one_time_codes.cleaned(typed_in(request))
    try:
        elsewhere = chat.topic_id != topic or chat.topic_again_at is not None
        if elsewhere and await _serves(request, chat):
            bind_chat.only_admin(request.person, admin=request.admin)
            chat.speak_in(topic)
            request.reply("grids.topic")
            return
        bound = await _bind(request, chat, typed)
        chat.speak_in(topic)
    except WanggeError as refusal:
        if refusal.code == "bind.anonymous" and not await _serves(request, chat):
            request.reply("grids.confirm", subject_id=chat.id, code=typed)
        else:
            request.reply("grids.refused", reason=refusal.code, code=typed, **refusal.data)
        return
    welcome(request, bound)


async def confirm(query: CallbackQuery, request: Request, press: ConfirmBinding) -> None:
    """An anonymous administrator's press carries the real account."""
    chat = chat_of(request)
    try:
        bound = await _bind(request, chat, press.code)
        chat.speak_in(topic_of(query.message))
    except WanggeError as refusal:
        refuse(request, refusal)
        return
    welcome(request, bound)
    await refresh(request.session, chat.id, ["grids.confirm"], request.now)
    request.show_toast(request.t.plain("Bound."))


async def ask_to_unbind(_message: Message, request: Request) -> None:
    chat = chat_of(request)
    try:
        bind_chat.refuse_other_chats(chat)
        department = await department_at(request.session, chat.id)
        if request.binding is None and department is None:
            raise Conflict("chat.free")
        if request.person is not None:
            bind_chat.only_admin(request.person, admin=request.admin)
    except WanggeError as refusal:
        request.reply("grids.refused", reason=refusal.code, **refusal.data)
        return
    if request.binding is not None:
        request.reply("grids.unbind", subject_id=request.binding.id)
    elif department is not None:
        request.reply("hazards.department_unbind", subject_id=department.id)


async def unbind(_query: CallbackQuery, request: Request, press: Unbind, person: Person) -> None:
    chat = chat_of(request)
    try:
        admin = request.admin
        ended = await bind_chat.unbind(request.session, chat, press.binding, person, request.now, admin=admin)
    except WanggeError as refusal:
        refuse(request, refusal)
        return
    await refresh(request.session, ended.id, ["grids.unbind", WELCOME], request.now)
    set_menus(request, chat)
    request.show_toast(request.t.plain("Unbound."))


def welcome(request: Request, bound: Binding | Department) -> None:
    request.reply(WELCOME if isinstance(bound, Binding) else "hazards.department_bound", subject_id=bound.id)
    set_menus(request, chat_of(request))


def set_menus(request: Request, chat: Chat) -> None:
    for kind in ("menu.chat", "menu.admins"):
        enqueue(request.session, chat.id, kind, Lane.ROUTINE, request.now)


def refuse(request: Request, refusal: WanggeError) -> None:
    request.show_toast(cut(request.t.plain(REFUSALS[refusal.code], **refusal.data), TOAST), alert=True)


def chat_of(request: Request) -> Chat:
    if request.chat is None:
        raise ValueError("a command or a press comes from a chat")
    return request.chat


def topic_of(message: object) -> int | None:
    """Of a forum group; None outside its topics. Threads of answers elsewhere are no topics."""
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


async def _serves(request: Request, chat: Chat) -> bool:
    return request.binding is not None or await department_at(request.session, chat.id) is not None


async def _bind(request: Request, chat: Chat, typed: str) -> Binding | Department:
    if await bind_department.is_for_department(request.session, typed):
        return await _bind_department(request, chat, typed)
    bindable = await bind_chat.check(request.session, chat, typed, request.now)
    return await bind_chat.bind(request.session, bindable, request.person, request.now, admin=request.admin)


async def _bind_department(request: Request, chat: Chat, typed: str) -> Department:
    person, now = request.person, request.now
    return await bind_department.bind(request.session, chat, typed, person, now, admin=request.admin)


def router() -> Router:
    router = Router(name="grids.bind")
    router.message.register(bind, Says("bind"))
    router.message.register(bind, Starts())
    router.message.register(ask_to_unbind, Says("unbind"))
    router.callback_query.register(confirm, Pressed(ConfirmBinding))
    router.callback_query.register(unbind, Pressed(Unbind))
    return router
