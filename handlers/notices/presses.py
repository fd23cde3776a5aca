"""The buttons of notices."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.callbacks import Id, Number, Press, Word
from models.grids.tables import Level
from models.notices.consent import CONSENT
from models.notices.copies import COPY
from models.notices.drafting import AUDIENCE, CONFIRM, DRAFT, WHOSE
from models.notices.sending import PROGRESS
from models.notices.sent.over import CANCELLED
from models.notices.sent.receipts import DO_REMINDER, REMINDER
from models.notices.sent.under_way import UNDER_WAY
from models.notices.warnings import UNHEARD

PREVIEW = "notices.preview"


class DraftAct(StrEnum):
    GROUPS = "groups"
    LEADERS = "leaders"
    STAFF = "staff"
    BRANCHES = "branches"
    TIME = "time"
    DONE = "done"
    LEVEL = "level"
    PARTS = "parts"
    PERIOD = "period"
    VISITS = "visits"
    ASKS = "asks"
    DRILL = "drill"
    UNSHOW = "unshow"
    PREVIEW = "preview"
    DISCARD = "discard"


class AudienceAct(StrEnum):
    OPEN = "open"
    AREAS = "areas"
    ALL = "all"


class ConsentAct(StrEnum):
    AGREE = "agree"
    RETURN = "return"


class ReceiptAct(StrEnum):
    RECEIVED = "received"
    UNDO = "undo"
    DONE = "done"


class ProgressAct(StrEnum):
    REMIND = "remind"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    LIFT = "lift"


@dataclass(frozen=True)
class DraftDo(Press, form="nt:d:{act}:{notice}", about="notice", on=(DRAFT, CANCELLED)):
    act: DraftAct
    notice: Id


@dataclass(frozen=True)
class AudienceDo(Press, form="nt:a:{act}:{notice}", about="notice", on=(DRAFT, AUDIENCE)):
    act: AudienceAct
    notice: Id


@dataclass(frozen=True)
class TurnLevel(Press, form="nt:l:{level}:{notice}", about="notice", on=(AUDIENCE,)):
    level: Level
    notice: Id


@dataclass(frozen=True)
class TurnKind(Press, form="nt:k:{kind}:{notice}", about="notice", on=(AUDIENCE,)):
    """A kind of place."""

    kind: Word
    notice: Id


@dataclass(frozen=True)
class SpeakFor(Press, form="nt:g:{grid}:{notice}", about="notice", on=(WHOSE,)):
    """Of the grids that its writer leads."""

    grid: Id
    notice: Id


@dataclass(frozen=True)
class SendNotice(Press, form="nt:s:{notice}:{revision}", about="notice", on=(CONFIRM,)):
    """As it was previewed at this revision."""

    notice: Id
    revision: Number


@dataclass(frozen=True)
class ConsentDo(Press, form="nt:c:{act}:{notice}:{revision}", about="notice", on=(CONSENT,)):
    act: ConsentAct
    notice: Id
    revision: Number


@dataclass(frozen=True)
class ReceiptDo(Press, form="nt:r:{act}:{notice}", about="notice", on=(COPY, REMINDER, DO_REMINDER, PREVIEW)):
    act: ReceiptAct
    notice: Id


@dataclass(frozen=True)
class ProgressDo(Press, form="nt:p:{act}:{notice}", about="notice", on=(PROGRESS, CANCELLED)):
    act: ProgressAct
    notice: Id


@dataclass(frozen=True)
class ShowNotice(Press, form="nt:o:{notice}", on=(UNDER_WAY, UNHEARD)):
    """Its card, to whoever may look after it."""

    notice: Id


PRESSES: tuple[type[Press], ...] = (
    DraftDo,
    AudienceDo,
    TurnLevel,
    TurnKind,
    SpeakFor,
    SendNotice,
    ConsentDo,
    ReceiptDo,
    ProgressDo,
    ShowNotice,
)
