"""Wording the notice of rectification: a printable file with what to do with it."""

import asyncio
from pathlib import Path

from handlers.messages import Attachment, Pointless, Scene, View, Worded
from locales.translator import Html
from models.hazards.rectification.tables import OrderState, PaperState, Rectification, number_of, withdrawn_of
from models.hazards.tables import Hazard


async def notice(scene: Scene) -> Worded | Pointless:
    t, args = scene.t, scene.message.args
    order = await scene.session.get(Rectification, args["order"])
    hazard = await scene.session.get(Hazard, scene.message.subject_id)
    if order is None or hazard is None:
        return Pointless("the order is gone")
    number = number_of(order)
    lines = [t("📄 <b>Notice of rectification {number}</b> for H{hazard}", number=number, hazard=hazard.number)]
    file = Path(args["file"] or "")
    void = _void(scene, order)
    if void is not None and not scene.editing:
        return Pointless("replaced or withdrawn meanwhile")
    if void is not None:
        document = _attached(scene, file, number, hazard) if args["file"] else None
        return Worded(_joined([*lines, void]), document=document)
    lines += _told(scene, order)
    if order.paper is PaperState.FAILED or not await asyncio.to_thread(file.is_file):
        lines.append(t("The notice could not be made as a file. The order stands; please tell the administrator."))
        return Worded(_joined(lines))
    lines.append(t("Please print two copies, have both signed, and leave one with the responsible party."))
    return Worded(_joined(lines), document=_attached(scene, file, number, hazard))


def _void(scene: Scene, order: Rectification) -> Html | None:
    """Why the notice that this message carries is not valid any more."""
    t = scene.t
    if order.state is OrderState.WITHDRAWN:
        return t(
            "<b>⛔ Withdrawn on {date}: this notice is no longer valid.</b> Please tell the responsible party, and "
            "take the paper back.",
            date=_withdrawn_on(scene, order),
        )
    if order.issue != scene.message.args["issue"]:
        return t("Replaced: the deadline was extended. Please use the new notice.")
    return None


def _withdrawn_on(scene: Scene, order: Rectification) -> str:
    return f"{(order.ended_at or scene.now).astimezone(scene.zone):%Y-%m-%d}"


async def withdrawn_lines(scene: Scene, hazard: Hazard) -> list[Html]:
    """To whoever scans such a notice, or asks about its hazard."""
    return [
        scene.t(
            "⛔ Notice {number} was withdrawn on {date}: it is no longer valid.",
            number=number_of(order),
            date=_withdrawn_on(scene, order),
        )
        for order in await withdrawn_of(scene.session, hazard.id)
    ]


def _told(scene: Scene, order: Rectification) -> list[Html]:
    due = f"{order.due_at.astimezone(scene.zone):%Y-%m-%d}"
    lines = [scene.t("Responsible: {name}", name=order.responsible)]
    if order.issue > 1:
        return [*lines, scene.t("Extended to: {date}", date=due)]
    return [*lines, scene.t("To be rectified by {date}", date=due)]


def _attached(scene: Scene, file: Path, number: str, hazard: Hazard) -> Attachment:
    name = scene.t.plain("Notice of rectification {number} H{hazard}.pdf", number=number, hazard=hazard.number)
    return Attachment(file, name)


def _joined(lines: list[Html]) -> Html:
    return Html("\n".join(lines))


VIEWS: dict[str, View] = {"hazards.notice": notice}
