// The search in the address of a partner's page, where the partner asks for it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kept, until, watch } from "./checks.mjs";
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

const element = (attributes = "routing") => `<physician-finder partner="pk_good" ${attributes}></physician-finder><p id="down"><a href="#down">Down</a></p>`;

async function open(t, body, query = "", options = {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  const page = await context.newPage();
  await page.goto(partner.page(body) + query);
  await page.locator("physician-finder #near").first().waitFor();
  const inside = (selector) => page.locator(`physician-finder ${selector}`);
  const search = async (near) => {
    await inside("#near").fill(near);
    await inside("[part~=submit]").click();
  };
  const shows = (text) => until(`the answer is of ${text}`, async () => (await inside("#answer").textContent({ timeout: 1000 }).catch(() => ""))?.includes(text));
  const query_ = () => new URL(page.url()).search;
  const searches = () => watching.requests.filter((r) => r.url().endsWith("/v1/search")).length;
  return { context, page, inside, search, shows, query: query_, searches, watching };
}

test("off unless asked for", async (t) => {
  const { page, search, shows, query } = await open(t, element('near="55401" autosearch'), "?a=1");
  await shows("55401");
  await search("Saint Paul, MN");
  await shows("Saint Paul");
  assert.equal(query(), "?a=1");
  assert.equal(await page.evaluate(() => history.length), 2); // the empty tab, and this
});

test("each search has an address; the page's own parameters and anchor stay as they are; back and forward", async (t) => {
  const { page, inside, search, shows, query, searches, watching } = await open(t, element(), "?a=b%20c&flag&pf=x#down");
  await search("55401");
  await shows("55401");
  assert.equal(query(), "?a=b%20c&flag&pf=x&pf-near=55401&pf-radius=50&pf-unit=mi&pf-specialty=spine-surgery");
  assert.equal(new URL(page.url()).hash, "#down");
  await inside(".chip").filter({ hasText: "annular closure" }).click();
  await shows("known to offer annular closure");
  assert.match(query(), /^\?a=b%20c&flag&pf=x&pf-near=55401&.*pf-annular_closure=offered$/);
  await search("Saint Paul, MN");
  await shows("Saint Paul");
  assert.match(query(), /pf-near=Saint%20Paul%2C%20MN/);
  await page.goBack();
  await shows("55401");
  assert.equal(await inside("#near").inputValue(), "55401");
  assert.equal(await inside("#closure").isChecked(), true);
  await page.goBack();
  await until("the filter is off", async () => !(await inside("#answer").textContent()).includes("annular"));
  await page.goBack();
  await until("nothing is searched", async () => (await inside("#answer").count()) === 0);
  assert.equal(query(), "?a=b%20c&flag&pf=x");
  assert.equal(await inside("#near").inputValue(), "");
  await page.goForward();
  await shows("55401");
  assert.equal(searches(), 6);
  watching.quiet();
});

test("an address searches for what it says, also after the page is loaded anew", async (t) => {
  const { page, inside, search, shows } = await open(t, element('routing near="10001"'), "?pf-near=55401&pf-radius=25&pf-language=es&pf-q=x&pf-partner=pk_other&a=1");
  await shows("25 miles of 55401");
  assert.equal(await inside(".chip[aria-pressed=true]").filter({ hasText: "Spanish" }).count(), 1);
  assert.equal(await inside("#q").inputValue(), "", "words come from no address");
  assert.equal(await page.evaluate(() => document.querySelector("physician-finder").partner), "pk_good");
  await search("Saint Paul, MN");
  await shows("Saint Paul");
  await page.reload();
  await shows("Saint Paul");
  await page.goBack();
  await shows("25 miles of 55401");
});

test("a list that has grown is so again", async (t) => {
  const { page, inside, search, shows } = await open(t, element('routing limit="5"'));
  await search("55401");
  await inside("[part~=more]").click();
  await inside('[data-card="10"]').waitFor();
  await search("Saint Paul, MN");
  await shows("Saint Paul");
  await page.goBack();
  await inside('[data-card="10"]').waitFor();
  await shows("55401");
});

test("no position and no words get into an address; the way back knows them all the same", async (t) => {
  const { context, page, inside, search, shows, query } = await open(t, element(), "?a=1", { geolocation: { latitude: 44.97654321, longitude: -93.26543219 }, permissions: ["geolocation"] });
  const addresses = [];
  page.on("framenavigated", (frame) => addresses.push(frame.url()));
  await inside("[part~=locate]").click();
  await shows("your approximate area");
  await inside("summary", { hasText: "" }).filter({ hasText: "Name, language and more" }).click();
  await inside("#q").fill("saddle numbness");
  await search("44.98, -93.27");
  await inside(".urgent.now").waitFor();
  await inside("#q").fill("");
  await search("Saint Paul, MN");
  await shows("Saint Paul");
  await page.goBack();
  await inside(".urgent.now").waitFor();
  assert.equal(await inside("#q").inputValue(), "saddle numbness");
  await page.goBack();
  await shows("your approximate area");
  const state = await page.evaluate(() => JSON.stringify(history.state));
  for (const text of [...addresses, query(), state]) assert.doesNotMatch(decodeURIComponent(text), /93\.|44\.9|45\.0|saddle/, text);
  assert.ok(addresses.length > 2);
  assert.deepEqual(await kept(context, page), []);
  await page.reload();
  await page.goForward();
  await page.goBack();
  await inside("#near").waitFor();
  assert.equal(await inside("#near").inputValue(), "");
  assert.equal(await inside("#answer").count(), 0, "a page loaded anew knows no position");
});

test("anchors, the state and the routes of the page's own are left alone", async (t) => {
  const { page, inside, search, shows, searches } = await open(t, element());
  await page.evaluate(() => history.replaceState({ own: 7 }, ""));
  await search("55401");
  await shows("55401");
  assert.equal(await page.evaluate(() => history.state.own), 7);
  const asked = searches();
  await page.locator("#down a").click();
  assert.equal(new URL(page.url()).hash, "#down");
  await page.goBack();
  await until("the anchor is gone", async () => new URL(page.url()).hash === "");
  assert.ok(await inside(".card").first().isVisible());
  assert.equal(searches(), asked, "asked again");
  await page.evaluate(() => {
    window.out = document.querySelector("physician-finder");
    window.out.remove();
  });
  await page.goBack();
  await page.goForward();
  await page.evaluate(() => document.body.append(window.out));
  assert.equal(searches(), asked, "out of the page it follows nothing");
});

test("a page without an address of its own searches all the same", async (t) => {
  const { page } = await open(t, '<physician-finder partner="pk_good"></physician-finder>');
  await page.evaluate(() => {
    history.pushState = history.replaceState = () => { throw new DOMException("too often", "SecurityError"); };
    document.querySelector("physician-finder").routing = "";
    return document.querySelector("physician-finder").search({ near: "55401" });
  });
  await page.locator("physician-finder .card").first().waitFor();
});

test("two on one page, each under its own prefix", async (t) => {
  const { page } = await open(t, '<physician-finder partner="pk_good" id="one" routing="a-"></physician-finder><physician-finder partner="pk_good" id="two" routing="b-"></physician-finder>', "?a-near=55401&b-near=Saint+Paul,+MN");
  await page.locator("#one #answer", { hasText: "55401" }).waitFor();
  await page.locator("#two #answer", { hasText: "Saint Paul" }).waitFor();
});
