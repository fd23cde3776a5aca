"""All that concerns grids and their chats."""

from aiogram import Router

from handlers.grids import bind, presence


def router() -> Router:
    router = Router(name="grids")
    router.include_routers(presence.router(), bind.router())
    return router
