// What a page can do with the widget: attributes, methods, events, looks; and
// the examples, the frame, and the page that writes the lines to paste.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { axe, sideways, until, watch } from "./checks.mjs";
import { launch, root } from "./chromium.mjs";
import { site } from "./partner-site.mjs";

let partner, browser;
before(async () => {
  [partner, browser] = await Promise.all([site(), launch()]);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
});

async function open(t, url, options = {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  const page = await context.newPage();
  await page.goto(url);
  return { context, page, watching };
}

const element = (attributes = "") => `<physician-finder partner="pk_good" ${attributes}></physician-finder>`;
const show = (t, attributes, options) => open(t, partner.page(element(attributes), options?.page), options?.context);
const answered = (page) => page.locator("physician-finder #answer").first().waitFor();

describe("attributes and properties", () => {
  test("each attribute is its property", async (t) => {
    const { page } = await show(t, 'near="Austin, TX" radius="100" unit="km" language="es" accepting="newpt" gender="F" routing="x-" action="Book" specialty="neurosurgery" annular-closure="confirmed" view="list" limit="5" heading-level="3" no-locate line="800-555-0199"');
    await page.locator("physician-finder #near").waitFor();
    const has = await page.evaluate(() => {
      const { near, radius, unit, specialty, annularClosure, language, accepting, gender, view, limit, headingLevel, noLocate, autosearch, routing, action, line, apiBase } = document.querySelector("physician-finder");
      return { near, radius, unit, specialty, annularClosure, language, accepting, gender, view, limit, headingLevel, noLocate, autosearch, routing, action, line, apiBase };
    });
    assert.deepEqual(has, {
      near: "Austin, TX", radius: 100, unit: "km", specialty: "neurosurgery", annularClosure: "confirmed", language: "es", accepting: "newpt", gender: "F", view: "list", limit: 5,
      routing: "x-", action: "Book", headingLevel: 3, noLocate: true, autosearch: false, line: "800-555-0199", apiBase: partner.url,
    });
    assert.equal(await page.inputValue("physician-finder #near"), "Austin, TX");
    assert.equal(await page.inputValue("physician-finder #radius"), "100");
    assert.equal(await page.inputValue("physician-finder #specialty"), "neurosurgery");
    assert.ok(await page.locator("physician-finder #closure").isChecked());
    assert.equal(await page.locator("physician-finder [part~=locate]").count(), 0);
    assert.ok(await page.locator('physician-finder a[href="tel:+18005550199"]').isVisible());
    assert.equal(await page.locator("physician-finder #urgent").getAttribute("aria-level"), "3");
  });

  test("an attribute that cannot be used is as if it were not there", async (t) => {
    const { page } = await show(t, 'near="55401" radius="far" limit="-3" heading-level="x" view="sideways" autosearch');
    await answered(page);
    assert.match(await page.locator("physician-finder #answer").textContent(), /^12 surgeons who may operate on the spine within 50 miles/);
    assert.equal(await page.locator("physician-finder .card").count(), 10);
    assert.equal(await page.locator("physician-finder .map").count(), 1);
  });

  test("the language of the page around", async (t) => {
    const { page } = await show(t, "", { page: { lang: "es-MX" } });
    assert.equal(await page.locator("physician-finder [part~=submit]").textContent(), "Buscar cirujanos");
    await page.evaluate(() => (document.querySelector("physician-finder").lang = "en"));
    await page.locator("physician-finder [part~=submit]", { hasText: "Find surgeons" }).waitFor();
  });

  test("list alone asks for no map", async (t) => {
    const { page, watching } = await show(t, 'near="55401" view="list" autosearch');
    await answered(page);
    assert.equal(await page.locator("physician-finder .map").count(), 0);
    assert.match(watching.requests.find((r) => r.url().endsWith("/v1/search")).postData(), /map=0/);
  });
});

describe("methods and events", () => {
  test("search, results, clear", async (t) => {
    const { page } = await show(t, "");
    const out = await page.evaluate(async () => {
      await customElements.whenDefined("physician-finder");
      const finder = document.querySelector("physician-finder");
      const told = [];
      for (const name of ["pf-search", "pf-results", "pf-error"]) document.addEventListener(name, (e) => told.push([name, e.detail, e.composed]));
      const results = await finder.search({ near: "55401", radius: 25, annularClosure: "offered" });
      const frozen = Object.isFrozen(results) && Object.isFrozen(results.data[0].name);
      const same = results === finder.results;
      const nothing = await finder.search({ near: "Nowhereville, ZZ" });
      finder.clear();
      await finder.updateComplete;
      return { told, total: results.meta.total, frozen, same, nothing: nothing === undefined, cleared: finder.results === undefined && finder.near === "" && !finder.shadowRoot.querySelector("#answer"), version: finder.constructor.version };
    });
    const shown = out.told[1][1].shown;
    assert.deepEqual(out.told, [
      ["pf-search", { near: "55401", approximate: false, radius: 25, unit: "mi", specialty: "spine-surgery", annularClosure: "offered", language: "", accepting: "", gender: "", page: 1 }, true],
      ["pf-results", { total: out.total, shown, degraded: false }, true],
      ["pf-search", { near: "Nowhereville, ZZ", approximate: false, radius: 25, unit: "mi", specialty: "spine-surgery", annularClosure: "offered", language: "", accepting: "", gender: "", page: 1 }, true],
      ["pf-error", { code: "place_unknown" }, true],
    ]);
    assert.ok(out.frozen && out.same && out.nothing && out.cleared && out.total > 0);
    assert.match(out.version, /^\d+\.\d+\.\d+$/);
  });

  test("a page may keep a search or a profile from opening", async (t) => {
    const { page, watching } = await show(t, 'near="55401" autosearch');
    await answered(page);
    const url = page.url();
    await page.evaluate(() => {
      window.told = [];
      const finder = document.querySelector("physician-finder");
      for (const name of ["pf-select", "pf-call", "pf-directions"]) finder.addEventListener(name, (e) => { window.told.push([name, e.detail]); e.preventDefault(); });
      finder.addEventListener("pf-search", (e) => e.preventDefault());
      finder.shadowRoot.querySelectorAll("[part~=call], [part~=directions]").forEach((a) => a.addEventListener("click", (e) => e.preventDefault()));
    });
    await page.locator("physician-finder [part=name] a").nth(1).click();
    await page.locator("physician-finder [part~=call]").first().click();
    await page.locator("physician-finder [part~=directions]").first().click();
    await page.locator('physician-finder [data-pin~="3"]').click();
    const asked = watching.requests.length;
    await page.locator("physician-finder [part~=submit]").click();
    const later = page.waitForResponse("**/widget/versions.json");
    await page.evaluate((url) => fetch(url).then(() => {}), `${partner.url}/widget/versions.json`);
    await later; // whatever the press asked for was asked before
    assert.equal(watching.requests.length, asked + 1, "it searched all the same");
    assert.equal(page.url(), url);
    const ids = await page.evaluate(() => document.querySelector("physician-finder").results.data.map((c) => c.npi));
    assert.deepEqual(await page.evaluate(() => window.told), [
      ["pf-select", { id: ids[1], source: "list" }], ["pf-call", { id: ids[0] }], ["pf-directions", { id: ids[0] }], ["pf-select", { id: ids[2], source: "map" }],
    ]);
  });

  test("a map of the page's own", async (t) => {
    const { page } = await show(t, "");
    const out = await page.evaluate(async () => {
      await customElements.whenDefined("physician-finder");
      const finder = document.querySelector("physician-finder");
      const models = [];
      let gone = 0;
      finder.mapAdapter = (host, model) => {
        models.push(model);
        host.textContent = `${model.pins.length} pins`;
        return () => { gone++; host.textContent = ""; };
      };
      await finder.search({ near: "55401" });
      await finder.updateComplete;
      const text = finder.shadowRoot.querySelector("#map").textContent;
      await finder.search({ near: "55401", radius: 10 });
      await finder.updateComplete;
      return { text, models: models.map((m) => [m.pins.length, m.pins[0].number, Math.round(m.origin.lat), Math.round(m.radiusMeters / 1609.344)]), gone };
    });
    assert.equal(out.text, "10 pins");
    assert.deepEqual(out.models.map((m) => m.slice(1)), [[1, 45, 50], [1, 45, 10]]);
    assert.equal(out.gone, 1);
  });
});

test("looks by custom properties and parts", async (t) => {
  partner.style(`
    #dressed { --pf-color-primary: rgb(20, 83, 45); --pf-color-surface: rgb(255, 253, 247); --pf-radius: 3px; --pf-font: Georgia; --pf-map-land: rgb(1, 2, 3); }
    #dressed::part(card) { border-width: 4px; }
    #dressed::part(pin) { opacity: 0.5; }
    #dressed::part(badge-confirmed) { letter-spacing: 2px; }`);
  const { page, watching } = await open(t, partner.page(element('id="plain" near="55401" autosearch') + element('id="dressed" near="55401" autosearch')));
  await page.locator("#dressed .card").first().waitFor();
  await page.locator("#plain .card").first().waitFor();
  const look = (where, part, property) => page.locator(`${where} ${part}`).first().evaluate((node, name) => getComputedStyle(node)[name], property);
  for (const [part, property, dressed, plain] of [
    ["[part~=submit]", "backgroundColor", "rgb(20, 83, 45)", "rgb(11, 84, 112)"],
    [".card", "backgroundColor", "rgb(255, 253, 247)", "rgb(255, 255, 255)"],
    [".card", "borderTopLeftRadius", "3px", "10px"],
    [".card", "borderTopWidth", "4px", "1px"],
    [".land", "fill", "rgb(1, 2, 3)", "rgb(251, 250, 246)"],
    [".pin", "opacity", "0.5", "1"],
    [".pin rect", "fill", "rgb(20, 83, 45)", "rgb(11, 84, 112)"],
    [".badge.confirmed", "letterSpacing", "2px", "normal"],
  ]) {
    assert.equal(await look("#dressed", part, property), dressed, `${part} ${property}`);
    assert.equal(await look("#plain", part, property), plain, `${part} ${property} of the other`);
  }
  assert.match(await look("#dressed", "#answer", "fontFamily"), /Georgia/);
  watching.quiet();
});

describe("examples", () => {
  for (const name of readdirSync(`${root}web/examples`).filter((name) => name.endsWith(".html"))) {
    test(name, async (t) => {
      const { page, watching } = await open(t, `${partner.origin}/examples/${name}`, { viewport: { width: 1280, height: 900 } });
      if (name === "iframe.html") {
        await page.frameLocator("iframe").locator("#near").fill("55401");
        await page.frameLocator("iframe").locator("main button.first").click();
        await page.frameLocator("iframe").locator(".card").first().waitFor();
      } else {
        if (name === "plain.html") {
          await page.locator("physician-finder #near").fill("55401");
          await page.keyboard.press("Enter");
        }
        const finders = await page.locator("physician-finder").count();
        assert.ok(finders > 0);
        for (let i = 0; i < finders; i++) await page.locator("physician-finder").nth(i).locator("#answer").waitFor();
      }
      if (name === "appointments.html") {
        await page.locator("physician-finder [part~=action]").first().click();
        assert.match(await page.locator("#asked").innerText(), /An appointment with \d{10} at \S+:/);
        assert.ok(await page.locator("p[slot]").isVisible());
        await page.locator("physician-finder .chip").nth(1).click();
        await until("the search is in the address", async () => page.url().includes("?pf-near=55401&pf-radius=50&pf-unit=km"));
        await page.locator("physician-finder #answer").waitFor();
      }
      if (name === "script.html") assert.match(await page.locator("#log").innerText(), /pf-ready \{"version[^]*pf-search[^]*pf-results/);
      if (name === "themed.html") {
        mkdirSync(`${root}artifacts`, { recursive: true });
        await page.screenshot({ path: `${root}artifacts/widget-themed.png`, fullPage: true });
      }
      assert.deepEqual(await axe(page), []);
      assert.equal(await sideways(page), 0);
      watching.quiet();
    });
  }
});

describe("the frame", () => {
  const framed = (src) => `<iframe src="${src}" title="Find a spine surgeon" width="100%" height="300" allow="geolocation" sandbox="allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>`;
  const script = () => `<script type="module" src="${partner.url}/embed/v1/frame.js"></script>`;
  const inside = (key, more = "") => `${partner.url}/embed/v1/frame?key=${key}${more}`;

  test("a search, a profile and back, all inside; as tall as it needs", async (t) => {
    const { page, watching } = await open(t, partner.page(framed(inside("pk_good")), { head: script() }));
    const frame = page.frameLocator("iframe");
    const height = () => page.locator("iframe").evaluate((f) => f.clientHeight);
    await frame.locator("#near").fill("55401");
    await frame.locator("main button.first").click();
    await frame.locator(".card").first().waitFor();
    await page.waitForFunction(() => document.querySelector("iframe").clientHeight > 1500);
    const child = page.frames().find((f) => f.url().includes("/embed/v1/"));
    const within = () => child.evaluate(() => document.documentElement.scrollHeight);
    await until("the frame neither scrolls nor leaves a gap", async () => (await height()) === (await within()));
    const tall = await height();
    for (const state of ["results", "profile"]) {
      const links = await child.evaluate(() => [...document.links].map((a) => [a.href, a.target]));
      assert.ok(links.length > 5);
      for (const [href, target] of links) {
        if (href.startsWith("tel:")) continue;
        if (href.startsWith(partner.url)) assert.match(new URL(href).pathname + new URL(href).search, /^\/embed\/v1\/.*key=pk_good/, `${state}: ${href}`);
        else assert.equal(target, "_blank", `${state}: ${href} would open in the frame`);
      }
      if (state === "results") {
        await frame.locator(".card h3 a").first().click();
        await frame.locator("h1", { hasText: "Avery" }).waitFor();
      }
    }
    await page.waitForFunction((before) => document.querySelector("iframe").clientHeight < before, tall);
    assert.deepEqual(await axe(page), []);
    watching.quiet();
  });

  test("messages that are not the frame's own change nothing", async (t) => {
    const { page } = await open(t, partner.page(framed(inside("pk_good")) + "<iframe id='other' title='other'></iframe>", { head: script() }));
    await page.waitForFunction(() => document.querySelector("iframe").style.height !== "");
    const before = await page.locator("iframe").first().evaluate((f) => f.style.height);
    await page.evaluate(async (host) => {
      const delivered = new Promise((done) => window.addEventListener("message", done, { once: true }));
      window.postMessage({ type: "pf:height", v: 1, h: 5 }, "*"); // of another origin
      await delivered;
      window.dispatchEvent(new MessageEvent("message", { data: { type: "pf:height", v: 1, h: 6 }, origin: host, source: document.getElementById("other").contentWindow }));
      for (const data of [{ type: "pf:height", v: 2, h: 7 }, { type: "pf:height", v: 1, h: "8" }, { type: "pf:height", v: 1, h: 1e9 }, null]) {
        window.dispatchEvent(new MessageEvent("message", { data, origin: host, source: document.querySelector("iframe").contentWindow }));
      }
    }, partner.url);
    assert.equal(await page.locator("iframe").first().evaluate((f) => f.style.height), before);
    assert.equal(await page.locator("#other").evaluate((f) => f.style.height), "");
  });

  for (const [name, key, host] of [["another origin", "pk_good", "localhost"], ["another partner's key", "pk_other", "127.0.0.1"], ["an unknown key", "pk_nobody", "127.0.0.1"]]) {
    test(`${name} may not frame it`, async (t) => {
      const { page } = await open(t, partner.page(framed(inside(key))).replace("127.0.0.1", host));
      await until("the browser refuses the frame", async () => page.frames().some((f) => f !== page.mainFrame() && f.url().startsWith("chrome-error:")));
    });
  }

  for (const key of ["pk_revoked", "pk_expired"]) {
    test(`${key}: people are told to call`, async (t) => {
      const { page } = await open(t, partner.page(framed(inside(key, "&near=55401")), { head: script() }));
      const frame = page.frameLocator("iframe");
      await frame.locator("h1").waitFor();
      assert.match(await frame.locator("main").innerText(), /Please call 844-288-7474/);
      assert.equal(await frame.locator(".card").count(), 0);
    });
  }

  test("a visitor's approximate area works where the page allows it", async (t) => {
    const { page } = await open(t, partner.page(framed(inside("pk_good")), { head: script() }), { geolocation: { latitude: 44.9765, longitude: -93.2654 }, permissions: ["geolocation"] });
    const frame = page.frameLocator("iframe");
    await frame.locator("#locate").click();
    await frame.locator(".card").first().waitFor();
    assert.match(await frame.locator("#answer").innerText(), /your approximate area/);
  });
});

describe("the page for partners", () => {
  for (const lang of ["en", "es"]) {
    test(`writes lines that work as pasted, ${lang}`, async (t) => {
      const { page, watching } = await open(t, `${partner.url}/partners?lang=${lang}`);
      const first = await page.locator("[data-snippet]").allTextContents();
      await page.fill("#key", "pk_good");
      await page.selectOption("#radius", "25");
      await page.selectOption("#language", "es");
      await page.locator("#primary").fill("#14532d");
      const html = await page.locator("[data-snippet=html]").textContent();
      assert.notEqual(html, first[0]);
      assert.equal(await page.locator("#widget").evaluate((w) => getComputedStyle(w).getPropertyValue("--pf-color-primary")), "#14532d");
      assert.equal(await page.locator("#widget [part~=submit]").evaluate((b) => getComputedStyle(b).backgroundColor), "rgb(20, 83, 45)");
      await page.locator("#widget [part~=submit]").click();
      await page.locator("#widget .card").first().waitFor();
      assert.deepEqual(await axe(page), []);
      watching.quiet();
      const [, script, style, body] = /^(<script[^]*?<\/script>)\n<style>\n([^]*?)<\/style>\n([^]*)$/.exec(html);
      partner.style(style);
      const pasted = await open(t, partner.page(body, { head: script }));
      await pasted.page.locator("physician-finder #near").fill("55401");
      await pasted.page.keyboard.press("Enter");
      await pasted.page.locator("physician-finder .card").first().waitFor();
      assert.match(await pasted.page.locator("physician-finder #answer").textContent(), /25 millas/);
      assert.equal(await pasted.page.locator("physician-finder [part~=submit]").evaluate((b) => getComputedStyle(b).backgroundColor), "rgb(20, 83, 45)");
      pasted.watching.quiet();
    });
  }

  for (const width of [320, 1200]) {
    for (const path of ["/partners", "/embed/v1/frame?key=pk_good", "/embed/v1/frame?key=pk_good&near=55401", "/embed/v1/frame?key=pk_revoked"]) {
      test(`${path} at ${width} px: nothing for axe, nothing sideways`, async (t) => {
        const { page } = await open(t, partner.url + path, { viewport: { width, height: 800 } });
        await page.locator("h1").waitFor();
        if (path === "/partners") await page.locator("#widget #near").waitFor();
        assert.deepEqual(await axe(page), []);
        assert.equal(await sideways(page), 0);
      });
    }
  }

  test("without a script the lines stand there ready", async (t) => {
    const scripted = await open(t, `${partner.url}/partners`);
    const plain = await open(t, `${partner.url}/partners`, { javaScriptEnabled: false });
    const lines = (page) => page.locator("[data-snippet]").allTextContents();
    assert.deepEqual(await lines(plain.page), await lines(scripted.page));
    assert.equal((await lines(plain.page)).length, 5);
    assert.equal(await plain.page.locator("#generator").isVisible(), false);
  });

  test("the iframe of the lines works as pasted", async (t) => {
    const { page } = await open(t, `${partner.url}/partners`);
    await page.fill("#key", "pk_good");
    const code = await page.locator("[data-snippet=frame]").textContent();
    const pasted = await open(t, partner.page(code, { head: "" }));
    await pasted.page.frameLocator("iframe").locator("#near").waitFor();
    pasted.watching.quiet();
  });
});
