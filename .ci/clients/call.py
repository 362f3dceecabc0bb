"""A Python client made from the document: it imports, and it calls the service."""

import sys

from entrance_client import AuthenticatedClient
from entrance_client.api.caller import get_me

base_url, token = sys.argv[1:]
with AuthenticatedClient(base_url=base_url, token=token) as client:
    me = get_me.sync(client=client)
assert me is not None and me.kind == "user", me
print(f"Python client: a {me.kind} of {me.tenant_id}")
