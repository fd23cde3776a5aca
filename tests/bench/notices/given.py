"""What a side is given, and what it says when it is done; both as JSON, on the command line and on standard output."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.delivery.pace import Rates

TEXT = "明日停电检修，请检查应急照明。"


@dataclass(frozen=True)
class Given:
    """`photos` are file ids; `hurried` are chats for urgent messages; `per_second` of all chats together is Telegram's
    30, or more where that is said.
    """

    api: str
    token: str
    url: str
    chats: list[int]
    photos: list[str]
    per_second: int
    hurried: list[int]

    @property
    def rates(self) -> Rates:
        return Rates(self.per_second)

    @property
    def messages(self) -> int:
        return len(self.chats) * (1 + len(self.photos)) + len(self.hurried)

    @property
    def bound(self) -> float:
        """Seconds that Telegram takes for as many messages."""
        return self.messages / self.per_second

    def packed(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Given":
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Told:
    """`posted`: when each urgent message was committed, by chat; of the monotonic clock. `peak` is in bytes."""

    peak: int = 0
    posted: dict[int, float] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> "Told":
        told: dict[str, Any] = json.loads(text)
        return cls(told["peak"], {int(chat): at for chat, at in told["posted"].items()})
