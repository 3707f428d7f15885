"""What the README shows is what the commands print."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

from dateline.cli import COMMANDS

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """The fenced block behind the comment ``<!-- example:name -->``."""
    found = re.search(rf"<!-- example:{name} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found, name
    return found[1]


def test_the_example_prints_what_the_readme_shows(tmp_path: Path) -> None:
    article = tmp_path / "article.jsonl"
    article.write_text(block("input"), encoding="utf-8")
    command = [sys.executable, "-m", "dateline", "enrich", "--input", str(article), "--output", "-"]
    shown = subprocess.run([*command, "--as", "text"], capture_output=True, text=True, timeout=120, check=True)
    assert shown.stdout == block("output")


def test_the_python_examples_hold() -> None:
    examples = doctest.DocTestParser().get_doctest(
        "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL)), {}, "README", None, 0
    )
    assert examples.examples
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples)
    assert results.failed == 0


def test_every_command_is_in_the_readme() -> None:
    for verb in COMMANDS:
        assert f"`dateline {verb}" in README


def test_every_path_that_the_readme_links_is_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (Path(__file__).parents[1] / target).exists(), target
