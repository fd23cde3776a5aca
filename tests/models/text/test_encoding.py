import pytest

from models.text.encoding import decoded

TEXT = "# 南大街街道\r\nBOT_TOKEN=123\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [TEXT, "LOCALE=en\n", ""])
def test_text_is_read_as_it_was_saved(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_a_stray_zero_makes_no_utf_16() -> None:
    assert decoded(b"code,name\nA,\0\n") == "code,name\nA,\0\n"


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        decoded(b"PORT=\xff\xff")
