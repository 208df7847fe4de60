"""`feedback-ai doctor`: is everything there that the software needs?"""

import os
import platform
import shutil
from collections.abc import Callable, Iterator

import typer

from feedback_ai.errors import FeedbackError, SettingError

MIN_FREE_BYTES = 1_000_000_000


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(doctor)


def doctor() -> None:
    """Check settings, model, store, redaction and disk; exit code 1 if something is wrong."""
    failed = False
    for name, check in _checks():
        try:
            typer.echo(f"ok    {name}: {check()}")
        except FeedbackError as error:
            failed = True
            typer.echo(f"wrong {name}: {error}")
    if failed:
        raise typer.Exit(1)


def _checks() -> Iterator[tuple[str, Callable[[], str]]]:
    yield "python", platform.python_version
    yield "settings", _settings
    yield "home", _home
    yield "model", _model
    yield "routing", _routing
    yield "alerts", _alerts
    yield "incidents", _incidents
    yield "journey", _journey
    yield "trackers", _trackers
    yield "store", _store
    yield "redaction", _redaction


def _settings() -> str:
    from feedback_ai.settings import get_settings

    get_settings()
    named = sorted(name for name in os.environ if name.startswith("FEEDBACK_AI_"))
    return ", ".join(named) or "all defaults"


def _home() -> str:
    from feedback_ai.settings import get_settings

    home = get_settings().home
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = home / ".doctor"
        probe.write_text("ok", encoding="ascii")
        probe.unlink()
    except OSError as error:
        raise SettingError(
            f"{home} cannot be written ({error.strerror}).", hint="Point FEEDBACK_AI_HOME at a directory of yours."
        ) from None
    free = shutil.disk_usage(home).free
    if free < MIN_FREE_BYTES:
        raise SettingError(f"{home} has {free / 1e9:.1f} GB left.", hint="Make room; a store grows with its texts.")
    return f"{home}, {free / 1e9:.0f} GB free"


def _model() -> str:
    from feedback_ai.analyzer import Analyzer

    analyzer = Analyzer()
    analyzer.analyze(["The parcel came two days late.", "服务员态度很差。"])
    info = analyzer.model_info
    return f"{info.name} {info.version}, label set {info.labels}"


def _routing() -> str:
    from feedback_ai.settings import get_settings
    from feedback_ai.triage.routing import load_rules

    rules = load_rules(get_settings().routing)
    return f"{len(rules.rules)} rules, {len(rules.teams)} teams" if rules.rules else "no rules"


def _alerts() -> str:
    from feedback_ai.notify.rules import load_alert_rules
    from feedback_ai.settings import get_settings

    rules = load_alert_rules(get_settings().alerts)
    return f"{len(rules.rule)} rules, {'no quiet hours' if rules.quiet is None else 'quiet hours'}"


def _incidents() -> str:
    from feedback_ai.settings import get_settings
    from feedback_ai.triage.incident_rules import load_incident_rules

    rules = load_incident_rules(get_settings().incidents)
    return f"{rules.detection.min_texts} cases at least, {len(rules.playbook)} playbooks"


def _journey() -> str:
    from feedback_ai.measure.journey import load_journey
    from feedback_ai.settings import get_settings

    return ", ".join(load_journey(get_settings().journey).names)


def _trackers() -> str:
    from feedback_ai.connect.trackers import load_trackers
    from feedback_ai.services.trackers import is_ready
    from feedback_ai.settings import get_settings

    trackers = load_trackers(get_settings().trackers)
    missing = [one for one in trackers.tracker if not is_ready(one)]
    if missing:
        raise SettingError(
            f"The tracker {missing[0].name!r} has no token that can be used.",
            hint=f"Set the environment variable {missing[0].token_env} where messages are delivered.",
        )
    return ", ".join(trackers.names) or "none"


def _store() -> str:
    from feedback_ai.settings import get_settings
    from feedback_ai.store import Store

    store = Store.find(get_settings().store_url)
    if store is None:
        return "none yet; `feedback-ai ingest` makes it"
    with store:
        return store.display_url


def _redaction() -> str:
    from feedback_ai.normalize.redaction import redact

    text, redactions = redact("write to jane@example.org")
    if not redactions or "jane" in text:
        raise SettingError("The recognizers do not find an e-mail address.", hint="Reinstall from constraints.txt.")
    return "recognizers answer"
