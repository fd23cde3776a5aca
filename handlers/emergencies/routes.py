"""All that concerns calls for help."""

from aiogram import Router

from handlers.emergencies import sos, work


def router() -> Router:
    router = Router(name="emergencies")
    router.include_routers(sos.router(), work.router())
    return router
