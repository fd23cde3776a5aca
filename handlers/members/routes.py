"""All that concerns people: who they are, what they may do, whom to ask."""

from aiogram import Router

from handlers.members import everyday, language, leave, start


def router() -> Router:
    router = Router(name="members")
    router.include_routers(start.router(), everyday.router(), language.router(), leave.router())
    return router
