// Every state, in both languages, on a phone and on a desk: no axe violation,
// no sideways scrolling, no broken policy, nothing asked of others, nothing
// left behind.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axe, kept, sideways, watch } from "./checks.mjs";
import { fixture, launch } from "./chromium.mjs";
import { states } from "./states.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([fixture(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const within = (path, lang) => path + (path.includes("?") ? "&" : "?") + "lang=" + lang;

for (const width of [320, 1200]) {
  describe(`${width} px`, () => {
    let context, page, watching;
    before(async () => {
      context = await browser.newContext({ viewport: { width, height: 800 } });
      watching = await watch(context, server.url);
      page = await context.newPage();
    });
    after(() => context?.close());
    for (const { name, path, status = 200 } of states) {
      for (const lang of ["en", "es"]) {
        test(`${name}, ${lang}`, async () => {
          const answer = await page.goto(server.url + within(path, lang));
          assert.equal(answer.status(), status);
          assert.deepEqual(await axe(page), []);
          assert.equal(await sideways(page), 0, "scrolls sideways");
          assert.deepEqual(await kept(context, page), [], "left something in the browser");
          watching.quiet();
        });
      }
    }
  });
}

test("the checks see what is wrong", async () => {
  const context = await browser.newContext();
  const watching = await watch(context, server.url);
  const page = await context.newPage();
  await page.goto(server.url + "/");
  const broken = page.waitForEvent("console", (m) => /policy: img-src/.test(m.text()));
  await page.evaluate(() => {
    document.querySelector("label[for=near]").remove();
    document.body.append(Object.assign(document.createElement("div"), { textContent: "wide", className: "wide-thing" }));
    document.body.lastChild.style.width = "3000px";
    localStorage.setItem("left", "behind");
    document.cookie = "left=behind";
    new Image().src = "http://127.0.0.1:9/elsewhere.png";
  });
  await broken;
  assert.match((await axe(page)).join(), /label/);
  assert.ok((await sideways(page)) > 0);
  assert.deepEqual(await kept(context, page), ["left", "left"]);
  assert.throws(() => watching.quiet(), /policy: img-src/);
  await context.close();
});

const few = ["home", "results", "filters and chips", "emergency", "profile"];
const modes = [
  ["dark", { colorScheme: "dark", viewport: { width: 1200, height: 800 } }],
  ["forced colors", { forcedColors: "active", viewport: { width: 1200, height: 800 } }],
];
for (const [mode, options] of modes) {
  test(mode, async () => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    for (const { name, path } of states.filter((s) => few.includes(s.name))) {
      await page.goto(server.url + path);
      assert.deepEqual(await axe(page), [], name);
    }
    await context.close();
  });
}

test("text at 200 %: everything stays in reach", async () => {
  for (const width of [390, 640, 1200]) {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const { name, path } of states.filter((s) => few.includes(s.name))) {
      await page.goto(server.url + within(path, "es"));
      await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
      assert.equal(await sideways(page), 0, `${name} at ${width} px scrolls sideways`);
      const clipped = await page.evaluate(() =>
        [...document.querySelectorAll("main :is(a, button, p, h1, h2, h3, label, select, input)")]
          .filter((e) => e.checkVisibility() && !e.closest(".sr") && !e.classList.contains("sr"))
          .filter((e) => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 1 || r.left < -1; })
          .map((e) => e.outerHTML.slice(0, 120)));
      assert.deepEqual(clipped, [], `${name} at ${width} px`);
    }
    await context.close();
  }
});

// cut lists the selects that are narrower than what is chosen in them.
const cut = (page) => page.evaluate(() => {
  const pen = document.createElement("canvas").getContext("2d");
  return [...document.querySelectorAll("select")].filter((s) => s.checkVisibility()).filter((s) => {
    const style = getComputedStyle(s);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return pen.measureText(s.selectedOptions[0].text).width > s.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  }).map((s) => s.name);
});

test("what is chosen can be read whole, at 200 % text as well", async () => {
  for (const [width, size] of [[1200, 100], [1200, 200], [1000, 200], [390, 100], [320, 100]]) {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const path of ["/", "/find?near=55401&radius=50&specialty=spine-surgery", "/find?near=55401&radius=250&specialty=orthopaedic-surgery"]) {
      await page.goto(server.url + path);
      await page.evaluate((s) => { document.documentElement.style.fontSize = `${s}%`; }, size);
      assert.deepEqual(await cut(page), [], `${path} at ${width} px, ${size} %`);
    }
    await context.close();
  }
});

test("a mistake in the form leads to its field", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.url + "/find?near=Nowhereville,+ZZ");
  await page.locator("#near-fault").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "answer", "the focus is not at what is wrong");
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator("#near").getAttribute("aria-invalid"), "true");
  await page.locator(".summary a").first().click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "near");
  await context.close();
});

test("the skip link takes the focus past the header; the pages of a list have names of their own", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.url + "/find?near=55401&radius=50");
  const first = await page.title();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null));
  await page.locator(".pager a[rel=next]").click();
  await page.waitForURL(/page=2/);
  assert.match(await page.title(), /Page 2 of \d+/);
  assert.notEqual(await page.title(), first);
  await context.close();
});

test("text spacing: nothing is cut off", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 } });
  const page = await context.newPage();
  for (const { name, path } of states.filter((s) => few.includes(s.name))) {
    await page.goto(server.url + path);
    await page.evaluate(() => {
      for (const e of document.querySelectorAll("body *"))
        Object.assign(e.style, { lineHeight: "1.5", letterSpacing: "0.12em", wordSpacing: "0.16em" });
    });
    assert.equal(await sideways(page), 0, name);
  }
  await context.close();
});
