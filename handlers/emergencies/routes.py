"""All that concerns calls for help."""

from aiogram import Router

from handlers.emergencies import ending, sos, work


def router() -> Router:
    router = Router(name="emergencies")
    router.include_routers(sos.router(), ending.router(), work.router())
    return router
