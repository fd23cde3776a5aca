"""Numbers as people write them in Chinese."""

DIGITS = "〇一二三四五六七八九"


def number(text: str) -> int | None:
    """5, 五, 两, 十五, 二十, 二十一: up to 99 in words."""
    if text.isdecimal():
        return int(text)
    tens, ten, units = text.replace("两", "二").rpartition("十")
    if len(tens) > 1 or len(units) > 1 or tens == "十":
        return None
    if not ten:
        return DIGITS.index(units)
    return 10 * (DIGITS.index(tens) if tens else 1) + (DIGITS.index(units) if units else 0)
