import pytest

from reports.characters import drawable, unprintable


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("隐患整改通知书〔2026〕第1号", ""),
        ("䶮喆", ""),
        ("𠮷野家", "𠮷"),
        ("𠮷𠮷😀店", "𠮷😀"),
        ("a\u200db\ufe0f c\nd", ""),
        ("〓", ""),
    ],
)
def test_what_would_be_printed_as_a_mark_is_named_once(text: str, missing: str) -> None:
    assert unprintable(text) == missing
    assert drawable(text).count("〓") - text.count("〓") == sum(text.count(ch) for ch in missing)
