"""A CAP message is read from its XML, which may be anybody's: without a DTD, and within limits of size."""

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from math import isfinite
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException, ElementTree

from models.cap.message import Area, CapMessage, FaultyCap, Info, Kind, Point, Reference

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 64 * 1024
MOST_AREAS, MOST_POINTS, MOST_INFOS, MOST_REFERENCES = 12, 500, 12, 50
LONGEST = 200  # characters of who sent it, and of what they call it
YEARS = range(2000, 2100)  # what lies outside is no time of a warning, and cannot be told in every zone
NAMESPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
ALIASES = {"sendTime": "sent", "eventType": "event"}  # of Chinese senders


def parse(data: bytes, zone: tzinfo) -> CapMessage:
    """`zone` is that of times without an offset. Raises FaultyCap; the data of its code names what is wrong."""
    return Reader(zone).message(_root(data))


class Reader:
    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._naive = False

    def message(self, root: "Element") -> CapMessage:
        said = _texts(root)
        kind = said.get("msgType", "")
        if kind not in list(Kind):
            raise FaultyCap("cap.kind", value=kind)
        identifier, sender, sent = (_needed(said, name) for name in ("identifier", "sender", "sent"))
        if max(len(identifier), len(sender)) > LONGEST:
            raise FaultyCap("cap.too_long", most=LONGEST)
        infos = tuple(self._info(each) for each in _few(_all(root, "info"), "info", MOST_INFOS))
        return CapMessage(
            identifier=identifier,
            sender=sender,
            sent=self._time("sent", sent),
            status=_needed(said, "status"),
            kind=Kind(kind),
            scope=said.get("scope", ""),
            references=tuple(self._references(said.get("references", ""))),
            infos=infos,
            naive=self._naive,
        )

    def _info(self, element: "Element") -> Info:
        said = _texts(element)
        effective, onset, expires = (
            self._time(name, said[name]) if said.get(name) else None for name in ("effective", "onset", "expires")
        )
        return Info(
            language=said.get("language") or "en-US",  # as the standard has it
            event=said.get("event", ""),
            severity=said.get("severity", ""),
            urgency=said.get("urgency", ""),
            certainty=said.get("certainty", ""),
            effective=effective,
            onset=onset,
            expires=expires,
            sender_name=said.get("senderName", ""),
            headline=said.get("headline", ""),
            description=said.get("description", ""),
            instruction=said.get("instruction", ""),
            parameters=dict(_pairs(element, "parameter")),
            areas=tuple(_area(each) for each in _few(_all(element, "area"), "area", MOST_AREAS)),
        )

    def _references(self, words: str) -> Iterator[Reference]:
        for each in _few(words.split(), "references", MOST_REFERENCES):
            parts = each.split(",")
            if len(parts) != 3:
                raise FaultyCap("cap.reference", value=each)
            yield Reference(parts[0], parts[1], self._time("references", parts[2]))

    def _time(self, name: str, words: str) -> datetime:
        try:
            told = datetime.fromisoformat(words)
        except ValueError as error:
            raise FaultyCap("cap.time", name=name, value=words[:80]) from error
        if told.year not in YEARS:
            raise FaultyCap("cap.time", name=name, value=words)
        if told.tzinfo is None:
            self._naive = True
            return told.replace(tzinfo=self._zone)
        return told


def _root(data: bytes) -> "Element":
    if len(data) > MOST_BYTES:
        raise FaultyCap("cap.too_large", most=MOST_BYTES // 1024)
    try:
        root: Element = ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise FaultyCap("cap.not_xml") from error
    if root.tag != f"{NAMESPACE}alert":
        raise FaultyCap("cap.not_cap", tag=root.tag[:80])
    return root


def _all(element: "Element", name: str) -> list["Element"]:
    return element.findall(f"{NAMESPACE}{name}")


def _few(found: list[str] | list["Element"], name: str, most: int) -> Iterable:  # type: ignore[type-arg]
    if len(found) > most:
        raise FaultyCap("cap.too_many", name=name, most=most)
    return found


def _texts(element: "Element") -> dict[str, str]:
    """The element's own, by name; of several the first."""
    said: dict[str, str] = {}
    for child in element:
        name = child.tag.removeprefix(NAMESPACE)
        said.setdefault(ALIASES.get(name, name), (child.text or "").strip())
    return said


def _needed(said: dict[str, str], name: str) -> str:
    if not said.get(name):
        raise FaultyCap("cap.missing", name=name)
    return said[name]


def _pairs(element: "Element", name: str) -> Iterator[tuple[str, str]]:
    for each in _all(element, name):
        said = _texts(each)
        yield said.get("valueName", ""), said.get("value", "")


def _area(element: "Element") -> Area:
    polygons = tuple(_polygon(each.text or "") for each in _all(element, "polygon"))
    if sum(map(len, polygons)) > MOST_POINTS:
        raise FaultyCap("cap.too_many", name="polygon", most=MOST_POINTS)
    circles = tuple(_circle(each.text or "") for each in _all(element, "circle"))
    codes = tuple(value for _, value in _pairs(element, "geocode") if value)
    return Area(_texts(element).get("areaDesc", ""), polygons, circles, codes)


def _polygon(words: str) -> tuple[Point, ...]:
    points = tuple(_point(each) for each in words.split())
    if len(points) < 4 or points[0] != points[-1]:
        raise FaultyCap("cap.polygon", value=words[:80])
    return points


def _circle(words: str) -> tuple[Point, float]:
    try:
        centre, radius = words.split()
        kilometres = float(radius)
    except ValueError as error:
        raise FaultyCap("cap.circle", value=words[:80]) from error
    if not (isfinite(kilometres) and kilometres >= 0):
        raise FaultyCap("cap.circle", value=words[:80])
    return _point(centre), kilometres


def _point(words: str) -> Point:
    """Longitude first; the message has the latitude first."""
    try:
        latitude, longitude = map(float, words.split(","))
    except ValueError as error:
        raise FaultyCap("cap.polygon", value=words[:80]) from error
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise FaultyCap("cap.polygon", value=words[:80])
    return longitude, latitude
