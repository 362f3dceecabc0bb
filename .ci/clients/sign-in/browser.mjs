// Chromium, watched: what its pages complain about, and which requests they send.
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const failures = [];

/** Tells of a check. */
export function check(holds, what) {
  console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
  if (!holds) failures.push(what);
}

/** Ends the program; no check must have failed. */
export function finish() {
  console.log(`${failures.length === 0 ? "all" : "not all"} checks passed`);
  process.exit(failures.length === 0 ? 0 : 1);
}

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--no-proxy-server"],
});

/** A context whose pages are watched. */
export async function watched(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints = [];
  const requests = [];
  context.on("page", (page) => {
    page.on("console", (message) => {
      // A refusal by the API is an answer, which the console reports as an error, too.
      const refusal = /status of 40[13]/.test(message.text()) && message.location().url.includes("/api/");
      if (["error", "warning"].includes(message.type()) && !refusal) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
  });
  context.on("request", (request) => requests.push(request));
  return { context, complaints, requests };
}

/** Keeps a picture of a page. */
export async function keep(page, folder, name) {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** Checks that axe finds nothing serious on a page, outside what is somebody else's. */
export async function accessible(page, what, exclude = []) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((exclude) => window.axe.run({ include: [["html"]], exclude }), exclude);
  const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`).join(" | ");
  check(serious.length === 0, `${what} is accessible ${told}`);
}
