"""Updates as Telegram brings them: reports with a photo from many groups, presses, chatter, replies."""

import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

from tests.bench.rig import street
from tests.bench.rig.feeder import ME

WORDS = (  # of no particular kind: a second one in the same grid would only be asked about as a duplicate
    "墙皮脱落，怕掉下来砸到人",
    "二楼窗户的护栏松了",
    "井盖缺了一块，晚上看不见",
    "枯枝伸到屋顶上了",
    "围墙裂开了一道缝",
    "下水道口没有盖子",
)
CHATTER = ("好的", "今天停水吗？", "谁家的车挡住门口了", "收到，谢谢", "明天几点开会")
SIZES = ((90, 67, 1_431), (320, 240, 18_204), (800, 600, 86_511), (1280, 960, 171_920))


class Traffic:
    """The same seed gives the same updates; update and message ids rise by one."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self._updates = 0
        self._messages = 100_000
        self._date = int(time.time())

    def reports(self, count: int) -> list[dict[str, Any]]:
        return [self._update(message=self._report()) for _ in range(count)]

    def mixed(self, count: int, cards: list[tuple[int, int, int]]) -> Iterator[dict[str, Any]]:
        """Of 20: 4 reports, 3 presses and 3 replies on `cards` (chat, message id, number), 10 words to others."""
        for _ in range(count):
            roll = self._random.randrange(20)
            if roll < 4 or (roll < 10 and not cards):
                yield self._update(message=self._report())
            elif roll < 7:
                yield self._update(callback_query=self._press(*self._random.choice(cards)))
            elif roll < 10:
                yield self._update(message=self._reply(*self._random.choice(cards)))
            else:
                yield self._update(message=self._message(text=self._random.choice(CHATTER)))

    def check_ins(self, count: int, staff: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
        """Of these people (chat, person) in turn: each answers a location of their own with /checkin."""
        return [self._update(message=self._check_in(*staff[n % len(staff)])) for n in range(count)]

    def _check_in(self, chat_id: int, tg: int) -> dict[str, Any]:
        who = {"id": tg, "is_bot": False, "first_name": f"网格员{tg}", "language_code": "zh-hans"}
        said = {"from": who, "chat": _group(chat_id), "date": self._date}
        apart = self._random.uniform(-0.002, 0.002), self._random.uniform(-0.002, 0.002)
        place = {"latitude": 29.356 + apart[0], "longitude": 105.927 + apart[1], "horizontal_accuracy": 20.0}
        self._messages += 2
        shown = {**said, "message_id": self._messages - 1, "location": place}
        entities = [{"type": "bot_command", "offset": 0, "length": 8}]
        words = {"text": "/checkin 3号楼楼道", "entities": entities}
        return {**said, **words, "message_id": self._messages, "reply_to_message": shown}

    def _update(self, **content: dict[str, Any]) -> dict[str, Any]:
        self._updates += 1
        return {"update_id": self._updates, **content}

    def _message(self, grid: int | None = None, **content: Any) -> dict[str, Any]:
        self._messages += 1
        number = self._random.randrange(street.GROUPS) if grid is None else grid
        return {
            "message_id": self._messages,
            "from": self._neighbour(number),
            "chat": _group(street.group(number)),
            "date": self._date,
            **content,
        }

    def _neighbour(self, grid: int) -> dict[str, Any]:
        """Somebody who lives in that grid."""
        tg, name = street.resident(self._random.choice(range(grid, street.RESIDENTS, street.GROUPS)))
        return {"id": tg, "is_bot": False, "first_name": name, "language_code": "zh-hans"}

    def _photo(self) -> list[dict[str, Any]]:
        unique = f"AQAD{self._random.getrandbits(60):x}"
        return [
            {
                "file_id": f"AgACAgUAAxkBAAI{unique}{size}{'y' * 40}",
                "file_unique_id": f"{unique}{width}",
                "width": width,
                "height": height,
                "file_size": size,
            }
            for width, height, size in SIZES
        ]

    def _report(self) -> dict[str, Any]:
        caption = f"/report {self._random.choice(WORDS)}"
        entities = [{"type": "bot_command", "offset": 0, "length": 7}]
        return self._message(photo=self._photo(), caption=caption, caption_entities=entities)

    def _reply(self, chat_id: int, message_id: int, number: int) -> dict[str, Any]:
        card = self._card(chat_id, message_id, number)
        grid = street.FIRST_GROUP - chat_id
        return self._message(grid, text=self._random.choice(CHATTER), reply_to_message=card)

    def _press(self, chat_id: int, message_id: int, number: int) -> dict[str, Any]:
        return {
            "id": str(self._random.getrandbits(62)),
            "from": self._neighbour(street.FIRST_GROUP - chat_id),
            "message": self._card(chat_id, message_id, number),
            "chat_instance": str(chat_id),
            "data": f"hz:accept:{number}",
        }

    def _card(self, chat_id: int, message_id: int, number: int) -> dict[str, Any]:
        text = f"🔴 H{number} 待受理 · 一般"
        return {"message_id": message_id, "from": ME, "chat": _group(chat_id), "date": self._date, "text": text}


def _group(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "title": street.title(street.FIRST_GROUP - chat_id), "type": "supergroup"}
