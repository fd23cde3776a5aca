"""Routers of many features as few: aiogram goes into each in turn, which costs more than to ask a handler."""

from collections.abc import Iterable
from itertools import groupby

from aiogram import Router


def joined(routers: Iterable[Router]) -> list[Router]:
    """The same handlers, asked in the same order. What has filters of its own, or more than handlers, stays alone."""
    few: list[Router] = []
    for plain, group in groupby(routers, _is_plain):
        neighbours = list(group)
        few += [_one(neighbours)] if plain else neighbours
    return few


def _is_plain(router: Router) -> bool:
    return not router.sub_routers and not any(
        observer._handler.filters or observer.middleware or observer.outer_middleware
        for observer in router.observers.values()
    )


def _one(routers: Iterable[Router]) -> Router:
    one = Router()
    for router in routers:
        for kind, observer in router.observers.items():
            one.observers[kind].handlers += observer.handlers
    return one
