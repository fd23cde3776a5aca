"""CAP messages made up for the tests."""

ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{identifier}</identifier>
  <sender>weather@example.cn</sender>
  <sent>{sent}</sent>
  <status>{status}</status>
  <msgType>{kind}</msgType>
  <scope>{scope}</scope>
  {references}
  {infos}
</alert>
"""
INFO = """<info>
  <language>{language}</language>
  <category>Met</category>
  <event>{event}</event>
  <urgency>{urgency}</urgency>
  <severity>{severity}</severity>
  <certainty>{certainty}</certainty>
  <effective>2026-07-01T08:00:00+08:00</effective>
  <expires>{expires}</expires>
  <senderName>区气象台</senderName>
  <headline>{headline}</headline>
  <description>预计未来6小时有8级以上大风。</description>
  <instruction>收回阳台物品，远离广告牌。</instruction>
  {areas}
</info>
"""
AREA = "<area><areaDesc>{name}</areaDesc>{shape}</area>"
SQUARE = "<polygon>29.35,105.92 29.35,105.94 29.37,105.94 29.37,105.92 29.35,105.92</polygon>"
CIRCLE = "<circle>29.36,105.93 2.5</circle>"
CODE = "<geocode><valueName>行政区划代码</valueName><value>{code}</value></geocode>"
SENT = "2026-07-01T08:00:00+08:00"

BILLION_LAUGHS = b"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><note>&b;</note></alert>"""
QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 20_000 + b'">]><alert><note>' + b"&a;" * 100 + b"</note></alert>"
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><alert><note>&a;</note></alert>'


def info(**other: str) -> str:
    said = {
        "language": "zh-CN",
        "event": "大风",
        "urgency": "Expected",
        "severity": "Severe",
        "certainty": "Likely",
        "expires": "2026-07-02T08:00:00+08:00",
        "headline": "发布大风橙色预警",
        "areas": AREA.format(name="南大街", shape=SQUARE),
    }
    return INFO.format(**said | other)


def alert(infos: str | None = None, **other: str) -> bytes:
    said = {
        "identifier": "50011800-1",
        "sent": SENT,
        "status": "Actual",
        "kind": "Alert",
        "scope": "Public",
        "references": "",
        "infos": info() if infos is None else infos,
    }
    return ALERT.format(**said | other).encode()
