"""What is reported in the demo's weeks before it opens: words of residents, by the kind that they make a report of."""

from collections.abc import Mapping, Sequence

WORDS: Mapping[str, Sequence[str]] = {
    "exit": ("楼道堆满杂物", "安全出口被纸箱堵住", "楼梯间堆放旧家具", "消防通道放了花盆"),
    "e_bike": ("电动车停在门厅充电", "有人飞线充电", "电动自行车推进楼里充电", "电瓶车堵在单元门口"),
    "facility": ("灭火器过期了", "应急灯不亮", "消火栓箱门打不开", "防火门关不上", "烟感报警器被拆了"),
    "electricity": ("电线裸露在外", "私拉乱接电线", "插座发黑", "电箱没有盖子"),
    "fire_lane": ("私家车占用消防车通道", "消防车道停满了车"),
    "gas": ("厨房外面放了两个液化气罐", "燃气管道上挂了重物"),
    "renovation": ("装修电焊没有看护", "施工垃圾没有清走"),
    "open_fire": ("有人在空地烧纸", "阳台上用煤炉"),
    "rental": ("出租屋用木板隔断", "群租房里用隔板隔出八间"),
}
SHARES: Mapping[str, int] = {
    "exit": 30,
    "e_bike": 18,
    "facility": 16,
    "electricity": 12,
    "fire_lane": 7,
    "gas": 5,
    "renovation": 5,
    "open_fire": 4,
    "rental": 3,
}
RESIDENTS = (
    "周玉兰",
    "吴建华",
    "郑春梅",
    "王福生",
    "冯丽君",
    "陈小军",
    "褚卫民",
    "卫晓燕",
    "蒋大勇",
    "沈秋菊",
    "韩志刚",
    "杨雪梅",
)
PLACE = "{building}号楼{unit}单元"
REASON, NO_HAZARD = "现场仍有杂物，请继续处理", "现场查看不是隐患"
ORDER = {"responsible": "物业公司", "place": "楼道"}
ON_PATROL = "网格内巡查"
SAYS_IT, EVERYWHERE = "街道应急办", "全街道"
WARNED = (  # the words of a warning, what is dangerous, what to do
    ("周末大风，收好阳台物品", "高空坠物和电线短路", "收好阳台杂物，不在室外用火"),
    ("气温骤降，安全取暖", "取暖引发火灾和一氧化碳中毒", "不用明火取暖，人走断电"),
    ("天干物燥，严禁野外用火", "枯草易燃", "不在野外用火，发现火情马上报告"),
)
