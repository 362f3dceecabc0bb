"""The same work with fastapi-azure-auth: one user's call, judged by issuer, audience and scope."""

import os

from fastapi import FastAPI, Security
from fastapi_azure_auth import MultiTenantAzureAuthorizationCodeBearer
from fastapi_azure_auth.user import User

INSTANCE = os.environ["BENCH_INSTANCE"]


async def issuer_of(tid: str) -> str:
    """The issuer that a token of this tenant must name."""
    return f"{INSTANCE}/{tid}/v2.0"


scheme = MultiTenantAzureAuthorizationCodeBearer(
    app_client_id=os.environ["BENCH_CLIENT_ID"],
    scopes={"user_impersonation": "user_impersonation"},
    iss_callable=issuer_of,
)
# The library only knows the address of the global cloud.
scheme.openid_config.config_url = f"{INSTANCE}/organizations/v2.0/.well-known/openid-configuration"

app = FastAPI()


@app.get("/api/v1/me")
async def me(user: User = Security(scheme, scopes=["user_impersonation"])) -> dict:
    """Who calls."""
    return {
        "kind": "user",
        "tenant_id": user.tid,
        "object_id": user.oid,
        "subject": user.sub,
        "client_id": user.azp,
        "scopes": user.scp,
        "roles": user.roles,
        "guest": user.is_guest,
        "name": user.name,
        "token_expires_at": user.exp,
    }
