"""What the page says of itself, as it is given: in the page's languages, or in one that is meant for all."""

from typing import Any

from sandbox.errors import ControlError

Text = str | dict[str, str]  # by language: zh, en
Step = dict[str, Any]

LANGUAGES = {"zh", "en"}
STEP = {"text", "person", "chat", "write", "sample", "reply"}


def read_text(name: str, given: Any) -> Text:
    if isinstance(given, str):
        return given
    if isinstance(given, dict) and set(given) == LANGUAGES and all(isinstance(words, str) for words in given.values()):
        return given
    raise ControlError(f"{name} must be a text, or one in each of {', '.join(sorted(LANGUAGES))}")


def read_guide(given: Any) -> list[Text | Step]:
    if not isinstance(given, list):
        raise ControlError("guide must be a list of texts or steps")
    return [_step(step) if isinstance(step, dict) and "text" in step else read_text("guide", step) for step in given]


def _step(given: Step) -> Step:
    unknown = sorted(given.keys() - STEP)
    if unknown:
        raise ControlError(f"a step of the guide has no {', '.join(unknown)}")
    return {**given, "text": read_text("guide", given["text"])}
