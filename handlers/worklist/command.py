"""/duty: in private the list of what waits for whoever asks, with a page turner; in a group counts alone.

On the list `duty:PAGE` turns the page, `duty:call:NUMBER` and `duty:matter:ID` show what else waits.
"""

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy import select
from sqlmodel import col

from handlers.filters import Presses, Says
from handlers.request import Desk
from models.emergencies.actions import may_go
from models.emergencies.notify import show
from models.emergencies.tables import Call
from models.grids.tables import Grid
from models.hazards.worklist import DUTY
from models.mandatory_reports import MATTER, Matter
from models.members.positions import leading, posts_of
from models.outbox.enqueue import letter_at, refresh_one
from models.outbox.tables import Letter

WORD, CALL, MATTERS = "duty", "call", "matter"
LONGEST = 19  # digits


async def asked(_message: Message, desk: Desk) -> None:
    if desk.private:
        if desk.person is not None and await posts_of(desk.session, desk.person.id):
            desk.say(DUTY, subject_id=desk.person.id, page=0)
        else:
            desk.say("hazards.duty_none")
    elif desk.grid is not None:
        desk.say("hazards.duty_counts", subject_id=desk.grid.id)
    else:
        desk.say("hazards.duty_nowhere")


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    letter, (what, which) = await _list(desk), ("", *desk.press)[-2:]
    if letter is None or not which.isdecimal() or len(which) > LONGEST:
        done = False
    elif what == WORD:
        letter.args = {**letter.args, "page": min(int(which), 10_000)}
        await refresh_one(desk.session, letter, desk.now)
        done = True
    else:
        done = await (_show_call if what == CALL else _show_matter)(desk, int(which))
    if not done:
        desk.answer(desk.t.plain("This button is out of date. Please send /duty again."), alert=True)


async def _show_call(desk: Desk, number: int) -> bool:
    call = (await desk.session.scalars(select(Call).where(col(Call.number) == number))).first()
    if call is None or desk.person is None or not await may_go(desk.session, call, desk.person):
        return False
    await show(desk.session, call, desk.person.tg_user_id, desk.now)
    return True


async def _show_matter(desk: Desk, matter_id: int) -> bool:
    matter = await desk.session.get(Matter, matter_id)
    grid = await desk.session.get(Grid, matter.grid_id) if matter else None
    if grid is None or desk.person is None or not await leading(desk.session, desk.person.id, grid):
        return False
    desk.say(MATTER, subject_id=matter_id)
    return True


async def _list(desk: Desk) -> Letter | None:
    if desk.chat is None or desk.message_id is None:
        return None
    letter = await letter_at(desk.session, desk.chat.id, desk.message_id)
    return letter if letter is not None and letter.kind == DUTY else None


def router() -> Router:
    router = Router(name="hazards.duty")
    router.message.register(asked, Says("duty"))
    router.callback_query.register(pressed, Presses(WORD))
    return router
