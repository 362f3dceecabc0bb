// openid-client, a certified library: code with PKCE, and the ID token verified with its signature.
import * as client from "openid-client";
import { signIn } from "./person.mjs";
import { BEN_IN_CONTOSO, CLIENTS, CONTOSO, SCOPE, expecting } from "./known.mjs";

const [service, standIn] = process.argv.slice(2);
const expect = expecting("openid-client", service);
const redirectUri = "http://localhost:8002/signed-in";

const server = new URL(`${standIn}/${CONTOSO}/v2.0`);
const insecure = server.protocol === "http:" ? [client.allowInsecureRequests] : [];
const config = await client.discovery(server, CLIENTS.desk, "order-desk-on-this-machine-only", undefined, {
  execute: [...insecure, client.enableNonRepudiationChecks],
});
const pkceCodeVerifier = client.randomPKCECodeVerifier();
const expectedState = client.randomState();
const expectedNonce = client.randomNonce();
const request = client.buildAuthorizationUrl(config, {
  redirect_uri: redirectUri,
  scope: `openid profile offline_access ${SCOPE}`,
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: "S256",
  state: expectedState,
  nonce: expectedNonce,
});
const answer = new URL(await signIn(request, BEN_IN_CONTOSO.object_id));
const tokens = await client.authorizationCodeGrant(config, answer, {
  pkceCodeVerifier,
  expectedState,
  expectedNonce,
  idTokenExpected: true,
});
const claims = tokens.claims();
if (claims.oid !== BEN_IN_CONTOSO.object_id || claims.tid !== CONTOSO) throw new Error("somebody else's ID token");
await expect("code with PKCE, ID token verified", tokens.access_token, 200, BEN_IN_CONTOSO);

const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
await expect("refresh token", renewed.access_token, 200, BEN_IN_CONTOSO);
let reused = "accepted";
await client.refreshTokenGrant(config, tokens.refresh_token).catch((error) => (reused = error.error));
if (reused !== "invalid_grant") throw new Error(`a refresh token was used twice: ${reused}`);
console.log("ok   openid-client: a refresh token is good once");
