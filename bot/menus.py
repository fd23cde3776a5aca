"""Offering the default command menus, when speaking begins; those of one chat or person come as letters."""

from collections.abc import Awaitable, Callable

from handlers.members.menus import defaults
from handlers.worded import Menu


async def apply(set_menu: Callable[[Menu], Awaitable[object]], locale: str) -> None:
    """`set_menu` sends one menu to Telegram; `locale` is for readers whose language has no menu of its own."""
    for menu in defaults(locale):
        await set_menu(menu)
