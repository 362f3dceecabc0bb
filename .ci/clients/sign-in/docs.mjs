// The documentation page in Chromium: people sign in at the stand-in, and call the API.
import { createHash } from "node:crypto";
import { accessible, browser, check, finish, keep, watched } from "./browser.mjs";

const [service, standIn, screenshots] = process.argv.slice(2);
const CONTOSO = "10000000-0000-4000-8000-000000000001";
const BEN = "20000000-0000-4000-8000-000000000012";
const GIA_GUEST = "20000000-0000-4000-8000-000000000013";
const NORA_STRANGER = "20000000-0000-4000-8000-000000000031";
const OAUTH = ".auth-container:has(h4:has-text('entraOAuth2'))";
const LOGOUT = "button:has-text('Logout')";
const GET_ME = "#operations-Caller-getMe";

/** Opens the page, and the dialog by a button of it. */
async function openDialog(session, button) {
  const page = await session.context.newPage();
  await page.goto(`${service}/docs`);
  await page.locator(GET_ME).waitFor();
  await page.locator(button).first().click();
  await page.locator(".dialog-ux .auth-container").first().waitFor();
  return page;
}

/** Signs in from the dialog; gives the stand-in's page back as it was before the choice. */
async function signIn(session, page, account, look = async () => {}) {
  const popup = session.context.waitForEvent("page");
  const oauth = page.locator(OAUTH);
  await oauth.locator("button.authorize").click();
  const choice = await popup;
  await choice.locator("button[name=account]").first().waitFor();
  await look(choice);
  await choice.locator(`button[name=account][value="${account}"]`).click();
  await oauth.locator(LOGOUT).waitFor();
}

/** Calls `GET /api/v1/me` on the page, as a reader does. */
async function callMe(page) {
  await page.locator(".dialog-ux button.btn-done").first().click();
  const operation = page.locator(GET_ME);
  if (!(await operation.locator("button.execute").isVisible())) {
    await operation.locator(".opblock-summary-control").click();
  }
  const answer = page.waitForResponse((response) => response.url() === `${service}/api/v1/me`);
  await operation.locator("button.execute").click();
  const response = await answer;
  await operation.locator(".live-responses-table .response-col_status").first().waitFor();
  return { status: response.status(), body: await response.json() };
}

// A member, from the button for the whole page.
const ben = await watched();
const page = await openDialog(ben, "button.authorize");
await accessible(page, "the documentation page, as far as it is ours", ["#swagger-ui"]);
await signIn(ben, page, BEN, async (choice) => {
  await keep(choice, screenshots, "choose-an-account");
  await accessible(choice, "the choice of an account");
});
const me = await callMe(page);
await keep(page, screenshots, "docs-signed-in");
// The one that the README shows: without the token, which Swagger UI writes into a command.
await page.screenshot({
  path: `${screenshots}/documentation-page.png`,
  fullPage: true,
  clip: { x: 0, y: 0, width: 1280, height: 1160 },
  style: ".curl-command, .opblock-body .request-url { display: none }",
});
check(
  me.status === 200 && me.body.tenant_id === CONTOSO && me.body.object_id === BEN,
  "a user who signed in reads the own tenant and object id",
);

const asked = ben.requests.filter((one) => one.url().includes("/oauth2/v2.0/authorize"));
const question = new URL(asked[0].url()).searchParams;
const redeemed = ben.requests.filter((one) => one.url().endsWith("/oauth2/v2.0/token") && one.method() === "POST");
const form = new URLSearchParams(redeemed[0].postData());
const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
check(question.get("response_type") === "code", "the page asks for a code");
check(question.get("code_challenge_method") === "S256", "PKCE is by S256");
check(question.get("code_challenge") === challenge, "the verifier fits the challenge");
const secrets = ben.requests.filter(
  (one) => /client_secret/.test(one.url() + (one.postData() ?? "")) || /^basic/i.test(one.headers().authorization ?? ""),
);
check(redeemed.length === 1 && secrets.length === 0, "no secret is sent");

await page.locator("button.authorize").first().click();
await page.locator(`${OAUTH} ${LOGOUT}`).click();
check((await callMe(page)).status === 401, "after the logout the page calls without a token");
const out = await ben.context.newPage();
await out.goto(`${standIn}/common/oauth2/v2.0/logout`);
await keep(out, screenshots, "signed-out");
await accessible(out, "the page after signing out");
check(ben.complaints.length === 0, `no complaint in the console ${ben.complaints.join(" | ")}`);

// From the padlock of an operation, and by people who may not call.
for (const [who, account, status, code] of [
  ["a member from the padlock of an operation", BEN, 200, undefined],
  ["a guest", GIA_GUEST, 403, "guest_not_allowed"],
  ["a user of a tenant that is not admitted", NORA_STRANGER, 403, "tenant_not_admitted"],
]) {
  const session = await watched();
  const opened = await openDialog(session, `${GET_ME} .authorization__btn`);
  await signIn(session, opened, account);
  const answer = await callMe(opened);
  const told = [answer.status, answer.body.code].join(" ");
  check(answer.status === status && answer.body.code === code, `${who} signs in and is answered ${told}`);
  if (code) await keep(opened, screenshots, code.replaceAll("_", "-"));
  check(session.complaints.length === 0, `no complaint in the console ${session.complaints.join(" | ")}`);
}

await browser.close();
finish();
