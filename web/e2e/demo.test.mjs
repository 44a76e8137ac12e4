// The whole finder, as `make run` starts it: what a patient types, and what
// they get.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { axe, kept, sideways, until, watch } from "./checks.mjs";
import { demo, launch } from "./chromium.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([demo(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function open(t) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  t.after(() => context.close());
  const watching = await watch(context, server.url);
  return { context, watching, page: await context.newPage() };
}

// search sends the form and waits for the answer.
async function search(page) {
  const before = page.url();
  await page.click("main button:has-text('Find surgeons')");
  await page.waitForURL((url) => url.href !== before);
}

const answers = [
  ["02634", /02634 Centerville, MA/], // a ZIP code of post-office boxes
  ["99503", /99503 Anchorage, AK/],
  ["00918", /00918 San Juan, PR/],
  ["96813", /96813 Honolulu, HI/],
  ["Portland", /Portland, OR/],
  ["St Paul MN", /Saint Paul, MN/],
  ["NYC", /New York, NY/],
  ["55401-1234", /55401 Minneapolis, MN/],
];
test("places as people type them", async (t) => {
  const { page, watching } = await open(t);
  for (const [typed, place] of answers) {
    await page.goto(server.url + "/");
    await page.fill("#near", typed);
    await search(page);
    const heading = await page.locator("#answer").textContent();
    assert.match(heading, place, typed);
    const shown = await page.locator(".card").count();
    assert.ok(shown > 0, `${typed}: nobody, and nobody beyond`);
    const called = await page.locator(".card .button.first[href^='tel:+1']").count();
    assert.ok(called > 0, `${typed}: no phone number`);
    assert.equal(await page.locator("#map svg").isVisible(), false, `${typed}: the map is not folded`);
    await page.click("a.tomap");
    assert.ok(await page.locator("#map svg").isVisible(), `${typed}: no map`);
    const pins = await page.locator(".pin").evaluateAll((all) => all.flatMap((p) => p.dataset.pin.split(" ").map(Number)));
    const cards = await page.locator(".card").evaluateAll((all) => all.map((c) => Number(c.dataset.card)));
    assert.deepEqual(pins.sort((a, b) => a - b), cards, `${typed}: pins and cards differ`);
  }
  watching.quiet();
});

test("the page and the interface give the same surgeons in the same order", async (t) => {
  const { page } = await open(t);
  for (const query of ["near=60601&radius=50", "near=00918&radius=100&annular_closure=offered", "near=96813&radius=25&specialty=neurosurgery"]) {
    await page.goto(`${server.url}/find?${query}`);
    const shown = await page.locator(".card h3 a").evaluateAll((all) => all.map((a) => a.pathname.split("/").pop()));
    const answer = await (await fetch(`${server.url}/v1/physicians?${query}`)).json();
    assert.deepEqual(shown, [...answer.data, ...answer.beyond].map((c) => c.npi), query);
    const count = Number.parseInt((await page.locator("#answer").textContent()).replaceAll(",", ""), 10);
    if (answer.meta.total > 0) assert.equal(count, answer.meta.total, query);
  }
});

test("type-ahead, results and a profile, with nothing asked of others", async (t) => {
  const { context, page, watching } = await open(t);
  await page.goto(server.url + "/");
  await page.locator("#near").pressSequentially("chica");
  await page.locator("#near-list [role=option]", { hasText: "Chicago, IL" }).click();
  await page.check("[name=annular_closure]");
  await search(page);
  assert.match(await page.locator(".badge").first().textContent(), /Offers annular closure/);
  assert.deepEqual(await axe(page), []);
  await page.click(".card h3 a >> nth=0");
  await page.waitForURL("**/physicians/*");
  assert.deepEqual(await axe(page), []);
  const statement = JSON.parse(await page.locator("script[type='application/ld+json']").textContent());
  assert.equal(statement["@type"], "IndividualPhysician");
  assert.equal(await sideways(page), 0);
  assert.deepEqual(await kept(context, page), []);
  watching.quiet();
});

test("a first view within 20 kB and four requests", async (t) => {
  const { context, page } = await open(t);
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0, requests = 0, pending = 0;
  session.on("Network.requestWillBeSent", (e) => { if (!e.redirectResponse) pending++; });
  session.on("Network.loadingFinished", (e) => { bytes += e.encodedDataLength; requests++; pending--; });
  await page.goto(server.url + "/find?near=60601&radius=50", { waitUntil: "load" });
  await until("all that was asked for has come", () => requests > 0 && pending === 0);
  t.diagnostic(`${bytes} bytes in ${requests} requests`);
  assert.ok(bytes <= 20_000, `${bytes} bytes`);
  assert.ok(requests <= 4, `${requests} requests`);
});

test("emergency words in the real search", async (t) => {
  const { page } = await open(t);
  for (const path of ["/find?near=55401&q=saddle+numbness", "/find?near=00918&q=no+puedo+orinar&lang=es"]) {
    await page.goto(server.url + path);
    assert.equal(await page.locator("main section").first().getAttribute("class"), "urgent now");
  }
});

test("the sitemap leads to profiles that are there", async () => {
  const text = async (path) => (await fetch(server.url + path)).text();
  assert.match(await text("/sitemap.xml"), /physicians-1\.xml/);
  const profiles = [...(await text("/sitemaps/physicians-1.xml")).matchAll(/\/physicians\/\d{10}/g)].map((m) => m[0]);
  assert.ok(profiles.length > 1000);
  assert.equal((await fetch(server.url + profiles[profiles.length >> 1])).status, 200);
});

// children are the processes that a process has started.
const children = (pid) =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number));

test("Meilisearch stands still: places go on, names say so and give the number", async (t) => {
  const [meilisearch] = children(server.pid);
  assert.ok(meilisearch, "the demo has no Meilisearch");
  const { page } = await open(t);
  await page.goto(server.url + "/find?near=60601&radius=50"); // in memory from here on
  process.kill(meilisearch, "SIGSTOP");
  t.after(() => process.kill(meilisearch, "SIGCONT"));
  const refused = await page.goto(server.url + "/find?q=miller");
  assert.equal(refused.status(), 503);
  assert.match(await page.locator("#main").innerText(), /not working right now[\s\S]*844.288.7474/);
  assert.deepEqual(await axe(page), []);
  await page.fill("#near", "60601");
  await page.fill("#q", "");
  await search(page);
  assert.match(await page.locator("#answer").textContent(), /surgeons who may operate on the spine within 50 miles/);
  assert.match(await page.locator(".notice").first().textContent(), /Part of our system is down/);
  assert.ok((await page.locator(".card").count()) > 0);
});
