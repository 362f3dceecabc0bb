// The stand-in's pages in Chromium: accessible, without complaints, and usable without scripts.
import { accessible, browser, check, finish, keep, watched } from "./browser.mjs";
import { BEN_IN_CONTOSO, CLIENTS, SCOPE } from "./known.mjs";

const [standIn, screenshots] = process.argv.slice(2);
const BEN = BEN_IN_CONTOSO.object_id;
const ADA_ADMINISTRATOR = "20000000-0000-4000-8000-000000000011";
const REDIRECT = "http://localhost:3000/";

function address(path, parameters) {
  const url = new URL(`${standIn}/${path}`);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return String(url);
}

const request = {
  client_id: CLIENTS.page,
  response_type: "code",
  redirect_uri: REDIRECT,
  scope: `openid ${SCOPE}`,
  code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  code_challenge_method: "S256",
  state: "a",
};
const authorize = address("organizations/oauth2/v2.0/authorize", request);
const pages = [
  ["a choice of accounts", "accounts", authorize],
  ["a refusal", "refusal", address("organizations/oauth2/v2.0/authorize", { ...request, client_id: "nobody" })],
  ["the entry of a code", "enter-code", address("common/oauth2/deviceauth", {})],
  [
    "an administrator's choice of accounts",
    "administrators",
    address("organizations/v2.0/adminconsent", {
      client_id: CLIENTS.page,
      redirect_uri: REDIRECT,
      scope: SCOPE,
      state: "a",
    }),
  ],
];

for (const [size, options] of [
  ["desktop", {}],
  ["phone", { viewport: { width: 390, height: 844 }, isMobile: true }],
]) {
  const session = await watched(options);
  const page = await session.context.newPage();
  for (const [what, name, url] of pages) {
    await page.goto(url);
    await page.locator("h1").waitFor();
    await keep(page, screenshots, `${name}-${size}`);
    await accessible(page, `${what} (${size})`);
    check((await page.locator("body").innerText()).includes("Stand-in for Microsoft Entra ID"), `${what} says what it is`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    check(width <= (options.viewport?.width ?? 1280), `${what} fits the width (${size})`);
  }
  await page.goto(authorize);
  await page.locator(`button[name=account][value="${BEN}"]`).click();
  await page.locator("button[value=accept]").waitFor();
  await keep(page, screenshots, `consent-${size}`);
  await accessible(page, `a consent (${size})`);
  await page.goto(pages[3][2]);
  await page.locator(`button[name=account][value="${ADA_ADMINISTRATOR}"]`).click();
  await page.locator("button[value=accept]").waitFor();
  await keep(page, screenshots, `administrators-consent-${size}`);
  await accessible(page, `an administrator's consent (${size})`);
  const refusals = (text) => /status of 400/.test(text);
  const complaints = session.complaints.filter((text) => !refusals(text));
  check(complaints.length === 0, `no complaint in the console ${complaints.join(" | ")}`);
}

// Without scripts: choose, accept, and arrive with a code.
const plain = await watched({ javaScriptEnabled: false });
const arrived = plain.context.waitForEvent("request", (one) => one.url().startsWith(REDIRECT));
const page = await plain.context.newPage();
await page.goto(authorize);
await page.locator(`button[name=account][value="${BEN}"]`).click();
await page.locator("button[value=accept]").click({ noWaitAfter: true });
const answer = new URL((await arrived).url()).searchParams;
check(answer.get("state") === "a" && (answer.get("code") ?? "").length > 20, "signing in works without scripts");

await browser.close();
finish();
