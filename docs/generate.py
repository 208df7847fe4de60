"""Writes the pages made from the code: settings, errors, command line, exact rules; and the README's sample output.

`python docs/generate.py` writes, `--check` only compares (part of `make check`), `--demo` fills the README's block.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import typer

from feedback_ai import errors
from feedback_ai.classify.rules import GRADES, LANGS, RuleBook, load_book
from feedback_ai.classify.rules.book import Lang
from feedback_ai.classify.rules.promises.lists import load_words
from feedback_ai.cli.main import app
from feedback_ai.schema import RuleKind
from feedback_ai.schema.messages import heading
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


ERRORS_LANGUAGE = """Commands tell errors in the language of `--lang`, else of `FEEDBACK_AI_LANG`, else of the locale
(`LC_ALL`, `LC_MESSAGES`, `LANG`). In Chinese they are told word by word; where a sentence is another
software's, the sentence of the table says what kind of error it is and what to do, and the English follows in brackets.
What things are called is in [terms](terms.md). Mistakes in the form of a command line, such as an option that does not
exist, are told in English, and so are the bodies of HTTP errors and `FILE.errors.jsonl`, which are for programs.
"""


def errors_page() -> str:
    """Every error code with what it means."""
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    kinds = [kind for kind in classes if issubclass(kind, errors.FeedbackError) and kind is not errors.FeedbackError]
    rows = [
        f"| `{kind.code}` | {(kind.__doc__ or '').strip().splitlines()[0]} | {heading(kind.code)} |" for kind in kinds
    ]
    intro = "Each error says what happened, what to do and the valid options. Scripts may rely on the code."
    refused = "Rows that are refused while the rest goes on have codes of their own: see [ingest](ingest.md)."
    table = ["| code | meaning | in Chinese |", "|---|---|---|", *rows]
    return "\n".join([MADE, "# Errors", "", intro, "", ERRORS_LANGUAGE, refused, "", *table, ""])


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


RULES_INTRO = """Beside the model stand exact rules. They find what a text *states*: threats of a regulator, a court or
the press, dangers, and quantities. An analysis lists what they found under `rules`, in the order of the text:

```json
{"kind": "quantity", "rule": "duration", "start": 9, "end": 19,
 "quantity": {"value": 45.0, "upper": null, "unit": "minutes"}}
```

`start` and `end` count code points of the returned `text`. A range has both `value` and `upper` (两三天 is 2880 to 4320
minutes); a month counts 30 days, a year 365; money has its ISO 4217 code, a bare `$` counting as US dollars.

A rule never changes a label. It may ask a person to look, where what is stated is graver than the grade that the model
gave (or it gave none). The grades are those of the codebook: a danger to health or safety is S1; a threat of court,
regulator or press is S2.

"""
RULES_FORM = """The rules are data: `src/feedback_ai/classify/rules/en.toml` and `zh.toml`, where their form is
explained. Texts are folded to lower case and Simplified characters before the rules read them, so Traditional texts
meet the same rules. Every example below is a test. What the rules add to the model, in figures, stands in the card of
the bundle.
"""


def rules_page() -> str:
    """The exact rules of both languages, with their examples and their lists."""
    reasons = [
        f"| `{kind}` | `{reason}` | {' or '.join(sorted(grades))} |" for kind, (reason, grades) in GRADES.items()
    ]
    table = ["| kind | review reason | unless the severity is |", "|---|---|---|", *reasons]
    books = [part for lang in LANGS for part in _rule_book(lang, load_book(lang))]
    words = [part for lang in LANGS for part in _promise_words(lang)]
    return "\n".join([MADE, "# Exact rules", "", RULES_INTRO + "\n".join(table), "", RULES_FORM, *books, *words])


def _promise_words(lang: Lang) -> list[str]:
    lists = load_words(lang).lists
    lines = [f"- `{name}`: {', '.join(phrases)}" for name, phrases in sorted(lists.items()) if phrases]
    title = {"en": "English", "zh": "Chinese"}[lang]
    told = (
        "By these lists [promises and outcomes](gap.md#promises) are told apart; those with a dot tell which way is"
        " better."
    )
    return [f"## Promises: {title}", "", told, "", *lines, ""]


def _rule_book(lang: str, book: RuleBook) -> list[str]:
    rows = [
        f"| `{rule.kind}` | {rule.name} | {rule.about} | {'; '.join(rule.examples)} |"
        f" {'; '.join(rule.counterexamples)} |"
        for kind in RuleKind
        for rule in book.rules
        if rule.kind is kind
    ]
    head = ["| kind | rule | what it finds | finds | does not find |", "|---|---|---|---|---|"]
    patterns = [
        f"- {rule.name}: "
        + ", ".join(f"`{pattern}`" for pattern in rule.patterns)
        + (f"; not right after {', '.join(f'`{pattern}`' for pattern in rule.not_after)}" if rule.not_after else "")
        for rule in book.rules
    ]
    lists = [
        f"- `{name}`: "
        + "; ".join((f"**{value}** " if value else "") + ", ".join(own) for value, own in values.items())
        for name, values in sorted(book.lists.items())
    ]
    title = {"en": "English", "zh": "Chinese"}[lang]
    return [
        *(f"## {title}", "", *head, *rows, ""),
        *(f"### Patterns ({title})", "", *patterns, ""),
        *(f"### Lists ({title})", "", *lists, ""),
    ]


PAGES = {
    "docs/settings.md": settings_page,
    "docs/errors.md": errors_page,
    "docs/cli.md": cli_page,
    "docs/rules.md": rules_page,
}


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
