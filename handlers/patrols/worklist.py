"""How the round that somebody is on stands in the list of what waits, and how its card is shown from there."""

from handlers.dates import clock, today
from handlers.messages import Button, RenderContext
from handlers.patrols.labels import duty_line
from handlers.patrols.presses import DutyRound
from handlers.request import Request
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import escape
from models.members.tables import Person
from models.patrols.hours_owed import duty_on
from models.patrols.rounds import CARD, running_of
from models.patrols.tables import PatrolRound
from models.patrols.worklist import ROUND
from models.worklist import Section


async def words(context: RenderContext, found: Section[PatrolRound]) -> SectionContent:
    t, [item] = context.t, found.items
    person_id = context.message.subject_id or 0
    duty = await duty_on(context.session, person_id, today(context), context.now, context.zone)
    since = clock(context, item.row.started_at)
    lines = [
        t("<b>On patrol in {grid}</b> since {time}", grid=item.grid, time=since),
        escape(duty_line(t, duty)),
    ]
    return SectionContent(lines, [Button(t.plain("Show the card of the round"), DutyRound(item.row.id).pack())])


async def show(request: Request, press: DutyRound, person: Person) -> bool:
    part = await running_of(request.session, person.id)
    if part is None or part.round.id != press.round:
        return False
    request.reply(CARD, subject_id=press.round)
    return True


WORDING = WorklistWording(ROUND, words, {DutyRound: show})
