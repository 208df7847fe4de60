"""What each command does over HTTP, and errors that name commands told in paths."""

import re
from collections.abc import Mapping

PATHS: Mapping[str, str | None] = {
    "analyze": "POST /v1/analyze",
    "ingest": "POST /v1/feedback",
    "report": "GET /v1/reports/{period}",
    "topics fit": None,
    "topics list": "GET /v1/topics",
    "topics show": "GET /v1/topics/{topic_id}",
    "topics discover": None,
    "topics emerging": "GET /v1/topics/emerging",
    "topics series": "GET /v1/topics/{topic_id}/series",
    "topics candidates": "GET /v1/topics/candidates",
    "topics backtest": None,
    "topics rename": "PATCH /v1/topics/{topic_id}",
    "topics merge": "POST /v1/topics/{topic_id}/merge",
    "topics split": "POST /v1/topics/{topic_id}/split",
    "topics pin": "PATCH /v1/topics/{topic_id}",
    "topics unpin": "PATCH /v1/topics/{topic_id}",
    "topics hide": "PATCH /v1/topics/{topic_id}",
    "topics unhide": "PATCH /v1/topics/{topic_id}",
    "topics lineage": "GET /v1/topics/{topic_id}",
    "topics fits": "GET /v1/topics/fits",
    "topics compare": "GET /v1/topics/fits/compare",
    "measure servqual": "GET /v1/measures/servqual",
    "measure causes": "GET /v1/measures/causes",
    "measure drivers": "GET /v1/measures/drivers",
    "measure grades": "GET /v1/measures/grades",
    "measure escalations": "GET /v1/escalations",
    "measure acknowledge": "POST /v1/escalations/{escalation_id}/acknowledge",
    "measure indicators": "GET /v1/measures/indicators",
    "measure import-series": "POST /v1/series",
    "measure list-series": "GET /v1/series",
    "measure withdraw-series": "POST /v1/series/withdraw",
    "measure drill": "GET /v1/measures/causes/drill",
    "measure fishbone": "GET /v1/measures/fishbone",
    "measure spread": "GET /v1/measures/causes/spread",
    "measure elements": "GET /v1/measures/elements",
    "measure training": "GET /v1/measures/training",
    "measure journey": "GET /v1/measures/journey",
    "measure gap": "GET /v1/measures/gap",
    "measure import-survey": "POST /v1/surveys",
    "measure find-promises": "POST /v1/promises/find",
    "audit sample": "POST /v1/audits",
    "audit import": "PUT /v1/audits/{audit_id}/labels",
    "audit list": "GET /v1/audits",
    "audit show": "GET /v1/audits/{audit_id}",
    "cases list": "GET /v1/cases",
    "cases show": "GET /v1/cases/{case_id}",
    "cases outcomes": "GET /v1/cases/outcomes",
    "cases assign": "POST /v1/cases/{case_id}/assignment",
    "cases transition": "POST /v1/cases/{case_id}/transitions",
    "cases pause": "POST /v1/cases/{case_id}/pauses",
    "cases resume": "POST /v1/cases/{case_id}/pauses",
    "cases correct": "POST /v1/feedback/{feedback_id}/corrections",
    "cases follow-up": "POST /v1/cases/{case_id}/follow-ups",
    "corrections export": "GET /v1/corrections/export",
    "alerts check": "POST /v1/alerts/check",
    "alerts list": "GET /v1/alerts",
    "alerts show": "GET /v1/alerts/{alert_id}",
    "alerts acknowledge": "POST /v1/alerts/{alert_id}/acknowledge",
    "alerts close": "POST /v1/alerts/{alert_id}/close",
    "alerts deliver": "POST /v1/alerts/deliver",
    "incidents list": "GET /v1/incidents",
    "incidents show": "GET /v1/incidents/{incident_id}",
    "incidents confirm": "POST /v1/incidents/{incident_id}/confirm",
    "incidents dismiss": "POST /v1/incidents/{incident_id}/dismiss",
    "incidents close": "POST /v1/incidents/{incident_id}/close",
    "webhooks add": "POST /v1/webhooks",
    "webhooks list": "GET /v1/webhooks",
    "webhooks revoke": "DELETE /v1/webhooks/{webhook_id}",
    "webhooks test": "POST /v1/webhooks/{webhook_id}/test",
    "backlog build": "POST /v1/backlog/build",
    "backlog list": "GET /v1/backlog",
    "backlog show": "GET /v1/backlog/{item_id}",
    "backlog update": "PATCH /v1/backlog/{item_id}",
    "backlog push": "POST /v1/backlog/{item_id}/push",
    "backlog export": "GET /v1/backlog/export",
    "backlog plan": "POST /v1/backlog/{item_id}/plan",
    "backlog verify": "POST /v1/backlog/{item_id}/verify",
    "backlog watch": "POST /v1/backlog/watch",
    "backlog measure": "POST /v1/backlog/{item_id}/countermeasures",
    "backlog done": "POST /v1/backlog/{item_id}/countermeasures/{number}/done",
    "backlog estimate": "POST /v1/backlog/{item_id}/estimate",
    "trackers list": "GET /v1/trackers",
    "trackers test": "POST /v1/trackers/{name}/test",
    "trackers sync": "POST /v1/trackers/sync",
    "keys create": None,
    "keys list": None,
    "keys revoke": None,
    "db upgrade": None,
    "embed": None,
    "serve": None,
    "doctor": None,
    "demo": None,
}
"""The path of each command; None where it works only on the machine of the store. docs/api.md shows it."""
EVERY = {"measure escalations --all": "GET /v1/escalations?every=true"}
"""Of commands with an option that their path has under another name."""
COMMAND = re.compile(r"`feedback-ai ([^`]+)`")
OPTION = re.compile(r"`?(?<!\w)--([a-z][a-z-]*)`?(?: \(`[a-z_]+`\))?")
"""An option, with what it is called over HTTP where the sentence says so already."""


def in_paths(message: str) -> str:
    """A message for those who use HTTP: commands become paths, options the names of parameters."""
    return OPTION.sub(lambda found: f"`{found[1].replace('-', '_')}`", COMMAND.sub(_path, message))


def _path(found: re.Match[str]) -> str:
    if found[1] in EVERY:
        return f"`{EVERY[found[1]]}`"
    words = found[1].split()
    name = next((name for n in (2, 1) if (name := " ".join(words[:n])) in PATHS), None)
    path = None if name is None else PATHS[name]
    return f"{found[0]} on the machine of the store" if path is None else f"`{path}`"
