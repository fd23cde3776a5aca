"""Files of text as office programs save them: UTF-8, UTF-16 or GB 18030, with a byte order mark or without."""

BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

LATIN = 1 / 8  # of UTF-16's bytes at least: letters, digits, commas and line feeds have a zero in the same half


def decoded(content: bytes) -> str:
    """Raises UnicodeDecodeError where it is none of these."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding)
    for half, encoding in ((content[1::2], "utf-16-le"), (content[::2], "utf-16-be")):
        if content.count(0) == half.count(0) >= max(len(content) * LATIN, 1):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")
