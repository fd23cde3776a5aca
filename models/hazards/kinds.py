"""What a report is about, guessed from its words: category and severity."""

from dataclasses import dataclass

from models.hazards.flow import Severity


@dataclass(frozen=True)
class Kind:
    category: str
    severity: Severity
    words: tuple[str, ...]


# The first kind with a word in the text wins, so the narrower come first.
KINDS = (
    Kind("fire_lane", Severity.MAJOR, ("消防车通道", "消防车道", "占用消防车", "fire lane")),
    Kind("e_bike", Severity.ORDINARY, ("电动车", "电动自行车", "电瓶车", "飞线", "e-bike")),
    Kind(
        "exit",
        Severity.ORDINARY,
        ("疏散", "安全出口", "消防通道", "楼道", "楼梯间", "走廊", "逃生", "stairwell"),
    ),
    Kind("three_in_one", Severity.MAJOR, ("三合一", "违规住人", "住人", "留宿")),
    Kind("explosive", Severity.MAJOR, ("易燃", "易爆", "汽油", "烟花", "爆竹", "油漆", "酒精")),
    Kind("gas", Severity.MAJOR, ("燃气", "煤气", "液化气", "天然气", "气罐")),
    Kind(
        "facility",
        Severity.ORDINARY,
        ("灭火器", "消火栓", "消防栓", "喷淋", "烟感", "报警器", "应急灯", "消防设施", "防火门", "extinguisher"),
    ),
    Kind("renovation", Severity.ORDINARY, ("装修", "动火", "电焊", "气割", "施工")),
    Kind("open_fire", Severity.ORDINARY, ("明火", "用火", "烧纸", "焚烧", "抽烟", "烟头", "蜡烛")),
    Kind("electricity", Severity.ORDINARY, ("电线", "用电", "插座", "插排", "线路", "漏电", "电箱", "短路", "wiring")),
    Kind("oil", Severity.ORDINARY, ("用油", "油锅", "油烟", "柴油")),
    Kind("rental", Severity.ORDINARY, ("出租房", "出租屋", "群租", "隔断")),
)
OTHER = "other"
BURNING = ("着火", "起火", "冒烟", "浓烟", "爆炸", "救命", "on fire")


def suggest(text: str) -> tuple[str, Severity]:
    """Category and severity for a report's words."""
    lower = text.lower()
    kind = next((kind for kind in KINDS if any(word in lower for word in kind.words)), None)
    severity = kind.severity if kind else Severity.ORDINARY
    if any(word in lower for word in BURNING):
        severity = Severity.URGENT
    return (kind.category if kind else OTHER), severity
