"""A folder's name -> whether it is a web host, as mirroring programs name their folders."""

import re
from functools import lru_cache

# Country codes in use as top-level domains (ISO 3166-1 and eu, su, uk, ac).
_COUNTRIES = frozenset(
    """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci
    ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp
    gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li
    lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om
    pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz
    tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    """.split()
)
# Generic ones that a wiki of 2005-2020 could have; `zip`, `mov` and others that are file extensions first are left out.
# The last three are reserved for examples (RFC 2606).
_GENERIC = frozenset(
    """
    com net org edu gov mil int info biz name pro aero coop museum asia cat jobs mobi tel travel xxx wiki site online club xyz
    blog community fans games guru life live network news rocks social space today top tv website world zone
    example test invalid
    """.split()
)
# wget writes a port as `:8080`, on Windows as `+8080`. Wikis of the farm could have `_` in their names.
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+([a-z]{2,20}|xn--[a-z0-9-]+)(?:[:+]\d{1,5})?", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_host(name: str) -> bool:
    match = _HOST.fullmatch(name)
    if match is None:
        return False
    domain = match[1].lower()
    return domain in _COUNTRIES or domain in _GENERIC or domain.startswith("xn--")
