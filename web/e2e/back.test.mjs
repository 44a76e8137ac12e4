// Going back: the form is as it was left, with scripts and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "./checks.mjs";
import { fixture, launch } from "./chromium.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([fixture(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a place chosen at home, a search, and Back, scripts ${javaScriptEnabled ? "on" : "off"}`, async (t) => {
    const context = await browser.newContext({ javaScriptEnabled });
    t.after(() => context.close());
    const page = await context.newPage();
    await page.goto(server.url + "/");
    if (javaScriptEnabled) {
      await page.locator("#near").pressSequentially("minneap");
      await until("the places are there", async () => /^Minneapolis, MN/.test((await page.locator("#near-list [role=option]").allTextContents())[0] ?? ""));
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    } else {
      await page.fill("#near", "Minneapolis, MN");
    }
    assert.equal(await page.inputValue("#near"), "Minneapolis, MN");
    await page.check("[name=annular_closure]");
    await page.click("main button:has-text('Find surgeons')");
    await page.waitForURL("**/find?**");
    await page.goBack();
    await page.waitForURL((url) => url.pathname === "/");
    assert.equal(await page.inputValue("#near"), "Minneapolis, MN", "the place is gone");
    assert.ok(await page.isChecked("[name=annular_closure]"), "the filter is gone");
    assert.ok(await page.isEnabled("#near"));
    if (!javaScriptEnabled) return;
    // from a link of the answer, too, and the browser offers no list of its own beside ours
    await page.click("main button:has-text('Find surgeons')");
    await page.waitForURL("**/find?**");
    await page.click("#fold > summary");
    await page.fill("#near", "Fargo, ND");
    await page.click(".card h3 a >> nth=0");
    await page.waitForURL("**/physicians/*");
    await page.goBack();
    await page.waitForURL("**/find?**");
    assert.equal(await page.inputValue("#near"), "Fargo, ND", "what was typed over the place is gone");
    await until("the type-ahead is at work", async () => (await page.getAttribute("#near", "autocomplete")) === "off");
  });
}

for (const [lang, words] of [["en", "Your location"], ["es", "Mi ubicación"]]) {
  test(`a position stands in the field as words, after Back too, ${lang}`, async (t) => {
    const context = await browser.newContext({ geolocation: { latitude: 44.97, longitude: -93.26 }, permissions: ["geolocation", "clipboard-write"] });
    t.after(() => context.close());
    const page = await context.newPage();
    await page.goto(`${server.url}/?lang=${lang}`);
    await page.click("#locate");
    await page.waitForURL("**/find?**");
    await page.goBack();
    await page.waitForURL((url) => url.pathname === "/");
    assert.equal(await page.inputValue("#near"), words);
    await page.click("#search button.first");
    await page.waitForURL("**/find?**");
    assert.equal(new URL(page.url()).searchParams.get("near"), "45.0,-93.3");
    await page.click("#copy");
    await until("that the link tells where is said", async () => (lang === "en" ? /about where you are/ : /dónde está usted/).test(await page.textContent("#told")));
    await page.emulateMedia({ media: "print" });
    assert.doesNotMatch(await page.locator("body").innerText(), /45\.0|93\.3/, "the paper tells where");
  });
}

test("a profile leads back to the list, and the list is at the card that was left", async (t) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(server.url + "/physicians/2000123457");
  assert.equal(await page.locator("#back").textContent(), "New search", "no list led here");
  await page.goto(server.url + "/find?near=55401&radius=50#answer");
  await page.click("#c4 h3 a");
  await page.waitForURL("**/physicians/*");
  await until("the way back is named", async () => (await page.locator("#back").textContent()) === "Back to results");
  await page.click("#back");
  await page.waitForURL("**/find?near=55401&radius=50#answer");
  await until("the card has the focus", () => page.evaluate(() => document.activeElement?.closest(".card")?.id === "c4"));
  assert.ok(await page.evaluate(() => { const r = document.activeElement.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }), "and it is not on the screen");
});

test("without scripts a profile leads to a new search", async (t) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(server.url + "/find?near=55401&radius=50");
  await page.click("#c1 h3 a");
  await page.click("text=New search");
  await page.waitForURL((url) => url.pathname === "/");
});

test("Share passes on what the texts hold, where the device can", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  await context.addInitScript(() => { navigator.share = async (what) => { globalThis.shared = what; }; });
  const page = await context.newPage();
  await page.goto(server.url + "/find?near=55401&radius=50");
  await page.click("#share");
  const shared = await page.evaluate(() => globalThis.shared);
  assert.match(shared.text, /^1\. Avery J\. Example, MD: \(612\) 555-0100\n2\. /);
  assert.doesNotMatch(JSON.stringify(shared), /55401|near=/);
});
