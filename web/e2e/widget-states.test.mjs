// What the widget says and does when there is no answer, or not the usual one;
// and who gets an answer at all.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axe, watch } from "./checks.mjs";
import { launch } from "./chromium.mjs";
import { site } from "./partner-site.mjs";

let partner, browser;
before(async () => {
  [partner, browser] = await Promise.all([site(), launch()]);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
});

const element = (attributes = "", key = "pk_good") =>
  `<physician-finder partner="${key}" near="55401" ${attributes}><a id="fallback" href="/elsewhere">Find a surgeon</a></physician-finder>`;

// open shows the widget and notes what it tells the page.
async function open(t, body, { options = {}, prepare } = {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const page = await context.newPage();
  const said = [];
  page.on("console", (m) => said.push(m.text()));
  await context.addInitScript(() => {
    window.codes = [];
    document.addEventListener("pf-error", (e) => window.codes.push(e.detail.code));
  });
  await prepare?.(context);
  await page.goto(partner.page(body));
  await page.locator("physician-finder #near").waitFor();
  return { context, page, said };
}

const ask = (page) => page.locator("physician-finder [part~=submit]").click();
const heading = (page) => page.locator("physician-finder #answer");
const codes = (page) => page.evaluate(() => window.codes);

// calm asserts what every state has: the line to call, the emergency panel, a
// form to try again with, and nothing for axe.
async function calm(page) {
  for (const part of ['a[href="tel:+18442887474"]', 'a[href="tel:911"]', "#near"]) {
    assert.ok(await page.locator(`physician-finder ${part}`).first().isVisible(), `${part} is missing`);
  }
  assert.deepEqual(await axe(page), []);
}

const problem = (status, type, headers = {}) => (route) =>
  route.fulfill({
    status,
    headers: { "access-control-allow-origin": partner.origin, "access-control-expose-headers": "Retry-After", ...headers },
    contentType: "application/problem+json",
    body: JSON.stringify({ type: `/problems/${type}`, title: type, status, detail: type, request_id: "x", errors: [] }),
  });

describe("calm states", () => {
  const answers = [
    ["the finder is down", (route) => route.abort("connectionrefused"), "network", /not working right now/],
    ["the finder cannot answer", problem(503, "unavailable", { "retry-after": "5" }), "unavailable", /not working right now/],
    ["an error of the finder", problem(500, "internal"), "unavailable", /not working right now/],
    ["an answer that is no JSON", (route) => route.fulfill({ status: 502, body: "<h1>Bad gateway</h1>", headers: { "access-control-allow-origin": partner.origin } }), "unavailable", /not working right now/],
    ["too many searches", problem(429, "too-many-requests", { "retry-after": "20" }), "too_many_requests", /Too many searches/],
  ];
  for (const [name, answer, code, text] of answers) {
    test(name, async (t) => {
      const { page } = await open(t, element());
      await page.route("**/v1/search", answer);
      await ask(page);
      await heading(page).waitFor();
      assert.match(await heading(page).textContent(), text);
      assert.deepEqual(await codes(page), [code]);
      if (code === "too_many_requests") assert.match(await page.locator("physician-finder [part=error]").innerText(), /wait 20 seconds/);
      await calm(page);
      await page.unroute("**/v1/search");
      await ask(page);
      await page.locator("physician-finder .card").first().waitFor();
    });
  }

  test("the network fails once: asked once more, nobody notices", async (t) => {
    const { page } = await open(t, element());
    let asked = 0;
    await page.route("**/v1/search", (route) => (++asked === 1 ? route.abort("connectionreset") : route.continue()));
    await ask(page);
    await page.locator("physician-finder .card").first().waitFor();
    assert.equal(asked, 2);
    assert.deepEqual(await codes(page), []);
  });

  test("slow: says so after a moment, holds the place, gives up in time", async (t) => {
    const { page } = await open(t, element("autosearch"), { prepare: (context) => context.clock.install() });
    await page.locator("physician-finder .card").first().waitFor();
    await page.route("**/v1/search", () => {});
    const sent = page.waitForRequest("**/v1/search");
    await page.clock.pauseAt(new Date(Date.now() + 60_000)); // the clock is the test's from here on
    await ask(page);
    await sent;
    const status = page.locator("physician-finder [part=status]");
    await page.clock.runFor(399);
    assert.equal(await status.textContent(), "", "said at once");
    await page.clock.runFor(1);
    await page.waitForFunction(() => document.querySelector("physician-finder").shadowRoot.querySelector("[part=status]")?.textContent === "Searching…");
    assert.equal(await page.locator("physician-finder .all").getAttribute("aria-busy"), "true");
    assert.equal(await page.locator("physician-finder [part=placeholder]").count(), 1);
    await page.clock.runFor(7599);
    assert.deepEqual(await codes(page), [], "given up too soon");
    await page.clock.runFor(1);
    await page.waitForFunction(() => window.codes.length);
    assert.deepEqual(await codes(page), ["timeout"]);
    await page.clock.resume();
    await calm(page);
  });

  test("offline", async (t) => {
    const { context, page } = await open(t, element());
    await context.setOffline(true);
    await ask(page);
    await heading(page).waitFor();
    assert.match(await page.locator("physician-finder [part=error]").innerText(), /offline/);
    assert.deepEqual(await codes(page), ["offline"]);
    await context.setOffline(false);
    await calm(page);
  });

  test("which place", async (t) => {
    const { page } = await open(t, element());
    await page.locator("physician-finder #near").fill("Springfield");
    await ask(page);
    await heading(page).waitFor();
    assert.match(await heading(page).textContent(), /Which place do you mean by “Springfield”/);
    await calm(page);
    const choice = page.locator("physician-finder .choices button").first();
    const label = await choice.textContent();
    await choice.click();
    await page.locator("physician-finder .card, physician-finder [part=empty]").first().waitFor();
    assert.ok((await heading(page).textContent()).includes(label));
    assert.match(await page.inputValue("physician-finder #near"), /^Springfield, [A-Z]{2}$/);
  });

  test("nobody near: the nearest beyond, and a wider search", async (t) => {
    const { page } = await open(t, element('radius="1" autosearch'));
    await heading(page).waitFor();
    assert.equal(await heading(page).textContent(), "No listed surgeon within 1 mile of 55401 Minneapolis, MN");
    assert.equal(await page.locator("physician-finder .card.beyond").count(), 3);
    await calm(page);
    const wider = page.locator("physician-finder .choices button").first();
    const [, miles, many] = /^Search within (\d+) miles: (\d+) surgeons$/.exec(await wider.textContent());
    await wider.click();
    await page.waitForFunction((text) => document.querySelector("physician-finder").shadowRoot.querySelector("#answer")?.textContent.startsWith(text), `${many} surgeons who may operate on the spine within ${miles} miles of`);
    assert.equal(await page.inputValue("physician-finder #radius"), miles);
  });

  test("words understood, and taken back", async (t) => {
    const { page } = await open(t, element());
    await page.locator("physician-finder summary", { hasText: "Name, language and more" }).click();
    await page.locator("physician-finder #q").fill("spanish neurosurgeon");
    await ask(page);
    const chips = page.locator("physician-finder .chip");
    await chips.first().waitFor();
    const before = await chips.count();
    await chips.first().click();
    await page.waitForFunction((n) => document.querySelector("physician-finder").shadowRoot.querySelectorAll(".chip").length === n - 1, before);
    assert.notEqual(await page.inputValue("physician-finder #q"), "spanish neurosurgeon");
  });

  test("a later page is turned over, with the same question", async (t) => {
    const { page } = await open(t, element('limit="5"'));
    await page.evaluate(async () => {
      await customElements.whenDefined("physician-finder");
      await document.querySelector("physician-finder").search({ page: 2 });
    });
    const turn = page.locator("physician-finder .further button");
    assert.equal(await page.locator("physician-finder .further span").last().textContent(), "Page 2 of 3");
    assert.deepEqual(await page.locator("physician-finder .card").evaluateAll((cards) => cards.map((c) => c.dataset.card)), ["6", "7", "8", "9", "10"]);
    await turn.last().click();
    await page.locator('physician-finder [data-card="11"]').waitFor();
    assert.deepEqual(await page.locator("physician-finder .pin").evaluateAll((pins) => pins.flatMap((pin) => pin.dataset.pin.split(" "))), ["11", "12"]);
    await turn.first().click();
    await page.locator('physician-finder [data-card="6"]').waitFor();
  });
});

describe("keys and origins", () => {
  const form = (key) => new URLSearchParams({ key, near: "55401" });
  const cases = [
    ["the partner's page", "pk_good", () => partner.origin, 200, true],
    ["another host", "pk_good", () => partner.origin.replace("127.0.0.1", "localhost"), 403, false],
    ["a subdomain trick", "pk_other", () => "https://good.example.evil.test", 403, false],
    ["a prefix trick", "pk_other", () => "https://evil-good.example", 403, false],
    ["the listed origin itself", "pk_other", () => "https://good.example", 200, true],
    ["null", "pk_good", () => "null", 403, false],
    ["an unknown key", "pk_nobody", () => partner.origin, 403, false],
    ["revoked", "pk_revoked", () => partner.origin, 403, true],
    ["expired", "pk_expired", () => partner.origin, 403, true],
    ["revoked, from elsewhere", "pk_revoked", () => "https://elsewhere.example", 403, false],
    ["a program without an origin", "pk_good", () => undefined, 200, false],
  ];
  for (const [name, key, origin, status, readable] of cases) {
    for (const path of ["/v1/search", "/v1/places"]) {
      test(`${name}: ${path}`, async () => {
        const headers = origin() === undefined ? {} : { origin: origin() };
        const answer = path === "/v1/search"
          ? await fetch(partner.url + path, { method: "POST", body: form(key), headers })
          : await fetch(`${partner.url}${path}?q=minn&key=${key}`, { headers });
        assert.equal(answer.status, status);
        assert.equal(answer.headers.get("access-control-allow-origin"), readable ? origin() : null);
        assert.equal(answer.headers.get("access-control-allow-credentials"), null);
        assert.match(answer.headers.get("vary") ?? "", /Origin/);
      });
    }
  }

  for (const key of ["pk_revoked", "pk_expired"]) {
    test(`${key} in a browser: people get the phone line, the partner an explanation`, async (t) => {
      const { page, said } = await open(t, element("autosearch", key));
      await heading(page).waitFor();
      assert.deepEqual(await codes(page), ["key_not_valid"]);
      assert.match(said.join("\n"), new RegExp(`revoked or has expired[^]*${key}[^]*problems/key-not-valid`));
      assert.ok(await page.locator("#fallback").isVisible(), "the way to the finder itself");
      await calm(page);
    });
  }

  test("an origin that is not listed, in a browser", async (t) => {
    const { page, said } = await open(t, element("autosearch", "pk_other"));
    await heading(page).waitFor();
    assert.deepEqual(await codes(page), ["network"]);
    assert.ok(said.join("\n").includes(`is ${partner.origin} registered, exactly so, for the key pk_other`), said.join("\n"));
    await calm(page);
  });

  test("a partner over its limit", async (t) => {
    const { page } = await open(t, element("", "pk_slow"));
    await ask(page);
    await page.locator("physician-finder .card").first().waitFor();
    await ask(page);
    await page.locator("physician-finder [part=error]").waitFor();
    assert.deepEqual(await codes(page), ["too_many_requests"]);
    assert.match(await page.locator("physician-finder [part=error]").innerText(), /wait \d+ seconds/);
    await calm(page);
  });
});

test("loaded twice, and twice on a page: one definition, two widgets", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  const page = await context.newPage();
  const script = (path) => `<script type="module" src="${partner.url}/widget/${path}/physician-finder.js"></script>`;
  await page.goto(partner.page(element('id="one" autosearch') + element('id="two" lang="es" radius="25" autosearch'), { head: script(partner.version) + script("v1") }));
  await page.locator("#one .card").first().waitFor();
  await page.locator("#two .card").first().waitFor();
  assert.match(await page.locator("#one #answer").textContent(), /within 50 miles of/);
  assert.match(await page.locator("#two #answer").textContent(), /25 millas/);
  assert.deepEqual(await axe(page), []);
  watching.quiet();
});

describe("api-base", () => {
  for (const base of ["javascript:alert(document.domain)//", " JavaScript:alert(1)//", "java\tscript:alert(1)", "data:text/html,x", "blob:http://x/", "vbscript:x", "http://", "file:///etc/"]) {
    test(`refused: ${JSON.stringify(base)}`, async (t) => {
      const { page, said } = await open(t, element().replace("partner=", `api-base="${base.replace("\t", "&#9;")}" partner=`));
      await ask(page);
      await page.locator("physician-finder .card").first().waitFor();
      const links = await page.locator("physician-finder").evaluate((finder) => [...finder.shadowRoot.querySelectorAll("[href], [src], [action]")].map((node) => node.href ?? node.src ?? node.action));
      assert.ok(links.length > 20);
      for (const link of links) assert.ok(/^(tel:|https:\/\/www\.google\.com\/)/.test(link) || link.startsWith(partner.url + "/"), link);
      assert.match(said.join("\n"), /api-base is the scheme and host of the finder/);
      assert.equal(said.filter((line) => line.includes("api-base")).length, 1, "said once");
    });
  }

  for (const base of ["", "URL", "URL/", "URL//", "URL/?x=1#y"]) {
    test(`taken: ${JSON.stringify(base)}`, async (t) => {
      const { page } = await open(t, element().replace("partner=", `api-base="${base.replace("URL", partner.url)}" partner=`));
      await ask(page);
      assert.equal(new URL(await page.locator("physician-finder .card [part=name] a").first().evaluate((a) => a.href)).origin, partner.url);
    });
  }
});
