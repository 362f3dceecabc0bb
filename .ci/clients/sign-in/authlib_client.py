"""Authlib: code with PKCE, and the ID token verified with its signature, audience and nonce."""

import secrets
import sys

import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet
from person import Person, parameters

service, stand_in = sys.argv[1:]
CONTOSO = "10000000-0000-4000-8000-000000000001"
BEN = "20000000-0000-4000-8000-000000000012"
DESK = "30000000-0000-4000-8000-000000000007"
SCOPE = "openid profile api://30000000-0000-4000-8000-000000000001/user_impersonation"


def document(url: str) -> dict:
    answer = requests.get(url, timeout=20)
    answer.raise_for_status()
    return answer.json()


metadata = document(f"{stand_in}/{CONTOSO}/v2.0/.well-known/openid-configuration")
client = OAuth2Session(
    DESK,
    "order-desk-on-this-machine-only",
    scope=SCOPE,
    redirect_uri="http://localhost:8002/signed-in",
    code_challenge_method="S256",
)
client.trust_env = False
verifier = secrets.token_urlsafe(48)
nonce = secrets.token_urlsafe(16)
url, state = client.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
)
answer = Person(BEN).sign_in(url)
if parameters(answer)["state"] != state:
    raise SystemExit("another state came back")
token = client.fetch_token(
    metadata["token_endpoint"], authorization_response=answer, code_verifier=verifier
)

keys = KeySet.import_key_set(document(metadata["jwks_uri"]))
id_token = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
essential = {
    "iss": {"essential": True, "value": metadata["issuer"]},
    "aud": {"essential": True, "value": DESK},
    "nonce": {"essential": True, "value": nonce},
    "tid": {"essential": True, "value": CONTOSO},
    "oid": {"essential": True, "value": BEN},
    "exp": {"essential": True},
}
jwt.JWTClaimsRegistry(leeway=5, **essential).validate(id_token.claims)
me = requests.get(
    f"{service}/api/v1/me",
    headers={"Authorization": f"Bearer {token['access_token']}"},
    timeout=20,
)
if me.status_code != 200 or me.json()["object_id"] != BEN:
    raise SystemExit(f"{me.status_code} {me.text}")
print("ok   Authlib: code with PKCE, ID token verified")
