"""A message of the Common Alerting Protocol 1.2 as it says itself; places are longitude, latitude in WGS-84.

Source: docs.oasis-open.org/emergency/cap/v1.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models.errors import WanggeError

Point = tuple[float, float]


class Kind(StrEnum):
    """`msgType`; the last two answer messages of ours and are never passed on."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class FaultyCap(WanggeError):
    """The message cannot be used at all."""


@dataclass(frozen=True)
class Reference:
    """An earlier message, by what no two messages share."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Area:
    """`circles` are a centre and a radius in kilometres; `codes` values of geocodes, of whatever list."""

    name: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[tuple[Point, float], ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Info:
    """The message in one language."""

    language: str
    event: str
    severity: str
    urgency: str
    certainty: str
    effective: datetime | None
    onset: datetime | None
    expires: datetime | None
    sender_name: str
    headline: str
    description: str
    instruction: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True)
class CapMessage:
    """`naive`: a time in it had no offset, and was taken to be local."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    kind: Kind
    scope: str
    references: tuple[Reference, ...]
    infos: tuple[Info, ...]
    naive: bool = False

    @property
    def reference(self) -> Reference:
        """What a later message calls it by."""
        return Reference(self.sender, self.identifier, self.sent)
