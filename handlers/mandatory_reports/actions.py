"""Must-reports that are no hazard, in a leader's private chat."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import NoLongerThere, Pressed
from handlers.mandatory_reports.presses import MatterDo, MatterStep
from handlers.refusals import NOT_YOURS
from handlers.request import Request
from models import mandatory_reports
from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.hazards.reporting.submit import Said, report_discreetly
from models.mandatory_reports import MandatoryReport, MandatoryReportState
from models.members.permissions import Who
from models.members.tables import Person

ANSWERS = {MatterStep.GOT: MandatoryReportState.ACKNOWLEDGED, MatterStep.HAZARD: MandatoryReportState.HAZARD}


async def pressed(_query: CallbackQuery, request: Request, press: MatterDo, person: Person) -> None:
    mandatory_report, state = await request.session.get(MandatoryReport, press.matter), ANSWERS[press.step]
    if mandatory_report is None:
        raise NoLongerThere
    try:
        await mandatory_reports.acknowledge(request.session, mandatory_report, person, request.now, state)
    except Refused:
        request.show_toast(request.t.plain(NOT_YOURS[Who.LEADER]), alert=True)
        return
    except Conflict as first:
        request.show_toast(request.t.plain("{name} has taken this on already.", name=first.data["by"]), alert=True)
        return
    if state is MandatoryReportState.HAZARD:
        await _as_hazard(request, mandatory_report)
    request.show_toast(request.t.plain("Noted. Thank you."))


async def _as_hazard(request: Request, mandatory_report: MandatoryReport) -> None:
    """The words mistook it: it is reported, and names nobody."""
    reporter = await request.session.get(Person, mandatory_report.reporter_id) if mandatory_report.reporter_id else None
    grid = await request.session.get_one(Grid, mandatory_report.grid_id)
    said = Said(
        request.chat.id if request.chat else 0,
        0,
        mandatory_report.text,
        mandatory_reports.found_of(mandatory_report),
        person=reporter,
    )
    await report_discreetly(request.session, said, grid, request.now, request.zone)


def router() -> Router:
    router = Router(name="hazards.matters")
    router.callback_query.register(pressed, Pressed(MatterDo))
    return router
