import pytest

from handlers.evidence.view import VIEWS
from handlers.messages import MessageContent
from models.evidence.fetch_queue import REFUSED
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.room import Room


@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        ("too_big", "20MB"),
        ("too_many_pixels", "以照片重发"),
        ("not_an_image", "重新拍照"),
        ("damaged", "重新拍照"),
        ("empty", "重新拍照"),
        ("wrong_file", "重新拍照"),
    ],
)
async def test_who_sent_it_hears_that_it_does_not_count_and_what_to_do(room: Room, reason: str, advice: str) -> None:
    message = enqueue(room.session, -1001, REFUSED, Lane.REPLY, room.now, reason=reason)
    said = await VIEWS[REFUSED](room.context(message))
    assert isinstance(said, MessageContent)
    assert "不计入材料" in said.html
    assert advice in said.html
