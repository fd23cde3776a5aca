"""Wording a round: one card, which grows with its stops."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import clock
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.patrols.labels import CALL_OUT, CHECK_OUT, JOIN, KINDS, PROOFS, STOP
from handlers.patrols.presses import PatrolDo, RoundAct
from locales.translator import Html, Translator, cut, escape, visible
from models.activities.find import called_out
from models.evidence.attach import counts
from models.evidence.tables import Evidence
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.members.tables import Person
from models.patrols.rounds import CARD, people_of
from models.patrols.tables import LiveTrack, PatrolPerson, PatrolRound, PatrolStop, Proof, RoundEnd, TrackEnd

NEWEST = 12
WORDS_SHOWN = 120
LINK = "https://t.me/{bot}?start=checkin"


class Shown(NamedTuple):
    """A stop, and what shows it besides its words; `tracks` in the order in which they began."""

    stop: PatrolStop
    photo: bool
    tracks: Sequence[LiveTrack]


async def card(context: RenderContext) -> MessageContent | Skip:
    about = await context.session.get(PatrolRound, context.message.subject_id)
    if about is None:
        return Skip("the round is gone")
    t, grid = context.t, await context.session.get_one(Grid, about.grid_id)
    people, stops = await people_of(context.session, about.id), await stops_of(context, about.id)
    kind = t.plain(KINDS[about.kind])
    head = t("<b>On patrol · {kind}</b>", kind=kind) if about.ended_at is None else _over(t, about, kind)
    lines = [head, t("Grid: {grid}", grid=grid.name), *(_who(context, *each) for each in people)]
    names = {person.id: person.name for _, person in people} if len({part.person_id for part, _ in people}) > 1 else {}
    if len(stops) > NEWEST:
        left = len(stops) - NEWEST
        lines.append(t.n("… {n} earlier stop", "… {n} earlier stops", left))
    lines += [_line(context, each, names.get(each.stop.person_id, "")) for each in stops[-NEWEST:]]
    if calls := await called_out(context.session, about.id):
        lines.append(t.n("📣 Called out {n} time", "📣 Called out {n} times", calls))
    if about.ended_at is not None:
        return MessageContent(Html("\n".join(lines)))
    lines.append(_how(context))
    return MessageContent(Html("\n".join(lines)), _buttons(context, about))


def _over(t: Translator, about: PatrolRound, kind: str) -> Html:
    if about.ended_how is RoundEnd.LEFT_OPEN:
        return t("<b>Round over, nobody checked out · {kind}</b>", kind=kind)
    return t("<b>Round over · {kind}</b>", kind=kind)


def _who(context: RenderContext, part: PatrolPerson, person: Person) -> Html:
    begun = clock(context, part.joined_at)
    if part.left_at is None:
        return context.t("{name}, since {time}", name=person.name, time=begun)
    return context.t("{name}, {begin}–{end}", name=person.name, begin=begun, end=clock(context, part.left_at))


def _line(context: RenderContext, shown: Shown, name: str) -> Html:
    t = context.t
    told = [clock(context, shown.stop.said_at), name, cut(visible(_words(context, shown.stop)), WORDS_SHOWN)]
    marked = marks(context, shown)
    line = escape(f"· {' '.join(filter(None, told))}")
    return Html(f"{line}{t(' ({marks})', marks=t.listed(marked))}") if marked else line


def _words(context: RenderContext, stop: PatrolStop) -> str:
    """In a group without what is for leaders alone, as of a household: it may have been said in private."""
    if context.message.chat_id > 0:
        return stop.words
    fit, _ = kinds_of(context.session).apart(stop.words)
    return context.seen_here(fit)


def marks(context: RenderContext, shown: Shown) -> list[str]:
    """What proves a stop, and that it was read late."""
    t, stop, newest = context.t, shown.stop, shown.tracks[-1] if shown.tracks else None
    proofs = [t.plain("photo or file")] if shown.photo else []
    if stop.proof is not Proof.NONE:
        proofs.append(t.plain(PROOFS[stop.proof]))
    if metres := sum(track.metres for track in shown.tracks):
        proofs.append(t.plain("{n} m walked", n=int(metres)))
    if newest is not None and newest.ended_how is TrackEnd.LOST:
        proofs.append(t.plain("signal lost {time}", time=clock(context, newest.last_at)))
    return [*proofs, t.plain("read late")] if stop.late else proofs


async def stops_of(context: RenderContext, round_id: int) -> Sequence[Shown]:
    """Those that were not undone, in the order of their own times."""
    session = context.session
    rows = select(PatrolStop).where(col(PatrolStop.round_id) == round_id, col(PatrolStop.undone_at).is_(None))
    stops = (await session.scalars(rows.order_by(col(PatrolStop.said_at), col(PatrolStop.id)))).all()
    pieces = select(col(Evidence.subject_id)).where(col(Evidence.subject_id).in_([each.id for each in stops]), counts())
    proved = set((await session.scalars(pieces)).all())
    found = select(LiveTrack).where(col(LiveTrack.round_id) == round_id).order_by(col(LiveTrack.began_at))
    tracks: dict[int, list[LiveTrack]] = defaultdict(list)
    for track in (await session.scalars(found)).all():
        tracks[track.stop_id].append(track)
    return [Shown(stop, stop.id in proved, tracks[stop.id]) for stop in stops]


def _how(context: RenderContext) -> Html:
    if context.message.chat_id > 0:
        return context.t("Send me a photo, a location or words at each stop, at least every half hour.")
    return context.t("Reply to this message with a photo or location at each stop, at least every half hour.")


def _buttons(context: RenderContext, about: PatrolRound) -> tuple[tuple[Button, ...], ...]:
    t = context.t
    stop = Button(t.plain(STOP), PatrolDo(RoundAct.STOP, about.id).pack())
    check_out = Button(t.plain(CHECK_OUT), PatrolDo(RoundAct.CHECK_OUT, about.id).pack())
    call_out = Button(t.plain(CALL_OUT), PatrolDo(RoundAct.CALL_OUT, about.id).pack())
    if context.message.chat_id > 0:
        return ((stop, check_out), (call_out,))
    join = Button(t.plain(JOIN), PatrolDo(RoundAct.JOIN, about.id).pack())
    private = Button(t.plain("In private"), url=LINK.format(bot=context.bot_username))
    return ((stop, check_out), (join, private), (call_out,))


VIEWS: dict[str, View] = {CARD: card}
