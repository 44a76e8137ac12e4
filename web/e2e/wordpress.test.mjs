// What the WordPress plugin prints, on a partner's page in a browser: the finder
// where scripts run, and the link where they do not or where it was sanitised.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { watch } from "./checks.mjs";
import { launch, root } from "./chromium.mjs";
import { site } from "./partner-site.mjs";

const php = spawnSync("php", ["-v"]).error === undefined;
const skip = !php && process.env.CI !== "true" && "php is not installed: tools/install php";

let partner, browser;
before(async () => {
  if (!skip) [partner, browser] = await Promise.all([site(), launch()]);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
});

// printed is what a shortcode of these attributes prints, and the script of it.
function printed(given) {
  const cases = [{ do: "shortcode", given, option: { host: partner.url, key: "pk_good" }, locale: "es_ES" }];
  const out = execFileSync("php", [join(root, "internal/site/testdata/wordpress/run.php"), join(root, "web/wordpress")], { input: JSON.stringify(cases) });
  const [{ html, modules: [[, script]] }] = JSON.parse(out);
  return { html, head: `<script type="module" src="${script}"></script>` };
}

async function open(t, url, options = {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  const page = await context.newPage();
  await page.goto(url);
  return { page, watching };
}

test("the finder searches", { skip }, async (t) => {
  const { html, head } = printed({ near: "55401", autosearch: "1" });
  const { page, watching } = await open(t, partner.page(html, { head }));
  await page.locator("physician-finder #answer").first().waitFor();
  assert.match(await page.locator("physician-finder #answer").textContent(), /cirujanos/);
  assert.ok((await page.locator("physician-finder .card").count()) > 3);
  assert.equal(await page.locator(".physician-finder-link a").isVisible(), false, "the link shows beside the finder");
  watching.quiet();
});

test("the link leads to the same search where scripts do not run, and where the element was taken away", { skip }, async (t) => {
  const { html } = printed({ near: "55401", radius: "25", lang: "es" });
  for (const [body, options] of [[html, { javaScriptEnabled: false }], [html.replace(/<\/?physician-finder[^>]*>/g, ""), {}]]) {
    const { page } = await open(t, partner.page(body, { head: "" }), options);
    await page.locator(".physician-finder-link a").click();
    await page.locator("#answer").waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "es");
    assert.match(await page.locator("#answer").textContent(), /a menos de 25 millas de 55401/);
  }
});
