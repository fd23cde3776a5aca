from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from models.cap.message import CapMessage, FaultyCap, Kind, Reference
from models.cap.parse import MOST_BYTES, parse
from tests.models.cap.samples import AREA, BILLION_LAUGHS, CIRCLE, CODE, OUTSIDE, QUADRATIC, SENT, SQUARE, alert, info

ZONE = ZoneInfo("Asia/Shanghai")


def read(data: bytes) -> CapMessage:
    return parse(data, ZONE)


def test_an_alert_is_read_as_it_says() -> None:
    message = read(alert())
    assert (message.kind, message.status, message.scope, message.naive) == (Kind.ALERT, "Actual", "Public", False)
    assert message.sent == datetime(2026, 7, 1, tzinfo=UTC)
    (said,) = message.infos
    assert (said.event, said.severity, said.headline) == ("大风", "Severe", "发布大风橙色预警")
    assert said.expires == datetime(2026, 7, 2, tzinfo=UTC)
    (area,) = said.areas
    assert area.name == "南大街"
    assert area.polygons[0][0] == (105.92, 29.35), "longitude first"


def test_circles_and_codes_of_areas_are_read() -> None:
    message = read(alert(info(areas=AREA.format(name="城区", shape=CIRCLE + CODE.format(code="500118")))))
    (area,) = message.infos[0].areas
    assert area.circles == (((105.93, 29.36), 2.5),)
    assert area.codes == ("500118",)


def test_what_a_chinese_sender_calls_otherwise_is_read_too() -> None:
    words = alert(info(severity="Orange")).decode().replace("<sent>", "<sendTime>").replace("</sent>", "</sendTime>")
    message = read(words.replace("<event>", "<eventType>").replace("</event>", "</eventType>").encode())
    assert (message.sent, message.infos[0].event) == (datetime(2026, 7, 1, tzinfo=UTC), "大风")


def test_an_update_names_what_it_takes_the_place_of() -> None:
    references = f"<references>weather@example.cn,50011800-1,{SENT}</references>"
    message = read(alert(kind="Update", identifier="50011800-2", references=references))
    assert message.references == (Reference("weather@example.cn", "50011800-1", datetime(2026, 7, 1, tzinfo=UTC)),)


def test_a_time_without_an_offset_is_taken_as_local_and_said_to_be_so() -> None:
    message = read(alert(sent="2026-07-01T08:00:00"))
    assert (message.sent, message.naive) == (datetime(2026, 7, 1, tzinfo=UTC), True)


def test_utc_may_be_written_as_minus_zero() -> None:
    assert read(alert(sent="2026-07-01T00:00:00-00:00")).sent == datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize("bomb", [BILLION_LAUGHS, QUADRATIC, OUTSIDE])
def test_a_message_with_a_dtd_is_refused(bomb: bytes) -> None:
    with pytest.raises(FaultyCap, match=r"cap\.not_xml"):
        read(bomb)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "cap.not_xml"),
        (b"\x00\xff", "cap.not_xml"),
        (b'<?xml version="1.0" encoding="klingon"?><alert/>', "cap.not_xml"),
        (b"<alert/>", "cap.not_cap"),
        (b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.1"/>', "cap.not_cap"),
        (b" " * (MOST_BYTES + 1), "cap.too_large"),
        (alert(kind="Shout"), "cap.kind"),
        (alert(kind=""), "cap.kind"),
        (alert(identifier=""), "cap.missing"),
        (alert(status=""), "cap.missing"),
        (alert(sent="yesterday"), "cap.time"),
        (alert(info(expires="31/12/2026")), "cap.time"),
        (alert(references="<references>a,b</references>"), "cap.reference"),
        (alert(info(areas=AREA.format(name="x", shape="<polygon>29,105 29,106</polygon>"))), "cap.polygon"),
        (alert(info(areas=AREA.format(name="x", shape="<polygon>a b c a</polygon>"))), "cap.polygon"),
        (alert(info(areas=AREA.format(name="x", shape="<polygon>99,1 99,2 98,2 99,1</polygon>"))), "cap.polygon"),
        (alert(info(areas=AREA.format(name="x", shape="<circle>29,105</circle>"))), "cap.circle"),
        *(
            (alert(info(areas=AREA.format(name="x", shape=f"<circle>29,105 {radius}</circle>"))), "cap.circle")
            for radius in ("nan", "inf", "-inf", "1e999", "-1")
        ),
        (alert(info(areas=AREA.format(name="x", shape="") * 13)), "cap.too_many"),
        (alert(info(areas=AREA.format(name="x", shape=SQUARE * 101))), "cap.too_many"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_is_wrong(data: bytes, code: str) -> None:
    with pytest.raises(FaultyCap) as faulty:
        read(data)
    assert faulty.value.code == code
