"""How places stand in the list of what waits, and how one is opened from there."""

from handlers.messages import Button, RenderContext
from handlers.places.labels import in_short
from handlers.places.presses import DutyPlace
from handlers.request import Request
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import cut
from models.members.permissions import Who
from models.members.tables import Person
from models.places.changes.actions import may
from models.places.feature import PAGE
from models.places.kinds import place_kinds_of
from models.places.tables import PLACE, Place
from models.worklist import Section

LABEL = 40


async def words(context: RenderContext, found: Section[Place]) -> SectionContent:
    t, kinds = context.t, place_kinds_of(context.session)
    head = t.n(
        "<b>{n} place</b> to confirm or decide on",
        "<b>{n} places</b> to confirm or decide on",
        found.total,
    )
    buttons = [Button(cut(in_short(t, kinds, item.row), LABEL), DutyPlace(item.row.id).pack()) for item in found.items]
    return SectionContent([head], buttons)


async def show(request: Request, press: DutyPlace, person: Person) -> bool:
    place = await request.session.get(Place, press.place)
    if place is None or not await may(request.session, place, Who.STAFF, person):
        return False
    request.reply(PAGE, subject_id=place.id)
    return True


WORDING = WorklistWording(PLACE, words, {DutyPlace: show})
