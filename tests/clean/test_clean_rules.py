"""Each rule of Clean, on what it must take and on what it must leave; and the precision over all of it."""

from __future__ import annotations

import pytest

from dateline.clean.cleaning import clean
from dateline.clean.settings import CleanSettings
from dateline.errors import OptionError
from dateline.records import Article, Document, Position, RawRecord

FIRST = (
    "Trams in the old town will run until two in the morning from Friday, the city council said after a long debate."
)
SECOND = "Residents of the river quarter had asked for it since the spring of last year, and most of them were pleased."
LAST = "The first late tram leaves the harbour at midnight."


def cleaned(body: str, title: str | None = None) -> Document:
    article = Article(RawRecord(Position("articles", 0, 0), 0, b"{}"), body, title=title)
    return clean(Document.of(article))


def removed(body: str) -> list[tuple[str, str]]:
    return [(cut.reason, cut.text.strip()) for cut in cleaned(body).removed]


# One line between the paragraphs of an article: the reason it goes for, or None when it must stay.
LINES: list[tuple[str, str | None]] = [
    ("\u00a0\u00a0|\u00a0\u00a0Miraflores Palace/Reuters", "photo_credit"),
    ("| Jane Roe/AFP", "photo_credit"),
    ("| Palacio de la Moneda / EFE", "photo_credit"),
    ("Photo: Jane Roe/AFP", "photo_credit"),
    ("PHOTO: JANE ROE/REUTERS", "photo_credit"),
    ("Photo: Jane Roe", "photo_credit"),
    ("Photo by Jane Roe", "photo_credit"),
    ("Photo by Jane Roe/Getty Images", "photo_credit"),
    ("Photo courtesy of the Roe Family", "photo_credit"),
    ("Photograph: Jane Roe/Harbour Herald", "photo_credit"),
    ("Photograph: Mark O'Brien/Alamy", "photo_credit"),
    ("Photo credit: Jane Roe", "photo_credit"),
    ("Picture credit: PA", "photo_credit"),
    ("Photos: Jane Roe/EPA", "photo_credit"),
    ("Photos by Jane Roe and John Doe", "photo_credit"),
    ("Foto: Lourdes Benítez/EFE", "photo_credit"),
    ("Foto: Jörg Müller/dpa", "photo_credit"),
    ("Foto: Ane Hansen", "photo_credit"),
    ("Bild: Jörg Müller/dpa", "photo_credit"),
    ("Crédit photo : Anne Roux/AFP", "photo_credit"),
    ("Imagem: Tainá Barreto/Lusa", "photo_credit"),
    ("Imagen: Ana Ruiz/Europa Press", "photo_credit"),
    ("Image: Southern Screens", "photo_credit"),
    ("Image courtesy of NASA", "photo_credit"),
    ("Credit: Jane Roe/Reuters", "photo_credit"),
    ("Credit: Getty Images", "photo_credit"),
    ("Picture: John Doe/PA", "photo_credit"),
    ("Video: Jane Roe/Reuters", "photo_credit"),
    ("(AP Photo/Jane Roe)", "photo_credit"),
    ("(AP Photo/Jane Roe, File)", "photo_credit"),
    ("(Norwire Photo/Inés Cabrales)", "photo_credit"),
    ("(Photo by Jane Roe/AFP via Getty Images)", "photo_credit"),
    ("(Photo: Jane Roe)", "photo_credit"),
    ("[Photo: Jane Roe/AFP]", "photo_credit"),
    ("(REUTERS/Jane Roe)", "photo_credit"),
    ("(Jane Roe via AP)", "photo_credit"),
    ("(Jane Roe/Pool Photo via AP)", "photo_credit"),
    ("(Credit: Jane Roe)", "photo_credit"),
    ("REUTERS/Jane Roe", "photo_credit"),
    ("REUTERS/Jane Roe/File Photo", "photo_credit"),
    ("Jane Roe/Reuters", "photo_credit"),
    ("Jane Roe / AP", "photo_credit"),
    ("AFP/Getty Images", "photo_credit"),
    ("Anna van der Berg/EPA-EFE/Shutterstock", "photo_credit"),
    ("Jane Roe/Handout via REUTERS", "photo_credit"),
    ("Getty Images", "photo_credit"),
    ("Shutterstock", "photo_credit"),
    ("FILE PHOTO: The harbour at dusk. REUTERS/Jane Roe/File Photo", "photo_caption"),
    ("File photo: The harbour at dusk", "photo_caption"),
    ("FILE - The harbour is seen at dusk, Sept. 3, 2019. (AP Photo/Jane Roe, File)", "photo_caption"),
    ("FILE - In this Sept. 3, 2019 file photo, a tram passes the harbour.", "photo_caption"),
    ("FOTO DE ARCHIVO: El puerto al atardecer", "photo_caption"),
    ("© 2020 Reuters", "copyright"),
    ("© Norwire", "copyright"),
    ("(c) 2021 Agence France-Presse", "copyright"),
    ("Copyright 2020 The Associated Press. All rights reserved.", "copyright"),
    ("Copyright © 2019-2020 Norwire", "copyright"),
    ("All rights reserved.", "copyright"),
    # What must stay.
    ("Photo: what the drone saw on Tuesday", None),
    ("Photos of the harbour were taken by volunteers.", None),
    ("Photos: Thousands March Across Europe", None),
    ("Picture: Anora", None),
    ("Best Picture: Anora", None),
    ("Image is everything, he said.", None),
    ("Images of the fire spread within minutes.", None),
    ("The photo was taken by Jane Roe of Reuters.", None),
    ("Credit: it all began with a loan", None),
    ("Credit Suisse/UBS", None),
    ("Video games are not to blame, she said.", None),
    ("Video: Mayor speaks", None),
    ("Copyright law will be changed next year.", None),
    ("Copyright Clearance Center", None),
    ("© is the sign that she tattooed on her arm.", None),
    ("Reuters/Ipsos", None),
    ("He told Reuters/AFP reporters to leave.", None),
    ("AC/DC", None),
    ("Either/Or", None),
    ("London/New York", None),
    ("Yes/No", None),
    ("| Stop | Time |", None),
    ("| Harbour | 0:10 |", None),
    ("| Politics", None),
    ("(He laughed.)", None),
    ("(See graphic on page 3)", None),
    ("(Photo finish: Smith won by a nose)", None),
    ("(Corrects name of the mayor in second paragraph)", None),
    ("(Reuters and AP contributed to this report)", None),
    ("Reuters", None),
    ("The Associated Press", None),
    ("FILE the form by Friday, the council said.", None),
    ("FILE - a five-letter word in crosswords, or is it four?", None),
    ("Foto Müller schließt nach 90 Jahren.", None),
    ("The photographer Jane Roe/Smith was there.", None),
    ("URGENT", None),
    ("ENDS", None),
    ("-30-", None),
    ("MORE", None),
    ("*", None),
    ("* * *", None),
    ("30", None),
]

# The last lines of an article: the reason they go for, or None.
TAILS: list[tuple[str, str | None]] = [
    ("ENDS", "wire_sign_off"),
    ("Ends", "wire_sign_off"),
    ("- ends -", "wire_sign_off"),
    ("END", "wire_sign_off"),
    ("-30-", "wire_sign_off"),
    ("--30--", "wire_sign_off"),
    ("###", "wire_sign_off"),
    ("-0-", "wire_sign_off"),
    (" REUTER", "wire_sign_off"),
    ("REUTER...^M", "wire_sign_off"),
    ("REUTER&#3;", "wire_sign_off"),
    ("REUTER\x03", "wire_sign_off"),
    ("MORE TO FOLLOW", "wire_sign_off"),
    ("(MORE)", "wire_sign_off"),
    ("^^", "wire_sign_off"),
    ("(Reporting by Jane Roe; Editing by John Doe)", "byline_trailer"),
    ("(Reporting by Jane Roe in Bonn and John Doe in Oslo; writing by Ann Lee; editing by Max Poe)", "byline_trailer"),
    ("(Reporting by Jane Roe, additional reporting by John Doe; Editing by Ann Lee)", "byline_trailer"),
    ("(Reporting by the London newsroom; Editing by Ann Lee)", "byline_trailer"),
    ("Reporting by Jane Roe; Editing by John Doe", "byline_trailer"),
    ("Writing and editing by Jane Roe", "byline_trailer"),
    ("Additional reporting by Jane Roe", "byline_trailer"),
    ("(Compiled by Jane Roe)", "byline_trailer"),
    ("(Reporting by Jane Roe;\nEditing by John Doe)", "byline_trailer"),
    ("(Reporte de Ana Ruiz. Editado por Luis Gil)", "byline_trailer"),
    ("(Reporte de Ana Ruiz; editado por Luis Gil)", "byline_trailer"),
    ("(Reportage de Anne Roux, édité par Luc Blanc)", "byline_trailer"),
    # What must stay.
    ("30", None),
    ("The end.", None),
    ("It never ends.", None),
    ("And so the story ends, for now, where it began.", None),
    ("Reporting by the ministry showed a rise of four percent.", None),
    ("(Reporting by satellite was out of the question, she said.)", None),
    ("Editing by hand takes a week.", None),
    ("He works for Reuters.", None),
    ("(He laughed.)", None),
    ("More than that he would not say.", None),
]

# The first paragraph: place, date and agency of its dateline, or None when there is none.
Parts = tuple[str | None, str | None, str | None]
DATELINES: list[tuple[str, Parts | None]] = [
    ("SALVADOR, Feb 26 - ", ("SALVADOR", "Feb 26", None)),
    ("LONDON, Sept 24 (Reuters) - ", ("LONDON", "Sept 24", "Reuters")),
    ("LONDON, Sept. 24, 2019 (Reuters) -- ", ("LONDON", "Sept. 24, 2019", "Reuters")),
    ("WASHINGTON (AP) — ", ("WASHINGTON", None, "AP")),
    ("PARIS — ", ("PARIS", None, None)),
    ("PARIS—", ("PARIS", None, None)),
    ("YUMA, Ariz. (AP) — ", ("YUMA, Ariz.", None, "AP")),
    ("ST. LOUIS, March 3 - ", ("ST. LOUIS", "March 3", None)),
    ("N'DJAMENA, Dec 2 (Meridian Press) - ", ("N'DJAMENA", "Dec 2", "Meridian Press")),
    ("HELSINKI/TALLINN, June 20 (Norwire) - ", ("HELSINKI/TALLINN", "June 20", "Norwire")),
    ("RIO DE JANEIRO, May 4 (Reuters) - ", ("RIO DE JANEIRO", "May 4", "Reuters")),
    ("WINSTON-SALEM, N.C., March 9 - ", ("WINSTON-SALEM, N.C.", "March 9", None)),
    ("McLEAN, Va., March 9 - ", ("McLEAN, Va.", "March 9", None)),
    ("Toronto, Feb 26 - ", ("Toronto", "Feb 26", None)),
    ("Berlin (dpa) - ", ("Berlin", None, "dpa")),
    ("Hamburg (dpa/lno) - ", ("Hamburg", None, "dpa/lno")),
    ("(Reuters) - ", (None, None, "Reuters")),
    ("Nov 13 (Keystone) - ", (None, "Nov 13", "Keystone")),
    ("INNSBRUCK, 16. Juli (Nordsee-Dienst) - ", ("INNSBRUCK", "16. Juli", "Nordsee-Dienst")),
    ("COTONOU, 11 février (Agence Lémane) - ", ("COTONOU", "11 février", "Agence Lémane")),
    ("Paris, 1er sept 2019 (AFP) - ", ("Paris", "1er sept 2019", "AFP")),
    ("MADRID, 21 de marzo (EFE) - ", ("MADRID", "21 de marzo", "EFE")),
    ("Madrid, 24 sep (EFE).- ", ("Madrid", "24 sep", "EFE")),
    ("Lisboa, 24 set 2019 (Lusa) – ", ("Lisboa", "24 set 2019", "Lusa")),
    ("(ANSA) - ROMA, 24 SET - ", ("ROMA", "24 SET", "ANSA")),
    ("MOSCOW, September 24. /TASS/. ", ("MOSCOW", "September 24", "TASS")),
    ("NEW DELHI, Sept 24 (PTI): ", ("NEW DELHI", "Sept 24", "PTI")),
    ("ROME, March 13, Reuter - ", ("ROME", "March 13", "Reuter")),
    ("MONTREAL, Feb 26- ", ("MONTREAL", "Feb 26", None)),
    ("KIRUNA, Sweden - ", ("KIRUNA, Sweden", None, None)),
    ("BRASILIA, 31-Aug (Xinhua) - ", None),  # no form of date that is known, so no certainty
    ("Tuesday, Sept 24 - ", None),
    ("NOTE - ", None),
    ("ATTENTION EDITORS - ", None),
    ("UPDATE — ", None),
    ("GOLD - ", None),
    ("Paris — ", None),
    ("He said - and meant it - that ", None),
    ("(Recasts) - ", None),
    ("(Adds Details, Background) - ", None),
    ("Q: ", None),
    ("Smith (who is 41) - ", None),
    ("1974 - ", None),
    ("May 4 - ", None),
    ("* May 4 - ", None),
    ("A - ", None),
    ("", None),
]

# A title: the slug before it, or "" when there is none.
TITLES: list[tuple[str, str]] = [
    ("UPDATE 1-Mill to close", "UPDATE 1-"),
    ("UPDATE 2 - Mill to close", "UPDATE 2 - "),
    ("UPDATE 1-MILL TO CLOSE", "UPDATE 1-"),
    ("URGENT-Mill to close", "URGENT-"),
    ("URGENT: Mill to close", "URGENT: "),
    ("CORRECTED - MILL TO CLOSE", "CORRECTED - "),
    ("UPDATE 3-CORRECTED-Mill to close", "UPDATE 3-CORRECTED-"),
    ("WRAPUP 4-Mill to close", "WRAPUP 4-"),
    ("RPT-Mill to close", "RPT-"),
    ("BRIEF-Mill to close", "BRIEF-"),
    ("FACTBOX-Five facts on mills", "FACTBOX-"),
    ("BREAKING: Mill to close", "BREAKING: "),
    ("EXCLUSIVE | Mill to close", "EXCLUSIVE | "),
    ("ACTUALIZA 1-Cierra la fábrica", "ACTUALIZA 1-"),
    ("(RPT) MILL TO CLOSE", "(RPT) "),
    ("(CORRECTED) - Mill to close", "(CORRECTED) - "),
    ("(Mill) to close", ""),
    ("Update on the mill: it closes", ""),
    ("Mill to close", ""),
    ("GRAINS-Wheat falls", ""),
    ("FLASH-FLOODS HIT COAST", ""),
    ("TEXT-only phones come back", ""),
    ("URGENT CARE CENTRE OPENS", ""),
    ("Exclusive: the mill", ""),
    ("Breaking Bad actor dies", ""),
    ("UPDATE 1-", ""),
    ("", ""),
]

SUBTITLE = "There is room for everybody on the last tram, says the mayor"
LONG = f"{FIRST} {SECOND}"
WRAPPED = (
    "    The paper said that the new rules would not cover the spot\n"
    "market, and that traders had asked for a year to adapt their\n"
    "systems to them."
)
REFRAIN = "The last load is in,\nAnd the first lamp is lit."
CHINESE = "市政府宣布夜间电车将于周五开始运行至凌晨"
RULE = "-" * 40
# A whole body: how each piece that goes starts.
REPEATS: list[tuple[str, str, list[str]]] = [
    ("subtitle twice", f"Title of it\n\n{SUBTITLE}\n\n{SUBTITLE}\n\n{FIRST}", [SUBTITLE]),
    ("subtitle twice in a block", f"Title of it\n{SUBTITLE}\n{SUBTITLE}\n\n{FIRST}", [SUBTITLE]),
    ("three times", f"{SUBTITLE}\n\n{SUBTITLE}\n\n{SUBTITLE}\n\n{FIRST}", [SUBTITLE, SUBTITLE]),
    ("other case and blanks", f"{SUBTITLE}\n\n {SUBTITLE.upper().replace(' ', '  ')}\n\n{FIRST}", ["THERE  IS"]),
    ("with a credit between", f"{SUBTITLE}\n\nPhoto: A Roe/AP\n\n{SUBTITLE}\n\n{FIRST}", ["Photo: A Roe/AP", SUBTITLE]),
    ("title and subtitle again", f"{SUBTITLE}\nOther words stand here too\n\n{SUBTITLE}\n\n{FIRST}", [SUBTITLE]),
    ("as a caption further down", f"{SUBTITLE}\n\n{FIRST}\n\n{SUBTITLE}\n\n{SECOND}", [SUBTITLE]),
    (
        "a quoted subtitle in the head",
        f'"We all fit in the last tram"\n\n"We all fit in the last tram"\n\n{FIRST}',
        ['"We'],
    ),
    ("long paragraph pasted twice", f"{LONG}\n\n{LAST}\n\n{LONG}", [LONG]),
    ("long paragraph, single breaks", f"{LONG}\n{LAST}\n{LONG}", [LONG]),
    ("wrapped paragraph twice", f"{WRAPPED}\n    It gave no date,\nand a man\nsaid so.\n{WRAPPED}", ["The paper"]),
    ("spanish", f"La ciudad tendrá tranvías de noche\n\nLa ciudad tendrá tranvías de noche\n\n{FIRST}", ["La ciudad"]),
    ("chinese", f"{CHINESE}\n\n{CHINESE}\n\n{FIRST}", ["市政府"]),
    ("line breaks of Windows", f"Title\r\n\r\n{SUBTITLE}\r\n\r\n{SUBTITLE}\r\n\r\n{FIRST}", [SUBTITLE]),
    # What must stay.
    ("once", f"{SUBTITLE}\n\n{FIRST}", []),
    ("short answers", f"{FIRST}\n\nYes.\n\nNo.\n\nYes.\n\nYes.\n\nNo.", []),
    ("short title", f"Night trams\n\nNight trams\n\n{FIRST}", []),
    (
        "turns of speech",
        f"{FIRST}\n\nQ: Do you regret any of it today?\n\nA: I do not think so.\n\nQ: Do you regret any of it today?",
        [],
    ),
    (
        "the same answer",
        f"{FIRST}\n\nA: I really do not know that.\n\nQ: And now?\n\nA: I really do not know that.",
        [],
    ),
    ("refrain", f"{FIRST}\n\n{REFRAIN}\n\n{SECOND}\n\n{REFRAIN}", []),
    ("refrain at the top", f"{REFRAIN}\n\n{SECOND}\n\n{REFRAIN}", []),
    ("a chant", f'{FIRST}\n\n"We will not be moved from here!"\n\n"We will not be moved from here!"\n\n{SECOND}', []),
    ("a cry", f"{FIRST}\n\nDo not let the lamp go out!\n\nDo not let the lamp go out!\n\n{SECOND}", []),
    ("table rows", f"{FIRST}\n\nWheat Sep   531.00   -9.25\nCorn Dec   421.50   -3.00\nWheat Sep   531.00   -9.25", []),
    ("rows with single blanks", f"{FIRST}\n\nWheat September 531.00 -9.25\n\nWheat September 531.00 -9.25", []),
    ("earnings", f"{FIRST}\n    Avg shrs 13.9 mln vs 13.8 mln\n    Year\n    Avg shrs 13.9 mln vs 13.8 mln", []),
    ("list items", f"{FIRST}\n\n* Talks go on in the capital\n\n* Talks go on in the capital", []),
    ("numbered items", f"{FIRST}\n\n1. Talks go on in the capital\n\n2. Talks go on in the capital", []),
    ("diary", f"{FIRST}\n\n0900 Central bank conference\n\nTUESDAY\n\n0900 Central bank conference", []),
    ("subheads", f"{FIRST}\n\nWhat happens after the vote\n\n{SECOND}\n\nWhat happens after the vote\n\n{LAST}", []),
    (
        "introductions",
        f"{FIRST}\n\nThe members voted as follows:\n\nFor 12\n\nThe members voted as follows:\n\nFor 9",
        [],
    ),
    (
        "wrapped lines",
        "It was said\nthat trams in the city would never\nrun late, and\nthat trams in the city would never\npay.",
        [],
    ),
    ("similar lines", f"{SUBTITLE}\n\n{SUBTITLE} again\n\n{FIRST}", []),
    ("separators", f"{FIRST}\n\n* * *\n\n{SECOND}\n\n* * *\n\n{LAST}", []),
    ("rules", f"{FIRST}\n{RULE}\n{SECOND}\n{RULE}", []),
    ("a sentence of few words", f"{FIRST}\n\nHe did not elaborate.\n\n{SECOND}\n\nHe did not elaborate.", []),
    (
        "a sentence of some words",
        f"{FIRST}\n\nThe ministry did not comment on it.\n\n{SECOND}\n\nThe ministry did not comment on it.",
        [],
    ),
]


@pytest.mark.parametrize(("line", "reason"), LINES)
def test_a_line_between_paragraphs(line: str, reason: str | None) -> None:
    got = removed(f"{FIRST}\n\n{line}\n\n{SECOND}\n\n{LAST}")
    assert got == ([(reason, line.strip())] if reason else [])


@pytest.mark.parametrize(("tail", "reason"), TAILS)
def test_the_last_lines(tail: str, reason: str | None) -> None:
    for gap in ("\n\n", "\n"):
        got = removed(f"{FIRST}\n\n{LAST}{gap}{tail}\n")
        assert got == ([(reason, tail.strip())] if reason else [])


@pytest.mark.parametrize(("start", "parts"), DATELINES)
def test_datelines(start: str, parts: Parts | None) -> None:
    body = f"Night trams to run\n\n{start}{FIRST}\n\n{SECOND}"
    document = cleaned(body)
    if parts is None:
        assert document.dateline is None
        assert document.body.text == body
        return
    found = document.dateline
    assert found is not None
    assert (found.place, found.date_text, found.agency) == parts
    assert body[found.start : found.end] == start.rstrip()
    assert [(cut.reason, cut.text) for cut in document.removed] == [("dateline", start)]
    assert document.body.text == f"Night trams to run\n\n{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(("title", "slug"), TITLES)
def test_slugs_of_titles(title: str, slug: str) -> None:
    document = cleaned(FIRST, title)
    assert document.title.text == title[len(slug) :]
    assert [(cut.field, cut.text) for cut in document.removed] == ([("title", slug)] if slug else [])


@pytest.mark.parametrize(("name", "body", "gone"), REPEATS, ids=[name for name, _, _ in REPEATS])
def test_repeats(name: str, body: str, gone: list[str]) -> None:
    got = [cut.text.strip() for cut in cleaned(body).removed]
    assert len(got) == len(gone), name
    for text, start in zip(got, gone, strict=True):
        assert text.startswith(start)


def test_precision_and_recall_over_the_tables() -> None:
    """Counted over lines and tails: of what goes, how much had to; of what had to, how much goes."""
    right = wrong = missed = 0
    cases = [(f"{FIRST}\n\n{line}\n\n{SECOND}\n\n{LAST}", line, reason) for line, reason in LINES]
    cases += [(f"{FIRST}\n\n{LAST}\n\n{tail}", tail, reason) for tail, reason in TAILS]
    for body, line, reason in cases:
        got = removed(body)
        right += got == [(reason, line.strip())]
        wrong += bool(got) and got != [(reason, line.strip())]
        missed += not got and reason is not None
    assert len(cases) + len(DATELINES) + len(TITLES) + len(REPEATS) >= 150
    assert (wrong, missed) == (0, 0)
    assert right == sum(reason is not None for _, _, reason in cases)


def test_datelines_need_to_stand_alone_in_the_article() -> None:
    assert cleaned(f"PARIS - {FIRST}\n\nROME - {SECOND}").dateline is None
    assert cleaned(f"NASA — The agency said no. {FIRST}\n\nOfficials at NASA agreed on it.").dateline is None
    assert cleaned(f"Jones (Kenya) - {FIRST}\n\nSmith (Ireland) - {SECOND}").dateline is None


def test_a_dateline_without_text_is_data_only() -> None:
    document = cleaned(f"LONDON, Sept 24 (Reuters) -\n\n{FIRST}")
    assert document.dateline is not None
    assert document.dateline.agency == "Reuters"
    assert document.removed == ()


def test_a_dateline_on_its_own_wrapped_line_goes_with_the_break() -> None:
    document = cleaned(f"    SANTOS, Feb 26 -\nBrazilian exporters asked buyers for three more weeks.\n{FIRST}")
    assert [cut.text for cut in document.removed] == ["SANTOS, Feb 26 -\n"]
    assert document.body.text.startswith("    Brazilian exporters")


def test_datelines_stay_in_the_text_on_request() -> None:
    article = Article(RawRecord(Position("articles", 0, 0), 0, b"{}"), f"PARIS, May 4 - {FIRST}")
    document = clean(Document.of(article), CleanSettings(datelines=False))
    assert document.dateline is not None
    assert document.body.text == article.body


def test_the_dateline_of_the_body_only_is_read_in_the_first_paragraph() -> None:
    assert cleaned(f"{FIRST}\n\nLONDON, Sept 24 (Reuters) - {SECOND}").dateline is None


def test_text_of_web_pages_has_no_blank_lines() -> None:
    title = "Night trams at last to run"
    text = [f"LONDON, Sept 24 (Reuters) - {FIRST}", "Jane Roe/Reuters", SECOND, title, f"{SECOND} {FIRST}"]
    document = cleaned("\n".join([title, *text]))
    assert document.dateline is not None
    assert [cut.reason for cut in document.removed] == ["dateline", "photo_credit", "repeated_line"]


def test_alerts_and_codes_go_at_the_top_only() -> None:
    top = removed(f"URGENT\n\nBC-BULGARIA-FIRE/PONTUS (URGENT)\n\n{FIRST}\n\n{SECOND}")
    assert [reason for reason, _ in top] == ["wire_slug", "wire_slug"]
    assert removed(f"{FIRST}\n\nBC-BULGARIA-FIRE\n\n{SECOND}") == []


def test_a_credit_at_the_end_of_a_caption_goes_and_the_caption_stays() -> None:
    caption = "Mayor Ann Lee boards the last tram on Friday."
    document = cleaned(f"{caption} (AP Photo/Jane Roe)\n\n{FIRST}")
    assert [(cut.reason, cut.text) for cut in document.removed] == [("photo_credit", " (AP Photo/Jane Roe)")]
    assert document.body.text.startswith(f"{caption}\n\n")
    assert removed(f"{FIRST} (Photo finish: Smith)\n\n{SECOND} (She laughed.)") == []


def test_a_sign_off_behind_the_last_full_stop_goes() -> None:
    assert removed(f"{FIRST}\n{LAST}        REUTER") == [("wire_sign_off", "REUTER")]
    assert removed(f"{FIRST}\nThe rest was told to REUTER") == []


def test_the_rest_of_a_wrapped_sentence_is_no_sign_off() -> None:
    assert removed(f"{FIRST}\nThere is no hope of that, a spokesman of the city told\nReuters.") == []
    assert removed(f"{FIRST}\nSource:\nReuters") == []


def test_several_pieces_are_peeled_off_the_end() -> None:
    body = f"{FIRST}\n\n{LAST}\n\n(Reporting by Jane Roe; Editing by John Doe)\n\n© 2024 Norwire\n\nENDS"
    assert [reason for reason, _ in removed(body)] == ["byline_trailer", "copyright", "wire_sign_off"]
    assert cleaned(body).body.text == f"{FIRST}\n\n{LAST}"


def test_paragraphs_stay_apart_and_no_blank_lines_pile_up() -> None:
    body = f"Title of the story\n{SUBTITLE}\n{SUBTITLE}\n\nPhoto: A Roe/AP\n\n\n{FIRST}\n"
    assert cleaned(body).body.text == f"Title of the story\n{SUBTITLE}\n\n\n{FIRST}\n"


def test_a_text_of_nothing_but_furniture_stays() -> None:
    for body in ("Getty Images", "Photo: Jane Roe/AFP\n\n© 2020 AFP\n", "ENDS"):
        document = cleaned(body)
        assert document.body.text == body
        assert document.removed == ()


def test_earlier_cleaning_is_replaced() -> None:
    once = cleaned(f"{SUBTITLE}\n\n{SUBTITLE}\n\n{FIRST}", "UPDATE 1-Trams")
    assert clean(once) == once


def test_settings_are_checked() -> None:
    with pytest.raises(OptionError, match="--clean-head-lines"):
        CleanSettings(head_lines=-1)
