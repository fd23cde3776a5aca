"""All that concerns people: who they are, what they may do, whom to ask."""

from aiogram import Router

from handlers.members import everyday, language, start


def router() -> Router:
    router = Router(name="members")
    router.include_routers(start.router(), everyday.router(), language.router())
    return router
