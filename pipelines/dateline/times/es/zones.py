"""How Spanish news states a zone after a time: ``GMT``, ``hora local``, ``hora de Caracas``, ``en Lisboa``."""

from __future__ import annotations

from functools import cache

from dateline.times.placezones import folded

ABBREVIATIONS = {
    "gmt": 0, "utc": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420, "cet": 60, "cest": 120, "wet": 0, "west": 60, "eet": 120, "eest": 180, "msk": 180, "art": -180,
    "brt": -180, "clt": -240, "clst": -180, "cot": -300, "pet": -300, "vet": -240, "bot": -240, "uyt": -180,
    "jst": 540,
}  # fmt: skip
"""Minutes east of UTC."""

NAMED = {
    "peninsular": "Europe/Madrid", "peninsular española": "Europe/Madrid", "española": "Europe/Madrid",
    "canaria": "Atlantic/Canary", "insular": "Atlantic/Canary", "de greenwich": "UTC", "greenwich": "UTC",
    "universal": "UTC", "del este": "America/New_York", "este": "America/New_York",
    "este de estados unidos": "America/New_York", "del pacífico": "America/Los_Angeles",
    "pacífico": "America/Los_Angeles", "central europea": "Europe/Paris", "europa central": "Europe/Paris",
    "argentina": "America/Argentina/Buenos_Aires", "chilena": "America/Santiago", "colombiana": "America/Bogota",
    "venezolana": "America/Caracas", "peruana": "America/Lima", "cubana": "America/Havana",
    "uruguaya": "America/Montevideo", "ecuatoriana": "America/Guayaquil", "boliviana": "America/La_Paz",
    "paraguaya": "America/Asuncion", "brasileña": "America/Sao_Paulo", "mexicana": "America/Mexico_City",
    "británica": "Europe/London", "francesa": "Europe/Paris", "alemana": "Europe/Berlin",
    "italiana": "Europe/Rome", "portuguesa": "Europe/Lisbon", "japonesa": "Asia/Tokyo", "china": "Asia/Shanghai",
    "moscovita": "Europe/Moscow",
}  # fmt: skip
"""What follows ``hora``: adjectives, and regions that are no single place."""

LEADS = frozenset(
    tuple(lead.split())
    for lead in ("hora", "hora de", "hora del", "hora en", "hora de la", "hora local de", "hora local en",
                 "horario de", "tiempo del", "tiempo de")
)  # fmt: skip
LOCAL = "local"
IN_PLACE = frozenset({"en"})
LOCATIVES = frozenset({"en", "desde"})

CITIES = {
    "nueva york": "New York", "la habana": "Havana", "ciudad de mexico": "Mexico City", "filadelfia": "Philadelphia",
    "pekin": "Beijing", "munich": "Munich", "colonia": "Cologne", "ginebra": "Geneva", "milan": "Milan",
    "florencia": "Florence", "marsella": "Marseille", "la haya": "The Hague", "amberes": "Antwerp",
    "tel aviv": "Tel Aviv", "washington": "Washington", "san petersburgo": "St. Petersburg", "kiev": "Kiev",
    "ciudad del cabo": "Cape Town", "turin": "Turin", "napoles": "Naples", "burdeos": "Bordeaux",
}  # fmt: skip
"""Cities that no IANA zone is named after, so that CLDR has no Spanish name for them."""


@cache
def _exonyms() -> dict[str, str]:
    """Folded Spanish names of places and what :mod:`dateline.times.placezones` knows them by."""
    from babel import Locale  # some 0.1 s: only when a time is given at a place

    spanish, english = Locale("es"), Locale("en")
    names = {folded(name): english.territories[code] for code, name in spanish.territories.items() if code.isalpha()}
    for zone, told in spanish.time_zones.items():
        if "city" in told:
            names[folded(told["city"])] = zone.rsplit("/", 1)[-1].replace("_", " ")
    return names | CITIES


def known_as(name: str) -> str:
    """The English name of a place, from CLDR: exemplar cities of the zones, and countries; else the name itself.

    >>> known_as("Londres"), known_as("Japón"), known_as("Caracas")
    ('London', 'Japan', 'Caracas')
    """
    return _exonyms().get(folded(name), name)
