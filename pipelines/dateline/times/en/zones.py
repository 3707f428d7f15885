"""How English news states a zone after a time: abbreviations, ``local time``, ``Eastern time``, ``Lisbon time``."""

from __future__ import annotations

ABBREVIATIONS = {
    "gmt": 0, "utc": 0, "z": 0, "ut": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180, "nst": -210,
    "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180, "ist": 330, "pkt": 300,
    "sgt": 480, "hkt": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "acst": 570, "awst": 480, "nzst": 720,
    "nzdt": 780, "brt": -180, "art": -180, "clt": -240, "sast": 120, "cat": 120, "eat": 180, "wat": 60, "wib": 420,
    "npt": 345, "pht": 480, "ict": 420, "myt": 480,
}  # fmt: skip
"""Minutes east of UTC; where several zones share letters, the one that English news means most."""

NAMED = {
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles", "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver",
    "pt": "America/Los_Angeles", "greenwich mean": "UTC", "universal": "UTC", "coordinated universal": "UTC",
    "british": "Europe/London", "british summer": "Europe/London", "uk": "Europe/London", "london": "Europe/London",
    "eastern standard": "America/New_York", "eastern daylight": "America/New_York", "israeli": "Asia/Jerusalem",
    "pacific standard": "America/Los_Angeles", "pacific daylight": "America/Los_Angeles",
    "central standard": "America/Chicago", "central daylight": "America/Chicago", "indian standard": "Asia/Kolkata",
    "central european": "Europe/Paris", "central european summer": "Europe/Paris", "japan standard": "Asia/Tokyo",
    "chinese": "Asia/Shanghai", "japanese": "Asia/Tokyo", "french": "Europe/Paris", "german": "Europe/Berlin",
    "greek": "Europe/Athens", "turkish": "Europe/Istanbul", "iraqi": "Asia/Baghdad", "iranian": "Asia/Tehran",
    "afghan": "Asia/Kabul", "pakistani": "Asia/Karachi", "indian": "Asia/Kolkata", "egyptian": "Africa/Cairo",
    "irish": "Europe/Dublin", "italian": "Europe/Rome", "spanish": "Europe/Madrid", "polish": "Europe/Warsaw",
    "swiss": "Europe/Zurich", "dutch": "Europe/Amsterdam", "belgian": "Europe/Brussels", "korean": "Asia/Seoul",
}  # fmt: skip

TIME_WORDS = frozenset({"time"})
LOCAL = "local"
IN_PLACE = frozenset({"in"})
