"""Wording must-reports: to leaders in private all of it, in a group nothing that gives it away."""

from functools import partial

from sqlalchemy import select
from sqlmodel import col

from handlers.evidence.pieces import Look, Pieces
from handlers.evidence.shown import shown
from handlers.hazards.card.body import TEXT_SHOWN, joined, reported_line
from handlers.hazards.labels import kind_word
from handlers.mandatory_reports.presses import PIECE, MatterDo, MatterStep, SeeMoreOfMatter
from handlers.messages import Button, MessageContent, Photo, RenderContext, Skip, View
from locales.translator import N_, Html, cut, visible
from models.evidence.attach import photos_of, pieces_of
from models.evidence.tables import Evidence
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.mandatory_reports.tables import HEARD, MANDATORY_REPORT, THANKS, MandatoryReport, MandatoryReportState
from models.members.tables import Person

SEE_ALL = N_("See all photos and other evidence")


async def mandatory_report(context: RenderContext) -> MessageContent | Skip:
    """To a leader in private: all that was said, and by whom."""
    told = await context.session.get(MandatoryReport, context.message.subject_id)
    if told is None:
        return Skip("the matter is gone")
    t, grid = context.t, await context.session.get_one(Grid, told.grid_id)
    reporter = await context.session.get(Person, told.reporter_id) if told.reporter_id else None
    text = [
        _headline(context, told),
        t("Grid: {grid}", grid=grid.name),
        t("What: {text}", text=cut(visible(told.text), TEXT_SHOWN)),
        reported_line(context, told.created_at, told.said_at),
    ]
    if reporter is not None:
        text.append(t("By: {name}", name=reporter.name))
    photos = await _photos(context, told)
    unseen = len(await pieces_of(context.session, told.id)) > len(photos)
    see = ((Button(t.plain(SEE_ALL), MatterDo(told.id, MatterStep.SEE).pack()),),) if unseen else ()
    if told.state is MandatoryReportState.TOLD:
        text.append(t("This is for leaders alone. Please do not pass it on to a group."))
        row: tuple[Button, ...] = (Button(t.plain("Got it"), MatterDo(told.id, MatterStep.GOT).pack()),)
        if not told.confidential:
            row = (*row, Button(t.plain("It is a hazard"), MatterDo(told.id, MatterStep.HAZARD).pack()))
        return MessageContent(joined(*text), (row, *see), photos)
    taker = await context.session.scalar(select(col(Person.name)).where(col(Person.id) == told.taken_by))
    text.append(t(TAKEN[told.state], name=taker or ""))
    return MessageContent(joined(*text), see, photos)


def _headline(context: RenderContext, told: MandatoryReport) -> Html:
    return context.t("<b>Must-report: {kind}</b>", kind=kind_word(context.t, kinds_of(context.session), told.kind))


async def _look(context: RenderContext, _piece: Evidence) -> Look | None:
    told = await context.session.get(MandatoryReport, context.message.subject_id)
    return Look(_headline(context, told), partial(SeeMoreOfMatter, told.id)) if told is not None else None


TAKEN = {
    MandatoryReportState.ACKNOWLEDGED: N_("Taken on by {name}"),
    MandatoryReportState.HAZARD: N_("Reported as a hazard by {name}"),
}


async def _photos(context: RenderContext, told: MandatoryReport) -> tuple[Photo, ...]:
    """One only: an album bears no buttons."""
    return shown(context, await photos_of(context.session, told.id))[:1]


async def mandatory_report_thanks(context: RenderContext) -> MessageContent | Skip:
    """In a group it gives nothing away."""
    thanks = context.t("Received. The grid leader will be in touch.")
    if context.message.chat_id > 0:
        return MessageContent(thanks)
    here = f"https://t.me/{context.bot_username}?start=report"
    return MessageContent(thanks, ((Button(context.t.plain("Next time: report in private"), url=here),),))


async def mandatory_report_heard(context: RenderContext) -> MessageContent | Skip:
    return MessageContent(context.t("The grid leader has taken on what you reported. Thank you."))


PIECES = Pieces(PIECE, _look)
VIEWS: dict[str, View] = {
    MANDATORY_REPORT: mandatory_report,
    THANKS: mandatory_report_thanks,
    HEARD: mandatory_report_heard,
    PIECE: PIECES.view,
}
