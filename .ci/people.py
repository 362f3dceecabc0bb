"""Access tokens of the stand-in's people, got as any page gets one: by authorization code with PKCE."""

import base64
import hashlib
import http.client
import json
import re
import secrets
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

from running import API, PAGE

ADA_OPERATOR = "20000000-0000-4000-8000-000000000011"
NORA_OF_NORTHWIND = "20000000-0000-4000-8000-000000000031"
NORTHWIND = "10000000-0000-4000-8000-000000000003"


def access_token(stand_in: str, service: str, account: str) -> str:
    """A token of the account, for the page of documentation of the service that `dev` started."""
    verifier = secrets.token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    page = {
        "client_id": PAGE,
        "redirect_uri": f"{service}/oauth2-redirect",
        "scope": f"api://{API}/user_impersonation",
    }
    question = {
        **page,
        "response_type": "code",
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    form = _send(stand_in, "GET", f"/organizations/oauth2/v2.0/authorize?{urlencode(question)}")
    action = unescape(re.search(r'<form method="post" action="([^"]*)"', form.text)[1])
    back = _send(stand_in, "POST", action, {"account": account})
    code = parse_qs(urlsplit(back.location).query)["code"][0]
    grant = {**page, "grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    answer = _send(stand_in, "POST", "/organizations/oauth2/v2.0/token", grant, {"origin": service})
    return json.loads(answer.text)["access_token"]


class _Answer:
    def __init__(self, answer: http.client.HTTPResponse):
        self.location = answer.headers.get("location", "")
        self.text = answer.read().decode()


def _send(site: str, method: str, target: str, form: dict | None = None, headers: dict | None = None) -> _Answer:
    parts = urlsplit(site)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    headers = dict(headers or {})
    if form is not None:
        headers["content-type"] = "application/x-www-form-urlencoded"
    connection.request(method, target, urlencode(form) if form is not None else None, headers)
    return _Answer(connection.getresponse())
