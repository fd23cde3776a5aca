"""What a CAP message says, as the first line and the five parts of a warning."""

from dataclasses import dataclass

from models.cap.message import Info
from models.cap.reading import Reading
from models.notices.warnings import HEADLINE

MOST_HEADLINE, MOST_PART = 300, 600  # characters: all together fit into a message
MORE = "…"


@dataclass(frozen=True)
class Worded:
    """`whole`: nothing was left out to make it fit."""

    words: str
    parts: dict[str, str]
    whole: bool


def worded(reading: Reading) -> Worded:
    info = reading.info
    said = {
        "source": _one_line(info.sender_name or reading.message.sender),
        "danger": info.description or _one_line(info.headline),
        "place": places(info),
        "action": info.instruction,
    }
    parts = {name: _cut(words, MOST_PART) for name, words in said.items()}
    ends = {"until": info.expires.isoformat() if info.expires else ""}
    whole = parts == said and len(_one_line(info.headline)) <= MOST_HEADLINE
    return Worded(_words(info), parts | ends, whole)


def places(info: Info) -> str:
    return "、".join(dict.fromkeys(_one_line(area.name) for area in info.areas if area.name))


def _words(info: Info) -> str:
    """What it is about in the first line, the message's own headline in the second."""
    event, headline = _one_line(info.event), _one_line(info.headline)
    first = next((each for each in (event, headline) if 0 < len(each) <= HEADLINE), _cut(event or headline, HEADLINE))
    rest = [each for each in (headline, event) if each and each not in first]
    return "\n".join([first, *(_cut(each, MOST_HEADLINE) for each in rest[:1])])


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + MORE
