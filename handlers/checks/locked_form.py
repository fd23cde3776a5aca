"""The question that a locked door asks: a photo of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.checks.labels import refused
from handlers.forms import Choice, Form, Step
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import N_
from models.base import Subject
from models.checks.checklists.doubts import flag_forwarded
from models.checks.checklists.filling import SHOWN, nobody_let_in
from models.checks.checklists.tables import Checklist
from models.members.tables import Person
from models.places.tables import Place

LOCKED, WITHOUT = "locked", "without"


@dataclass(frozen=True)
class AtDoor:
    checklist: Checklist
    place: Place


async def _load(session: AsyncSession, checklist_id: int) -> AtDoor | None:
    checklist = await session.get(Checklist, checklist_id)
    place = await session.get(Place, checklist.place_id) if checklist else None
    return AtDoor(checklist, place) if checklist and place else None


def _subject(at: AtDoor) -> Subject:
    return at.checklist.subject


def _title(at: AtDoor) -> str:
    return at.place.code


async def _choices(context: RenderContext, _at: AtDoor) -> list[Choice]:
    return [Choice(WITHOUT, context.t.plain("No photo possible"))]


async def _submit(request: Request, at: AtDoor, _act: str, person: Person, _given: Mapping[str, Any]) -> None:
    await nobody_let_in(request.session, at.checklist, person, request.now)
    request.reply(SHOWN, subject_id=at.checklist.id)


async def _passed_on(request: Request, at: AtDoor) -> None:
    await flag_forwarded(request.session, at.checklist, request.now)


FORM = Form(
    "locked",
    _load,
    _subject,
    _title,
    {
        LOCKED: (
            Step(
                "photo",
                N_("locked, nobody there? Please send a photo of the door."),
                choices=_choices,
                evidence=True,
                shown=True,
                photographed=True,
            ),
        )
    },
    _submit,
    refused,
    passed_on=_passed_on,
)
