"""Words of another place in the middle of a report that is being made in private: a second report?

    asked ──“the same place”──▶ joins the report
      └──“another place”──▶ waits ──the report is sent or dropped──▶ a report of its own

What must always hold: nothing that was said is lost while it is asked about, and what is urgent is never asked about.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models import heard
from models.evidence.attach import Found
from models.hazards.kinds import kinds_of
from models.hazards.reporting import private_draft
from models.hazards.reporting.private_draft import MOST_FOUND, Intake, IntakeState
from models.hazards.reporting.submit import TEXT_LIMIT
from models.hazards.workflow import Severity
from models.members.tables import Person
from models.text.place_words import differ


def is_asked(intake: Intake) -> bool:
    return intake.next_place is not None and not intake.next_place["apart"]


def is_of_another_place(session: AsyncSession, intake: Intake, words: str) -> bool:
    """What follows words of another place belongs to them."""
    if intake.next_place is None and not differ(words, intake.text):
        return False
    _, severity = kinds_of(session).suggest(words)
    return severity is not Severity.URGENT


def keep(intake: Intake, words: str, found: Sequence[Found], message_id: int, now: datetime) -> None:
    known = intake.next_place or {"text": "", "found": [], "messages": [], "apart": False}
    intake.next_place = {
        "text": f"{known['text']}\n{words}".strip()[:TEXT_LIMIT],
        "found": [*known["found"], *(asdict(each) for each in found)][:MOST_FOUND],
        "messages": [*known["messages"], message_id],
        "apart": known["apart"],
    }
    private_draft.touch(intake, now)


def shows_album(intake: Intake, album: str | None) -> bool:
    found = intake.next_place["found"] if intake.next_place else []
    return album is not None and any(each["media_group_id"] == album for each in found)


async def join(session: AsyncSession, intake: Intake, now: datetime) -> None:
    """It is the same place."""
    said, intake.next_place = intake.next_place, None
    if said is not None:
        await private_draft.add(session, intake, said["text"], [Found(**each) for each in said["found"]], now)


def keep_apart(intake: Intake) -> None:
    """It is another place."""
    if intake.next_place is not None:
        intake.next_place = {**intake.next_place, "apart": True}


async def begin(session: AsyncSession, intake: Intake, person: Person, now: datetime) -> None:
    """The report is sent or dropped: what waited is asked about as the next one."""
    said = intake.next_place
    if said is None or intake.state is IntakeState.OPEN or (is_asked(intake) and intake.state is IntakeState.DROPPED):
        return
    intake.next_place = None
    await session.flush()
    following = await private_draft.begin(session, person, intake.chat_id, now)
    await private_draft.add(session, following, said["text"], [Found(**each) for each in said["found"]], now)
    await heard.move(session, intake.chat_id, said["messages"], intake.subject, following.subject)
    await private_draft.ask(session, following, now)
