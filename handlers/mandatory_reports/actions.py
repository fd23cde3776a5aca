"""Must-reports that are no hazard, in a leader's private chat."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import NoLongerThere, Pressed
from handlers.mandatory_reports.presses import MatterDo, MatterStep, SeeMoreOfMatter
from handlers.mandatory_reports.view import PIECES
from handlers.refusals import NOT_YOURS
from handlers.request import Request
from locales.translator import N_
from models.errors import Conflict, Refused
from models.evidence.attach import pieces_of
from models.grids.tables import Grid
from models.hazards.reporting.submit import Said, report_discreetly
from models.mandatory_reports import telling
from models.mandatory_reports.acknowledging import acknowledge
from models.mandatory_reports.tables import MandatoryReport, MandatoryReportState
from models.members.permissions import Who, may_in
from models.members.tables import Person

CONFIDENTIAL = N_("This is about a household: it stays with its leaders, and cannot be made a hazard.")
ANSWERS = {MatterStep.GOT: MandatoryReportState.ACKNOWLEDGED, MatterStep.HAZARD: MandatoryReportState.HAZARD}


async def pressed(_query: CallbackQuery, request: Request, press: MatterDo, person: Person) -> None:
    mandatory_report = await _found(request, press.matter)
    if press.step is MatterStep.SEE:
        await _show(request, mandatory_report, person)
    else:
        await _take(request, mandatory_report, person, ANSWERS[press.step])


async def see_more(_query: CallbackQuery, request: Request, press: SeeMoreOfMatter, person: Person) -> None:
    await _show(request, await _found(request, press.matter), person, press.past)


async def _found(request: Request, matter_id: int) -> MandatoryReport:
    mandatory_report = await request.session.get(MandatoryReport, matter_id)
    if mandatory_report is None:
        raise NoLongerThere
    return mandatory_report


async def _show(request: Request, mandatory_report: MandatoryReport, person: Person, past: int = 0) -> None:
    """All that came with it, to leaders in private."""
    grid = await request.session.get_one(Grid, mandatory_report.grid_id)
    if not request.private or not await may_in(request.session, grid, Who.LEADER, person):
        request.show_toast(request.t.plain(NOT_YOURS[Who.LEADER]), alert=True)
        return
    PIECES.show(request, mandatory_report.id, await pieces_of(request.session, mandatory_report.id), past)


async def _take(
    request: Request, mandatory_report: MandatoryReport, person: Person, state: MandatoryReportState
) -> None:
    try:
        await acknowledge(request.session, mandatory_report, person, request.now, state)
    except Refused as refusal:
        words = CONFIDENTIAL if refusal.code == "confidential" else NOT_YOURS[Who.LEADER]
        request.show_toast(request.t.plain(words), alert=True)
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
        telling.found_of(mandatory_report),
        person=reporter,
    )
    await report_discreetly(request.session, said, grid, request.now, request.zone)


def router() -> Router:
    router = Router(name="hazards.matters")
    router.callback_query.register(pressed, Pressed(MatterDo))
    router.callback_query.register(see_more, Pressed(SeeMoreOfMatter))
    return router
