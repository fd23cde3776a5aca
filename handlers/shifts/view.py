"""Wording who is on call: to whoever is asked, to leaders, and as the roster of a grid and those above it.

Staff in private and leaders' chats see phones; all others the names, and the numbers that the grid publishes.
"""

from collections.abc import Sequence
from datetime import timedelta

from handlers.dates import day, local, today
from handlers.members.reader import held_by_reader, reader_of
from handlers.messages import Button, Delete, MessageContent, RenderContext, View
from handlers.shifts.presses import ShiftConfirm
from locales.translator import Html, cut
from models.grids import public_numbers
from models.grids.tables import Grid, Purpose
from models.members.sightings import grids_where_seen
from models.onboarding.bind_chat import binding_of
from models.shifts.asking import BEGINS, SILENT
from models.shifts.on_call import OnCall, on_call
from models.shifts.tables import Shift, ShiftState
from models.text.phones import as_written

ROSTER = "shifts.roster"
NAME, NOTE, MOST_GRIDS, MOST_SHIFTS = 40, 60, 12, 8


async def begins(context: RenderContext) -> MessageContent:
    t, shift = context.t, await context.session.get(Shift, context.message.subject_id)
    if shift is None:
        return MessageContent(t("The duty roster has changed: this shift is no longer yours."))
    grid = await context.session.get_one(Grid, shift.grid_id)
    told = {"grid": cut(grid.name, NAME), "since": local(context, shift.begins_at), "until": _until(context, shift)}
    lines = [t("<b>You are on duty today</b>: {grid}, {since} to {until}", **told)]
    if shift.note:
        lines.append(t("Note: {note}", note=cut(shift.note, NOTE)))
    if shift.confirmed_at is not None:
        lines.append(t("✓ You confirmed at {time}. Thank you.", time=local(context, shift.confirmed_at)))
        return MessageContent(_joined(lines))
    lines.append(t("Please press “Got it”, and keep your phone at hand. Unconfirmed after 15 minutes, leaders hear."))
    return MessageContent(_joined(lines), ((Button(t.plain("Got it"), ShiftConfirm(shift.id).pack()),),))


async def silent(context: RenderContext) -> MessageContent | Delete:
    t, shift = context.t, await context.session.get(Shift, context.message.subject_id)
    if shift is None:
        return Delete("the roster has changed")
    grid = await context.session.get_one(Grid, shift.grid_id)
    told = {"grid": cut(grid.name, NAME), "name": shift.name, "phone": as_written(shift.phone)}
    since = local(context, shift.begins_at)
    if shift.confirmed_at is not None:
        at = local(context, shift.confirmed_at)
        return MessageContent(t("<b>Duty roster of {grid}</b>: {name} confirmed at {time}.", time=at, **told))
    if shift.person_id is None:
        words = t(
            "<b>Duty roster of {grid}</b>: {name} is on duty since {since} and cannot be asked here, as they have not "
            "started the bot. Please call {phone}.",
            since=since,
            **told,
        )
    else:
        words = t(
            "<b>Duty roster of {grid}</b>: {name} is on duty since {since} and has not confirmed. Please call {phone}.",
            since=since,
            **told,
        )
    return MessageContent(words)


async def roster(context: RenderContext) -> MessageContent:
    t, (grids, whole) = context.t, await _grids(context)
    if not grids:
        return MessageContent(t("This chat serves no grid, and you hold no post: ask in your grid's group."))
    lines: list[Html] = []
    for each in (await on_call(context.session, grids, context.now))[:MOST_GRIDS]:
        lines += _of_grid(context, each, whole=whole)
    if not lines:
        lines.append(t("No duty roster has been entered for {grid} or above.", grid=cut(grids[0].name, NAME)))
    if phone := public_numbers.duty_phone(grids):
        lines.append(t("<b>Duty phone: {phone}</b>", phone=phone))
    if phone := public_numbers.supervision_phone(grids):
        lines.append(t("Supervision phone: {phone}", phone=phone))
    return MessageContent(_joined([t("<b>Who is on duty</b>"), *lines]))


async def _grids(context: RenderContext) -> tuple[Sequence[Grid], bool]:
    """From below upwards; and whether phones may be seen."""
    session, chat = context.session, context.message.chat_id
    if chat < 0:
        bound = await binding_of(session, chat)
        below = [bound[1]] if bound else []
        return await _with_above(context, below), bound is not None and bound[0].purpose is Purpose.LEADERS
    if held := await held_by_reader(context):
        return await _with_above(context, [each.grid for each in held]), True
    reader = await reader_of(context)
    return await _with_above(context, await grids_where_seen(session, reader.id) if reader else ()), False


async def _with_above(context: RenderContext, grids: Sequence[Grid]) -> Sequence[Grid]:
    found = {each.id: each for grid in grids for each in await public_numbers.upwards(context.session, grid)}
    return sorted(found.values(), key=lambda grid: -len(grid.path))


def _of_grid(context: RenderContext, each: OnCall, *, whole: bool) -> list[Html]:
    t = context.t
    lines = [t("<b>{grid}</b>", grid=cut(each.grid.name, NAME))]
    if not each.now:
        lines.append(t("Now: nobody is entered"))
    for shift in each.now[:MOST_SHIFTS]:
        confirmed = t(" ✓") if shift.state is ShiftState.CONFIRMED and whole else Html("")
        told = {"person": _person(context, shift, whole=whole), "until": _until(context, shift)}
        lines.append(t("Now: {person}, until {until}{confirmed}", confirmed=confirmed, **told))
    for shift in each.next[:MOST_SHIFTS]:
        told = {"person": _person(context, shift, whole=whole), "since": local(context, shift.begins_at)}
        lines.append(t("Next: {person}, from {since}", **told))
    return lines


def _person(context: RenderContext, shift: Shift, *, whole: bool) -> Html:
    t, name = context.t, cut(shift.name, NAME)
    return t("{name} {phone}", name=name, phone=as_written(shift.phone)) if whole else t("{name}", name=name)


def _until(context: RenderContext, shift: Shift) -> str:
    """24:00 of its last day, rather than midnight of the next."""
    ends = shift.ends_at.astimezone(context.zone)
    if f"{ends:%H:%M}" == "00:00":
        return f"{day(context, (ends - timedelta(minutes=1)).date())} 24:00"
    return f"{ends:%H:%M}" if ends.date() == today(context) else local(context, shift.ends_at)


def _joined(lines: Sequence[Html]) -> Html:
    return Html("\n".join(lines))


VIEWS: dict[str, View] = {BEGINS: begins, SILENT: silent, ROSTER: roster}
