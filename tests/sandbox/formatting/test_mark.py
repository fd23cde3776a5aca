from sandbox.formatting.mark import Mark, ParseError, byte_offset, in_order, unparsable


def test_the_outer_mark_comes_first_and_then_the_kind_decides() -> None:
    link, url, bold = Mark(0, 5, "text_link"), Mark(0, 5, "url"), Mark(0, 5, "bold")
    quote, emoji, later = Mark(0, 9, "blockquote"), Mark(0, 5, "custom_emoji"), Mark(1, 9, "pre")
    assert in_order([later, emoji, bold, url, link, quote]) == [quote, link, url, bold, emoji, later]


def test_byte_offsets_count_utf8() -> None:
    assert [byte_offset("a患🔥", at) for at in range(4)] == [0, 1, 4, 8]


def test_an_error_carries_what_the_server_says() -> None:
    error = unparsable("x")
    assert isinstance(error, ParseError)
    assert str(error) == error.description == "can't parse entities: x"
