"""Wording how far a notice has come. In private with names, so that one can ring up; in a leaders' chat without."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.notices.copy_view import mark
from handlers.notices.labels import KINDS, ROLES, STATES
from handlers.notices.presses import ProgressAct, ProgressDo, ShowNotice
from locales.translator import N_, Html, cut, visible
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in
from models.notices.copies import RUNNING
from models.notices.sending import PROGRESS
from models.notices.sent.carrying_out import NOT_DONE
from models.notices.sent.progress import LOST_GRIDS, lost_in, tally_of
from models.notices.sent.receipts import Unconfirmed, count_of, not_done, unconfirmed
from models.notices.sent.under_way import UNDER_WAY, under_way
from models.notices.tables import Asks, Notice, NoticeKind

BAR = 8
MOST_POSTS, MOST_LOST = 60, 12
MOST_LISTED, IN_A_ROW, SHOWN, GRID = 20, 4, 40, 24
BUTTONS = {
    ProgressAct.REMIND: N_("Remind who has not confirmed"),
    ProgressAct.CORRECT: N_("Correct"),
    ProgressAct.WITHDRAW: N_("Withdraw"),
    ProgressAct.LIFT: N_("Lift"),
}


async def progress(context: RenderContext) -> MessageContent | Skip:
    notice = await context.session.get(Notice, context.message.subject_id)
    if notice is None:
        return Skip("it is gone")
    t, tally = context.t, await tally_of(context.session, notice.id)
    told = {"code": notice.code, "kind": t.plain(KINDS[notice.kind]), "state": t.plain(STATES[notice.state])}
    lines = [t("<b>{code} {kind}</b> ({state})", **told)]
    about = {"reached": tally.reached, "copies": tally.copies, "bar": bar(tally.reached, tally.copies)}
    lines.append(t("Delivered {reached}/{copies} {bar}", **about))
    if notice.paused_at is not None:
        lines.append(
            t(
                "⏸ Paused {time}: many chats refuse for one reason. It goes on by itself.",
                time=local(context, notice.paused_at),
            )
        )
    lines += await _lost(context, notice)
    waiting: Sequence[Unconfirmed] = ()
    if notice.asks is not Asks.NOBODY:
        count = await count_of(context.session, notice.id)
        lines.append(t("Confirmed {received}/{asked}", received=count.received, asked=count.asked))
        if notice.done_by is not None:
            by = {"done": count.done, "asked": count.asked, "time": local(context, notice.done_by)}
            lines.append(t("Done {done}/{asked}, by {time}", **by))
        waiting = await unconfirmed(context.session, notice.id, MOST_POSTS)
        lines += await waiting_lines(context, t("<b>Not confirmed yet:</b>"), waiting, count.asked - count.received)
    if notice.correction is not None:
        lines.append(t("A correction waits for a second person to agree."))
    return MessageContent(Html("\n".join(lines)), _buttons(context, notice, waiting))


def bar(done: int, of: int) -> str:
    """Full only when all is done."""
    full = done * BAR // of if of else BAR
    return "▓" * full + "░" * (BAR - full)


async def _lost(context: RenderContext, notice: Notice) -> list[Html]:
    t, lost = context.t, await lost_in(context.session, notice.id)
    if not lost:
        return []
    names = t.listed(grid.name for grid in lost[:MOST_LOST])
    if len(lost) > MOST_LOST:
        return [t("Out of reach: {names} … ({n})", names=names, n=len(lost))]
    return [t("Out of reach: {names}", names=names)]


async def waiting_lines(context: RenderContext, head: Html, waiting: Sequence[Unconfirmed], of: int) -> list[Html]:
    """By community, as far as a message goes."""
    if not waiting:
        return []
    t, names = context.t, await _communities(context, waiting[:MOST_POSTS])
    groups: dict[str, list[str]] = {}
    for each in waiting[:MOST_POSTS]:
        groups.setdefault(names.get(each.grid.id, ""), []).append(_post(context, each))
    lines = [head]
    for name, posts in groups.items():
        told = {"posts": t.listed(posts)}
        lines.append(t("• {community}: {posts}", community=name, **told) if name else t("• {posts}", **told))
    left = of - MOST_POSTS
    return [*lines, t.n("… and {n} more post", "… and {n} more posts", left)] if left > 0 else lines


def _post(context: RenderContext, each: Unconfirmed) -> str:
    t, role = context.t, context.t.plain(ROLES[each.post.role])
    if context.message.chat_id > 0:
        return t.plain("{grid} {role} {name}", grid=each.grid.name, role=role, name=each.post.name)
    return t.plain("{grid} {role}", grid=each.grid.name, role=role)


async def _communities(context: RenderContext, waiting: Sequence[Unconfirmed]) -> dict[int, str]:
    """The name of the community that each of the grids is in, or is."""
    lines = {each.grid.id: ids_in(each.grid.path) for each in waiting}
    above = {step for line in lines.values() for step in line}
    rows = select(col(Grid.id), col(Grid.name)).where(col(Grid.id).in_(above), col(Grid.level) == Level.COMMUNITY)
    names = dict((await context.session.execute(rows)).all())
    return {grid: names[step] for grid, line in lines.items() for step in line if step in names}


def _buttons(context: RenderContext, notice: Notice, waiting: Sequence[Unconfirmed]) -> tuple[tuple[Button, ...], ...]:
    if notice.state not in RUNNING:
        return ()

    def button(act: ProgressAct) -> Button:
        return Button(context.t.plain(BUTTONS[act]), ProgressDo(act, notice.id).pack())

    last = [button(ProgressAct.CORRECT), button(ProgressAct.WITHDRAW)]
    if notice.kind is NoticeKind.WARNING:
        last.append(button(ProgressAct.LIFT))
    return ((button(ProgressAct.REMIND),), tuple(last)) if waiting else (tuple(last),)


async def late(context: RenderContext) -> MessageContent | Skip:
    """To the writer, once the time for it has passed: who has not done it."""
    notice = await context.session.get(Notice, context.message.subject_id)
    waiting = await not_done(context.session, notice.id) if notice is not None else []
    if notice is None or not waiting or notice.state not in RUNNING or notice.done_by is None:
        return Skip("it is done, or over")
    told = {"drill": mark(context, notice), "code": notice.code, "time": local(context, notice.done_by)}
    head = context.t("<b>{drill}{code}: not done by {time}</b>", **told)
    return MessageContent(Html("\n".join(await waiting_lines(context, head, waiting, len(waiting)))))


async def lost(context: RenderContext) -> MessageContent | Skip:
    """To the level above the grids whose chats did not get it."""
    notice = await context.session.get(Notice, context.message.subject_id)
    if notice is None:
        return Skip("it is gone")
    t, about = context.t, col(Grid.id).in_(context.message.args["grids"])
    names = (await context.session.scalars(select(col(Grid.name)).where(about).order_by(col(Grid.path)))).all()
    kind = t.plain(KINDS[notice.kind])
    told = {"drill": mark(context, notice), "code": notice.code, "kind": kind, "n": len(names)}
    shown = t.listed(names[:MOST_POSTS]) + (" …" if len(names) > MOST_POSTS else "")
    head = t("<b>{drill}{kind} {code} did not reach {n} grids:</b> {names}", names=shown, **told)
    asks = t("Please see that the bot may write there. They get it then, as long as it holds.")
    return MessageContent(Html(f"{head}\n{asks}"))


async def listed(context: RenderContext) -> MessageContent | Skip:
    """To who begins another one: what others have written, too."""
    wanted = context.message.args.get("grids", [context.message.subject_id])
    grids = (await context.session.scalars(select(Grid).where(col(Grid.id).in_(wanted)))).all()
    found = await under_way(context.session, grids, MOST_LISTED + 1)
    if not found:
        return Skip("all are over")
    t, shown, several = context.t, found[:MOST_LISTED], len(grids) > 1
    head = t("<b>Not over yet in the {n} areas that you lead:</b>", n=len(grids))
    lines = [head if several else t("<b>Not over yet in {grid}:</b>", grid=grids[0].name)]
    lines += [await _line(context, notice, of_several=several) for notice in shown]
    if len(found) > MOST_LISTED:
        lines.append(t("<i>There are more: these are the first {n}, warnings before notices.</i>", n=MOST_LISTED))
    lines.append(t("Press one to see how far it is, or to correct, withdraw or lift it."))
    codes = [Button(notice.code, ShowNotice(notice.id).pack()) for notice in shown]
    rows = [tuple(codes[n : n + IN_A_ROW]) for n in range(0, len(codes), IN_A_ROW)]
    return MessageContent(Html("\n".join(lines)), tuple(rows))


async def _line(context: RenderContext, notice: Notice, *, of_several: bool) -> Html:
    """With the name of its grid where the list is of several."""
    t = context.t
    told = {"kind": t.plain(KINDS[notice.kind]), "state": t.plain(STATES[notice.state]), "code": notice.code}
    told |= {"drill": mark(context, notice), "words": cut(visible(notice.words.partition("\n")[0]), SHOWN)}
    if not of_several:
        return t("• {drill}{code} {kind} ({state}): {words}", **told)
    grid = await context.session.get_one(Grid, notice.grid_id)
    return t("• {drill}{code} {kind} · {grid} ({state}): {words}", grid=cut(grid.name, GRID), **told)


VIEWS: dict[str, View] = {PROGRESS: progress, NOT_DONE: late, LOST_GRIDS: lost, UNDER_WAY: listed}
