// MSAL for browsers, as it is, on a page of its own in Chromium, against the stand-in over TLS.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { browser, check, finish, watched } from "./browser.mjs";
import { BEN_IN_CONTOSO, CLIENTS, SCOPE, expecting } from "./known.mjs";

const [service, standIn] = process.argv.slice(2);
const expect = expecting("MSAL for browsers", service);
const packaged = createRequire(import.meta.url).resolve("@azure/msal-browser/package.json").replace("package.json", "lib/");
const pages = {
  "/app": "<!doctype html><title>Orders</title><script src='/msal.js'></script>",
  // The redirect address: since version 5 a page of its own, which hands the answer to the application.
  "/": `<!doctype html><title>Back</title><script src='/bridge.js'></script>
    <script>msalRedirectBridge.broadcastResponseToMainFrame()</script>`,
};
const scripts = {
  "/msal.js": await readFile(`${packaged}msal-browser.min.js`),
  "/bridge.js": await readFile(`${packaged}redirect-bridge/msal-redirect-bridge.min.js`),
};
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost:3000");
  const script = scripts[pathname];
  response.statusCode = script || pages[pathname] ? 200 : 204;
  response.setHeader("content-type", script ? "text/javascript" : "text/html");
  response.end(script ?? pages[pathname]);
}).listen(3000, "localhost");

// The authority is made for each run; Node trusts it by NODE_EXTRA_CA_CERTS.
const session = await watched({ ignoreHTTPSErrors: true });
const page = await session.context.newPage();
/** Starts the library on the page; gives the access token that a redirection brought. */
const begin = () =>
  page.evaluate(
    async ([clientId, authority]) => {
      window.app = new msal.PublicClientApplication({
        auth: {
          clientId,
          authority,
          redirectUri: "http://localhost:3000/",
          knownAuthorities: [new URL(authority).host],
        },
      });
      await window.app.initialize();
      return (await window.app.handleRedirectPromise())?.accessToken;
    },
    [CLIENTS.page, `${standIn}/organizations`],
  );
const choose = (where) =>
  where.locator(`button[name=account][value="${BEN_IN_CONTOSO.object_id}"]`).click();

await page.goto("http://localhost:3000/app");
await begin();
await page.evaluate((scope) => void window.app.loginRedirect({ scopes: [scope] }), SCOPE);
await choose(page);
await page.locator("button[value=accept]").click();
await page.waitForURL("http://localhost:3000/app*");
const signedIn = await begin();
await expect("code with PKCE, by redirection", signedIn, 200, BEN_IN_CONTOSO);
const silent = (forceRefresh) =>
  page.evaluate(
    async ([scope, forceRefresh]) => {
      const [account] = window.app.getAllAccounts();
      return (await window.app.acquireTokenSilent({ scopes: [scope], account, forceRefresh })).accessToken;
    },
    [SCOPE, forceRefresh],
  );
check((await silent(false)) === signedIn, "MSAL for browsers: the token is kept");
const renewed = await silent(true);
check(renewed !== signedIn, "MSAL for browsers: a new token is another one");
await expect("silent refresh", renewed, 200, BEN_IN_CONTOSO);

await page.evaluate(() => void window.app.logoutRedirect({ account: window.app.getAllAccounts()[0] }));
await page.getByText(/signed out/i).first().waitFor();
check(true, "MSAL for browsers: logout");

// Again, in a popup; what was consented to is not asked for a second time.
await page.goto("http://localhost:3000/app");
await begin();
const opened = session.context.waitForEvent("page");
const popup = page.evaluate(
  async (scope) => (await window.app.loginPopup({ scopes: [scope] })).accessToken,
  SCOPE,
);
await choose(await opened);
await expect("code with PKCE, in a popup", await popup, 200, BEN_IN_CONTOSO);

const sent = session.requests.filter((one) => one.url().includes("/oauth2/v2.0/token") && one.method() === "POST");
check(
  sent.length > 0 && sent.every((one) => !/client_secret/.test(one.postData() ?? "")),
  "MSAL for browsers: no secret is sent",
);
check(session.complaints.length === 0, `no complaint in the console ${session.complaints.join(" | ")}`);
server.close();
await browser.close();
finish();
