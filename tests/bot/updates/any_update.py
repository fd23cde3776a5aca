"""Updates that Telegram could send by the names and types of its Bot API, whatever sense they make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.features import FEATURES
from sandbox.facts import alternatives, api, discriminator, spelling

DEEPEST = 4
LARGEST = 2**52 - 1  # ids have at most 52 significant bits
YEARS = (0, 1, 1_500_000_000, 1_790_000_000, 2**31 - 1)
COMMANDS = tuple(f"/{command.name}" for feature in FEATURES for command in feature.commands)
SAID = (
    *COMMANDS,
    *(
        "/report 楼道堆物",
        "/report@wangge_bot，着火了",
        "/sos！！！ 3号楼",
        "/reprot 楼道堆物",
        "/上报 着火了",
        "#隐患 灭火器坏了",
    ),
    *(
        "/status H1",
        "/status S1",
        "/start report",
        "/bind K7MPQ2XW9RTA",
        "/leave 明天 后天",
        "/language en",
        "/report 有人群租",
    ),
    *(
        "着火了",
        "3号楼楼道堆物",
        "已清理",
        "在吗",
        "10天",
        "99999-99-99",
        "H1",
        "H99999999999999999999",
        "",
        " ",
        "\0",
        "\ud83d",
        "长" * 4096,
    ),
    *("\u202e<b>&{x} %s", "@wangge_bot 楼道堆物", "1" * 300, "/" + "a" * 64, "/report " + "👨\u200d👩\u200d👧" * 300),
)
KINDS = (
    "message",
    "message",
    "message",
    "message",
    "edited_message",
    "edited_message",
    "callback_query",
    "my_chat_member",
)


@dataclass
class AnyUpdate:
    """`chats` and `people` that are known occur more often than others, as do `numbers` of messages."""

    random: Random
    chats: Sequence[dict[str, Any]]
    people: Sequence[dict[str, Any]]
    numbers: Sequence[int]

    def make(self, update_id: int) -> dict[str, Any]:
        fields = api()["types"]["Update"]["fields"]
        any_kind = self.random.choice([name for name in fields if name != "update_id"])
        kind = self.random.choice((*KINDS, any_kind))
        return {"update_id": update_id, kind: self._of_type(fields[kind]["type"], kind, 0)}

    def _of_type(self, type_: str, name: str, depth: int) -> Any:
        if type_.startswith("Array of "):
            return [
                self._of_type(type_.removeprefix("Array of "), name, depth + 1) for _ in range(self.random.randrange(3))
            ]
        kind = self.random.choice(alternatives(type_))
        if kind in api()["types"]:
            return self._object(kind, depth)
        scalars: dict[str, Callable[[str], Any]] = {
            "Integer": self._integer,
            "Float": lambda _: self.random.choice((0.0, 30.5, -91.25, 181.0, 1e9)),
            "Boolean": lambda _: self.random.random() < 0.5,
            "True": lambda _: True,
        }
        return scalars.get(kind, self._string)(name)

    def _object(self, type_: str, depth: int) -> dict[str, Any]:
        known = {"Chat": self.chats, "User": self.people}.get(type_)
        if known and self.random.random() < 0.8:
            return dict(self.random.choice(known))
        told, fields = {}, api()["types"][type_]["fields"]
        for name, fact in fields.items():
            if fact["required"] or (depth < DEEPEST and self.random.random() < 0.5 / (1 + depth) ** 2):
                told[name] = self._of_type(fact["type"], name, depth + 1)
        named = discriminator(type_)
        if named and fields[named]["type"] == "String":
            told[named] = spelling(type_)
        if type_ == "Chat":
            told["type"] = self.random.choice(("private", "group", "supergroup", "channel"))
        if type_ == "InaccessibleMessage":
            told["date"] = 0
        return told

    def _integer(self, name: str) -> int:
        if name == "date" or name.endswith("_date"):
            return self.random.choice(YEARS)
        if "message_id" in name:
            return self.random.choice((*self.numbers, 2**31 - 1))
        if name.endswith("id"):
            return self.random.choice((1, -5, LARGEST, -LARGEST, *(int(chat["id"]) for chat in self.chats)))
        return self.random.choice((0, 1, 90, 2**31 - 1))

    def _string(self, name: str) -> str:
        if name in ("text", "caption", "title", "question", "first_name", "last_name", "quote"):
            return self.random.choice(SAID)
        if name in ("username", "language_code"):
            return self.random.choice(("", "u" * 32, "zh-hans", "en", "\0"))
        return "".join(self.random.choices("aZ09_-:/\0\ud800火", k=self.random.randrange(40)))
