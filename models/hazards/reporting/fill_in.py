"""A report without words gets them from the first reply that has some: what it is about, of what kind, how bad."""

from collections.abc import Collection
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.hazards.kinds import OTHER, kinds_of
from models.hazards.reporting import reclassify
from models.hazards.tables import Hazard
from models.hazards.unnamed import unnamed
from models.hazards.workflow import Act, State
from models.hazards.working.actions import record_hazard_event
from models.members.tables import Person
from models.text.names import without_name

TEXT_LIMIT = 4000
BEFORE_WORK = frozenset({State.OPEN, State.ACCEPTED})


async def fill_in(
    session: AsyncSession,
    hazard: Hazard,
    words: str,
    person: Person | None,
    now: datetime,
    zone: tzinfo,
    alarmed: Collection[int] = (),
) -> None:
    """Nothing when it has words; what is for leaders alone stays off the card."""
    if hazard.text or not words or hazard.state not in BEFORE_WORK:
        return
    kind, severity = kinds_of(session).suggest(words)
    if kind.matter:
        return
    hazard.text = (await _without_joiner(session, hazard, words, person))[:TEXT_LIMIT]
    taken_for = hazard.category, hazard.severity
    if hazard.category == OTHER:
        hazard.category = kind.category
    await reclassify.raise_to(session, hazard, severity, now, zone, by=person, alarmed=alarmed)
    if (hazard.category, hazard.severity) != taken_for:
        record_hazard_event(session, hazard, Act.CLASSIFY, None, now, kind=hazard.category, severity=hazard.severity)


async def _without_joiner(session: AsyncSession, hazard: Hazard, words: str, person: Person | None) -> str:
    """Whose report in private has joined it is not named in its words; its own reporter's name is hidden where they are
    shown.
    """
    if person is None or person.id == hazard.reporter_id:
        return words
    secret = (await unnamed(session, [hazard.id])).get(hazard.id, {})
    return without_name(words, person.name) if person.id in secret else words
