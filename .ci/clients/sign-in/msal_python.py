"""MSAL for Python, as it is, against the stand-in over TLS."""

import os
import sys
from pathlib import Path

import msal
import requests
from person import Person, parameters

service, stand_in, trusted = sys.argv[1:]
ENTRANCE = "30000000-0000-4000-8000-000000000001"
CONTOSO = "10000000-0000-4000-8000-000000000001"
BEN = "20000000-0000-4000-8000-000000000012"
SCOPE = f"api://{ENTRANCE}/user_impersonation"
DESK_SCOPE = "api://30000000-0000-4000-8000-000000000007/access_as_user"
AUTHORITY = f"{stand_in}/{CONTOSO}"
COMMON = {"authority": AUTHORITY, "instance_discovery": False, "verify": trusted}


def tool() -> msal.PublicClientApplication:
    return msal.PublicClientApplication("30000000-0000-4000-8000-000000000006", **COMMON)


def token_of(what: str, result: dict | None) -> str:
    if not result or "access_token" not in result:
        result = result or {}
        raise SystemExit(f"{what}: {result.get('error')} {result.get('error_description')}")
    return result["access_token"]


def expect(what: str, token: str, status: int, **members: object) -> None:
    """What the service answers to a token."""
    answer = requests.get(
        f"{service}/api/v1/me",
        headers={"Authorization": f"Bearer {token}"},
        verify=trusted,
        timeout=20,
    )
    told = answer.json()
    found = {name: told.get(name) for name in members}
    if answer.status_code != status or found != members:
        raise SystemExit(f"{what}: {answer.status_code} {told}")
    print(f"ok   MSAL for Python: {what}")


BEN_IN_CONTOSO = {"kind": "user", "tenant_id": CONTOSO, "object_id": BEN}

# Code with PKCE, in the "browser" that MSAL opens by itself.
person = f"{sys.executable} {Path(__file__).with_name('person.py')} %s &"
os.environ.update(BROWSER=person, PERSON=BEN, TRUSTED=trusted)
app = tool()
signed_in = app.acquire_token_interactive([SCOPE], timeout=60)
expect("code with PKCE", token_of("code", signed_in), 200, **BEN_IN_CONTOSO)
if signed_in["id_token_claims"]["oid"] != BEN:
    raise SystemExit("the ID token is somebody else's")

account = app.get_accounts()[0]
cached = app.acquire_token_silent([SCOPE], account)
assert cached and cached["access_token"] == signed_in["access_token"]
renewed = app.acquire_token_silent([SCOPE], account, force_refresh=True)
assert token_of("refresh", renewed) != signed_in["access_token"]
expect("silent refresh", renewed["access_token"], 200, **BEN_IN_CONTOSO)

daemon = msal.ConfidentialClientApplication(
    "30000000-0000-4000-8000-000000000003",
    client_credential="nightly-report-on-this-machine-only",
    **COMMON,
)
granted = daemon.acquire_token_for_client([f"api://{ENTRANCE}/.default"])
expect("client credentials", token_of("credentials", granted), 200, kind="application")

app = tool()
flow = app.initiate_device_flow([SCOPE])
if "user_code" not in flow:
    raise SystemExit(f"device code: {flow}")
Person(BEN, trusted).enter_code(flow["verification_uri"], flow["user_code"])
device = app.acquire_token_by_device_flow(flow)
expect("device code", token_of("device code", device), 200, **BEN_IN_CONTOSO)

# The order desk is called with a token of its own, and calls Entrance for that user.
for_desk = tool().acquire_token_interactive([DESK_SCOPE], timeout=60)
token_for_desk = token_of("a token for the order desk", for_desk)
expect("a token for another API is refused", token_for_desk, 401, code="audience_mismatch")
desk = msal.ConfidentialClientApplication(
    "30000000-0000-4000-8000-000000000007",
    client_credential="order-desk-on-this-machine-only",
    **COMMON,
)
# Nobody asks a user when a middle tier calls on: the consent is given by signing in at the desk once.
flow = desk.initiate_auth_code_flow(
    [SCOPE], redirect_uri="http://localhost:8002/signed-in", response_mode="query"
)
answer = Person(BEN, trusted).sign_in(flow["auth_uri"])
at_desk = desk.acquire_token_by_auth_code_flow(flow, parameters(answer))
expect("code with PKCE and a secret", token_of("the desk's", at_desk), 200, **BEN_IN_CONTOSO)
on_behalf = desk.acquire_token_on_behalf_of(token_for_desk, [SCOPE])
expect("on-behalf-of", token_of("on-behalf-of", on_behalf), 200, **BEN_IN_CONTOSO)
