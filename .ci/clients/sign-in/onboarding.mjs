// A customer's administrator joins by an invitation in Chromium: the whole way, and the wrong turns.
import { createHash, randomBytes } from "node:crypto";
import { accessible, browser, check, finish, keep, watched } from "./browser.mjs";
import { BEN_IN_CONTOSO, CLIENTS, SCOPE } from "./known.mjs";

const [service, standIn, screenshots] = process.argv.slice(2);
const ADA_OPERATOR = "20000000-0000-4000-8000-000000000011";
const NILS_ADMINISTRATOR = "20000000-0000-4000-8000-000000000032";
const NORTHWIND = "10000000-0000-4000-8000-000000000003";
const REDIRECT = "http://localhost:3000/";

/** An operator's token, got as any page gets one. */
async function operatorToken() {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const client = { client_id: CLIENTS.page, redirect_uri: REDIRECT, scope: SCOPE };
  const question = { ...client, response_type: "code", code_challenge: challenge, code_challenge_method: "S256" };
  const { context } = await watched();
  const arrived = context.waitForEvent("request", (one) => one.url().startsWith(REDIRECT));
  const page = await context.newPage();
  await page.goto(`${standIn}/organizations/oauth2/v2.0/authorize?${new URLSearchParams(question)}`);
  await page.locator(`button[name=account][value="${ADA_OPERATOR}"]`).click({ noWaitAfter: true });
  const accept = page.locator("button[value=accept]").click({ noWaitAfter: true });
  const code = new URL((await Promise.race([arrived, accept.then(() => arrived)])).url()).searchParams.get("code");
  accept.catch(() => {});
  const reply = await fetch(`${standIn}/organizations/oauth2/v2.0/token`, {
    method: "POST",
    headers: { origin: new URL(REDIRECT).origin },
    body: new URLSearchParams({ ...client, grant_type: "authorization_code", code, code_verifier: verifier }),
  });
  return (await reply.json()).access_token;
}

const operator = await operatorToken();
async function operate(method, path, body) {
  const reply = await fetch(`${service}/api/v1/tenants${path}`, {
    method,
    headers: { authorization: `Bearer ${operator}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(answer)}`);
  return answer;
}
const invite = async () => {
  const body = { domain: "northwindtraders.example", display_name: 'Northwind <b>"Traders"</b>' };
  return (await operate("POST", "", body)).invitation.url;
};
/** A session whose pages do not wait for ever. */
async function visitor(options) {
  const session = await watched(options);
  session.context.setDefaultTimeout(20_000);
  return session;
}
const state = async () => (await operate("GET", `/${NORTHWIND}`)).state;

/** Opens a link and goes on to the authority, up to the decision. */
async function setOut(session, link) {
  const page = await session.context.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: "Continue to consent" }).click();
  await page.locator(`button[name=account][value="${NILS_ADMINISTRATOR}"]`).click();
  await page.locator("button[value=accept]").waitFor();
  return page;
}

/** The same, and accepts. */
async function consent(session, link) {
  const page = await setOut(session, link);
  await page.locator("button[value=accept]").click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  return page;
}

const says = (page, text) => page.getByText(text).first().waitFor();

for (const [size, options] of [
  ["desktop", {}],
  ["phone", { viewport: { width: 390, height: 844 }, isMobile: true }],
]) {
  const session = await visitor(options);
  const link = await invite();
  const first = await session.context.newPage();
  await first.goto(link);
  check((await first.locator("main").innerText()).includes('Northwind <b>"Traders"</b>'), "names are shown as they are written");
  await keep(first, screenshots, `invitation-${size}`);
  await accessible(first, `an invitation (${size})`);
  const page = await consent(session, link);
  check((await state()) === "invited", "consent alone activates nothing");
  await keep(page, screenshots, `consented-${size}`);
  await accessible(page, `the step after consent (${size})`);
  const redeeming = page.waitForRequest((one) => one.url() === `${service}/onboarding/redeem`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(`button[name=account][value="${NILS_ADMINISTRATOR}"]`).click();
  await says(page, "Your organization is active");
  await keep(page, screenshots, `active-${size}`);
  await accessible(page, `the last page (${size})`);
  check(!page.url().includes("code="), "the code does not stay in the address");
  check((await state()) === "active", "the tenant is active");
  const { authorization } = await (await redeeming).allHeaders();
  const me = await fetch(`${service}/api/v1/me`, { headers: { authorization } });
  check(me.status === 200, "a token of the tenant comes in");
  const again = await session.context.newPage();
  const reopened = await again.goto(link);
  check(reopened.status() === 404, "the link is spent");
  await says(again, "This invitation is not valid");
  await accessible(again, `a link that is spent (${size})`);
  const width = await again.evaluate(() => document.documentElement.scrollWidth);
  check(width <= (options.viewport?.width ?? 1280), `the pages fit the width (${size})`);
  const complaints = session.complaints.filter((text) => !/status of 404/.test(text));
  check(complaints.length === 0, `no complaint in the console ${complaints.join(" | ")}`);
  const origins = new Set(session.requests.map((one) => new URL(one.url())).filter((url) => url.protocol !== "data:").map((url) => url.origin));
  check([...origins].every((origin) => [service, standIn].includes(origin)), `no request to another host ${[...origins].join(" ")}`);
  await operate("DELETE", `/${NORTHWIND}`);
  await session.context.close();
}

// Declined.
const declining = await visitor();
const link = await invite();
const declined = await setOut(declining, link);
await declined.locator("button[value=cancel]").click();
await says(declined, "Your organization has not consented");
await keep(declined, screenshots, "declined");
await accessible(declined, "a declined consent");
check((await state()) === "invited", "declining changes nothing");

// The answer once more, and in another browser.
const address = declined.url();
await declined.goto(address);
await says(declined, "This answer does not belong to this browser");
await accessible(declined, "an answer that is used");
const elsewhere = await (await visitor()).context.newPage();
await elsewhere.goto(address);
await says(elsewhere, "This answer does not belong to this browser");

// Somebody of another tenant signs in after consent.
const wrong = await visitor();
const page = await consent(wrong, link);
await page.evaluate(() => {
  const facts = document.getElementById("outcome").dataset;
  for (const name of ["authorize", "token"]) facts[name] = facts[name].replace(/[0-9a-f-]{36}/, "organizations");
});
await page.getByRole("button", { name: "Sign in" }).click();
await page.locator(`button[name=account][value="${BEN_IN_CONTOSO.object_id}"]`).click();
await says(page, "an account of another organization");
await keep(page, screenshots, "wrong-tenant");
check((await state()) === "invited", "a stranger's sign-in changes nothing");

// A sign-in that was begun elsewhere.
await page.goto(`${service}/onboarding/signed-in?code=stolen&state=forged`);
await says(page, "This sign-in was not begun in this window");

await browser.close();
finish();
