"""What can be read of an update: a part that aiogram does not know takes nothing else with it.

Unknown members of a union, newer or older shapes of what is forwarded, quoted or paid for: exactly what cannot be read
is left out, the innermost first, and a part that lacks something it must have goes as a whole. A flag that is lacking
is off. The stored update stays as it came.

Rich messages are left out before: nobody here reads them, and of nested ones aiogram takes minutes to find out what
each part is.
"""

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError
from pydantic_core import ErrorDetails

FLAGS = ("can_", "is_", "has_")
OWN = frozenset({"id", "message_id", "chat", "from", "date", "edit_date", "text", "caption", "photo", "data"})
UNREAD = "rich_message"
Json = dict[str, Any]
Path = tuple[str | int, ...]


def readable(raw: Json, bot: Bot) -> tuple[Json, Update, list[str]]:
    """The update without what cannot be read, and the paths of that.

    Raises ValidationError where it is what was said or shown, by whom, or where.
    """
    kept, lost = _counted(raw), list[str]()
    if _bears(raw, UNREAD):
        kept, lost = _without(raw, UNREAD), [UNREAD]
    while True:
        try:
            return kept, Update.model_validate(kept, context={"bot": bot}), lost
        except ValidationError as error:
            kept = kept if lost else deepcopy(kept)
            path = _mend(kept, _innermost(error), lost)
            if not path or not _keeps_its_own(raw, kept):
                raise
            lost.append(path)


def _counted(raw: Json) -> Json:
    """Of what is told of a poll only what is counted, in today's shape: an option left out would shift all others."""
    if isinstance(poll := raw.get("poll"), dict):
        options = [
            {"persistent_id": str(place), "text": "", "voter_count": option.get("voter_count")}
            for place, option in enumerate(poll.get("options", ()))
        ]
        counted = {name: poll.get(name) for name in ("id", "total_voter_count", "is_closed")}
        told = dict.fromkeys(("allows_multiple_answers", "allows_revoting", "members_only", "is_anonymous"), False)
        return {**raw, "poll": {**told, **counted, "question": "", "type": "", "options": options}}
    if isinstance(answer := raw.get("poll_answer"), dict):
        return {**raw, "poll_answer": {"option_persistent_ids": [], **answer}}
    return raw


def _innermost(error: ValidationError) -> ErrorDetails:
    """Where a part may be one of several, a wrong word for which one it is says that it is another."""
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    meant = [each for each in errors if each["type"] != "literal_error"]
    return max(meant or errors, key=lambda each: len(each["loc"]))


def _bears(value: Any, name: str) -> bool:
    if isinstance(value, dict):
        return name in value or any(_bears(each, name) for each in value.values())
    return isinstance(value, list) and any(_bears(each, name) for each in value)


def _without(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(each, name) for key, each in value.items() if key != name}
    return [_without(each, name) for each in value] if isinstance(value, list) else value


def _mend(kept: Json, error: ErrorDetails, lost: Collection[str]) -> str:
    """Returns the path of what was left out or, lacking, is off now; empty where there is none."""
    lacking = error["type"] == "missing"
    path = _present(kept, error["loc"][:-1] if lacking else error["loc"])
    flag = (*path, error["loc"][-1])
    if lacking and str(flag[-1]).startswith(FLAGS) and _named(flag) not in lost:
        _at(kept, path)[flag[-1]] = False
        return _named(flag)
    if path:
        del _at(kept, path[:-1])[path[-1]]
    return _named(path)


def _named(path: Path) -> str:
    return ".".join(map(str, path))


def _present(kept: Any, loc: Path) -> Path:
    """The location in the raw update: pydantic's also names the member of a union."""
    path: list[str | int] = []
    for each in loc:
        there = each in kept if isinstance(kept, dict) else isinstance(kept, list) and isinstance(each, int)
        if there:
            kept = kept[each]
            path.append(each)
    return tuple(path)


def _at(kept: Any, path: Path) -> Any:
    for each in path:
        kept = kept[each]
    return kept


def _keeps_its_own(raw: Json, kept: Json) -> bool:
    return all(
        isinstance(kept.get(kind), dict) and all(bool(kept[kind].get(name)) for name in OWN if content.get(name))
        for kind, content in raw.items()
        if isinstance(content, dict)
    )
