from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image

from reports.rectification.pdf import make
from reports.rectification.text import REQUIRED, REQUIRED_OTHERWISE, Corrected, Extended, RectificationNotice
from tests.reports.paper import Paper, read

AT = datetime(2026, 11, 16, 9, 5, tzinfo=UTC)
NOTICE = RectificationNotice(
    number="〔2026〕第12号",
    office="南大街街道",
    responsible="明珠小区物业服务中心",
    code="H412",
    place="南大街街道望城社区望城路1网格　望城路1号",
    found=AT,
    kind="exit",
    category="疏散通道、安全出口堵塞",
    text="3号楼二楼楼道堆满杂物，堵住消防通道",
    due=date(2026, 12, 1),
    issued=date(2026, 11, 16),
    signed_by="谭远康",
    contact_phone="19900000009",
    supervision_phone="023-00001190",
    link="https://t.me/wangge_bot?start=hz_412",
    made=AT,
)


def paper(**changes: object) -> Paper:
    return read(make(replace(NOTICE, **changes)))  # type: ignore[arg-type]


@pytest.fixture
def photos(tmp_path: Path) -> tuple[Path, ...]:
    paths = [tmp_path / f"{number}.jpg" for number in range(6)]
    for number, path in enumerate(paths):
        Image.new("RGB", (1600, 1200) if number % 2 else (900, 1600), (40 * number, 90, 90)).save(path)
    return tuple(paths)


def test_the_notice_says_who_must_put_what_right_by_when_and_whom_to_call() -> None:
    made = paper()
    assert len(made.pages) == 1
    for said in (
        *("南大街街道", "隐患整改通知书", "〔2026〕第12号", "明珠小区物业服务中心：", "H412", "望城路1号"),
        *("2026年11月16日 09:05", "疏散通道、安全出口堵塞", "堆满杂物", "2026年12月1日（含当日）"),
        *("中华人民共和国消防法", REQUIRED["exit"], "移交消防救援机构", "谭远康　19900000009", "023-00001190"),
        *("签发单位（盖章）", "日　期：2026年11月16日", "签收人（签名）：", "年　　月　　日"),
    ):
        assert said in made.text


def test_the_code_leads_back_to_the_hazard() -> None:
    made = paper()
    assert made.links == ["https://t.me/wangge_bot?start=hz_412"]
    assert made.images == 1


@pytest.mark.parametrize(("given", "shown"), [(1, 1), (2, 2), (4, 4), (6, 4)])
def test_up_to_four_photos_are_on_a_page_of_their_own(photos: tuple[Path, ...], given: int, shown: int) -> None:
    made = paper(photos=photos[:given])
    assert made.images == shown + 1
    assert f"{shown}张，附后。" in made.text
    assert [page[-1] for page in made.pages] == ["第1页　共2页", "第2页　共2页"]


@pytest.mark.parametrize(("given", "said"), [(4, "4张，附后。"), (6, "4张，附后。另有2张照片存档备查。")])
def test_what_is_more_than_four_photos_is_said_to_be_on_file(photos: tuple[Path, ...], given: int, said: str) -> None:
    made = paper(photos=photos[:given])
    assert said in made.text
    assert ("存档备查" in made.text) == (given > 4)


@pytest.mark.long
def test_photos_are_made_small_enough_to_send(photos: tuple[Path, ...]) -> None:
    for path in photos[:4]:
        Image.effect_noise((2560, 1920), 80).save(path, quality=95)
    assert len(make(replace(NOTICE, photos=photos[:4]))) < 3_000_000


def test_a_photo_that_is_not_there_is_said(photos: tuple[Path, ...], tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff no picture")
    made = paper(photos=(photos[0], tmp_path / "gone.jpg", broken), photos_missing=1)
    assert "1张，附后。另有3张未能取得，以现场情况为准。" in made.text
    assert made.images == 2


def test_without_any_photo_there_is_no_page_for_them() -> None:
    made = paper(photos_missing=1)
    assert len(made.pages) == 1
    assert "1张未能取得，以现场情况为准。" in made.text
    assert "共" not in made.pages[0][-1]


@pytest.mark.parametrize(("times", "number"), [(1, "〔2026〕第12号（延期）"), (2, "〔2026〕第12号（第2次延期）")])
def test_an_extension_keeps_the_number_and_tells_both_deadlines_and_the_reason(times: int, number: str) -> None:
    extended = Extended(date(2026, 11, 23), "防火门正在采购。", times)
    assert replace(NOTICE, extended=extended).shown_number == number
    made = paper(extended=extended)
    assert number in made.text
    assert "原定整改期限为2026年11月23日，现同意延期至2026年12月1日。" in made.text
    assert "延期理由：防火门正在采购。本通知书替代此前同一编号的通知书。" in made.text


@pytest.mark.parametrize(
    ("extended", "times", "number"),
    [
        (None, 1, "〔2026〕第12号（更正）"),
        (None, 3, "〔2026〕第12号（第3次更正）"),
        (Extended(date(2026, 11, 23), "正在采购", 1), 2, "〔2026〕第12号（延期，第2次更正）"),
    ],
)
def test_a_correction_keeps_the_number_and_tells_what_was_corrected_and_why(
    extended: Extended | None, times: int, number: str
) -> None:
    corrected = Corrected(date(2026, 11, 18), ("due", "responsible"), "单位名称有误。", times)
    made = paper(corrected=corrected, extended=extended)
    assert number in made.text
    assert "本通知书于2026年11月18日更正责任单位（人）、整改期限。更正理由：单位名称有误。" in made.text
    assert made.text.count("本通知书替代此前同一编号的通知书。") == 1


def test_an_unknown_kind_has_words_of_its_own() -> None:
    assert REQUIRED_OTHERWISE in paper(kind="of_this_town").text


def test_a_long_story_is_cut_and_says_who_knows_the_whole() -> None:
    made = paper(text="长" * 4000)
    assert made.text.count("长") == 400
    assert "（全文请向联系人查询）" in made.text
    assert len(made.pages) == 2


@pytest.mark.long
def test_signatures_stay_together_on_one_page() -> None:
    for length in range(0, 401, 40):
        pages = paper(text="堆" * length, responsible="某" * 80).pages
        with_signature = [page for page in pages if any("盖章" in text or "签名" in text for text in page)]
        assert len(with_signature) == 1


def test_odd_characters_do_no_harm() -> None:
    made = paper(text="楼道\u202e堆物\n第二行\ttab <b>")
    assert "楼道堆物" in made.text
    assert "第二行 tab <b>" in made.text


def test_a_character_that_the_fonts_have_not_got_leaves_a_mark() -> None:
    reason = Extended(date(2026, 11, 23), "𠮷日开工", 1)
    corrected = Corrected(date(2026, 11, 18), ("place",), "𠮷字有误", 1)
    made = paper(text="楼道❤\ufe0f😀𰻝堆物", responsible="㑇𠮷物业", extended=reason, corrected=corrected)
    assert "更正理由：〓字有误" in made.text
    assert made.text.count("㑇〓物业") == 2
    assert "延期理由：〓日开工" in made.text
    assert "楼道〓〓〓堆物" in made.text.replace("❤", "〓")


@pytest.mark.long
def test_the_same_notice_is_the_same_file() -> None:
    assert make(NOTICE) == make(NOTICE)
