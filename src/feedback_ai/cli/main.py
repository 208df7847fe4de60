"""The command `feedback-ai`: its groups, and how errors are shown.

Commands import what they need when they run, so that `--help` answers at once.
"""

import sys

import typer

from feedback_ai.cli import (
    alerts,
    analyze,
    audit,
    backlog,
    backlog_effect,
    cases,
    corrections,
    db,
    demo,
    doctor,
    embed,
    gap,
    incidents,
    ingest,
    keys,
    measure,
    report,
    serve,
    topics,
    trackers,
    webhooks,
)
from feedback_ai.cli.options import asked_lang
from feedback_ai.errors import FeedbackError
from feedback_ai.schema.messages import error_line

STOPPED = (
    "Stopped. What was committed is kept; repeat the command to go on.",
    "已停止。已提交的内容均已保留；重新运行该命令即可继续。",
)

app = typer.Typer(
    name="feedback-ai",
    help="Reads customer feedback in English and Chinese and turns it into service-quality decisions, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (analyze, embed, ingest, report, serve, doctor, demo):
    module.add_to(app)
for _name, _group in (("topics", topics), ("measure", measure), ("cases", cases), ("backlog", backlog)):
    app.add_typer(_group.app, name=_name)
for _name, _group in (("alerts", alerts), ("incidents", incidents), ("webhooks", webhooks), ("trackers", trackers)):
    app.add_typer(_group.app, name=_name)
app.add_typer(corrections.app, name="corrections")
backlog_effect.add_to(backlog.app)
gap.add_to(measure.app)
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")
app.add_typer(db.app, name="db")


def run() -> None:
    """Entry point; a known error is one clear line on stderr and exit code 1."""
    try:
        app()
    except FeedbackError as error:
        typer.echo(error_line(error, asked_lang(sys.argv[1:])), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo(STOPPED[asked_lang(sys.argv[1:]) == "zh"], err=True)
        sys.exit(130)
