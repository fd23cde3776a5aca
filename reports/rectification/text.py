"""What the 《隐患整改通知书》 says, in the words of an office: always Chinese, as it is a document."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

TITLE = "隐患整改通知书"
TEXT_SHOWN = 400
PHOTOS = 4
CONSEQUENCES = (
    "期限届满仍未消除隐患的，将逐级上报，并移交消防救援机构等有权部门依法处理；由此引发火灾的，依法承担相应责任。"
    "确有困难不能按期完成的，请在期限届满前说明理由，申请延期。"
)
REQUIRED = {
    "exit": "清除疏散通道、安全出口处的堆放物和遮挡物，保持畅通，不得锁闭、占用、堵塞。",
    "fire_lane": "清除消防车通道上的车辆、堆放物和障碍物，保持畅通，不得占用、堵塞、封闭。",
    "facility": "修复或补齐损坏、缺失的消防设施、器材，并保持完好有效，不得擅自停用、拆除、挪用。",
    "open_fire": "停止违规用火，清除火源周围的可燃物，用火时有人看管，离开时熄灭火源。",
    "electricity": "停用并拆除私拉乱接、老化破损的线路和不合格的电器，由持证电工规范敷设、安装。",
    "gas": "停用不合格的燃气器具和管路，气瓶放置在通风、安全的位置，由专业人员检修合格后再使用。",
    "oil": "规范存放和使用油料，清除油污，用火用油时有人看管，配备相应的灭火器材。",
    "e_bike": "将电动自行车及其电池移出室内、楼道等违规停放、充电的部位，到规定地点停放、充电。",
    "three_in_one": "停止在生产、经营、储存场所内住人，搬离床铺和生活用品，保持安全疏散条件。",
    "explosive": "将易燃易爆物品移至符合安全条件的场所存放，不得在居住、经营场所内违规存放、使用。",
    "renovation": "停止违规装修、动火作业，清除可燃材料，落实防护措施和现场看护后方可按规定作业。",
    "rental": "消除出租房内的火灾隐患，保持疏散通道畅通，配备必要的消防器材，并告知承租人。",
}
GUARDED = "整改完成前，请落实专人看护等临时防范措施；遇有火情立即拨打119，并组织人员撤离。"
THEN_REVIEWED = "整改完成后，请告知本通知书联系人，网格工作人员将到场复核。"
ITEMS = {"responsible": "责任单位（人）", "place": "隐患地点", "facts": "隐患情况", "due": "整改期限"}
REPLACES = "本通知书替代此前同一编号的通知书。"
REQUIRED_OTHERWISE = "采取有效措施，彻底消除上述隐患，恢复消防安全条件。"


@dataclass(frozen=True)
class Extended:
    """The newest extension, of `times` so far."""

    due_before: date
    reason: str
    times: int


@dataclass(frozen=True)
class Corrected:
    """The newest correction, of `times` so far: which of ITEMS, and why."""

    at: date
    items: tuple[str, ...]
    reason: str
    times: int


@dataclass(frozen=True)
class RectificationNotice:
    """
    Everything the notice says. Dates and hours are local; `photos` are files, the first PHOTOS of which are shown and
    may not be there.
    """

    number: str
    office: str
    responsible: str
    code: str
    place: str
    found: datetime
    kind: str  # the category's key
    category: str
    text: str
    due: date
    issued: date
    signed_by: str
    contact_phone: str
    supervision_phone: str
    link: str
    made: datetime
    photos: tuple[Path, ...] = ()
    photos_missing: int = 0
    extended: Extended | None = None
    corrected: Corrected | None = None

    @property
    def shown_number(self) -> str:
        """Extensions and corrections keep the number and say so."""
        happened = (("延期", self.extended), ("更正", self.corrected))
        marks = [what if each.times == 1 else f"第{each.times}次{what}" for what, each in happened if each]
        return f"{self.number}（{'，'.join(marks)}）" if marks else self.number

    def opening(self) -> Iterator[str]:
        due = in_chinese(self.due)
        yield (
            "《中华人民共和国消防法》规定，任何单位和个人都有维护消防安全、预防火灾的义务。经检查，你单位（个人）存在"
            f"下列消防安全隐患，请于{due}前（含当日）整改完毕。"
        )
        if self.extended is not None:
            before = in_chinese(self.extended.due_before)
            yield (
                f"原定整改期限为{before}，现同意延期至{due}。延期理由：{self.extended.reason.rstrip('。')}。"
                f"{'' if self.corrected else REPLACES}"
            )
        if self.corrected is not None:
            items = "、".join(ITEMS[item] for item in ITEMS if item in self.corrected.items)
            yield (
                f"本通知书于{in_chinese(self.corrected.at)}更正{items}。"
                f"更正理由：{self.corrected.reason.rstrip('。')}。{REPLACES}"
            )

    def fields(self, shown: int, missing: int) -> Iterator[tuple[str, str]]:
        """`shown` photos are attached, `missing` could not be had; what is more than PHOTOS is on file."""
        yield "隐患编号", self.code
        yield "隐患地点", self.place
        yield "发现时间", f"{in_chinese(self.found)} {self.found:%H:%M}"
        yield "隐患类别", self.category
        yield "隐患情况", _told(self.text)
        yield "现场照片", _photo_words(shown, missing, len(self.photos[PHOTOS:]))
        yield "整改期限", f"{in_chinese(self.due)}（含当日）"

    def demands(self) -> Iterator[str]:
        yield from demands_of(self.kind)

    def contacts(self) -> Iterator[tuple[str, str]]:
        yield "联　系　人", "　".join(filter(None, (self.signed_by, self.contact_phone)))
        if self.supervision_phone:
            yield "监督电话", self.supervision_phone
        yield "火警电话", "119"


def demands_of(kind: str) -> tuple[str, ...]:
    return REQUIRED.get(kind, REQUIRED_OTHERWISE), GUARDED, THEN_REVIEWED


def in_chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _told(text: str) -> str:
    if len(text) <= TEXT_SHOWN:
        return text or "见现场照片。"
    return f"{text[:TEXT_SHOWN].rstrip()}……（全文请向联系人查询）"


def _photo_words(shown: int, missing: int, on_file: int) -> str:
    said = [f"{shown}张，附后。"] if shown else []
    if on_file:
        said.append(f"另有{on_file}张照片存档备查。")
    if missing:
        said.append(f"{'另有' if shown else ''}{missing}张未能取得，以现场情况为准。")
    return "".join(said) or "无。"
