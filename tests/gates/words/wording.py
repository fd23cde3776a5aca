"""A translation must keep what the code and Telegram read: placeholders and tags."""

import re
from collections import Counter
from collections.abc import Iterator

PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")
TAG = re.compile(r"<(/?)(b|strong|i|em|u|ins|s|strike|del|code|pre|a|blockquote|tg-[a-z]+|span)\b[^<>]*>")


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("{{", "").replace("}}", "")))


def tags(text: str) -> Counter[str]:
    return Counter(closing + name for closing, name in TAG.findall(text))


def nested(text: str) -> bool:
    """Whether every tag is closed by its own end, innermost first."""
    open_tags: list[str] = []
    for closing, name in TAG.findall(text):
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return False
    return not open_tags


def differences(source: str, translation: str) -> Iterator[str]:
    if placeholders(source) != placeholders(translation):
        odd = sorted(placeholders(source) ^ placeholders(translation))
        yield f"{source!r}: {{{'}, {'.join(odd)}}} only on one side"
    if tags(source) != tags(translation):
        yield f"{source!r}: not the same tags in {translation!r}"
    if not nested(translation):
        yield f"{source!r}: tags of {translation!r} do not close in order"
