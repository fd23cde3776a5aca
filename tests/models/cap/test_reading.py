from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.cap.message import FaultyCap
from models.cap.parse import parse
from models.cap.reading import Doubt, Reading, read
from models.notices.tables import NoticeLevel
from tests.models.cap.samples import SENT, alert, info

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
EARLIER = f"<references>weather@example.cn,50011800-1,{SENT}</references>"


def reading(data: bytes, language: str = "zh_CN") -> Reading:
    found = read(parse(data, ZoneInfo("Asia/Shanghai")), language, NOW)
    assert found is not None
    return found


def test_a_plain_alert_has_a_level_and_leaves_no_doubt() -> None:
    found = reading(alert())
    assert (found.level, found.doubts, found.drill) == (NoticeLevel.ORANGE, (), False)


@pytest.mark.parametrize(
    ("severity", "headline", "level"),
    [
        ("Extreme", "", NoticeLevel.RED),
        ("Severe", "", NoticeLevel.ORANGE),
        ("Moderate", "大风预警", NoticeLevel.YELLOW),
        ("Minor", "", NoticeLevel.BLUE),
        ("Orange", "", NoticeLevel.ORANGE),
        ("Unknown", "发布大风蓝色预警信号", NoticeLevel.BLUE),
        ("Moderate", "发布大风Ⅲ级预警", NoticeLevel.YELLOW),
        ("Extreme", "发布大风I级预警", NoticeLevel.RED),
        ("Moderate", "发布大风III级预警", NoticeLevel.YELLOW),
    ],
)
def test_severity_and_words_name_the_level(severity: str, headline: str, level: NoticeLevel) -> None:
    found = reading(alert(info(severity=severity, headline=headline)))
    assert (found.level, found.doubts) == (level, ())


@pytest.mark.parametrize(
    ("data", "doubt"),
    [
        (alert(status="Exercise"), Doubt.STATUS),
        (alert(status="Test"), Doubt.STATUS),
        (alert(status="Draft"), Doubt.STATUS),
        (alert(status="Whatever"), Doubt.STATUS),
        (alert(scope="Private"), Doubt.SCOPE),
        (alert(scope=""), Doubt.SCOPE),
        (alert(sent="2026-07-01T08:00:00"), Doubt.TIME),
        (alert(info(severity="Unknown", headline="大风预警")), Doubt.LEVEL),
        (alert(info(severity="Minor", headline="发布大风红色预警")), Doubt.CONFLICT),
        (alert(info(headline="大风黄色预警升级为橙色预警")), Doubt.CONFLICT),
        (alert(info(certainty="Unlikely")), Doubt.LIKELIHOOD),
        (alert(info(urgency="Past")), Doubt.LIKELIHOOD),
        (alert(info(areas="")), Doubt.AREA),
        (alert(info() + info(event="暴雨")), Doubt.SEVERAL),
    ],
)
def test_what_is_doubtful_is_named(data: bytes, doubt: Doubt) -> None:
    assert reading(data).doubts == (doubt,)


def test_an_exercise_is_a_drill() -> None:
    assert reading(alert(status="Exercise")).drill


def test_the_words_level_wins_over_the_severity() -> None:
    assert reading(alert(info(severity="Minor", headline="发布大风红色预警"))).level is NoticeLevel.RED


def test_a_place_that_is_named_after_a_colour_says_no_level() -> None:
    assert reading(alert(info(headline="红旗社区黄瓜山村大风预警"))).doubts == ()


@pytest.mark.parametrize(("language", "event"), [("zh_CN", "大风"), ("en", "Gale"), ("fr", "大风")])
def test_the_language_asked_for_is_read_else_the_first(language: str, event: str) -> None:
    both = info() + info(language="en-GB", event="Gale", headline="Orange warning of gale")
    assert reading(alert(both), language).info.event == event


@pytest.mark.parametrize("kind", ["Update", "Cancel"])
def test_what_changes_an_earlier_message_must_say_which(kind: str) -> None:
    assert reading(alert(kind=kind, references=EARLIER)).message.references
    with pytest.raises(FaultyCap, match="references"):
        reading(alert(kind=kind))


@pytest.mark.parametrize("kind", ["Ack", "Error"])
def test_what_answers_us_is_never_passed_on(kind: str) -> None:
    assert read(parse(alert("", kind=kind, references=EARLIER), UTC), "zh_CN", NOW) is None


def test_what_is_over_is_refused_but_for_its_cancellation() -> None:
    over = info(expires=(NOW - timedelta(minutes=1)).isoformat())
    with pytest.raises(FaultyCap, match=r"cap\.expired"):
        reading(alert(over))
    assert reading(alert(over, kind="Cancel", references=EARLIER)).doubts == ()


def test_a_message_that_says_nothing_is_refused() -> None:
    with pytest.raises(FaultyCap, match="info"):
        reading(alert(""))
