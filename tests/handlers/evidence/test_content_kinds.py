"""Every kind of content that a message can have: what it adds in reply to a card, and how it is answered in private."""

import json
import re
from typing import Any

import pytest
from aiogram.types import Message
from sqlalchemy import select
from sqlmodel import col

from handlers.evidence.extract import found_in
from models.emergencies.tables import Call
from models.evidence.tables import Evidence
from models.hazards.tables import HazardEvent
from models.hazards.workflow import Act, State
from models.inbox.set_aside import SPOKEN
from tests.gates.source import ROOT
from tests.handlers.hazards.reports import WORDS, hazards, photo
from tests.handlers.room import Room, person

TYPES: dict[str, Any] = json.loads((ROOT / "sandbox" / "bot_api.json").read_text("utf-8"))["types"]
RESIDENT, CARD = 11, 900
USER = person(12)
CHAT = {"id": -1009, "type": "channel", "title": "频道"}
FLAGS = dict.fromkeys(("is_animated", "is_video"), False)
STICKER = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9, **FLAGS}
HERE = {"latitude": 29.56, "longitude": 106.58}
PRIZE = {"chats": [CHAT], "winners_selection_date": 1, "winner_count": 1}
OPTION = {"persistent_id": "1", "voter_count": 0}
POLL = {
    **dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only"), False),
    "id": "1",
    "type": "regular",
    "total_voter_count": 0,
}


def file(**more: Any) -> dict[str, Any]:
    return {"file_id": "F", "file_unique_id": "uF", **more}


CONTENT: dict[str, Any] = {
    "text": "楼道里还有一辆电动车",
    "photo": photo()["photo"],
    "live_photo": {**file(width=9, height=9, duration=1), "photo": photo()["photo"]},
    "video": file(width=9, height=9, duration=1),
    "animation": file(width=9, height=9, duration=1),
    "video_note": file(length=9, duration=1),
    "voice": file(duration=1),
    "audio": file(duration=1),
    "document": file(),
    "location": HERE,
    "venue": {"location": HERE, "title": "一社区", "address": "1号"},
    "contact": {"phone_number": "+8613800001111", "first_name": "物业"},
    "checklist": {"title": "楼道堆物", "tasks": [{"id": 1, "text": "清走电动车"}]},
    "poll": {
        **POLL,
        "question": "楼道堆物清了吗",
        "options": [{"text": "没有", "persistent_id": "1", "voter_count": 0}],
        "media": {"photo": photo()["photo"]},
    },
    "sticker": STICKER,
    "dice": {"emoji": "🎲", "value": 1},
    "story": {"chat": CHAT, "id": 1},
    "game": {"title": "t", "description": "d", "photo": photo()["photo"]},
    "paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}]},
    "giveaway": PRIZE,
    "giveaway_winners": {**PRIZE, "chat": CHAT, "giveaway_message_id": 1, "winners": [USER]},
    "invoice": {"title": "t", "description": "d", "start_parameter": "s", "currency": "XTR", "total_amount": 1},
    "rich_message": {"blocks": []},
}
FILES = """
    photo live_photo video animation video_note voice audio document location venue contact poll
"""
TAKEN_FROM = ["ExternalReplyInfo", "PollMedia"]
LEFT_ALONE = [
    "ChatShared",
    "EncryptedPassportElement",
    "Game",
    "Gift",
    "SharedUser",
    "UniqueGiftModel",
    "UniqueGiftSymbol",
]
WRITTEN = ["text", "checklist", "poll"]
SIGNS = ["sticker", "dice"]
SERVICE = """
    boost_added channel_chat_created chat_background_set chat_owner_changed chat_owner_left chat_shared
    checklist_tasks_added checklist_tasks_done community_chat_added community_chat_joined community_chat_removed
    connected_website delete_chat_photo direct_message_price_changed forum_topic_closed forum_topic_created
    forum_topic_edited forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden gift
    gift_upgrade_sent giveaway_completed giveaway_created group_chat_created left_chat_member
    managed_bot_created message_auto_delete_timer_changed migrate_from_chat_id migrate_to_chat_id
    new_chat_members new_chat_photo new_chat_title paid_message_price_changed passport_data pinned_message
    poll_option_added poll_option_deleted proximity_alert_triggered refunded_payment successful_payment
    suggested_post_approval_failed suggested_post_approved suggested_post_declined suggested_post_info
    suggested_post_paid suggested_post_refunded supergroup_chat_created unique_gift users_shared
    video_chat_ended video_chat_participants_invited video_chat_scheduled video_chat_started web_app_data
    write_access_allowed
"""
ABOUT = """
    author_signature business_connection_id caption caption_entities chat date direct_messages_topic edit_date
    effect_id entities ephemeral_message_id external_reply forward_origin from guest_bot_caller_chat
    guest_bot_caller_user guest_query_id has_media_spoiler has_protected_content is_automatic_forward
    is_from_offline is_paid_post is_topic_message link_preview_options media_group_id message_id
    message_thread_id paid_star_count quote receiver_user reply_markup reply_to_checklist_task_id
    reply_to_message reply_to_poll_option_id reply_to_story sender_boost_count sender_business_bot sender_chat
    sender_tag show_caption_above_media via_bot
"""


def test_no_field_of_a_message_is_forgotten() -> None:
    assert sorted([*CONTENT, *SERVICE.split(), *ABOUT.split()]) == sorted(TYPES["Message"]["fields"])


def test_no_part_of_a_message_that_holds_files_or_a_place_is_forgotten() -> None:
    files = {name for name, type_ in TYPES.items() if "file_id" in type_["fields"]} | {"Location", "Venue"}
    parts, left = set[str](), {"Message"}
    while left - parts:
        part = (left - parts).pop()
        parts.add(part)
        left |= used_by(part) - files
    holding = {part for part in parts if used_by(part) & files}
    assert holding == {"Message", *TAKEN_FROM, *LEFT_ALONE}


def used_by(name: str) -> set[str]:
    """The types of its fields."""
    fields = TYPES[name]["fields"].values()
    return {each for field in fields for each in re.findall(r"\w+", field["type"])} & TYPES.keys()


def test_whoever_says_or_shows_something_hears_that_it_could_not_be_dealt_with() -> None:
    assert {*FILES.split(), *WRITTEN, *SIGNS} <= SPOKEN


@pytest.fixture
async def below(room: Room) -> dict[str, Any]:
    """A reply to a card in the group."""
    await room.says(RESIDENT, -1001, f"/report {WORDS}")
    await room.sent("hazards.card", CARD)
    return {"reply_to_message": {**room.message(person(42, is_bot=True), -1001), "message_id": CARD, "text": "…"}}


@pytest.mark.parametrize("kind", CONTENT)
async def test_in_reply_to_a_card_words_and_evidence_are_added_and_nothing_else(
    room: Room, below: dict[str, Any], kind: str
) -> None:
    before = await room.kinds()
    await room.sends(12, -1001, **{kind: CONTENT[kind]}, **below)
    [hazard] = await hazards(room)
    rows = select(HazardEvent).where(col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.act) == Act.ADD)
    added = (await room.session.scalars(rows)).all()
    assert [(bool(event.data["text"]), event.data["files"]) for event in added] == {
        **{name: [(False, 1)] for name in FILES.split()},
        **{name: [(True, 0)] for name in WRITTEN},
        **{key: [(True, 1)] for key in ("contact", "poll")},
    }.get(kind, [])
    assert len((await room.session.scalars(select(Evidence))).all()) == (kind in FILES.split())
    assert await room.kinds() == [*before, *(["hazards.added"] if added else [])]


@pytest.mark.parametrize("more", [{}, {"last_name": "老谢"}])
@pytest.mark.parametrize("number", ["+8613800001111", "8613800001111", "13800001111"])
async def test_a_contact_is_shown_to_staff_alone(
    room: Room, below: dict[str, Any], number: str, more: dict[str, str]
) -> None:
    contact = {**CONTENT["contact"], "first_name": "谢物业", "phone_number": number, **more}
    await room.sends(77, -1001, contact=contact, **below)
    [hazard] = await hazards(room)
    assert hazard.text == WORDS
    await room.says(77, -1001, "/status H1")
    for message in await room.messages(-1001):
        assert not {"谢物业", "13800001111"} & set(re.findall("谢物业|13800001111", str(await room.worded(message))))
    await room.presses(12, 12, "hze:1")
    said = await room.worded(await room.newest("hazards.piece"))
    assert said.copy_of.chat_id == -1001  # type: ignore[union-attr]
    told = await room.text("hazards.ping")
    assert "：".join(("", " ".join(filter(None, ("谢物业", more.get("last_name"), "13800001111"))))) in told


async def test_a_contact_in_reply_to_an_empty_report_is_no_word_of_it(room: Room) -> None:
    await room.says(RESIDENT, -1001, "/report")
    await room.sent("hazards.card", CARD)
    bot = {**room.message(person(42, is_bot=True), -1001), "message_id": CARD, "text": "…"}
    await room.sends(RESIDENT, -1001, contact=CONTENT["contact"], reply_to_message=bot)
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.text) == (State.OPEN, "")
    assert "物业 13800001111" in await room.text("hazards.ping")
    assert "物业" not in await room.text("hazards.card")


@pytest.mark.parametrize("kind", CONTENT)
async def test_in_private_everything_is_answered(room: Room, kind: str) -> None:
    await room.sends(77, 77, **{kind: CONTENT[kind]})
    asked = [*FILES.split(), *WRITTEN]
    expected = {
        **dict.fromkeys(asked, "hazards.intake"),
        **dict.fromkeys(SIGNS, "members.hint"),
        "contact": "members.refused",
    }
    assert await room.kinds(77) == [expected.get(kind, "members.unread")]


@pytest.mark.parametrize("kind", [kind for kind in CONTENT if kind not in (*FILES.split(), *WRITTEN)])
async def test_in_a_group_what_says_nothing_is_left_alone(room: Room, kind: str) -> None:
    await room.sends(77, -1001, **{kind: CONTENT[kind]})
    assert await room.messages() == []


@pytest.mark.parametrize("kind", [kind for kind in FILES.split() if kind != "contact"])
async def test_what_a_call_for_help_answers_comes_with_it(room: Room, kind: str) -> None:
    answered = {**room.message(person(16), -1001), kind: CONTENT[kind]}
    await room.says(RESIDENT, -1001, "/sos 着火了", reply_to_message=answered)
    call = (await room.session.scalars(select(Call))).one()
    [found] = found_in(Message.model_validate(answered))
    shown = call.photo or call.place or await room.session.scalar(select(col(Evidence.file_id)))
    assert shown == (found.file_id or found.place)


async def test_a_report_in_answer_to_a_poll_takes_its_words_and_its_photo(room: Room) -> None:
    asked = {**room.message(person(16), -1001), "poll": CONTENT["poll"]}
    await room.says(RESIDENT, -1001, "/report", reply_to_message=asked)
    [hazard] = await hazards(room)
    assert hazard.text == "楼道堆物清了吗\n没有"
    assert (await room.session.scalars(select(col(Evidence.kind)))).all() == ["photo"]


async def test_a_poll_with_a_photo_goes_on_with_a_report_that_was_begun(room: Room) -> None:
    await room.says(RESIDENT, -1001, "/report")
    await room.sends(RESIDENT, -1001, poll=CONTENT["poll"])
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.text) == (State.OPEN, "楼道堆物清了吗\n没有")


async def test_a_photo_in_another_chat_is_used_with_what_is_quoted_of_it(room: Room) -> None:
    origin = {"type": "channel", "date": 1, "chat": CHAT, "message_id": 3}
    elsewhere = {"external_reply": {"origin": origin, **photo("far")}, "quote": {"text": "消防通道被堵", "position": 0}}
    await room.says(RESIDENT, -1001, "/report", **elsewhere)
    [hazard] = await hazards(room)
    assert hazard.text == "消防通道被堵"
    [evidence] = (await room.session.scalars(select(Evidence))).all()
    assert (evidence.file_id, evidence.chat_id) == ("far", -1001)
