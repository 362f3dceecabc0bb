// The documentation page in a real browser: it renders, nothing violates its policy, nothing comes
// from elsewhere, and a pasted token calls the API. Also calls from pages on other origins.
import { createServer } from "node:http";
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [service, token, screenshots, allowedPort] = process.argv.slice(2);
const failures = [];
const check = (holds, what) => {
  console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
  if (!holds) failures.push(what);
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--no-proxy-server"],
});
mkdirSync(screenshots, { recursive: true });

async function openDocs(name, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  const elsewhere = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== service) elsewhere.push(url.origin);
  });
  await page.goto(`${service}/docs`);
  await page.getByText("/api/v1/me").first().waitFor();
  await page.screenshot({ path: `${screenshots}/docs-${name}.png`, fullPage: true });
  return { context, page, complaints, elsewhere };
}

const desktop = await openDocs("desktop", { viewport: { width: 1280, height: 900 } });
const { page } = desktop;
await page.getByRole("button", { name: "Authorize" }).first().click();
await page.getByText("Available authorizations").waitFor();
await page.screenshot({ path: `${screenshots}/docs-authorize.png` });
check((await page.locator("[id^=client_secret]:visible").count()) === 0, "no box for a client secret");
check((await page.locator(".dialog-ux input[type=checkbox]").count()) === 1, "one scope is offered");
check(
  (await page.locator(".dialog-ux input[type=checkbox]:checked").count()) === 1,
  "the policy's scope is preselected",
);
await page.locator("#auth-bearer-value").fill(token);
await page.locator(".auth-container:has(#auth-bearer-value) button.authorize").click();
await page.locator("button.btn-done").first().click();
await page.locator("#operations-Caller-getMe .opblock-summary-control").click();
await page.locator("#operations-Caller-getMe button.execute").click();
const answer = page.locator("#operations-Caller-getMe .live-responses-table tbody .response-col_status");
await answer.first().waitFor();
check((await answer.first().innerText()).startsWith("200"), "a pasted token calls the API");
check(desktop.complaints.length === 0, `no complaint in the console ${desktop.complaints.join(" | ")}`);
check(desktop.elsewhere.length === 0, `no request to another host ${desktop.elsewhere.join(" ")}`);
check(await page.locator("#elsewhere").isHidden(), "no notice at the registered address");

const phone = await openDocs("phone", { viewport: { width: 390, height: 844 }, isMobile: true });
const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
check(width <= 390, `the page fits a phone's width (${width})`);

const numeric = await (await browser.newContext()).newPage();
await numeric.goto(`${service.replace("localhost", "127.0.0.1")}/docs`);
await numeric.locator("#elsewhere").waitFor({ state: "visible" });
check(true, "a visitor at another address is told where signing in works");

// A page on an allowed origin may call, one on another origin may not.
const serve = (port) =>
  new Promise((done) => {
    const server = createServer((_, response) => {
      response.setHeader("content-type", "text/html");
      response.end("<!doctype html><title>client</title>");
    });
    server.listen(port, "127.0.0.1", () => done(server));
  });
const callFrom = async (server) => {
  const client = await (await browser.newContext()).newPage();
  await client.goto(`http://127.0.0.1:${server.address().port}/`);
  return client.evaluate(
    async ([url, bearer]) => {
      try {
        const reply = await fetch(url, { headers: { authorization: `Bearer ${bearer}` } });
        return reply.status;
      } catch {
        return "blocked";
      }
    },
    [`${service}/api/v1/me`, token],
  );
};
const allowed = await serve(Number(allowedPort));
const foreign = await serve(0);
check((await callFrom(allowed)) === 200, "a page on an allowed origin calls the API");
check((await callFrom(foreign)) === "blocked", "a page on another origin is blocked");
allowed.close();
foreign.close();

await browser.close();
console.log(`${failures.length === 0 ? "all" : "not all"} checks of the page passed`);
process.exit(failures.length === 0 ? 0 : 1);
