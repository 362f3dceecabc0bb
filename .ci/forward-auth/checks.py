"""What must hold behind each proxy, whatever a client sends."""

import hashlib
import itertools
import json
import posixpath
from urllib.parse import unquote

from backend import MARK
from wire import ask, chunked

HEADERS = [
    "x-auth-kind",
    "x-auth-tenant-id",
    "x-auth-object-id",
    "x-auth-subject",
    "x-auth-client-id",
    "x-auth-scopes",
    "x-auth-roles",
    "x-auth-name",
]
EVIL = "evil"
# Ways to word the same path, or to word one path and mean another.
PROTECTED_SPELLINGS = [
    "/public/../admin",
    "/public/./../admin",
    "//admin",
    "/admin//",
    "/admin%2f",
    "/admin%2F",
    "/public%2f..%2fadmin",
    "/%2e%2e/",
    "/%2e%2e/admin",
    "/public/%2e%2e/admin",
    "/public/%2E%2E/admin",
    "/public/.%2e/admin",
    "/public/%252e%252e/admin",
    "/admin;x",
    "/public;x/../admin",
    "/public/..;/admin",
    "/public/..;x/admin",
    "/admin#",
    "/public#/../admin",
    "/public/..#/admin",
    "/public\\..\\admin",
    "/public/..\\admin",
    "/public/%5c../admin",
    "/ADMIN",
    "/Admin",
    "/PUBLIC/../admin",
    "/PUBLIC",
    "/%70ublic/../admin",
    "/%61dmin",
    "/public/%00/../admin",
    "/public/%c0%ae%c0%ae/admin",
    "/public/..%c0%afadmin",
    "/publicadmin",
    "/public../admin",
    "/public./../admin",
    "/./admin",
    "http://api.contoso.com/admin",
    "http://api.contoso.com/public/../admin",
]


def normal(name):
    """A header's name as a backend sees it that knows letters and digits only."""
    return "".join(c if c.isalnum() else "-" for c in name.lower())


def spellings(name):
    """The name in other cases, and with other characters in place of its hyphens."""
    parts = name.split("-")
    separators = itertools.product("-_.", repeat=len(parts) - 1)
    for chosen in separators:
        spelled = parts[0] + "".join(s + part for s, part in zip(chosen, parts[1:]))
        yield from (spelled, spelled.upper(), spelled.title())
    yield from (name.replace("-", other) for other in "!#$%&'*+^`|~")


def read_generously(target):
    """What a careless backend makes of a target: decoded, cut, resolved, in lower case."""
    path = target.split("?")[0]
    for _ in range(3):
        path = unquote(path, errors="replace")
    path = path.split("#")[0].split("\0")[0].replace("\\", "/").lower()
    path = "/".join(segment.split(";")[0] for segment in path.split("/"))
    return posixpath.normpath("/" + path.lstrip("/"))


class Checks:
    def __init__(self, port, backend, user, application):
        self.port, self.backend = port, backend
        self.user = f"Authorization: Bearer {user}"
        self.application = f"Authorization: Bearer {application}"
        self.count = itertools.count()
        self.done = 0

    def send(self, method, target, lines=(), body=b""):
        """The answer, and what reached the backend, if anything did."""
        mark = f"{self.port}-{next(self.count)}"
        answer = ask(self.port, method, target, [f"{MARK}: {mark}", *lines], body)
        arrived = self.backend.received.get(mark, [])
        assert len(arrived) <= 1, f"{method} {target} reached the backend {len(arrived)} times"
        assert bool(arrived) == bool(answer.head.all("x-backend")), f"{method} {target}: {answer.status}"
        self.done += 1
        return answer, arrived[0] if arrived else None

    def passes(self, method, target, lines=(), body=b""):
        answer, arrived = self.send(method, target, lines, body)
        assert answer.status == 200 and arrived, f"{method} {target}: {answer.status} {answer.body[:300]}"
        return arrived

    def refused(self, status, method, target, lines=()):
        answer, arrived = self.send(method, target, lines)
        assert arrived is None, f"{method} {target} {lines} reached the backend"
        assert answer.status in status, f"{method} {target}: {answer.status} instead of {status}"
        return answer

    @staticmethod
    def identity(arrived):
        """The identity as the backend sees it; whatever the spelling, nothing is there twice."""
        found = {}
        for name, value in arrived.headers:
            if normal(name) in HEADERS:
                assert name.lower() == normal(name), f"the backend got {name}: {value}"
                assert normal(name) not in found, f"the backend got {name} twice"
                found[normal(name)] = value
        return found

    def run(self):
        for check in (
            self.good_token_reaches_the_backend_with_our_headers,
            self.without_a_token_the_challenge_comes_back,
            self.a_missing_scope_is_told_with_the_scope_to_request,
            self.clients_identity_headers_never_reach_the_backend,
            self.identity_cannot_be_declared_a_matter_of_the_connection,
            self.bodies_arrive_whole,
            self.the_clients_query_chooses_nothing,
            self.no_spelling_of_a_path_opens_a_protected_one,
            self.spoofed_words_about_the_request_change_nothing,
            self.preflight_passes_only_where_a_rule_says_so,
            self.two_tokens_are_refused,
        ):
            check()

    def good_token_reaches_the_backend_with_our_headers(self):
        for method in ("GET", "POST", "DELETE"):
            identity = self.identity(self.passes(method, "/admin?a=b%20c", [self.user]))
            assert identity["x-auth-kind"] == "user", identity
            assert identity["x-auth-tenant-id"] == "10000000-0000-4000-8000-000000000001", identity
            assert identity["x-auth-scopes"] == "user_impersonation", identity
            assert identity["x-auth-name"] == "Ben%20Member", identity
            assert not identity.get("x-auth-roles"), identity
        arrived = self.passes("GET", "/admin?a=b%20c", [self.application])
        identity = self.identity(arrived)
        assert arrived.target == "/admin?a=b%20c", arrived.target
        assert identity["x-auth-kind"] == "application", identity
        assert identity["x-auth-roles"] == "Api.Access", identity
        assert not identity.get("x-auth-name") and not identity.get("x-auth-scopes"), identity

    def without_a_token_the_challenge_comes_back(self):
        answer = self.refused([401], "GET", "/admin")
        challenge = answer.head.one("www-authenticate")
        assert challenge.startswith('Bearer realm="') and "error=" not in challenge, challenge
        assert "resource_metadata=" in challenge, challenge
        answer = self.refused([401], "GET", "/admin", ["Authorization: Bearer a.b.c"])
        assert 'error="invalid_token"' in answer.head.one("www-authenticate")

    def a_missing_scope_is_told_with_the_scope_to_request(self):
        answer = self.refused([403], "GET", "/reports/2027", [self.user])
        challenge = answer.head.one("www-authenticate")
        assert 'error="insufficient_scope"' in challenge and "/Reports.Read" in challenge, challenge

    def passes_problems(self):
        """Whether refusals come with our problem document, or with the proxy's own page."""
        answer = self.refused([401], "GET", "/admin")
        if answer.head.one("content-type") != "application/problem+json":
            return False
        assert json.loads(answer.body)["code"] == "credentials_missing", answer.body
        return True

    def clients_identity_headers_never_reach_the_backend(self):
        for target, lines in (("/admin", [self.user]), ("/admin", [self.application]), ("/public/a", [])):
            honest = self.identity(self.passes("GET", target, lines))
            for name in HEADERS:
                forged = [f"{spelled}: {EVIL}" for spelled in dict.fromkeys(spellings(name))]
                for sent in [forged[:1], forged[:1] * 2, forged[:30], forged[30:60], forged[60:]]:
                    self.sees_the_honest(honest, target, lines, sent)
            for spelled in dict.fromkeys(spellings("x-auth-kind")):
                self.sees_the_honest(honest, target, lines, [f"{spelled}: {EVIL}"])

    def sees_the_honest(self, honest, target, lines, sent):
        if not sent:
            return
        answer, arrived = self.send("GET", target, [*lines, *sent])
        if arrived is None:
            assert answer.status == 400, f"{sent}: {answer.status}"
            return
        assert self.identity(arrived) == honest, f"{sent}: {self.identity(arrived)}"
        assert not any(EVIL in value for _, value in arrived.headers), arrived.headers

    def identity_cannot_be_declared_a_matter_of_the_connection(self):
        """A client that names our headers in `Connection` must not make the proxy drop them."""
        honest = self.identity(self.passes("GET", "/admin", [self.user]))
        for name in HEADERS:
            _, arrived = self.send("GET", "/admin", [self.user, f"Connection: close, {name}"])
            assert arrived is None or self.identity(arrived) == honest, name
        upgrade = [self.user, "Connection: Upgrade, x-auth-kind, close", "Upgrade: websocket"]
        _, arrived = self.send("GET", "/admin", upgrade)
        assert arrived is None or self.identity(arrived) == honest, arrived.headers
        answer, arrived = self.send("GET", "/admin", [self.user, "Connection: close, authorization"])
        assert arrived is None or self.identity(arrived) == honest, answer.status

    def bodies_arrive_whole(self):
        body = bytes(range(256)) * 4096
        digest = hashlib.sha256(body).hexdigest()
        length = f"Content-Length: {len(body)}"
        assert self.passes("POST", "/admin", [self.user, length], body).digest == digest
        for size in (1000, 65536):
            lines = [self.user, "Transfer-Encoding: chunked"]
            assert self.passes("POST", "/admin", lines, chunked(body, size)).digest == digest
        assert self.passes("PUT", "/public/a", [length], body).digest == digest

    def the_clients_query_chooses_nothing(self):
        for query in ("policy=public", "policy=default", "policy=default&policy=default", "policy"):
            self.refused([401], "GET", f"/admin?{query}")
            self.refused([403], "GET", f"/reports?{query}", [self.user])
            self.passes("GET", f"/public?{query}")
            self.passes("GET", f"/admin?{query}", [self.user])
        for target in ("/p/default/reports", "/forward-auth/p/default/", "/p/none/"):
            self.refused([401], "GET", target)

    def no_spelling_of_a_path_opens_a_protected_one(self):
        for target in PROTECTED_SPELLINGS:
            _, arrived = self.send("GET", target)
            if arrived:
                path = arrived.target.split("?")[0]
                assert read_generously(arrived.target) == path.rstrip("/"), f"{target} arrived as {path}"
                assert path == "/public" or path.startswith("/public/"), f"{target} arrived as {path}"
        for target in PROTECTED_SPELLINGS:
            target = target.replace("admin", "reports").replace("ADMIN", "REPORTS").replace("Admin", "Reports")
            target = target.replace("%61d", "%72ep")
            _, arrived = self.send("GET", target, [self.user])
            if arrived:
                read = read_generously(arrived.target)
                assert read != "/reports" and not read.startswith("/reports/"), f"{target} arrived as {arrived.target}"

    def spoofed_words_about_the_request_change_nothing(self):
        for words in (
            ["X-Forwarded-Uri: /public"],
            ["X-Forwarded-Uri: /public", "X-Forwarded-Method: OPTIONS", "X-Forwarded-Host: other.example"],
            ["X-Original-URI: /public", "X-Original-Method: GET"],
            ["X-Original-URL: /public", "X-Rewrite-URL: /public"],
            ["X_Forwarded_Uri: /public", "X_Original_URI: /public"],
            ["X-Forwarded-For: 127.0.0.1", "X-Real-IP: 127.0.0.1", "Forwarded: for=127.0.0.1"],
            ["X-Forwarded-Prefix: /public", "X-Envoy-Original-Path: /public"],
            ["X-HTTP-Method-Override: OPTIONS"],
            ["Connection: close, X-Forwarded-Uri, X-Forwarded-Method, X-Original-Uri, X-Original-Method"],
        ):
            self.refused([401, 403, 400, 500], "GET", "/admin", words)
            self.refused([403, 400, 500], "GET", "/reports", [self.user, *words])
        for words in (["X-Forwarded-Uri: /admin"], ["X-Original-URI: /admin", "X-Original-Method: GET"]):
            self.passes("GET", "/public", words)

    def preflight_passes_only_where_a_rule_says_so(self):
        preflight = ["Origin: https://app.contoso.com", "Access-Control-Request-Method: DELETE"]
        self.refused([401], "OPTIONS", "/admin", preflight)
        self.passes("OPTIONS", "/shared/a", preflight)
        self.refused([401], "GET", "/shared/a", preflight)

    def two_tokens_are_refused(self):
        # nginx makes a 500 of Entrance's 400.
        self.refused([400, 401, 500], "GET", "/admin", [self.user, self.user])
        self.refused([400, 401, 500], "GET", "/admin", [self.user, "Authorization: Bearer x"])
