"""``dateline explain``: what the stages made of one article, and why, in words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from itertools import islice

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.commands.input_files import opened, record_micros
from dateline.commands.shared_options import option
from dateline.commands.stage_options import stage_options
from dateline.encode.jsonlines import to_json_line
from dateline.encode.output import EncodeSettings
from dateline.errors import ArticleError, OptionError
from dateline.explanation import Fact, Finding, Section
from dateline.offline import OfflineStages
from dateline.options import StageSettings
from dateline.records import DeadLetter, Document, Position, RawRecord
from dateline.samples import read_payloads
from dateline.times.explaining import explain_times

EXPLAINERS: Mapping[str, Callable[[Document], Section]] = {"times": explain_times}
"""The stages that can explain themselves, in the order of their sections. A stage joins by one line here."""

LEAST_WIDTH = 100
"""Columns of the text: narrower, reasons would be cut into slivers."""


@click.command()
@option("--input", "source", required=True, metavar="FILE|-", help="JSON Lines of articles; '-' is standard input.")
@option("--line", type=click.IntRange(1), default=1, help="Which line of the input to explain.")
@option(
    "--record-time",
    default=None,
    help="When the article came in (RFC 3339), its anchor if it has no publication time; "
    "else the input file's modification time, or now for standard input.",
)
@option("--json", "as_json", is_flag=True, help="One JSON object with the same facts, instead of text.")
@stage_options
def explain(source: str, line: int, record_time: str | None, as_json: bool, stages: StageSettings) -> None:
    """Explain one article: each time expression with its rule, anchor, direction, zone and links, in words.

    The same stages as in `dateline enrich` run on it. Exit code 1 when the article cannot be processed.

    \b
    Examples:
      dateline explain --input article.jsonl
      dateline explain --input articles.jsonl --line 7 --stages clean,times
      dateline explain --input - --json < article.jsonl | jq '.sections[].findings[] | {text, facts}'
    """
    micros = record_micros(source, record_time) if source == "-" else None
    with opened(source) as file:
        value = next(islice(file, line - 1, None), None)
    if value is None:
        raise OptionError("--line", f"{source} has no line {line}.", "Lines are counted from 1.")
    micros = micros if micros is not None else record_micros(source, record_time)
    record = RawRecord(Position(source, 0, line), micros, next(iter(read_payloads([value])), b""))
    document = processed(record, stages)
    sections = [told(document) for stage, told in EXPLAINERS.items() if stages.runs(stage)]
    if as_json:
        article = document.article
        row = {"id": article.id, "article_id": article.article_id, "title": article.title}
        sys.stdout.buffer.write(to_json_line({**row, "sections": [section.as_row() for section in sections]}))
        sys.stdout.buffer.flush()
        return
    console = Console(width=max(LEAST_WIDTH, Console().width), highlight=False)
    for section in sections:
        show(section, document, console)


def processed(record: RawRecord, stages: StageSettings) -> Document:
    """The document that the stages make of one record; raises :class:`ArticleError` if they cannot."""
    runner = OfflineStages(stages, EncodeSettings(stages.provenance(), from_file=True))
    (item,) = runner.items([record])
    if isinstance(item, DeadLetter):
        raise ArticleError(f"The article cannot be processed ({item.stage}): {item.message}")
    if not isinstance(item, Document):
        raise ArticleError("The article is a copy of itself.", "Leave out the deduplicate stage.")
    return item


def show(section: Section, document: Document, console: Console) -> None:
    """Print a section: what holds for the whole article, then a block for each finding."""
    title = document.article.title or document.article.body.strip().partition("\n")[0]
    console.print(Text.assemble((section.title, "bold green"), "  ", (title[:100], "bold")))
    console.print(_table(section.facts))
    for finding in section.findings:
        console.print()
        console.print(_heading(finding), no_wrap=True, overflow="ellipsis")
        console.print(_table(finding.facts))
    if not section.findings:
        console.print(f"\nThe stage {section.stage} found nothing.")


def _heading(finding: Finding) -> Text:
    return Text.assemble(
        (f"{finding.number:>3}  ", "green"),
        (f"{finding.field} {finding.start}-{finding.end}  ", "cyan"),
        (finding.before, "dim"),
        (finding.text, "bold underline"),
        (finding.after, "dim"),
    )


def _table(facts: tuple[Fact, ...]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=5)
    table.add_column(style="cyan", no_wrap=True, width=13)
    table.add_column()
    for fact in facts:
        table.add_row("", fact.label, Text(fact.words, style="yellow" if fact.warns else ""))
    return table
