"""A person's name in what people write, as those see it who are not to know it: 李秀英 as 李**."""

from collections.abc import Iterable

SHORTEST = 2  # signs; one alone is found in any word


def hidden(name: str) -> str:
    return f"{name[:1]}**"


def names(text: str, name: str) -> bool:
    return len(name) >= SHORTEST and name in text


def without_name(text: str, name: str) -> str:
    return text.replace(name, hidden(name)) if names(text, name) else text


def without_names(text: str, of: Iterable[str]) -> str:
    """The longest first, as one may be the beginning of another."""
    for name in sorted(of, key=len, reverse=True):
        text = without_name(text, name)
    return text
