"""Trackers on this machine that behave as their documented APIs do, as far as they are used; each keeps its issues."""

import base64
import re
from typing import Any, ClassVar

from tracker_talk import SECRET, TOKEN, Asked, FakeTracker, Reply


class FakeJira(FakeTracker):
    """Jira Cloud: a workflow in which work begins before it ends."""

    kind, place = "jira", 'project = "OPS"\nuser = "bot@example.org"'
    STATUSES: ClassVar = {"To Do": "new", "In Progress": "indeterminate", "Done": "done"}
    WAYS: ClassVar = {"11": "To Do", "21": "In Progress", "31": "Done"}

    def is_allowed(self, asked: Asked) -> bool:
        wanted = base64.b64encode(f"bot@example.org:{TOKEN}".encode()).decode()
        return asked.headers.get("authorization") == f"Basic {wanted}"

    def unauthorized(self) -> Reply:
        return 401, {}, {"errorMessages": ["Client must be authenticated to access this resource."], "errors": {}}

    def answer(self, asked: Asked) -> Reply:
        path = asked.path.removeprefix("/rest/api/3")
        if path == "/mypermissions":
            named = asked.query["permissions"].split(",")
            return 200, {}, {"permissions": {name: {"havePermission": True} for name in named}}
        if path == "/search/jql":
            return self._search(asked.body)
        if path == "/issue" and asked.method == "POST":
            return self._create(asked.body["fields"])
        _, _, id_, *rest = path.split("/")
        if id_ not in self.issues:
            told = "Issue does not exist or you do not have permission to see it."
            return 404, {}, {"errorMessages": [told], "errors": {}}
        if asked.method == "PUT":
            self.issues[id_]["fields"].update(asked.body["fields"])
            return 204, {}, None
        return self._transitions(id_, asked) if rest == ["transitions"] else (200, {}, self.issues[id_])

    def _search(self, body: dict[str, Any]) -> Reply:
        found = re.fullmatch(r'project = "OPS" AND labels = "([^"]+)" ORDER BY created ASC', body["jql"])
        assert found, body
        fitting = [one for one in self.issues.values() if found[1] in one["fields"]["labels"]]
        return 200, {}, {"issues": fitting[: body["maxResults"]], "isLast": True}

    def _create(self, fields: dict[str, Any]) -> Reply:
        if fields["project"] != {"key": "OPS"} or fields["description"]["type"] != "doc" or not fields["issuetype"]:
            return 400, {}, {"errorMessages": [], "errors": {"project": "valid project is required"}}
        key = f"OPS-{len(self.issues) + 1}"
        self.issues[key] = {"id": f"{10_000 + len(self.issues)}", "key": key, "fields": {**fields, "resolution": None}}
        self._set(key, "To Do")
        return 201, {}, {"id": self.issues[key]["id"], "key": key, "self": f"{self.url}/rest/api/3/issue/{key}"}

    def _transitions(self, id_: str, asked: Asked) -> Reply:
        now = self.issues[id_]["fields"]["status"]["name"]
        ways = {way: to for way, to in self.WAYS.items() if to != now}
        if asked.method == "GET":
            listed = [{"id": way, "name": f"to {to}", "to": self._status(to)} for way, to in ways.items()]
            return 200, {}, {"transitions": listed}
        if (way := asked.body["transition"]["id"]) not in ways:
            return 400, {}, {"errorMessages": ["The transition is not valid."], "errors": {}}
        self._set(id_, ways[way])
        return 204, {}, None

    def _status(self, name: str) -> dict[str, Any]:
        return {"name": name, "statusCategory": {"key": self.STATUSES[name]}}

    def _set(self, id_: str, name: str) -> None:
        self.issues[id_]["fields"]["status"] = self._status(name)

    def finish(self, id_: str, *, dropped: bool = False) -> None:
        self._set(id_, "Done")
        self.issues[id_]["fields"]["resolution"] = {"name": "Won't Do" if dropped else "Done"}

    def reopen(self, id_: str) -> None:
        self._set(id_, "In Progress")


class FakeGitHub(FakeTracker):
    """GitHub: issues and pull requests in one list."""

    kind, place = "github", 'repo = "acme/service"'

    def answer(self, asked: Asked) -> Reply:
        assert asked.headers["x-github-api-version"] == "2022-11-28"
        if asked.path == "/repos/acme/service":
            return 200, {}, {"has_issues": True, "permissions": {"push": True, "triage": True}}
        if asked.path == "/repos/acme/service/issues":
            return self._list(asked.query) if asked.method == "GET" else self._create(asked.body)
        found = re.fullmatch(r"/repos/acme/service/issues/(\d+)", asked.path)
        if not found or found[1] not in self.issues:
            return 404, {}, {"message": "Not Found"}
        issue = self.issues[found[1]]
        if asked.method == "PATCH":
            issue.update(asked.body)
            if asked.body.get("state") == "open":
                issue["state_reason"] = "reopened"
        return 200, {}, issue

    def _list(self, query: dict[str, str]) -> Reply:
        wanted = [one for one in self.issues.values() if query["labels"] in one["labels"]]
        wanted = [one for one in wanted if query["state"] in ("all", one["state"])][::-1]
        size, page = int(query["per_page"]), int(query["page"])
        return 200, {}, wanted[(page - 1) * size : page * size]

    def _create(self, body: dict[str, Any]) -> Reply:
        number = len(self.issues) + 1
        url = f"https://github.com/acme/service/issues/{number}"
        self.issues[str(number)] = {"number": number, "html_url": url, "state": "open", "state_reason": None, **body}
        return 201, {}, self.issues[str(number)]

    def finish(self, id_: str, *, dropped: bool = False) -> None:
        self.issues[id_] |= {"state": "closed", "state_reason": "not_planned" if dropped else "completed"}

    def reopen(self, id_: str) -> None:
        self.issues[id_] |= {"state": "open", "state_reason": "reopened"}


class FakeServiceNow(FakeTracker):
    """ServiceNow: a query that cannot be read gives all records, as it does there."""

    kind, place = "servicenow", 'table = "incident"\nuser = "bot"'

    def is_allowed(self, asked: Asked) -> bool:
        wanted = base64.b64encode(f"bot:{TOKEN}".encode()).decode()
        return asked.headers.get("authorization") == f"Basic {wanted}"

    def unauthorized(self) -> Reply:
        told = {"message": "User Not Authenticated", "detail": "Required to provide Auth information"}
        return 401, {}, {"error": told, "status": "failure"}

    def answer(self, asked: Asked) -> Reply:
        assert asked.query["sysparm_display_value"] == "false"
        rest = asked.path.removeprefix("/api/now/table/incident").strip("/")
        if not rest and asked.method == "POST":
            sys_id = f"{len(self.issues) + 1:032x}"
            number = f"INC{len(self.issues) + 1:07}"
            self.issues[sys_id] = {"sys_id": sys_id, "number": number, "state": "1", **asked.body}
            return 201, {}, {"result": self._row(sys_id)}
        if not rest:
            found = re.match(r"correlation_id=([^^]+)", asked.query.get("sysparm_query", ""))
            rows = [id_ for id_, own in self.issues.items() if not found or own.get("correlation_id") == found[1]]
            return 200, {}, {"result": [self._row(id_) for id_ in rows[: int(asked.query["sysparm_limit"])]]}
        if rest not in self.issues:
            told = {
                "message": "No Record found",
                "detail": "Record doesn't exist or ACL restricts the record retrieval",
            }
            return 404, {}, {"error": told, "status": "failure"}
        if asked.method == "PATCH":
            self.issues[rest].update(asked.body)
        return 200, {}, {"result": self._row(rest)}

    def _row(self, id_: str) -> dict[str, Any]:
        return {name: self.issues[id_].get(name, "") for name in ("sys_id", "number", "state", "correlation_id")}

    def finish(self, id_: str, *, dropped: bool = False) -> None:
        self.issues[id_]["state"] = "8" if dropped else "6"

    def reopen(self, id_: str) -> None:
        self.issues[id_]["state"] = "2"


class FakeReceiver(FakeTracker):
    """A webhook that keeps what it is told by its key, and answers with a ticket."""

    kind, place = "webhook", 'done = "solved"\ndropped = "rejected"'

    def is_allowed(self, asked: Asked) -> bool:
        from feedback_ai.notify.signature import sign

        sent = asked.headers
        wanted = sign(SECRET, sent["webhook-id"], int(sent["webhook-timestamp"]), asked.text)
        return sent["webhook-signature"] == wanted

    def answer(self, asked: Asked) -> Reply:
        if asked.body["type"] == "tracker.test":
            return 204, {}, None
        data = asked.body["data"]
        issue = self.issues.setdefault(data["key"], {"status": "new"})
        issue.update(data)
        return 200, {}, {"id": data["key"], "url": f"https://desk.example.org/{data['key']}", "status": issue["status"]}

    def finish(self, id_: str, *, dropped: bool = False) -> None:
        self.issues[id_]["status"] = "rejected" if dropped else "solved"

    def reopen(self, id_: str) -> None:
        self.issues[id_]["status"] = "new"


SERVERS: tuple[type[FakeTracker], ...] = (FakeJira, FakeGitHub, FakeServiceNow, FakeReceiver)
