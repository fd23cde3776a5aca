"""Web and mail addresses that the server finds in plain text."""

import re
from collections.abc import Iterator

from sandbox.formatting.mark import Mark

# Without a scheme only these endings make an address: the countries', and the usual ones rather than all 1,500.
COUNTRIES = """ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by
bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga
gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh
ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my
mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg
sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve
vg vi vn vu wf ws ye yt za zm zw"""
OTHERS = """com org net info biz edu gov mil int name mobi asia app dev xyz top site online shop store club vip wang ren
ink link live news blog cloud tech work space website pro me email group team world today life art ltd fund company city
onion ton 中国 中國 公司 网络 網絡 网址 商城 集团 政务 公益 香港 台湾 рф москва рус срб укр бел қаз"""
ENDINGS = frozenset(f"{COUNTRIES} {OTHERS}".split())

BLANK = "\u00a0\u1680\u2000-\u200b\u200e\u200f\u2016-\u206f\u3000"
DOMAIN = "A-Za-z0-9_~\u00c0-\u167f\u1681-\u1fff\u200c\u200d\u2010-\u2015\u2070-\u2fff\u3001-\U0010ffff-"
USER = rf"[^\n /\[\]{{}}()'`<>\"@\u00ab\u00bb{BLANK}]"
SYMBOL = rf"[^\n <>\"\u00ab\u00bb{BLANK}]"
PATH = rf"/{SYMBOL}*+|[?\#]{SYMBOL}++"

OWN = re.compile(rf"(?:tg|ton|tonsite)://[A-Za-z0-9_-]{{1,253}}(?:{PATH})?", re.IGNORECASE)
ADDRESS = re.compile(
    rf"""(?:(?P<scheme>https://|(?<!s)http://|tonsite://|(?<![st])ftp://)|(?<![.{DOMAIN}@/\#]))
    (?:(?<!{USER})(?P<user>{USER}++)@)?
    (?P<domain>[{DOMAIN}]*+\.[.{DOMAIN}]*+)(?!@)
    (?P<port>:[0-9]++)?
    (?P<path>{PATH})?""",
    re.IGNORECASE | re.VERBOSE,
)
MAIL = re.compile(
    r"(?:mailto:)?((?:[\w-]{0,26}[.+]){0,10}[\w-]{1,35}@(?:(?:[a-z0-9][\w-]{0,28})?[a-z0-9]\.){1,6}[a-z]{2,8})",
    re.IGNORECASE | re.ASCII,
)
BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
IPV4 = re.compile(rf"{BYTE}(?:\.{BYTE}){{3}}", re.ASCII)
CLOSING = {")": "(", "]": "[", "}": "{"}
LOOSE_ENDS = ".:;,('?!`"


def addresses(text: str) -> Iterator[Mark]:
    for own in OWN.finditer(text):
        yield Mark(own.start(), own.start() + len(own[0].rstrip(LOOSE_ENDS)), "url")
    for match in ADDRESS.finditer(text):
        if match["user"] and re.search("[?#]", match["user"]):
            continue
        written = _written(match)
        if mail := MAIL.fullmatch(written):
            yield Mark(match.start() + mail.start(1), match.start() + mail.end(1), "email")
        elif _is_domain(match["domain"].rstrip("."), has_scheme=bool(match["scheme"])):
            yield Mark(match.start(), match.start() + len(written), "url")


def _written(match: re.Match[str]) -> str:
    """The match without what only follows the address: a full stop, a wrong port, an unopened bracket."""
    before, port, path = match[0][: match.end("domain") - match.start()], match["port"], match["path"]
    if port and not 0 < int(port[1:].lstrip("0")[:6] or 0) <= 65535:
        return before.rstrip(".")
    path = _balanced(path or "").rstrip(LOOSE_ENDS)
    return before + (port or "") + path if port or path else before.rstrip(".")


def _balanced(path: str) -> str:
    depth = dict.fromkeys(CLOSING.values(), 0)
    for at, char in enumerate(path):
        if char in depth:
            depth[char] += 1
        elif char in CLOSING:
            depth[CLOSING[char]] -= 1
            if depth[CLOSING[char]] < 0:
                return path[:at]
    return path


def _is_domain(domain: str, *, has_scheme: bool) -> bool:
    parts = domain.split(".")
    if len(parts) < 2 or any(not 0 < len(part) < 64 or part.endswith("-") for part in parts):
        return False
    if domain.replace(".", "").isdecimal():
        return bool(IPV4.fullmatch(domain))
    ending = parts[-1]
    if ending.startswith("xn--"):
        return bool(re.fullmatch(r"[A-Za-z0-9]{2,}", ending[4:]))
    if len(ending) < 2 or "_" in ending or "-" in ending or "_" in parts[-2]:
        return False
    return has_scheme or _is_common(ending)


def _is_common(ending: str) -> bool:
    """`Thanks.Me` ends a sentence."""
    return ending.lower() in ENDINGS and (
        ending[0].islower() or ending[1:] != ending[1:].lower() or not ending[0].isupper()
    )
