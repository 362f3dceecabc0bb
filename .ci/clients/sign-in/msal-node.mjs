// MSAL for Node, as it is, against the stand-in over TLS. NODE_EXTRA_CA_CERTS names its authority.
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from "@azure/msal-node";
import { enterCode, signIn } from "./person.mjs";
import { BEN_IN_CONTOSO, CLIENTS, CONTOSO, SCOPE, DESK_SCOPE, ENTRANCE, expecting } from "./known.mjs";

const [service, standIn] = process.argv.slice(2);
const expect = expecting("MSAL for Node", service);
const ben = BEN_IN_CONTOSO.object_id;
const auth = (clientId, clientSecret) => ({
  auth: {
    clientId,
    clientSecret,
    authority: `${standIn}/${CONTOSO}`,
    knownAuthorities: [new URL(standIn).host],
  },
});

const tool = new PublicClientApplication(auth(CLIENTS.tool));
const interactive = (scope) =>
  tool.acquireTokenInteractive({
    scopes: [scope],
    openBrowser: async (url) => {
      const address = await signIn(url, ben);
      if (address) await fetch(address);
    },
  });
const signedIn = await interactive(SCOPE);
await expect("code with PKCE", signedIn.accessToken, 200, BEN_IN_CONTOSO);

const { account } = signedIn;
const renewed = await tool.acquireTokenSilent({ scopes: [SCOPE], account, forceRefresh: true });
if (renewed.accessToken === signedIn.accessToken) throw new Error("nothing was renewed");
await expect("silent refresh", renewed.accessToken, 200, BEN_IN_CONTOSO);

const daemon = new ConfidentialClientApplication(
  auth(CLIENTS.report, "nightly-report-on-this-machine-only"),
);
const granted = await daemon.acquireTokenByClientCredential({ scopes: [`api://${ENTRANCE}/.default`] });
await expect("client credentials", granted.accessToken, 200, { kind: "application" });

const device = await new PublicClientApplication(auth(CLIENTS.tool)).acquireTokenByDeviceCode({
  scopes: [SCOPE],
  deviceCodeCallback: ({ verificationUri, userCode }) => void enterCode(verificationUri, userCode, ben),
});
await expect("device code", device.accessToken, 200, BEN_IN_CONTOSO);

const forDesk = await interactive(DESK_SCOPE);
await expect("a token for another API is refused", forDesk.accessToken, 401, { code: "audience_mismatch" });
const desk = new ConfidentialClientApplication(auth(CLIENTS.desk, "order-desk-on-this-machine-only"));
// Nobody asks a user when a middle tier calls on: the consent is given by signing in at the desk once.
const atDesk = { scopes: [SCOPE], redirectUri: "http://localhost:8002/signed-in" };
const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
const question = await desk.getAuthCodeUrl({
  ...atDesk,
  responseMode: "query",
  codeChallenge: challenge,
  codeChallengeMethod: "S256",
});
const code = new URL(await signIn(question, ben)).searchParams.get("code");
const redeemed = await desk.acquireTokenByCode({ ...atDesk, code, codeVerifier: verifier });
await expect("code with PKCE and a secret", redeemed.accessToken, 200, BEN_IN_CONTOSO);
const onBehalf = await desk.acquireTokenOnBehalfOf({ oboAssertion: forDesk.accessToken, scopes: [SCOPE] });
await expect("on-behalf-of", onBehalf.accessToken, 200, BEN_IN_CONTOSO);
