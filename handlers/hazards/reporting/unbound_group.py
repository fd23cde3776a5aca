"""A report in a group that serves no grid: kept, and gone on with in private; a cry for help is passed on at once."""

from handlers.request import Request
from models import heard
from models.emergencies.calls import Cry, call_for_help
from models.hazards.kinds import kinds_of
from models.hazards.reporting import private_draft
from models.hazards.reporting.submit import Said


async def from_nowhere(request: Request, said: Said) -> None:
    if kinds_of(request.session).calls_for_help(said.text):
        photo = next((found.file_id for found in said.found if found.kind == "photo"), None)
        cry = Cry(said.chat_id, said.message_id, said.text, said.person, photo, said_at=said.said_at)
        await call_for_help(request.session, cry, None, request.now, admins=sorted(request.admin_ids))
        return
    request.reply("hazards.unbound", kept=await _keep(request, said))


async def _keep(request: Request, said: Said) -> bool:
    """In private only its grid is missing; who has never started the bot follows the link to it."""
    person = request.person
    if person is None or not (said.text or said.found):
        return False
    intake = await private_draft.begin(request.session, person, person.tg_user_id, request.now)
    await private_draft.add(request.session, intake, said.text, said.found, request.now)
    heard.note(request.session, said.chat_id, request.message_id, intake.subject, said.text, request.now)
    if person.started:
        await private_draft.ask(request.session, intake, request.now)
    return True
