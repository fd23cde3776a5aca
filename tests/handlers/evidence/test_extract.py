from typing import Any

import pytest
from aiogram.types import Message

from handlers.evidence.extract import found_in, passed_on, words_in
from models.evidence.attach import Found

CHAT = {"id": -1001, "type": "supergroup", "title": "一网格"}
SENDER = {"id": 7, "is_bot": False, "first_name": "王芳"}
HERE = {"latitude": 29.56, "longitude": 106.58}


def message(message_id: int = 5, **content: Any) -> Message:
    said = {"message_id": message_id, "date": 1_795_000_000, "chat": CHAT, "from": SENDER}
    return Message.model_validate({**said, **content})


def file(name: str = "F", **more: Any) -> dict[str, Any]:
    return {"file_id": name, "file_unique_id": f"u{name}", **more}


def size(name: str, width: int, height: int, file_size: int | None = None) -> dict[str, Any]:
    return file(name, width=width, height=height, file_size=file_size)


def test_of_a_photo_the_largest_size_is_taken_wherever_it_stands() -> None:
    sizes = [size("s", 90, 60, 900), size("x", 1280, 853, 90_000), size("m", 320, 213, 9_000)]
    assert found_in(message(photo=sizes)) == [Found("photo", "x", 90_000, 5, chat_id=-1001, unique_id="ux")]


def test_a_part_of_an_album_says_so() -> None:
    part = message(photo=[size("x", 90, 60)], media_group_id="13")
    assert found_in(part) == [Found("photo", "x", None, 5, "13", chat_id=-1001, unique_id="ux")]


@pytest.mark.parametrize(
    ("field", "content", "kind"),
    [
        ("video", file(width=640, height=360, duration=3, file_size=44), "video"),
        ("animation", file(width=640, height=360, duration=3, file_size=44), "video"),
        ("video_note", file(length=240, duration=3, file_size=44), "video_note"),
        ("voice", file(duration=3, file_size=44), "voice"),
        ("audio", file(duration=3, file_size=44), "audio"),
        ("document", file(file_name="通知.pdf", file_size=44), "document"),
    ],
)
def test_files_of_every_kind_are_found(field: str, content: dict[str, Any], kind: str) -> None:
    assert found_in(message(5, **{field: content})) == [Found(kind, "F", 44, 5, chat_id=-1001, unique_id="uF")]


@pytest.mark.parametrize(
    ("said", "media_type"),
    [
        ({"file_name": "IMG_1.HEIC", "mime_type": "image/heic"}, "image/heic"),
        ({"file_name": "截图.png", "mime_type": "image/png"}, "image/png"),
        ({"mime_type": "image/webp"}, "image/webp"),
        ({"file_name": "现场.jpg"}, "image/jpeg"),
        ({"file_name": "现场.jpg", "mime_type": "application/pdf"}, None),
        ({"file_name": "图.gif", "mime_type": "image/gif"}, None),
        ({"file_name": "图纸.dwg", "mime_type": "image/" + "x" * 200}, None),
        ({}, None),
    ],
)
def test_a_picture_sent_as_a_file_says_so(said: dict[str, Any], media_type: str | None) -> None:
    (found,) = found_in(message(document=file(**said)))
    assert (found.kind, found.media_type) == ("document", media_type)


def test_an_animation_is_not_found_twice() -> None:
    moving = file("A", width=640, height=360, duration=3)
    assert found_in(message(animation=moving, document=file("A"))) == [
        Found("video", "A", None, 5, chat_id=-1001, unique_id="uA")
    ]


def test_a_place_is_where_it_is() -> None:
    assert found_in(message(location=HERE)) == [Found("place", None, None, 5, place=HERE, chat_id=-1001)]


def test_a_venue_is_found_once_as_its_place() -> None:
    venue = {"location": HERE, "title": "南大街社区", "address": "南大街1号"}
    assert found_in(message(venue=venue, location=HERE)) == [Found("place", None, None, 5, place=HERE, chat_id=-1001)]


def test_words_alone_hold_nothing() -> None:
    assert found_in(message(text="/report 楼道堆物")) == []


def test_what_a_message_replies_to_is_found_in_that_message() -> None:
    shown = message(3, photo=[size("x", 90, 60)])
    reply = message(5, text="/report", reply_to_message=shown.model_dump(by_alias=True))
    assert found_in(reply) == []
    assert reply.reply_to_message is not None
    assert found_in(reply.reply_to_message) == [Found("photo", "x", None, 3, chat_id=-1001, unique_id="ux")]


def poll(**more: Any) -> dict[str, Any]:
    flags = ("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only")
    asked = {"id": "1", "type": "regular", "question": "堵不堵？", "options": [], "total_voter_count": 0}
    return {**dict.fromkeys(flags, False), **asked, **more}


@pytest.mark.parametrize(
    ("media", "found"),
    [
        ({"photo": [size("x", 90, 60)]}, Found("photo", "x", None, 5, chat_id=-1001, unique_id="ux")),
        (
            {"video": file(width=9, height=9, duration=3)},
            Found("video", "F", None, 5, chat_id=-1001, unique_id="uF"),
        ),
        ({"location": HERE}, Found("place", None, None, 5, place=HERE, chat_id=-1001)),
    ],
)
def test_what_stands_above_a_poll_s_question_is_found_here_and_in_another_chat(
    media: dict[str, Any], found: Found
) -> None:
    origin = {"type": "channel", "date": 1, "chat": CHAT, "message_id": 3}
    here, there = message(poll=poll(media=media)), message(external_reply={"origin": origin, "poll": poll(media=media)})
    assert found_in(here) == found_in(there) == [found]
    assert (passed_on(here), passed_on(there)) == (False, True)


def test_a_poll_says_what_it_asks_what_is_to_be_chosen_from_and_what_stands_above() -> None:
    option = {"text": "堵", "persistent_id": "1", "voter_count": 0}
    assert words_in(message(poll=poll(description="看照片", options=[option]))) == "看照片\n堵不堵？\n堵"
    assert found_in(message(poll=poll(description="看照片"))) == []
