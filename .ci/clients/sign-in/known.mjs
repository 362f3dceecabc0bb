// What the stand-in's directory holds (config/development.toml), and what the service says to a token.
export const ENTRANCE = "30000000-0000-4000-8000-000000000001";
export const CLIENTS = {
  report: "30000000-0000-4000-8000-000000000003",
  page: "30000000-0000-4000-8000-000000000005",
  tool: "30000000-0000-4000-8000-000000000006",
  desk: "30000000-0000-4000-8000-000000000007",
};
export const SCOPE = `api://${ENTRANCE}/user_impersonation`;
export const DESK_SCOPE = `api://${CLIENTS.desk}/access_as_user`;
export const CONTOSO = "10000000-0000-4000-8000-000000000001";
export const BEN_IN_CONTOSO = {
  kind: "user",
  tenant_id: CONTOSO,
  object_id: "20000000-0000-4000-8000-000000000012",
};

/** Checks the answer of `/api/v1/me` to a token; the first that is wrong ends the program. */
export const expecting = (library, service) => async (what, token, status, members) => {
  const answer = await fetch(`${service}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  const told = await answer.json();
  const fits = Object.entries(members).every(([name, value]) => told[name] === value);
  if (answer.status !== status || !fits) {
    throw new Error(`${library}: ${what}: ${answer.status} ${JSON.stringify(told)}`);
  }
  console.log(`ok   ${library}: ${what}`);
};
