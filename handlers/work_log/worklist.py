"""How the rounds of a leader's people stand in the list of what waits, and how they are opened from there."""

from datetime import datetime, time

from handlers.dates import today
from handlers.messages import Button, RenderContext
from handlers.patrols.presses import REVIEW
from handlers.request import Request
from handlers.work_log.presses import DutyRounds
from handlers.worklist_wording import SectionContent, WorklistWording
from models.members.tables import Person
from models.patrols.doubts.review import count_rounds
from models.patrols.tables import PatrolRound
from models.places.led import led_grids
from models.work_log.worklist import ROUNDS_SEEN
from models.worklist import Section


async def words(context: RenderContext, _found: Section[PatrolRound]) -> SectionContent:
    t, person = context.t, await context.session.get_one(Person, context.message.subject_id)
    led = await led_grids(context.session, person)
    since = datetime.combine(today(context), time(), context.zone)
    counts = await count_rounds(context.session, led, since)
    line = t("<b>Rounds of today: {rounds}</b>, with marks: {flagged}", rounds=counts.rounds, flagged=counts.flagged)
    return SectionContent([line], [Button(t.plain("See rounds and marks"), DutyRounds().pack())])


async def show(request: Request, _press: DutyRounds, person: Person) -> bool:
    if not await led_grids(request.session, person):
        return False
    request.reply(REVIEW, page=0)
    return True


WORDING = WorklistWording(ROUNDS_SEEN, words, {DutyRounds: show})
