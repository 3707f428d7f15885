"""Spanish words before a time that modify it: ``principios de``, ``mediados de``, ``más de``, ``hacia``."""

from __future__ import annotations

from dateline.times.grammar import Modifier
from dateline.times.modifying import approximate, of_amount, within_date

MODIFIERS: tuple[Modifier, ...] = (
    Modifier(
        "mod.start",
        (
            "(los)? (principios|comienzos|inicios|primeros) (de|del)",
            "(el)? (principio|comienzo|inicio) (de|del)",
            "(los|las)? (primeros|primeras) (días|semanas|meses|años) (de|del)",
        ),
        within_date("START"),
        (("a principios de octubre de 1939", "1939-10"), ("a comienzos del siglo XX", "19")),
    ),
    Modifier(
        "mod.mid",
        ("(los)? mediados (de|del)",),
        within_date("MID"),
        (("a mediados de marzo de 1982", "1982-03"), ("a mediados de los años noventa", "199")),
    ),
    Modifier(
        "mod.end",
        (
            "(los)? (finales|fines|postrimerías) (de|del)",
            "(el)? (final|fin|cierre|término) (de|del)",
            "(los|las)? (últimos|últimas) (días|semanas|meses|años) (de|del)",
        ),
        within_date("END"),
        (("a finales de 2008", "2008"), ("a fines de septiembre de 2010", "2010-09")),
    ),
    Modifier(
        "mod.approximate",
        ("(unos|unas|casi|aproximadamente|prácticamente)", "(cerca|alrededor) de", "en torno a"),
        of_amount("APPROX"),
        (("casi dos semanas", "P2W"), ("unos tres años", "P3Y")),
    ),
    Modifier(
        "mod.approximate-date",
        ("(hacia|circa)", "(alrededor|cerca) (de|del)", "en torno a"),
        approximate,
        (("hacia marzo de 1981", "1981-03"), ("alrededor de 1900", "1900")),
    ),
    Modifier("mod.more", ("más de",), of_amount("MORE_THAN"), (("más de dos horas", "PT2H"),)),
    Modifier("mod.less", ("menos de",), of_amount("LESS_THAN"), (("menos de una semana", "P1W"),)),
    Modifier(
        "mod.equal-or-more",
        ("(al|por lo) menos", "como mínimo", "no menos de"),
        of_amount("EQUAL_OR_MORE"),
        (("al menos tres años", "P3Y"),),
    ),
    Modifier(
        "mod.equal-or-less",
        ("(como máximo|a lo sumo|no más de)",),
        of_amount("EQUAL_OR_LESS"),
        (("no más de 60 días", "P60D"),),
    ),
    Modifier("mod.plain", ("(solo|sólo|apenas|exactamente)",), of_amount(None), (("apenas dos semanas", "P2W"),)),
)
