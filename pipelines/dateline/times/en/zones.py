"""How English news states a zone: abbreviations, ``local time``, ``Eastern time``, ``Lisbon time``.

Offsets are those of the IANA time zone database. An abbreviation in :data:`SHARED` belongs to several zones; the first
meaning is the one that English news means most.
"""

from __future__ import annotations

from collections.abc import Mapping

from dateline.times.readings import Meaning

FIXED = {
    "gmt": 0, "utc": 0, "ut": 0, "z": 0, "zulu": 0,
    "mdt": -360, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "hdt": -540,
    "nst": -210, "ndt": -150, "chst": 600,
    "wet": 0, "west": 60, "cet": 60, "cest": 120, "cedt": 120, "eet": 120, "eest": 180, "idt": 180, "msd": 240,
    "irdt": 270, "pkt": 300, "sgt": 480, "hkt": 480, "jst": 540, "npt": 345, "pht": 480, "ict": 420,
    "myt": 480, "mmt": 390, "aft": 270, "wib": 420, "wita": 480, "wit": 540, "uzt": 300, "lkt": 330, "bdt": 360,
    "btt": 360, "mvt": 300, "tjt": 300,
    "aest": 600, "aedt": 660, "acst": 570, "acdt": 630, "awst": 480, "nzst": 720, "nzdt": 780, "pgt": 600,
    "fjt": 720, "tot": 780,
    "brt": -180, "brst": -120, "art": -180, "clst": -180, "clt": -240, "bot": -240, "cot": -300,
    "pet": -300, "uyt": -180, "gyt": -240,
    "sast": 120, "cat": 120, "eat": 180, "wat": 60, "mut": 240,
}  # fmt: skip
"""Abbreviations of one meaning that never changed in living memory: minutes east of UTC."""

MOVED = {
    "msk": "Europe/Moscow",
    "yekt": "Asia/Yekaterinburg",
    "trt": "Europe/Istanbul",
    "vet": "America/Caracas",
    "irst": "Asia/Tehran",
    "pyt": "America/Asuncion",
    "almt": "Asia/Almaty",
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
"""Abbreviations whose offset is that of a zone on the day ("MSK" was +04:00 from 2011 to 2014, "ET" has summers)."""

AUSTRALIAN_EAST = frozenset(
    ["Australia/Sydney", "Australia/Melbourne", "Australia/Brisbane", "Australia/Hobart", "Australia/Lindeman"]
)
AUSTRALIAN_CENTRE = frozenset(["Australia/Adelaide", "Australia/Darwin", "Australia/Broken_Hill"])
ARABIAN = frozenset(["Asia/Riyadh", "Asia/Baghdad", "Asia/Kuwait", "Asia/Qatar", "Asia/Bahrain", "Asia/Aden"])
ARABIAN_COUNTRIES = frozenset(["SA", "IQ", "KW", "QA", "BH", "YE"])
CENTRAL_AMERICAN = frozenset(["US", "CA", "MX", "GT", "HN", "SV", "NI", "CR", "BZ"])

SHARED: Mapping[str, tuple[Meaning, ...]] = {
    "est": (
        Meaning("-05:00", frozenset(["US", "CA", "PA", "JM", "BS", "HT"])),
        Meaning("+10:00", frozenset(["AU"]), AUSTRALIAN_EAST),
    ),
    "edt": (
        Meaning("-04:00", frozenset(["US", "CA", "BS", "HT"])),
        Meaning("+11:00", frozenset(["AU"]), AUSTRALIAN_EAST),
    ),
    "cst": (
        Meaning("-06:00", CENTRAL_AMERICAN),
        Meaning("+08:00", frozenset(["CN", "TW", "MO", "HK"]), frozenset(["Asia/Hong_Kong", "Asia/Urumqi"])),
        Meaning("-05:00", frozenset(["CU"])),
        Meaning("+09:30", frozenset(["AU"]), AUSTRALIAN_CENTRE),
    ),
    "cdt": (
        Meaning("-05:00", CENTRAL_AMERICAN),
        Meaning("-04:00", frozenset(["CU"])),
        Meaning("+10:30", frozenset(["AU"]), frozenset(["Australia/Adelaide", "Australia/Broken_Hill"])),
        Meaning("+09:00", frozenset(["CN"])),
    ),
    "mst": (
        Meaning("-07:00", frozenset(["US", "CA", "MX"])),
        Meaning("+08:00", frozenset(["MY"]), frozenset(["Asia/Kuala_Lumpur", "Asia/Kuching"])),
        Meaning("+06:30", frozenset(["MM"]), frozenset(["Asia/Yangon"])),
    ),
    "pst": (
        Meaning("-08:00", frozenset(["US", "CA", "MX"])),
        Meaning("+08:00", frozenset(["PH"]), frozenset(["Asia/Manila"])),
        Meaning("+05:00", frozenset(["PK"]), frozenset(["Asia/Karachi"])),
    ),
    "ast": (
        Meaning("-04:00", frozenset(["CA", "PR", "BM", "DO", "TT", "BB", "VI", "VG", "AG", "DM", "GD", "LC", "KN"])),
        Meaning("+03:00", ARABIAN_COUNTRIES, ARABIAN),
    ),
    "adt": (
        Meaning("-03:00", frozenset(["CA", "BM"])),
        Meaning("+04:00", frozenset(["IQ"]), frozenset(["Asia/Baghdad"])),
    ),
    "ist": (
        Meaning("+05:30", frozenset(["IN", "LK"]), frozenset(["Asia/Colombo"])),
        Meaning("+02:00", frozenset(["IL", "PS"]), frozenset(["Asia/Gaza", "Asia/Hebron"])),
        Meaning("+01:00", frozenset(["IE"])),
        Meaning("+03:00", frozenset(["TR"]), frozenset(["Europe/Istanbul"])),
    ),
    "bst": (
        Meaning("+01:00", frozenset(["GB", "IM", "JE", "GG"])),
        Meaning("+06:00", frozenset(["BD"]), frozenset(["Asia/Dhaka"])),
        Meaning("+11:00", frozenset(), frozenset(["Pacific/Bougainville"])),
    ),
    "gst": (
        Meaning("+04:00", frozenset(["AE", "OM"]), frozenset(["Asia/Dubai", "Asia/Muscat"])),
        Meaning("+10:00", frozenset(["GU"]), frozenset(["Pacific/Guam"])),
        Meaning("-02:00", frozenset(["GS"]), frozenset(["Atlantic/South_Georgia"])),
    ),
    "ect": (
        Meaning("-05:00", frozenset(["EC"]), frozenset(["America/Guayaquil"])),
        Meaning(
            "-04:00",
            frozenset(["AG", "AI", "BB", "DM", "GD", "KN", "LC", "MS", "TT", "VC", "VG"]),
            frozenset(
                f"America/{island}"
                for island in ("Antigua", "Barbados", "Dominica", "Grenada", "St_Lucia", "St_Vincent", "Port_of_Spain")
            ),
        ),
    ),
    "sst": (
        Meaning("-11:00", frozenset(["AS"])),
        Meaning("+08:00", frozenset(["SG"]), frozenset(["Asia/Singapore"])),
        Meaning("+11:00", frozenset(["SB"]), frozenset(["Pacific/Guadalcanal"])),
    ),
    "wst": (
        Meaning("+08:00", frozenset(["AU"]), frozenset(["Australia/Perth"])),
        Meaning("Pacific/Apia", frozenset(["WS"]), frozenset(["Pacific/Apia"])),
    ),
    "amt": (
        Meaning("-04:00", frozenset(["BR"]), frozenset(["America/Manaus"])),
        Meaning("+04:00", frozenset(["AM"]), frozenset(["Asia/Yerevan"])),
    ),
    "kst": (
        Meaning("+09:00", frozenset(["KR"])),
        Meaning("Asia/Pyongyang", frozenset(["KP"]), frozenset(["Asia/Pyongyang"])),
    ),
    "eastern": (
        Meaning("America/New_York", frozenset(["US", "CA"])),
        Meaning("Australia/Sydney", frozenset(["AU"]), AUSTRALIAN_EAST),
    ),
    "central": (
        Meaning("America/Chicago", frozenset(["US", "CA"])),
        Meaning("Australia/Adelaide", frozenset(["AU"]), AUSTRALIAN_CENTRE),
    ),
}
"""Abbreviations of several zones. Where no place decides, the first meaning holds."""

ABBREVIATIONS: Mapping[str, int | str | tuple[Meaning, ...]] = {**FIXED, **MOVED, **SHARED}

DOMINANT = frozenset(["est", "edt", "cst", "cdt", "mst", "pst", "bst", "kst", "eastern", "central"])
"""Shared abbreviations whose first meaning is so common that letters alone state it."""

NAMED = {
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "atlantic": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "us eastern": "America/New_York",
    "us central": "America/Chicago",
    "us mountain": "America/Denver",
    "us pacific": "America/Los_Angeles",
    "u.s. eastern": "America/New_York",
    "u.s. central": "America/Chicago",
    "u.s. pacific": "America/Los_Angeles",
    "american eastern": "America/New_York",
    "australian eastern": "Australia/Sydney",
    "eastern european": "Europe/Athens",
    "central european": "Europe/Paris",
    "western european": "Europe/Lisbon",
    "gulf": "Asia/Dubai",
    "uk": "Europe/London",
    "u.k.": "Europe/London",
}
"""What stands before "time": a zone by name. Cities and countries come from the gazetteer."""

PEOPLES = {
    "british": "Europe/London",
    "israeli": "Asia/Jerusalem",
    "korean": "Asia/Seoul",
    "south korean": "Asia/Seoul",
    "north korean": "Asia/Pyongyang",
    "chinese": "Asia/Shanghai",
    "taiwanese": "Asia/Taipei",
    "japanese": "Asia/Tokyo",
    "french": "Europe/Paris",
    "german": "Europe/Berlin",
    "greek": "Europe/Athens",
    "turkish": "Europe/Istanbul",
    "ukrainian": "Europe/Kyiv",
    "iraqi": "Asia/Baghdad",
    "iranian": "Asia/Tehran",
    "saudi": "Asia/Riyadh",
    "lebanese": "Asia/Beirut",
    "syrian": "Asia/Damascus",
    "afghan": "Asia/Kabul",
    "pakistani": "Asia/Karachi",
    "indian": "Asia/Kolkata",
    "nepali": "Asia/Kathmandu",
    "nepalese": "Asia/Kathmandu",
    "bangladeshi": "Asia/Dhaka",
    "thai": "Asia/Bangkok",
    "vietnamese": "Asia/Ho_Chi_Minh",
    "malaysian": "Asia/Kuala_Lumpur",
    "philippine": "Asia/Manila",
    "egyptian": "Africa/Cairo",
    "nigerian": "Africa/Lagos",
    "kenyan": "Africa/Nairobi",
    "venezuelan": "America/Caracas",
    "cuban": "America/Havana",
    "colombian": "America/Bogota",
    "peruvian": "America/Lima",
    "chilean": "America/Santiago",
    "argentine": "America/Argentina/Buenos_Aires",
    "irish": "Europe/Dublin",
    "italian": "Europe/Rome",
    "spanish": "Europe/Madrid",
    "portuguese": "Europe/Lisbon",
    "polish": "Europe/Warsaw",
    "swiss": "Europe/Zurich",
    "dutch": "Europe/Amsterdam",
    "belgian": "Europe/Brussels",
    "swedish": "Europe/Stockholm",
    "norwegian": "Europe/Oslo",
    "finnish": "Europe/Helsinki",
    "danish": "Europe/Copenhagen",
    "austrian": "Europe/Vienna",
    "hungarian": "Europe/Budapest",
    "czech": "Europe/Prague",
    "romanian": "Europe/Bucharest",
}
"""Whose time it is: the zones of nations that keep one."""

SPELLED = {
    "eastern": "eastern",
    "central": "central",
    "greenwich mean": "gmt",
    "greenwich": "gmt",
    "universal": "utc",
    "coordinated universal": "utc",
    "universal coordinated": "utc",
    "zulu": "utc",
    "eastern standard": "est",
    "eastern daylight": "edt",
    "eastern summer": "edt",
    "central standard": "cst",
    "central daylight": "cdt",
    "mountain standard": "mst",
    "mountain daylight": "mdt",
    "pacific standard": "pst",
    "pacific daylight": "pdt",
    "atlantic standard": "ast",
    "atlantic daylight": "adt",
    "arabia standard": "+03:00",
    "alaska standard": "akst",
    "alaska daylight": "akdt",
    "hawaii standard": "hst",
    "british summer": "+01:00",
    "irish standard": "+01:00",
    "irish summer": "+01:00",
    "western european summer": "west",
    "central european standard": "cet",
    "central european summer": "cest",
    "eastern european summer": "eest",
    "israel standard": "+02:00",
    "israel daylight": "idt",
    "indian standard": "+05:30",
    "india standard": "+05:30",
    "pakistan standard": "pkt",
    "bangladesh standard": "+06:00",
    "gulf standard": "+04:00",
    "china standard": "+08:00",
    "chinese standard": "+08:00",
    "philippine standard": "+08:00",
    "singapore standard": "+08:00",
    "japan standard": "jst",
    "korea standard": "+09:00",
    "moscow standard": "msk",
    "australian eastern standard": "aest",
    "australian eastern daylight": "aedt",
    "australian central standard": "acst",
    "australian central daylight": "acdt",
    "australian western standard": "awst",
    "new zealand standard": "nzst",
    "new zealand daylight": "nzdt",
    "south africa standard": "sast",
    "east africa": "eat",
    "west africa": "wat",
    "central africa": "cat",
    "east african": "eat",
    "west african": "wat",
    "central african": "cat",
}
"""What stands before "time": the name of an offset, as an abbreviation or the offset itself."""

ALONE = frozenset(["eastern", "central", "mountain", "pacific", "zulu"])
"""Names that need no "time" after a clock ("8 p.m. Eastern")."""

TIME_WORDS = frozenset({"time"})
LOCAL = "local"
IN_PLACE = frozenset({"in"})
LOCATIVES = frozenset(["in", "at", "near", "outside", "from", "across", "around"])
"""Words before the name of a place where something happens."""
