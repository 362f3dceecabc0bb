// A customer's administrator joins in Chromium, by an invitation and without one: the whole ways, and the
// wrong turns.
import { createHash, randomBytes } from "node:crypto";
import { accessible, browser, check, finish, keep, watched } from "./browser.mjs";
import { BEN_IN_CONTOSO, CLIENTS, CONTOSO, SCOPE } from "./known.mjs";

const [service, standIn, expired, screenshots] = process.argv.slice(2);
const ADA_OPERATOR = "20000000-0000-4000-8000-000000000011";
const NILS_ADMINISTRATOR = "20000000-0000-4000-8000-000000000032";
const GIA_GUEST = "20000000-0000-4000-8000-000000000013";
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

const SIZES = [
  ["desktop", {}],
  ["phone", { viewport: { width: 390, height: 844 }, isMobile: true }],
];

/** Without an invitation, from the page of the service to the step after consent. */
async function applyUntilSignIn(session) {
  const page = await session.context.newPage();
  await page.goto(`${service}/onboarding`);
  await page.getByRole("button", { name: "Continue to consent" }).click();
  await page.locator(`button[name=account][value="${NILS_ADMINISTRATOR}"]`).click();
  await page.locator("button[value=accept]").click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  return page;
}

/** Signs in from there. */
async function signIn(page, account = NILS_ADMINISTRATOR) {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(`button[name=account][value="${account}"]`).click();
}

for (const [size, options] of SIZES) {
  const session = await visitor(options);
  const page = await session.context.newPage();
  await page.goto(`${service}/onboarding`);
  await keep(page, screenshots, `apply-${size}`);
  await accessible(page, `the page for applicants (${size})`);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  check(width <= (options.viewport?.width ?? 1280), `the page for applicants fits the width (${size})`);
  await session.context.close();
}

// A tenant that nobody invited applies, and an operator approves it.
const applicant = await visitor();
const applying = await applyUntilSignIn(applicant);
await accessible(applying, "the question for a name");
await applying.getByRole("button", { name: "Sign in" }).click();
await says(applying, "Say first what your organization is called");
await applying.getByLabel("What is your organization called?").fill('Northwind <b>"Traders"</b>');
const posting = applying.waitForRequest((one) => one.url() === `${service}/onboarding/apply`);
await signIn(applying);
await says(applying, "An operator of the service has to approve it");
await keep(applying, screenshots, "applied");
await accessible(applying, "the last page of an application");
const entry = await operate("GET", `/${NORTHWIND}`);
check(entry.state === "consented", "the applicant waits");
check(entry.display_name === 'unverified: Northwind <b>"Traders"</b>', "the name is marked as unverified");
const applicantsToken = (await (await posting).allHeaders()).authorization;
const callAsApplicant = () => fetch(`${service}/api/v1/me`, { headers: { authorization: applicantsToken } });
check((await callAsApplicant()).status === 403, "a tenant that waits does not come in");
const impatient = await applyUntilSignIn(applicant);
await impatient.getByLabel("What is your organization called?").fill("Northwind");
await signIn(impatient);
await says(impatient, "Your organization is known here already");
await operate("POST", `/${NORTHWIND}/approve`);
check((await callAsApplicant()).status === 200, "a tenant that was approved comes in");
const complaintsOfApplicant = applicant.complaints.filter((text) => !/status of 409/.test(text));
check(complaintsOfApplicant.length === 0, `no complaint in the console ${complaintsOfApplicant.join(" | ")}`);
await operate("DELETE", `/${NORTHWIND}`);

for (const [size, options] of SIZES) {
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
  await signIn(page);
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

// Somebody of another tenant signs in after consent, and somebody who is a guest there.
async function signInElsewhere(account) {
  const page = await consent(await visitor(), link);
  await page.evaluate((tenant) => {
    const facts = document.getElementById("outcome").dataset;
    for (const name of ["authorize", "token"]) facts[name] = facts[name].replace(/[0-9a-f-]{36}/, tenant);
  }, CONTOSO);
  await signIn(page, account);
  return page;
}
const page = await signInElsewhere(BEN_IN_CONTOSO.object_id);
await says(page, "an account of another organization");
await keep(page, screenshots, "wrong-tenant");
check((await state()) === "invited", "a stranger's sign-in changes nothing");
const guest = await signInElsewhere(GIA_GUEST);
await says(guest, "You are a guest in this organization");
await keep(guest, screenshots, "guest");
check((await state()) === "invited", "a guest's sign-in changes nothing");

// An invitation whose time is over.
const late = await (await visitor()).context.newPage();
check((await late.goto(expired)).status() === 404, "an invitation ends");
await says(late, "This invitation is not valid");
await keep(late, screenshots, "expired");
await accessible(late, "an invitation that is over");

// A sign-in that was begun elsewhere.
await page.goto(`${service}/onboarding/signed-in?code=stolen&state=forged`);
await says(page, "This sign-in was not begun in this window");

await browser.close();
finish();
