"""What the tests of shifts share."""

from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADER = ["网格编码", "日期", "开始", "结束", "姓名", "电话", "备注"]
