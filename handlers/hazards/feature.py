from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.hazards import (
    asking_view,
    departments_view,
    duty_view,
    feedback_view,
    intake_view,
    listing_view,
    paper_view,
    pieces_view,
    ping_view,
    rectify_view,
    replaced_view,
    reporting_view,
    transfer_view,
    view,
)
from handlers.hazards.presses import PRESSES
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

VIEWS = (
    *(view, ping_view, pieces_view, asking_view, feedback_view, duty_view, intake_view, reporting_view),
    *(rectify_view, paper_view, replaced_view, transfer_view, listing_view, departments_view),
)
COMMANDS = (
    BotCommand("report", N_("Report a hazard"), {Audience.RESIDENT: 20, Audience.STAFF: 60, Audience.GROUP: 20}),
    BotCommand(
        "my",
        N_("My reports"),
        {Audience.RESIDENT: 30, Audience.STAFF: 30, Audience.GROUP: 30, Audience.LEADERS_CHAT: 40},
    ),
    BotCommand(
        "status",
        N_("How a hazard stands, for example /status H412"),
        {Audience.RESIDENT: 40, Audience.STAFF: 40, Audience.GROUP: 40, Audience.LEADERS_CHAT: 20},
    ),
    BotCommand("duty", N_("What waits for me"), {Audience.STAFF: 20}),
)


def routers() -> Iterable["Router"]:
    """The most used first: each one that does not match costs the next a little time."""
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

    used = (asking, reporting_private, report, joining, classify, work, on_the_spot, pieces, duty, listed, matters)
    return [part.router() for part in (*used, departments, ask)]


HAZARDS = Feature(
    "hazards", {kind: each for part in VIEWS for kind, each in part.VIEWS.items()}, routers, COMMANDS, PRESSES
)
