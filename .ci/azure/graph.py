"""The stand-in's Microsoft Graph, as an administrator uses it."""

import http.client
import json
from urllib.parse import urlencode, urlsplit

from running import CONTOSO, PATIENCE

APPLICATION_ROLE = "Api.Access"
DAEMON = ("30000000-0000-4000-8000-000000000003", "nightly-report-on-this-machine-only")
TOOL = ("30000000-0000-4000-8000-000000000008", "registration-tool-on-this-machine-only")


class Graph:
    """Calls with a token of the client that may change registrations."""

    def __init__(self, stand_in: str):
        self.address = urlsplit(stand_in)
        self.token = self._token(TOOL, "https://graph.microsoft.com/.default")

    def daemon_token(self, scope: str) -> str:
        """An access token that a program gets in its own name."""
        return self._token(DAEMON, scope)

    def call(self, method: str, path: str, headers: dict[str, str], body: str | None) -> tuple[int, str]:
        """Status and body of a call; `path` is that of a whole address, with its query."""
        headers = {**headers, "authorization": f"Bearer {self.token}"}
        return self._exchange(method, path, headers, body)

    def assign(self, client_id: str, role: str) -> None:
        """Gives the program an app role of the API, as an administrator does."""
        resource = self._read(f"/servicePrincipals(appId='{client_id}')")
        program = self._read(f"/servicePrincipals(appId='{DAEMON[0]}')")
        role_id = next(one["id"] for one in resource["appRoles"] if one["value"] == role)
        body = {"principalId": program["id"], "resourceId": resource["id"], "appRoleId": role_id}
        path = f"/graph/v1.0/servicePrincipals/{program['id']}/appRoleAssignments"
        status, text = self.call("POST", path, {"content-type": "application/json"}, json.dumps(body))
        if status != 201:
            raise SystemExit(f"the role cannot be assigned: {status} {text}")

    def _read(self, path: str) -> dict:
        status, text = self.call("GET", f"/graph/v1.0{path}", {}, None)
        if status != 200:
            raise SystemExit(f"{path}: {status} {text}")
        return json.loads(text)

    def _token(self, client: tuple[str, str], scope: str) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": client[0],
            "client_secret": client[1],
            "scope": scope,
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        status, text = self._exchange("POST", f"/{CONTOSO}/oauth2/v2.0/token", headers, urlencode(form))
        if status != 200:
            raise SystemExit(f"no token for {scope}: {status} {text}")
        return json.loads(text)["access_token"]

    def _exchange(self, method: str, path: str, headers: dict[str, str], body: str | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=PATIENCE)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
