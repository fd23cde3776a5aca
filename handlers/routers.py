"""All routers, the most used first: each one that does not match costs the next a little time."""

from aiogram import Dispatcher

from handlers.emergencies import routes as emergencies
from handlers.grids import routes as grids
from handlers.hazards import (
    ask,
    asking,
    classify,
    departments,
    duty,
    joining,
    listed,
    matters,
    on_the_spot,
    pieces,
    report,
    reporting_private,
    work,
)
from handlers.members import routes as members
from handlers.members import unknown


def dispatcher() -> Dispatcher:
    root = Dispatcher(disable_fsm=True)
    for part in (
        emergencies,
        asking,
        reporting_private,
        report,
        joining,
        classify,
        work,
        on_the_spot,
        pieces,
        duty,
        listed,
        matters,
        departments,
        ask,
        grids,
        members,
        unknown,
    ):
        root.include_router(part.router())
    return root
