"""The Spanish words of time and what each can be."""

from __future__ import annotations

from dateline.times.es.holidays import HOLIDAYS
from dateline.times.es.numerals import NUMERAL_WORDS
from dateline.times.es.pointers import AFTER, BEFORE, PLURAL
from dateline.times.es.zones import ABBREVIATIONS
from dateline.times.lexicon import Entry

MONTHS = {
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8,
    "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
}  # fmt: skip
MONTH_SHORT = {
    "ene": 1, "feb": 2, "mar": 3, "abr": 4, "may": 5, "jun": 6, "jul": 7, "ago": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dic": 12,
}  # fmt: skip
"""Only with a day before them or a year after them: ``mar`` is also the sea."""

WEEKDAYS = {
    "lunes": 1, "martes": 2, "miércoles": 3, "jueves": 4, "viernes": 5, "sábado": 6, "domingo": 7,
}  # fmt: skip
WEEKDAYS_PLURAL = {
    "lunes": 1, "martes": 2, "miércoles": 3, "jueves": 4, "viernes": 5, "sábados": 6, "domingos": 7,
}  # fmt: skip

SEASONS = {"primavera": "SP", "verano": "SU", "otoño": "FA", "invierno": "WI"}
"""Of the northern hemisphere, as TIMEX3 names them."""

UNITS = {
    "segundo": "TS", "minuto": "TM", "hora": "TH", "día": "D", "jornada": "D", "semana": "W", "quincena": "FN",
    "fin de semana": "WE", "mes": "M", "trimestre": "Q", "semestre": "H", "año": "Y", "década": "DE", "siglo": "CE",
}  # fmt: skip
"""Units by the code of :mod:`dateline.times.values` (clock units begin with ``T``)."""

UNIT_PLURALS = {"mes": "meses", "fin de semana": "fines de semana"}
PARTS = {"mañana": "MO", "madrugada": "MO", "tarde": "AF", "noche": "NI"}

ORDINALS = {
    "primer": 1, "primero": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercer": 3, "tercero": 3, "tercera": 3,
    "cuarto": 4, "cuarta": 4,
}  # fmt: skip
DECADE_WORDS = {"veinte": 2, "treinta": 3, "cuarenta": 4, "cincuenta": 5, "sesenta": 6, "setenta": 7, "ochenta": 8,
                "noventa": 9}  # fmt: skip

ROMAN = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
    "XVIII", "XIX", "XX", "XXI",
]  # fmt: skip

FREQUENCIES = {"diari": "P1D", "semanal": "P1W", "quincenal": "P2W", "mensual": "P1M", "bimestral": "P2M",
               "trimestral": "P1Q", "semestral": "P6M", "anual": "P1Y", "bienal": "P2Y"}  # fmt: skip
"""Stems of the adjectives; ``diario`` has endings of its own."""

REFERENCES = {
    "ahora": "PRESENT_REF", "ahora mismo": "PRESENT_REF", "actualmente": "PRESENT_REF",
    "en la actualidad": "PRESENT_REF", "hoy en día": "PRESENT_REF", "hoy día": "PRESENT_REF",
    "hoy por hoy": "PRESENT_REF", "por el momento": "PRESENT_REF", "de momento": "PRESENT_REF",
    "en este momento": "PRESENT_REF", "en estos momentos": "PRESENT_REF", "estos días": "PRESENT_REF",
    "hasta la fecha": "PRESENT_REF", "a día de hoy": "PRESENT_REF", "recientemente": "PAST_REF",
    "últimamente": "PAST_REF", "hace poco": "PAST_REF", "hace poco tiempo": "PAST_REF", "hace tiempo": "PAST_REF",
    "hace mucho": "PAST_REF", "hace mucho tiempo": "PAST_REF", "próximamente": "FUTURE_REF", "en breve": "FUTURE_REF",
    "en un futuro próximo": "FUTURE_REF", "en el futuro": "FUTURE_REF",
    "en el futuro inmediato": "FUTURE_REF", "en el futuro próximo": "FUTURE_REF", "en un futuro cercano": "FUTURE_REF",
}  # fmt: skip

VAGUE = ["unos cuantos", "unas cuantas", "unos pocos", "unas pocas", "pocos", "pocas", "varios", "varias", "algunos",
         "algunas", "muchos", "muchas", "numerosos", "numerosas", "un par de", "decenas de", "cientos de",
         "miles de"]  # fmt: skip

AM_PM = {"am": 0, "a.m.": 0, "a. m.": 0, "pm": 12, "p.m.": 12, "p. m.": 12}
BEFORE_CHRIST = ["a. C.", "a.C.", "a. de C.", "AEC", "a. e. c."]
AFTER_CHRIST = ["d. C.", "d.C.", "d. de C."]


def _calendar_words() -> list[Entry]:
    entries = [Entry(name, {"month": n}) for name, n in MONTHS.items()]
    entries += [Entry(short + dot, {"month-short": n}) for short, n in MONTH_SHORT.items() for dot in ("", " .")]
    entries += [Entry(name, {"weekday": n}) for name, n in WEEKDAYS.items()]
    entries += [Entry(name, {"weekdays": n}) for name, n in WEEKDAYS_PLURAL.items()]
    entries += [Entry(name, {"season": code}) for name, code in SEASONS.items()]
    entries += [Entry(name, {"holiday": key}, capital=True) for name, key in HOLIDAYS.items()]
    entries += [Entry(number, {"roman": n}, capital=True) for n, number in enumerate(ROMAN, 1)]
    return entries


def _unit_words() -> list[Entry]:
    entries = [Entry(name, {"part": code}) for name, code in PARTS.items()]
    for name, code in UNITS.items():
        plural = UNIT_PLURALS.get(name, name + "s")
        weekend = {"weekend": 0} if code == "WE" else {}
        entries.append(Entry(name, {"unit": code, "single": code, **weekend}))
        entries.append(Entry(plural, {"unit": code, "plural": code}))
    return entries


def _frequency_words() -> list[Entry]:
    found = []
    for stem, value in FREQUENCIES.items():
        endings = ("o", "a", "os", "as", "amente") if stem == "diari" else ("", "es", "mente")
        found += [Entry(stem + ending, {"frequency": value}) for ending in endings]
    return found


def entries() -> list[Entry]:
    """All entries of the Spanish lexicon."""
    found = _calendar_words() + _unit_words() + _frequency_words()
    found += [Entry(name, {"ordword": n}) for name, n in ORDINALS.items()]
    found += [Entry(name, {"decade-word": n}) for name, n in DECADE_WORDS.items()]
    found += [Entry(name, {"reference": value}) for name, value in REFERENCES.items()]
    found += [Entry(word, {"numeral": value}) for word, value in NUMERAL_WORDS.items()]
    found += [Entry(phrase, {"num": "X", "numeral": 0}) for phrase in VAGUE]
    found += [Entry(word, {"which-before": code}) for word, code in BEFORE.items()]
    found += [Entry(word, {"which-after": code}) for word, code in AFTER.items()]
    found += [Entry(word, {"which-plural": code}) for word, code in PLURAL.items()]
    found += [Entry(mark, {"dash": 0}) for mark in "-–—−"]
    found += [Entry(word, {"am": half}) for word, half in AM_PM.items()]
    found += [Entry(letters.upper(), {"zone": 0}, capital=True) for letters in ABBREVIATIONS]
    found += [Entry(word, {"bc": 1}) for word in BEFORE_CHRIST]
    found += [Entry(word, {"ad": 1}) for word in AFTER_CHRIST]
    return found
