"""What somebody on patrol sends."""

from typing import Any

import pytest

from bot.configuration.settings import Settings
from models.retention import RETENTION
from tests.handlers.room import Room
from tests.street import GROUP

HERE = {"location": {"latitude": 29.356, "longitude": 105.927, "horizontal_accuracy": 20.0}}


@pytest.fixture(autouse=True)
def kept(room: Room) -> None:
    RETENTION.keep(room.session, Settings().retention)


def north(metres: float) -> dict[str, Any]:
    """A location so far from HERE."""
    return {"location": {**HERE["location"], "latitude": HERE["location"]["latitude"] + metres / 111_195}}


def to(room: Room, message_id: int, where: int = GROUP) -> dict[str, Any]:
    bots = {"id": 42, "is_bot": True, "first_name": "网格哨", "username": "wangge_bot"}
    about = {**room.message(bots, where), "message_id": message_id, "text": "…"}
    return {"reply_to_message": about}


def live(period: int | None = 3600, north: float = 0.0) -> dict[str, Any]:
    place = {"latitude": 29.356 + north / 111_195, "longitude": 105.927}
    return {"location": place | ({"live_period": period} if period else {})}
