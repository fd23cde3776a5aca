"""A person's name in what people write, as those see it who are not to know it: 李秀英 as 李**."""

SHORTEST = 2  # signs; one alone is found in any word


def hidden(name: str) -> str:
    return f"{name[:1]}**"


def names(text: str, name: str) -> bool:
    return len(name) >= SHORTEST and name in text


def without_name(text: str, name: str) -> str:
    return text.replace(name, hidden(name)) if names(text, name) else text
