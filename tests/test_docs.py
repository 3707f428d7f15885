"""What is public has a docstring, and every command has help with an example: the docs cannot fall behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dateline.cli import dateline

PACKAGE = Path(__file__).parents[1] / "pipelines" / "dateline"
Documented = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def public(tree: ast.AST) -> Iterator[Documented]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_everything_public_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module"
    missing = [node.name for node in public(tree) if not ast.get_docstring(node)]
    assert not missing


def commands(group: click.Group, path: str = "dateline") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize(
    ("path", "command"), list(commands(dateline)), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_has_help_with_an_example(path: str, command: click.Command) -> None:
    assert path in (command.help or "")


@pytest.mark.parametrize(
    ("path", "command"), list(commands(dateline)), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_option_has_help_and_an_environment_variable(path: str, command: click.Command) -> None:
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "help":
            assert parameter.help, f"{path} {parameter.opts}"
            assert str(parameter.envvar).startswith("DATELINE_"), f"{path} {parameter.opts}"
