"""What a responsibility letter 消防安全责任书 says, in the words of an office: always Chinese, as it is a document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Signatory(StrEnum):
    LEADER = "leader"
    MEMBER = "member"
    PLACE = "place"


CALLED: Mapping[Signatory, str] = {
    Signatory.LEADER: "网格长",
    Signatory.MEMBER: "网格员",
    Signatory.PLACE: "消防安全责任人",
}
DUTIES: Mapping[Signatory, tuple[str, ...]] = {
    Signatory.LEADER: (
        "对本网格消防安全工作负责，把责任落实到每栋楼、每处场所、每个岗位，做到有人管、有人查。",
        "组织网格员按规定的次数开展防火巡查；节假日、大风干燥天气和用火用电高峰期间增加巡查。",
        "对上报的火灾隐患及时核实处置：能当场整改的当场整改，一时不能整改的明确期限和责任人，处置不了的及时上报，"
        "并跟踪到办结。",
        "组织开展消防宣传，每年至少组织一次疏散演练；对独居老人、行动不便人员等需要帮助的住户，安排专人上门提醒。",
        "遇有火情，立即拨打119，组织人员疏散，协助消防救援人员开展工作。",
    ),
    Signatory.MEMBER: (
        "按规定的次数和时间在本网格巡查，重点查看疏散通道、安全出口、消防设施、用火用电用气和电动自行车停放充电情况。",
        "发现违规行为当场劝导制止；发现火灾隐患如实记录、及时上报，并跟踪整改结果，不隐瞒、不拖延。",
        "上门走访住户和商铺，讲清身边的火灾危险，教会报警、扑救初起火灾和逃生的方法。",
        "熟悉本网格的消防通道、消防器材和取水位置，掌握需要帮助的住户情况，对住户信息严格保密。",
        "遇有火情，立即拨打119，在确保自身安全的前提下引导人员疏散、使用灭火器材处置初起火灾。",
    ),
    Signatory.PLACE: (
        "对本单位（场所）的消防安全负责，明确每日开展防火检查的人员，并做好记录。",
        "保持疏散通道、安全出口、消防车通道畅通；消防设施和器材按规定配置，定期检查，确保完好有效。",
        "规范用火、用电、用气，不违规存放易燃易爆物品；生产经营和仓储场所内不违规住人，电动自行车不在室内停放充电。",
        "对员工开展消防安全培训，每年至少组织一次疏散演练，使每个人会报警、会扑救初起火灾、会组织疏散逃生。",
        "配合检查，对指出的火灾隐患按期整改；遇有火情，立即拨打119并组织人员疏散。",
    ),
}
FOOT = "签字后请拍照，在机器人发来的任务消息中回复照片，即完成登记。"


@dataclass(frozen=True)
class Letter:
    """Everything one letter says; `name` is empty where it is to be written by hand."""

    title: str
    code: str
    office: str
    grid: str
    place: str
    signatory: Signatory
    name: str
    words: str
    year: int

    @property
    def party(self) -> str:
        return self.place or f"{self.grid}{CALLED[self.signatory]}"

    def opening(self) -> str:
        return (
            f"为落实消防安全责任，预防火灾，保护人民群众生命财产安全，{self.office}（以下称甲方）与{self.party}"
            f"（以下称乙方）签订本责任书。"
        )

    def articles(self) -> Iterator[str]:
        numbers = "一二三四五六七八九"
        duties = [f"乙方{duty}" if duty.startswith("对本") else duty for duty in DUTIES[self.signatory]]
        if self.words:
            duties.append(f"另外要求：{self.words.rstrip('。')}。")
        for number, duty in zip(numbers, duties, strict=False):
            yield f"{number}、{duty}"

    def closing(self) -> str:
        return (
            f"甲方负责指导、培训和检查，及时协调解决乙方上报的问题。本责任书自签字之日起生效，至{self.year}年12月31日止；"
            "期间乙方人员变动的，由接任者继续履行。本责任书一式两份，双方各执一份。"
        )
