"""Who asks, and where: the same for an update that comes alone as for one among others."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from bot.i18n import Languages
from bot.updates.admins import Admins
from bot.updates.request_factory import RequestFactory
from models.db.database import Database, insert
from models.members.sightings import Sighting
from tests.street import GROUP, build

NEW_CHAT, NEW_USER = -77, 77
SEEN, UNSEEN = 12, 14  # the member was seen in the group before, the leader was not


async def _nobody_rules(_chat: int, _user: int) -> bool:
    return False


def said(update_id: int, chat: int, user: int) -> dict[str, Any]:
    who = {"id": user, "is_bot": False, "first_name": "某人"}
    where = {"id": chat, "type": "supergroup", "title": "某群"}
    return {"update_id": update_id, "message": {"message_id": update_id, "from": who, "chat": where, "text": "你好"}}


async def first_request(database: Database, now: datetime, *raws: dict[str, Any]) -> dict[str, Any]:
    """What the first request holds, and how often the person was seen there; nothing is committed."""
    requests = RequestFactory("wangge_bot", 42, ZoneInfo("Asia/Shanghai"), Languages("zh_CN"), Admins(_nobody_rules))
    async with database.read() as session:
        request = (await requests.make(session, raws, now))[0]
        assert request.chat is not None
        assert request.person is not None
        new = (request.chat in session.new, request.person in session.new)
        here = (col(Sighting.person_id) == request.person.id, col(Sighting.chat_id) == request.chat.id)
        return {
            "chat": (request.chat.id, request.chat.title, new[0]),
            "person": (request.person.tg_user_id, request.person.name, new[1]),
            "grid": request.grid and request.grid.code,
            "bound to": request.binding and request.binding.chat_id,
            "sightings": await session.scalar(select(func.count()).select_from(Sighting).where(*here)),
        }


@pytest.mark.parametrize(
    ("chat", "user", "expected"),
    [
        (GROUP, SEEN, {"grid": "S-1-1", "bound to": GROUP, "sightings": 1}),
        (GROUP, UNSEEN, {"grid": "S-1-1", "bound to": GROUP, "sightings": 1}),
        (GROUP, NEW_USER, {"grid": "S-1-1", "bound to": GROUP, "sightings": 1}),
        (NEW_CHAT, SEEN, {"grid": None, "bound to": None, "sightings": 0}),
        (NEW_CHAT, NEW_USER, {"grid": None, "bound to": None, "sightings": 0}),
    ],
)
async def test_a_request_holds_the_same_alone_and_among_others(
    database: Database, now: datetime, chat: int, user: int, expected: dict[str, Any]
) -> None:
    async with database.write() as session:
        street = await build(session, now)
        insert(session, Sighting, person_id=street.member.id, chat_id=GROUP, at=now)
    alone = await first_request(database, now, said(1, chat, user))
    among = await first_request(database, now, said(1, chat, user), said(2, -88, 88))
    assert alone == among
    assert alone == {
        "chat": (chat, "某群", chat == NEW_CHAT),
        "person": (user, "某人", user == NEW_USER),
        **expected,
    }
