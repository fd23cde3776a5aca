"""What a feature declares of itself on this floor: its handlers, the views of its messages, its commands, and how what
of it waits for people is worded.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from handlers.callbacks import Press
from handlers.forms import Form
from handlers.messages import View
from handlers.worklist_wording import WorklistWording

if TYPE_CHECKING:
    from aiogram import Router


class Audience(StrEnum):
    """Who is offered a menu of commands. A keeper is responsible for a place or on duty there, without a post; the last
    two are the administrators of a group that serves no grid, or one.
    """

    RESIDENT = "resident"
    KEEPER = "keeper"
    STAFF = "staff"
    GROUP = "group"
    LEADERS_CHAT = "leaders_chat"
    UNBOUND = "unbound"
    ADMINS_UNBOUND = "admins_unbound"
    ADMINS_BOUND = "admins_bound"


@dataclass(frozen=True)
class BotCommand:
    """`description` is marked with N_; `places` says in whose menus it stands, the smallest number first."""

    name: str
    description: str
    places: Mapping[Audience, int]


@dataclass(frozen=True)
class Feature:
    """`slug` is that of its domain; `views` are by kind of message.

    `unsettling` are commands, and first words of presses, after which a chat may serve another grid or department.
    `asks_admin` are those before which Telegram is asked whether the person is an administrator of the group.
    `routers` imports the handlers when it is called, as aiogram is not loaded where messages are only sent.
    """

    slug: str
    views: Mapping[str, View]
    routers: Callable[[], Iterable["Router"]]
    commands: tuple[BotCommand, ...] = ()
    presses: tuple[type[Press], ...] = ()
    forms: tuple[Form[Any], ...] = ()
    worklist: WorklistWording[Any] | None = None
    unsettling: frozenset[str] = frozenset()
    asks_admin: frozenset[str] = frozenset()
