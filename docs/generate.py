"""Writes the pages that are made from the code: settings, errors, command line; and the README's sample output.

`python docs/generate.py` writes, `--check` only compares (part of `make check`), `--demo` fills the README's block.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import typer

from feedback_ai import errors
from feedback_ai.cli.main import app
from feedback_ai.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
MADE = "<!-- made by docs/generate.py; do not edit -->"
DEMO = re.compile(r"(<!-- demo -->\n```text\n).*?(```\n<!-- /demo -->)", re.DOTALL)


def settings_page() -> str:
    """Every setting with its variable, default and meaning."""
    rows = [
        f"| `FEEDBACK_AI_{name.upper()}` | {_default(name)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    table = ["| variable | default | meaning |", "|---|---|---|", *rows]
    return "\n".join([MADE, "# Settings", "", "All are environment variables.", "", *table, ""])


def _default(name: str) -> str:
    if name == "home":
        return "`~/.feedback-ai`"
    value = Settings.model_fields[name].default
    return "unset" if value is None else f"`{value}`"


def errors_page() -> str:
    """Every error code with what it means."""
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    kinds = [kind for kind in classes if issubclass(kind, errors.FeedbackError) and kind is not errors.FeedbackError]
    rows = [f"| `{kind.code}` | {(kind.__doc__ or '').strip().splitlines()[0]} |" for kind in kinds]
    intro = "Each error says what happened, what to do and the valid options. Scripts may rely on the code."
    refused = "Rows that are refused while the rest goes on have codes of their own: see [ingest](ingest.md)."
    table = ["| code | meaning |", "|---|---|", *rows]
    return "\n".join([MADE, "# Errors", "", intro, "", refused, "", *table, ""])


def cli_page() -> str:
    """The help of every command."""
    group = typer.main.get_command(app)
    parts = [MADE, "# Command line", ""]
    for path, command in _commands(group, "feedback-ai"):
        context = typer.Context(command, info_name=path, terminal_width=100, max_content_width=100)
        parts += [f"## `{path}`", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(line.rstrip() for line in "\n".join(parts).split("\n"))


def _commands(command, path):  # type: ignore[no-untyped-def]
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from _commands(child, f"{path} {name}")


PAGES = {"docs/settings.md": settings_page, "docs/errors.md": errors_page, "docs/cli.md": cli_page}


def fill_demo() -> None:
    """Run the demonstration and put what it prints into the README."""
    home = ROOT / ".feedback-ai"
    command = [Path(sys.executable).parent / "feedback-ai", "demo", "--directory", str(home / "demo")]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    shown = shown.strip("\n").replace(f"{ROOT}/", "")
    readme = ROOT / "README.md"
    text = DEMO.sub(lambda block: block[1] + shown + "\n" + block[2], readme.read_text(encoding="utf-8"))
    readme.write_text(text, encoding="utf-8")


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; exit code 1 where a page is stale")
    parser.add_argument("--demo", action="store_true", help="run the demonstration and put its output into the README")
    arguments = parser.parse_args()
    if arguments.demo:
        fill_demo()
    stale = []
    for name, make in PAGES.items():
        path, content = ROOT / name, make()
        if arguments.check and (not path.exists() or path.read_text(encoding="utf-8") != content):
            stale.append(name)
        elif not arguments.check:
            path.write_text(content, encoding="utf-8")
    if stale:
        sys.exit(f"stale: {', '.join(stale)}; run `make docs`")


if __name__ == "__main__":
    main()
