"""An album comes part by part, and is one hazard whatever its parts say."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.evidence.tables import Evidence
from models.hazards.tables import HazardEvent
from models.hazards.workflow import Act, Severity
from tests.handlers.hazards.reports import RESIDENT, WORDS, hazards, photo
from tests.handlers.room import Room
from tests.street import GROUP


async def said(room: Room) -> str:
    """All words that stand with the hazard."""
    [hazard] = await hazards(room)
    added = (await room.session.scalars(select(HazardEvent).where(col(HazardEvent.act) == Act.ADD))).all()
    return "\n".join([hazard.text, *(str(event.data.get("text", "")) for event in added)])


@pytest.mark.parametrize(
    ("captions", "words"),
    [
        ([f"/report {WORDS}"] * 3, [WORDS]),
        ([f"/report {WORDS}", "/report 5楼也有", ""], [WORDS, "5楼也有"]),
        ([f"#隐患 {WORDS}", "#隐患 门打不开"], [WORDS, "门打不开"]),
        ([f"/report {WORDS}", "门打不开", ""], [WORDS, "门打不开"]),
        (["", f"/report，{WORDS}", f"/report：{WORDS}"], [WORDS]),
        (["门打不开", f"/report {WORDS}", "5楼也有"], ["门打不开", WORDS, "5楼也有"]),
        (["门打不开", "5楼也有", f"#隐患 {WORDS}"], ["门打不开", "5楼也有", WORDS]),
        (["门打不开", "", "/report"], ["门打不开"]),
        ([WORDS, f"/report {WORDS}"], [WORDS]),
    ],
)
async def test_an_album_is_one_hazard_with_all_its_words(room: Room, captions: list[str], words: list[str]) -> None:
    for number, caption in enumerate(captions):
        about = {"caption": caption} if caption else {}
        await room.sends(RESIDENT, GROUP, media_group_id="a1", **photo(f"file-{number}", **about))
    for each in words:
        assert (await said(room)).count(each) == 1
    shown = (await room.session.scalars(select(Evidence))).all()
    [hazard] = await hazards(room)
    assert [each.subject_id for each in shown] == [hazard.id] * len(captions)


@pytest.mark.parametrize("name", ["/report", "#隐患"])
async def test_in_private_an_album_of_reports_is_one(room: Room, name: str) -> None:
    await room.sends(RESIDENT, GROUP, text="大家好")
    for number in range(3):
        await room.sends(RESIDENT, RESIDENT, media_group_id="a1", **photo(f"file-{number}", caption=f"{name} {WORDS}"))
    assert WORDS in await said(room)


@pytest.mark.parametrize(
    "captions", [[f"/report {WORDS}", "/report 煤气泄漏，味道很大"], ["煤气泄漏，味道很大", f"/report {WORDS}"]]
)
async def test_the_words_of_another_part_can_only_raise_it(room: Room, captions: list[str]) -> None:
    for number, caption in enumerate(captions):
        await room.sends(RESIDENT, GROUP, media_group_id="a1", **photo(f"file-{number}", caption=caption))
    [hazard] = await hazards(room)
    assert hazard.severity is Severity.MAJOR


async def test_a_plain_part_edited_into_a_report_brings_its_album(room: Room) -> None:
    await room.sends(RESIDENT, GROUP, media_group_id="a1", **photo("file-0"))
    said = await room.sends(RESIDENT, GROUP, media_group_id="a1", **photo("file-1", caption="门打不开"))
    edit = {**room.message(RESIDENT, GROUP), "message_id": said.message_id, "edit_date": int(room.now.timestamp())}
    await room.take(edited_message={**edit, "media_group_id": "a1", **photo("file-1", caption=f"/report {WORDS}")})
    [hazard] = await hazards(room)
    assert [each.subject_id for each in (await room.session.scalars(select(Evidence))).all()] == [hazard.id] * 2
