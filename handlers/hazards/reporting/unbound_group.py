"""A report in a group that serves no grid: kept, and gone on with in private; a cry for help is passed on at once."""

from handlers.request import Desk
from models.emergencies.calls import Cry, call_for_help
from models.hazards.kinds import kinds_of
from models.hazards.reporting import private_draft
from models.hazards.reporting.submit import Said


async def from_nowhere(desk: Desk, said: Said) -> None:
    if kinds_of(desk.session).calls_for_help(said.text):
        photo = next((found.file_id for found in said.found if found.kind == "photo"), None)
        cry = Cry(said.chat_id, said.message_id, said.text, said.person, photo)
        await call_for_help(desk.session, cry, None, desk.now, admins=sorted(desk.admin_ids))
        return
    desk.say("hazards.unbound", kept=await _keep(desk, said))


async def _keep(desk: Desk, said: Said) -> bool:
    """In private only its grid is missing; who has never started the bot follows the link to it."""
    person = desk.person
    if person is None or not (said.text or said.found):
        return False
    intake = await private_draft.begin(desk.session, person, person.tg_user_id, desk.now)
    await private_draft.tell(desk.session, intake, said.text, said.found, desk.now)
    if person.started:
        await private_draft.ask(desk.session, intake, desk.now)
    return True
