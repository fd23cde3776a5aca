from collections.abc import Iterable
from typing import TYPE_CHECKING

from handlers.feature import Audience, BotCommand, Feature
from handlers.hazards import alert_view, list_view, superseded_view, worklist
from handlers.hazards.card import view as card_view
from handlers.hazards.evidence import view as evidence_view
from handlers.hazards.feedback import view as feedback_view
from handlers.hazards.presses import PRESSES
from handlers.hazards.questions import FORM
from handlers.hazards.rectification import notice_view, verify_view
from handlers.hazards.reporting import private_view
from handlers.hazards.reporting import view as reporting_view
from handlers.hazards.several import view as several_view
from handlers.hazards.several.questions import FORM as SEVERAL
from handlers.hazards.supervision import view as supervision_view
from handlers.hazards.transfer import view as transfer_view
from locales.translator import N_

if TYPE_CHECKING:
    from aiogram import Router

WORDING = (
    *(card_view, alert_view, list_view, evidence_view, feedback_view, private_view, reporting_view),
    *(notice_view, verify_view, superseded_view, several_view, transfer_view, supervision_view),
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
)


def routers() -> Iterable["Router"]:
    """The most used first: each one that does not match costs the next a little time."""
    from handlers.hazards import lookup, show
    from handlers.hazards.evidence import browse
    from handlers.hazards.reporting import confirm_duplicate, edits, offer, reclassify
    from handlers.hazards.reporting import group as reporting_group
    from handlers.hazards.reporting import private as reporting_private
    from handlers.hazards.several import act as several
    from handlers.hazards.working import buttons as working_buttons
    from handlers.hazards.working import fixed_on_the_spot

    used = (reporting_private, reporting_group, confirm_duplicate, reclassify, working_buttons, fixed_on_the_spot)
    return [part.router() for part in (edits, *used, several, browse, show, lookup, offer)]


HAZARDS = Feature(
    "hazards",
    {kind: each for part in WORDING for kind, each in part.VIEWS.items()},
    routers,
    COMMANDS,
    PRESSES,
    forms=(FORM, SEVERAL),
    worklist=worklist.WORDING,
)
