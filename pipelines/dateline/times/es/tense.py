"""Spanish cues of tense: the endings of preterite, imperfect and future, and the forms that have none of them."""

from __future__ import annotations

PAST_ENDINGS = ("ó", "aron", "ieron", "jeron", "aba", "aban")
"""Third persons of the preterite, and of the imperfect of ``-ar`` verbs; ``-ía`` is left to a list: nouns end so."""

FUTURE_ENDINGS = ("ará", "erá", "irá", "drá", "brá", "arán", "erán", "irán", "drán", "brán", "aremos", "eremos",
                  "iremos", "rían", "aría", "iría", "dría", "bría")  # fmt: skip

PAST = frozenset([
    "fue", "fueron", "era", "eran", "hizo", "hicieron", "dijo", "dijeron", "tuvo", "tuvieron", "estuvo", "estuvieron",
    "pudo", "pudieron", "puso", "pusieron", "vino", "vinieron", "quiso", "quisieron", "supo", "supieron", "dio",
    "dieron", "vio", "vieron", "hubo", "cayó", "oyó", "leyó", "trajo", "condujo", "produjo", "introdujo", "redujo",
    "murió", "cayeron", "leyeron", "propuso", "expuso", "impuso", "dispuso", "compuso", "supuso", "intervino",
    "mantuvo", "obtuvo", "detuvo", "contuvo", "sostuvo", "convino", "previo", "previó", "predijo", "deshizo",
    "ha", "han", "he", "hemos", "había", "habían", "tenía", "tenían", "hacía", "podía", "podían", "decía", "decían",
    "debía", "debían", "vivía", "vivían", "existía", "quería", "querían", "seguía", "seguían", "iban",
])  # fmt: skip
"""Irregular preterites, the imperfects that news uses most, and the auxiliaries of the perfect."""

FUTURE = frozenset([
    "hará", "harán", "dirá", "dirán", "será", "serán", "irá", "irán", "dará", "darán", "verá", "verán",
    "próximamente", "sería", "serían", "habría", "habrían", "tendría", "tendrían", "podría", "podrían",
])  # fmt: skip
"""Short futures, and the conditionals by which a report of the past tells of the future."""

NOT_PAST = frozenset(["bongó", "capó", "varón", "barón", "traba", "graba", "acaba", "árabe", "sílaba"])
NOT_FUTURE = frozenset(["irán", "teherán", "azafrán", "alacrán", "corán", "extremos", "supremos", "gran", "paraná",
                        "secretaría", "comisaría", "notaría", "maría"])  # fmt: skip

FUTURATE = frozenset(["comienza", "comienzan", "empieza", "empiezan", "arranca", "arrancan", "vence", "vencen",
                      "inicia", "inaugura", "concluye", "celebra", "celebran", "debuta"])  # fmt: skip
"""Verbs whose present announces what is on a schedule ("el torneo comienza el sábado")."""

EXPECTING = frozenset([
    "va", "van", "vamos", "iba", "iban", "previsto", "prevista", "previstos", "previstas", "programado", "programada",
    "programados", "programadas", "prevé", "prevén", "planea", "planean", "espera", "esperan", "aspira", "aspiran",
    "convocado", "convocada", "convocados", "convocadas", "fijado", "fijada", "aplazado", "aplazada", "pospuesto",
    "pospuesta", "vuelve", "vuelven", "aplazó", "convocó", "fijó", "pospuso", "citó",
])  # fmt: skip
"""Words that put what follows ``a``, ``para`` or ``que`` after them in time."""

AFTER_EXPECTING = frozenset(["a", "para", "que", "el", "hasta"])
COPULAS: frozenset[str] = frozenset()
OPENERS = frozenset(["que", "cuando", "donde", "aunque", "mientras"])
"""Words that open a clause: the verb before them is not that of a time after them ("dijo que el lunes viajaría")."""

CLAUSE_END = frozenset(".;?!:¿¡")
