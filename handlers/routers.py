"""All routers, the most used first: each one that does not match costs the next a little time."""

from aiogram import Dispatcher

from handlers.grids import routes as grids
from handlers.hazards import ask, report, work
from handlers.members import routes as members
from handlers.members import unknown


def dispatcher() -> Dispatcher:
    root = Dispatcher(disable_fsm=True)
    for part in (report, work, ask, grids, members, unknown):
        root.include_router(part.router())
    return root
