"""Wording what came as a CAP message: whence a draft is, what is doubtful in it, and that a warning was cancelled."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlmodel import col

from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.notices.presses import DraftAct, DraftDo, ProgressAct, ProgressDo
from locales.translator import N_, Html, Translator
from models.cap.reading import Doubt
from models.cap.tables import ReceivedCap
from models.grids.tables import Grid
from models.notices.copies import RUNNING
from models.notices.drafting import EDITABLE
from models.notices.sent.over import CANCELLED
from models.notices.tables import Notice

DOUBTS = {
    Doubt.STATUS: N_("its status is “{status}”, not “Actual”: it is no warning in earnest"),
    Doubt.SCOPE: N_("its scope is “{scope}”, not “Public”: it is not for residents"),
    Doubt.LEVEL: N_("it says no level: please choose one"),
    Doubt.CONFLICT: N_("its words and its severity name different levels"),
    Doubt.LIKELIHOOD: N_("it does not say that the danger is near and likely"),
    Doubt.TIME: N_("a time in it has no zone, and was taken as local"),
    Doubt.AREA: N_("it names no area: please choose where it goes"),
    Doubt.GRID: N_("an area in it is none of the grids here: please choose where it goes"),
    Doubt.BOUNDARY: N_("grids beside those in its area have no boundary: please choose whether it goes there, too"),
    Doubt.SEVERAL: N_("it says several things, of which only the first is here: please add what is missing"),
    Doubt.LENGTH: N_("it is too long, and was cut"),
    Doubt.REFERENCE: N_("the earlier message that it is about is not known here, or it may be one of several"),
}


def doubts(t: Translator, found: Iterable[str], status: str, scope: str) -> Iterator[str]:
    for each in found:
        yield t.plain(DOUBTS[Doubt(each)], status=status, scope=scope)


async def from_cap(context: RenderContext, notice: Notice) -> list[Html]:
    """Nothing of what somebody wrote."""
    rows = select(ReceivedCap).where(col(ReceivedCap.notice_id) == notice.id).order_by(col(ReceivedCap.id)).limit(1)
    came = (await context.session.scalars(rows)).first()
    if came is None:
        return []
    t, sender = context.t, came.sender
    older = await context.session.get(Notice, notice.replaces_id) if notice.replaces_id else None
    place = [t("It takes the place of {code}.", code=older.code)] if older and older.state in RUNNING else []
    if not came.doubts:
        return [t("It came as a CAP message of {sender}.", sender=sender), *place]
    why = doubts(t, came.doubts, came.status, came.scope)
    return [
        t("It came as a CAP message of {sender}. Please check it:", sender=sender),
        *(t("• {words}", words=each) for each in why),
        *place,
    ]


async def cancelled(context: RenderContext) -> MessageContent | Skip:
    notice = await context.session.get(Notice, context.message.subject_id)
    if notice is None:
        return Skip("it is gone")
    t, args, grid = context.t, context.message.args, await context.session.get_one(Grid, notice.grid_id)
    told = {"code": notice.code, "grid": grid.name, "headline": notice.headline}
    head = t("<b>Warning {code} ({grid}) “{headline}” was cancelled by who sent it.</b>", **told)
    if notice.state not in (*RUNNING, *EDITABLE):
        return MessageContent(Html(f"{head}\n{t('It is over here as well.')}"))
    lines = [head, *(t("• {words}", words=each) for each in doubts(t, args["doubts"], args["status"], args["scope"]))]
    if notice.state in RUNNING:
        lines.append(t("Is the danger over? Then please press “Lift”."))
        button = Button(t.plain("Lift"), ProgressDo(ProgressAct.LIFT, notice.id).pack())
    else:
        lines.append(t("It was not sent yet. If nobody needs it any more, please press “Discard”."))
        button = Button(t.plain("Discard"), DraftDo(DraftAct.DISCARD, notice.id).pack())
    return MessageContent(Html("\n".join(lines)), ((button,),))


VIEWS: dict[str, View] = {CANCELLED: cancelled}
