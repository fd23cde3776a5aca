"""What is asked about a notice: where it goes, why it is sent back or withdrawn, how it is corrected."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.forms import BadAnswer, Form, Step, fixed_choices
from handlers.messages import RenderContext
from handlers.notices.copy_view import parts_of
from handlers.notices.labels import refusal
from handlers.request import Request
from locales.translator import N_, Html, cut, visible
from models.due import WallClock
from models.grids.tables import Grid
from models.grids.tree import living, subtree
from models.members.tables import Person
from models.notices.audience import Audience
from models.notices.drafting import change, fitting
from models.notices.sending import give_back
from models.notices.sent.correcting import correct, decline_correction
from models.notices.sent.ending import withdraw
from models.notices.tables import Notice, NoticeState
from models.notices.timing import read_when
from models.notices.words.labelled import without_end

BRANCHES, TIME, DONE, PARTS = "branches", "time", "done", "parts"
RETURN, CORRECT, CORRECT_WARNING, WITHDRAW = "return", "correct", "correct_warning", "withdraw"
A_DAY, NEVER = "day", "never"
ALL = {"all", "全部", "所有", "不限"}
SHOWN = 700
COMPLAINTS = {
    "notice.no_time": N_(
        "I cannot read this as a time to come. Please write it like 19:00, 12-01 09:00, or “now”; to repeat: every "
        "monday 09:00, every month on the 1 09:00."
    ),
    "notice.no_end": N_("I cannot read this as a time to come. Please write it like 19:00 or 12-01 09:00."),
    "notice.no_branch": N_("No grid here is called {name}. Please give names or codes with commas between, or “all”."),
}


async def _load(session: AsyncSession, notice_id: int) -> Notice | None:
    return await session.get(Notice, notice_id)


async def _read_branches(answer: str, request: Request, notice: Notice) -> list[int]:
    """Names or codes of grids of the subtree."""
    if answer.strip().lower() in ALL:
        return []
    grid = await request.session.get_one(Grid, notice.grid_id)
    rows = select(Grid).where(subtree(grid), living())
    known = {key: each.id for each in (await request.session.scalars(rows)).all() for key in (each.name, each.code)}
    named = [part.strip() for part in answer.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    for name in named:
        if name not in known:
            raise BadAnswer("notice.no_branch", name=name)
    return [known[name] for name in named]


async def _read_time(answer: str, request: Request, _notice: Notice) -> dict[str, str | None]:
    when = read_when(answer, request.now, request.zone)
    if when is None:
        raise BadAnswer("notice.no_time")
    return {"at": when.at.isoformat() if when.at else None, "repeats": when.repeats}


async def _read_until(answer: str, request: Request, _notice: Notice) -> str:
    """As an ISO time; nothing: a day after it is sent, or never."""
    if answer in (A_DAY, NEVER):
        return ""
    when = read_when(answer, request.now, request.zone)
    if when is None or when.at is None or when.repeats:
        raise BadAnswer("notice.no_end")
    return when.at.isoformat()


async def _read_words(answer: str, _request: Request, _notice: Notice) -> str:
    return fitting(answer)


async def _words_now(context: RenderContext, notice: Notice) -> Mapping[str, Any]:
    words = context.t("{words}", words=visible(cut(notice.words, SHOWN)))
    return {"words": Html("\n".join([words, *parts_of(context, notice, SHOWN)]))}


async def _submit(request: Request, notice: Notice, act: str, person: Person, given: Mapping[str, Any]) -> None:
    session, now = request.session, request.now
    match act:
        case "branches":
            kept = Audience.read(notice.audience).kept() | {"branches": given["branches"]}
            await change(session, notice, person, now, audience=kept)
        case "parts":
            await change(session, notice, person, now, parts=dict(given), words=without_end(notice.words))
        case "done":
            done_by = datetime.fromisoformat(given["until"]) if given["until"] else None
            await change(session, notice, person, now, done_by=done_by)
        case "time":
            at, repeats = given["when"]["at"], given["when"]["repeats"]
            send_at = datetime.fromisoformat(at) if at else None
            await change(session, notice, person, now, send_at=send_at, repeats=repeats)
        case "return" if notice.state is NoticeState.AWAITING:
            await give_back(session, notice, _revision(given), person, given["reason"], now)
        case "return":
            await decline_correction(session, notice, _revision(given), person, given["reason"], now)
        case "withdraw":
            await withdraw(session, notice, person, given["reason"], now)
        case _:
            await correct(session, notice, person, given["words"], WallClock(now, request.zone))


def _revision(given: Mapping[str, Any]) -> int:
    """Of what is sent back; one that was asked about before this was kept is none that waits."""
    return int(given.get("revision", 0))


_WHY = N_("why is it withdrawn? Please reply; the reason stands in every copy.")
NOTICE_FORM = Form[Notice](
    "notice",
    _load,
    lambda notice: notice.subject,
    lambda notice: notice.code,
    {
        BRANCHES: (
            Step(
                "branches",
                N_("to which areas? Please reply with names or codes, with commas between, or “all”."),
                read=_read_branches,
            ),
        ),
        TIME: (
            Step(
                "when",
                N_(
                    "when is it to be sent? Please reply, such as 19:00, 12-01 09:00 or “now”; to repeat: every monday "
                    "09:00, every month on the 1 09:00. Notices wait from 21:00 to 7:00, warnings do not."
                ),
                read=_read_time,
            ),
        ),
        DONE: (
            Step(
                "until",
                N_("by when is it to be done, not only read? Please reply, such as 19:00 or 12-01 09:00."),
                choices=fixed_choices((NEVER, N_("Reading is enough"))),
                read=_read_until,
            ),
        ),
        PARTS: (
            Step("source", N_("who warns, and on what grounds? Such as: the street office, by the weather service.")),
            Step("danger", N_("what is the danger, and what may come of it?")),
            Step("place", N_("where does it hold?")),
            Step("action", N_("what is everybody to do? Short and concrete.")),
            Step(
                "until",
                N_("until when does it hold? Please reply, such as 19:00 or 12-01 09:00."),
                choices=fixed_choices((A_DAY, N_("24 hours"))),
                read=_read_until,
            ),
        ),
        RETURN: (
            Step(
                "reason",
                N_("what is to be changed? Please reply; the writer is told."),
            ),
        ),
        CORRECT: (
            Step(
                "words",
                N_("what is the right text? Please reply; it replaces this in every copy:\n{words}"),
                says=_words_now,
                read=_read_words,
            ),
        ),
        CORRECT_WARNING: (
            Step(
                "words",
                N_(
                    "what is the right text? Please reply; it replaces this in every copy. To change a part or the end "
                    "alone, write just its line, with its name before it as here:\n{words}"
                ),
                says=_words_now,
                read=_read_words,
            ),
        ),
        WITHDRAW: (Step("reason", _WHY),),
    },
    _submit,
    refusal,
    complaints=COMPLAINTS,
)
