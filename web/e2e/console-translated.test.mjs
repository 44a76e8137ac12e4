// A browser's translator on the console: whoever the next search finds is shown
// with their own number and address, never with those of the one before.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "./checks.mjs";
import { demo, launch } from "./chromium.mjs";
import { signIn } from "./desk.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([demo(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// translate takes each text out and puts it back, in other words, in two <font>,
// as translators do; what must stay is left alone.
const translate = (page) => page.evaluate(() => {
  const texts = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
  const all = [];
  for (let text; (text = texts.nextNode()); ) if (text.data.trim() && !text.parentElement.closest("[translate=no], script, option")) all.push(text);
  for (const text of all) {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    text.replaceWith(outer);
    outer.append(inner);
    text.data = `«${text.data}»`;
    inner.append(text);
  }
  return all.length;
});

// search asks and waits until that is answered.
async function search(page, text) {
  await page.fill("#box", "");
  const answered = page.waitForResponse((r) => r.url().includes("/console/api/find") && r.request().postData().includes(text));
  await page.fill("#box", text);
  await answered;
  await until("the list stands", () => page.evaluate(() => document.getElementById("list")?.getAttribute("aria-busy") === "false" && document.querySelectorAll("#list .row").length > 3));
}

// answer is what stands of an answer, without the labels beside it.
const answer = (page) => page.evaluate(() => ["[aria-labelledby=results]", ".script .read", ".script ol", "[aria-labelledby=detail] dl", ".status"].map((s) => document.querySelector(s)?.textContent.replace(/\s+/g, " ") ?? ""));

test("a new search after a translator: the new answer whole", async (t) => {
  const { page, watching } = await signIn(t, browser, server);
  const fresh = await signIn(t, browser, server);
  await search(page, "55401");
  for (const text of ["60601", "55402", "33130", "55401"]) {
    assert.ok((await translate(page)) > 20);
    await search(page, text);
    await search(fresh.page, text);
    await until(`${text}: as on a console without a translator`, async () => JSON.stringify(await answer(page)) === JSON.stringify(await answer(fresh.page))).catch(async (err) => {
      assert.deepEqual(await answer(page), await answer(fresh.page));
      throw err;
    });
  }
  // The rows are walked, and one is handed over: the whole card each time.
  await translate(page);
  for (const p of [page, fresh.page]) {
    await p.keyboard.press("ArrowDown");
    await p.keyboard.press("ArrowDown");
    await p.keyboard.press("Alt+KeyG");
  }
  const card = (p) => p.evaluate(() => document.querySelector("[aria-labelledby=detail]").querySelector("dl").textContent.replace(/\s+/g, " "));
  await until("the same card", async () => (await card(page)) === (await card(fresh.page)));
  watching.quiet();
});

test("names, addresses and telephone numbers are not for translators", async (t) => {
  const { page } = await signIn(t, browser, server);
  await search(page, "55401");
  await translate(page);
  const said = await page.evaluate(() => [...document.querySelectorAll("[translate=no]")].map((node) => node.textContent.replace(/\s+/g, " ")).join("\n"));
  assert.doesNotMatch(said, /«/);
  const found = await page.evaluate(() => document.querySelector("#list .row strong").textContent);
  assert.ok(said.includes(found));
  assert.match(said, /\(?\d{3}\)?[ -\u00a0]555[-\u2011]01\d\d/, "no telephone number");
  for (const part of [".row .far", ".script .spoken", "[aria-labelledby=detail] dl .spoken"]) {
    const texts = await page.locator(`${part} font`).allTextContents();
    assert.doesNotMatch(texts.join(" "), /\d{3}.{0,3}555|five five five/i, part);
  }
});
