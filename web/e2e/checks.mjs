// What every page must hold, asked of a page in Chromium.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// axe returns the violations on a page, one line each. The library goes in by
// the debugging protocol: the page's own policy keeps scripts out.
export async function axe(page) {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send("Runtime.evaluate", { expression: axeSource });
    const options = JSON.stringify({ runOnly: tags, resultTypes: ["violations"] });
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
      expression: `axe.run(document, ${options}).then((r) => JSON.stringify(r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html.slice(0, 160) + " " + n.failureSummary).join(" | "))))`,
      awaitPromise: true,
    });
    assert.equal(exceptionDetails, undefined, "axe failed");
    return JSON.parse(result.value);
  } finally {
    await session.detach();
  }
}

// watch notes what a page does that it must not: requests to others, broken
// policy, errors of its own script. quiet() asserts that there was none.
export async function watch(context, ...origins) {
  const seen = [];
  const requests = [];
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`));
  });
  context.on("request", (r) => {
    requests.push(r);
    if (!origins.some((origin) => r.url().startsWith(origin + "/"))) seen.push(`asked another origin: ${r.url()}`);
  });
  context.on("console", (m) => {
    // A page that answers 404 or 503 on purpose is logged as a failed resource.
    if (m.type() === "error" && !/the server responded with a status of/.test(m.text())) seen.push(`console: ${m.text()}`);
  });
  context.on("weberror", (e) => seen.push(`script: ${e.error().message}`));
  return {
    requests,
    quiet() {
      assert.deepEqual(seen, []);
    },
  };
}

// sideways says by how many pixels a page is wider than its window.
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// kept lists what a page has left in the browser.
export async function kept(context, page) {
  const stored = await page.evaluate(async () => [
    ...Object.keys(localStorage), ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map((d) => d.name), ...(await caches.keys().catch(() => [])),
  ]);
  return [...(await context.cookies()).map((c) => c.name), ...stored];
}

// until waits for a condition in the page, by asking.
export async function until(what, condition) {
  for (let i = 0; i < 100; i++) {
    if (await condition()) return;
    await new Promise((r) => setTimeout(r, 50));
  }
  assert.fail(`never: ${what}`);
}
