// The call-center console, as an agent uses it: keyboard only.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, sideways } from "./checks.mjs";
import { demo, launch, root } from "./chromium.mjs";
import { clipboard, given, reference, signIn, status } from "./desk.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([demo(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const signedIn = (t, options) => signIn(t, browser, server, options);

test("nothing answers without a session", async () => {
  const paths = ["find", "cases", "cases/find", "cases/open", "cases/change", "today", "corrections", "corrections/list", "corrections/decide", "roster/review", "roster/rule", "roster/due", "roster/called", "roster/surgeon", "roster/import", "summary", "sign-out-everywhere"];
  for (const path of paths) {
    const r = await fetch(`${server.url}/console/api/${path}`, { method: "POST", body: "{}" });
    assert.equal(r.status, 401, path);
  }
  for (const path of ["sheet/000000", "cases.csv", "roster.csv", "partners.csv"]) assert.equal((await fetch(`${server.url}/console/${path}`)).status, 401, path);
});

test("from an empty screen to a stored case on the clipboard in at most nine keys", async (t) => {
  const { page, press, pressed, watching } = await signedIn(t);
  await press("5", "5", "4", "0", "1");
  await page.waitForSelector(".row.given");
  assert.equal(await page.locator(".row.given").count(), 3);
  await press("Alt+KeyC");
  await status(page, /Copied/);
  assert.ok(pressed() <= 9, `${pressed()} keys`);

  const copied = await clipboard(page);
  const names = await page.locator(".row.given strong").allTextContents();
  for (const name of names) assert.ok(copied.includes(name), `${name} is not in the text`);
  const ref = await reference(page);
  assert.ok(copied.includes(ref), "the text lacks the reference");

  await press("Alt+KeyC"); // again: the same case
  await status(page, new RegExp(ref));
  await press("Alt+KeyN");
  await page.waitForSelector("#mine");
  await page.locator("#mine ~ .lines .ref", { hasText: ref }).first().waitFor();
  assert.equal(await page.locator(".lines .ref", { hasText: ref }).count(), 1, "kept once");

  // The caller rings back: typed in lower case, without the dash, with one
  // character as it looks rather than as it is.
  const look = { 0: "o", 1: "l", 5: "s", 8: "b", 6: "g", 2: "z" };
  let confused = ref.toLowerCase().replace("-", " ");
  for (const [digit, letter] of Object.entries(look)) {
    if (confused.includes(digit)) {
      confused = confused.replace(digit, letter);
      break;
    }
  }
  await page.keyboard.type(confused);
  await page.waitForSelector("#case");
  assert.ok((await page.textContent("#case")).includes(ref));

  // A misheard character is caught.
  await press("Alt+KeyN");
  const wrong = ref.replace(/.$/, (c) => (c === "A" ? "C" : "A"));
  await page.keyboard.type(wrong);
  await page.waitForSelector("#results");
  await page.waitForFunction(() => document.querySelector("#list")?.getAttribute("aria-busy") === "false");
  assert.equal(await page.locator("#case").count(), 0, "a wrong reference opened a case");
  watching.quiet();
});

// The keys of whole calls, from an empty screen, as pressed: text counts by its
// characters, a chord as one.
test("an outcome takes two keys, a dead phone at most six, a call without a referral at most three", async (t) => {
  const { page, press, pressed, ask } = await signedIn(t);
  await press(..."55401");
  await page.waitForSelector(".row.given");
  await press("Alt+KeyC");
  await status(page, /Copied/);
  const stored = pressed();
  assert.ok(stored <= 9, `${stored} keys to a stored case`);
  const ref = await reference(page);

  await press("Alt+KeyO", "1"); // an appointment is set
  await status(page, /Saved/);
  assert.equal(pressed() - stored, 2);
  const kept = await ask("cases/open", { reference: ref });
  assert.equal(kept.outcome, "appointment_set", "the store has the outcome");

  const beforeReport = pressed();
  await press("Alt+KeyM");
  await page.waitForSelector("#menu [name=phone]:focus");
  const name = await page.locator("#menu p strong").textContent();
  await press("Enter"); // the kind is a dead phone unless another is chosen
  await page.waitForSelector("#menu", { state: "detached" });
  await page.locator(".row", { hasText: name }).locator(".tag.late").first().waitFor();
  assert.ok(pressed() - beforeReport <= 6, `${pressed() - beforeReport} keys to a reported dead phone`);

  await press("Alt+KeyN");
  await page.waitForSelector("#mine");
  const beforeCall = pressed();
  const wrapped = page.waitForResponse((r) => /api\/calls\/wrap/.test(r.url()) && /information/.test(r.request().postData())); // that of the call before may still come
  await press("Alt+KeyW");
  await page.waitForSelector("#menu button:focus");
  await press("2"); // information only
  await status(page, /Information/);
  assert.ok((await wrapped).ok(), "the store takes it");
  assert.ok(pressed() - beforeCall <= 3, `${pressed() - beforeCall} keys to a call without a referral`);
});

test("what is copied is what stands in the box, however fast the keys", async (t) => {
  const { page, press } = await signedIn(t);
  await page.keyboard.type("60601");
  await page.waitForSelector(".row.given");
  const others = await given(page);
  let arrived, asked;
  await page.route("**/console/api/find*", (route) => { asked = route; arrived?.(); });
  for (const typed of ["77030", "austin tx"]) { // asked at once; asked after a pause
    asked = null;
    const there = new Promise((done) => { arrived = done; });
    await page.fill("#box", typed);
    await press("Alt+KeyC");
    if (!asked) await there;
    await asked.continue(); // the answer comes after the key
    await status(page, /Copied/);
    const copied = await clipboard(page);
    for (const name of await page.locator(".row.given strong").allTextContents()) assert.ok(copied.includes(name), `${typed}: ${name} is not in the text`);
    for (const name of others) assert.ok(!copied.includes(name), `${typed}: the text names ${name}, of the search before`);
    await page.locator("details", { hasText: "History" }).waitFor();
  }
});

test("a search that fails leaves nobody to hand over", async (t) => {
  const { page, press, ask } = await signedIn(t);
  await page.keyboard.type("60601");
  await page.waitForSelector(".row.given");
  await page.route("**/console/api/find*", (route) => route.abort());
  await page.fill("#box", "77030");
  await page.waitForSelector(".fault");
  assert.equal(await page.locator(".row").count(), 0);
  const { mine } = await ask("today", {});
  const after = page.waitForResponse(/api\/today/);
  await press("Alt+KeyC", "Alt+KeyN"); // what is due is asked for after whatever the first key asks for
  await after;
  assert.deepEqual((await ask("today", {})).mine, mine, "a case of an older search was stored");
});

test("a case opened from a list is the one that is copied", async (t) => {
  const { page, press, ask } = await signedIn(t);
  await page.keyboard.type("60601");
  await page.waitForSelector(".row.given");
  await press("Alt+KeyC");
  await status(page, /Copied/);
  const first = await reference(page);
  await press("Alt+KeyN");
  await page.waitForSelector("#mine");
  await page.fill("#box", "77030"); // another search is on the screen
  await page.waitForSelector(".row.given");
  await page.getByRole("button", { name: "Cases" }).click();
  await page.locator(".lines .ref", { hasText: first }).waitFor(); // the last cases are listed
  const kept = (await ask("cases/find", {})).length;
  await page.locator(".lines .ref", { hasText: first }).click();
  await page.waitForSelector("#case");
  assert.equal(await page.locator(".row").count(), 0, "surgeons of another search stay");
  await press("Alt+KeyC");
  await status(page, new RegExp(first));
  assert.ok((await clipboard(page)).includes(first));
  assert.equal((await ask("cases/find", {})).length, kept, "a second case was stored");
});

// inView says whether an element is in the window without scrolling.
const inView = (page, selector) => page.locator(selector).evaluate((e) => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; });

test("what the agent needs next is in sight", async (t) => {
  const { page, press } = await signedIn(t);
  await page.waitForSelector("#due");
  const [box, due] = await Promise.all(["#box", "#due"].map((id) => page.locator(id).evaluate((e) => e.getBoundingClientRect().bottom)));
  assert.ok(due - box < 250, "something stands between the box and what is due");
  await page.keyboard.type("60601");
  await page.waitForSelector(".row.given");
  await press("Alt+KeyC");
  await page.waitForSelector("#case");
  assert.ok(await inView(page, "#case"), "the reference is out of sight");
  await press("Alt+Equal", "ArrowDown", "Alt+Equal");
  await page.waitForSelector("#compared");
  assert.ok(await inView(page, "#compared"), "the comparison is out of sight");
  await status(page, /^Compared: .+ – .+/);
  assert.deepEqual(await axe(page), []);
  await page.locator("section.wide").getByRole("button", { name: "Close" }).click();
  assert.equal(await page.locator("#compared").count(), 0);
});

test("a report that is refused can be put right", async (t) => {
  const { page } = await signedIn(t);
  await page.keyboard.type("60601");
  await page.waitForSelector(".row");
  await page.keyboard.press("Alt+KeyM");
  await page.getByLabel(/Details/).fill("my number is 612-555-0100");
  await page.getByRole("button", { name: "Send" }).click();
  await page.waitForSelector(".fault");
  assert.equal(await page.getByLabel(/Details/).inputValue(), "my number is 612-555-0100");
});

test("the case is changed, and its history shown", async (t) => {
  const { page, press } = await signedIn(t);
  await page.keyboard.type("60601");
  await page.waitForSelector(".row.given");
  await press(`Alt+Digit${1 + Number((await page.locator(".row.given").nth(1).getAttribute("id")).slice(4))}`); // the second is left out
  assert.equal(await page.locator(".row.given").count(), 2);
  await press("Alt+KeyC");
  await page.waitForSelector("#case");
  await page.getByLabel("Outcome").selectOption("appointment_set");
  await status(page, /Saved/);
  await page.getByLabel(/Note/).fill("call back 612-555-0100");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".fault");
  assert.match(await page.textContent(".fault"), /phone number/);
  await page.getByLabel(/Note/).fill("prefers mornings");
  await page.keyboard.press("Enter");
  const history = page.locator("details", { hasText: "History" });
  await history.locator("li").nth(2).waitFor({ state: "attached" }); // "Saved" may still be that of the outcome
  await history.locator("summary").click();
  assert.equal(await history.locator("li").count(), 3, "made, outcome, note");
});

test("read aloud in the caller's language, the emergency question first", async (t) => {
  const { page, press } = await signedIn(t);
  await page.keyboard.type("60601");
  await page.waitForFunction(() => document.querySelector(".read")?.textContent.startsWith("Before we go on"));
  await press("Alt+KeyL");
  await page.waitForSelector(".read[lang=es]");
  assert.match(await page.textContent(".read"), /^Antes de seguir/);
  assert.match(await page.textContent(".read"), /\d \d \d, \d \d \d, \d \d \d \d/);
});

test("cases are found by surgeon and by agent", async (t) => {
  const { page, press } = await signedIn(t);
  await page.keyboard.type("77030");
  await page.waitForSelector(".row.given");
  const npi = await page.locator(".row.given").first().getAttribute("data-npi");
  await press("Alt+KeyC");
  await page.waitForSelector("#case");
  const ref = await reference(page);
  await page.getByRole("button", { name: "Cases" }).click();
  await page.getByLabel("Surgeon: name or NPI").fill(npi);
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.locator(".lines .ref", { hasText: ref }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByLabel("Surgeon: name or NPI").fill("");
  await page.getByLabel("Agent", { exact: true }).fill("nobody");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await status(page, /^0 cases/);
  await page.getByLabel("Agent", { exact: true }).fill("demo");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.locator(".lines .ref", { hasText: ref }).click();
  await page.waitForSelector("#case");
});

test("what a caller says is understood", async (t) => {
  const { page } = await signedIn(t);
  for (const [typed, heading] of [["fargo", /Fargo, ND/], ["spine surgeon near austin tx", /Austin, TX/], ["back surgeon 60601 spanish", /60601 Chicago/]]) {
    await page.fill("#box", typed);
    await page.waitForFunction((p) => new RegExp(p).test(document.querySelector("#results")?.textContent ?? ""), heading.source);
  }
  await page.fill("#box", "saddle numbness 60601");
  await page.locator("#handover ~ .fault", { hasText: "Emergency words" }).waitFor();
});

test("axe, sideways, 200 % text, in both languages", async (t) => {
  for (const lang of ["en", "es"]) {
    for (const width of [320, 1280]) {
      const { page, watching } = await signedIn(t, { lang, width });
      await page.waitForSelector("#due");
      assert.deepEqual(await axe(page), [], `empty, ${lang}, ${width}`);
      await page.keyboard.type("55401");
      await page.waitForSelector(".row.given");
      await page.keyboard.press("Alt+KeyC");
      await page.waitForSelector("#case");
      assert.deepEqual(await axe(page), [], `case, ${lang}, ${width}`);
      assert.equal(await sideways(page), 0, `${lang}, ${width} scrolls sideways`);
      await page.evaluate(() => document.styleSheets[0].insertRule("html { font-size: 200% }"));
      assert.equal(await sideways(page), 0, `${lang}, ${width} scrolls sideways at 200 %`);
      watching.quiet();
    }
  }
});

test("a supervisor sees the overview; an agent does not", async (t) => {
  const env = { ...process.env, FINDER_STORE: "" };
  const secret = execFileSync(join(root, "bin/finder"), ["staff", "add", "--role", "supervisor", "--generate", "--dir", server.folder, "eve"], { env, encoding: "utf8" }).trim();
  const boss = await signedIn(t, { name: "eve", secret });
  await boss.page.getByRole("button", { name: "Overview" }).click();
  await boss.page.waitForSelector("#summary");
  assert.deepEqual(await axe(boss.page), []);
  const partners = boss.page.locator("#partners tbody tr");
  assert.equal(await partners.textContent().then((text) => text.trim()), "No partner’s page or server searched in these days.");
  // A partner's page searches; what it asked for is counted within seconds.
  const searched = await fetch(`${server.url}/v1/search`, { method: "POST", headers: { Origin: "http://127.0.0.1:8090" }, body: new URLSearchParams({ key: "pk_demo", near: "60601" }) });
  assert.equal(searched.status, 200);
  const counted = async () => (await boss.page.evaluate(async () => (await fetch("/console/partners.csv")).text())).trim().split("\n");
  let lines = [];
  for (let look = 0; lines.length < 2 && look < 300; look++) {
    lines = await counted();
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.equal(lines[0], "day,partner,searches,nobody");
  assert.match(lines[1], /^20\d\d-\d\d-\d\d,demo,1,0$/);
  for (const [lang, caption] of [["en", /^Searches by partner$/], ["es", /^Búsquedas por asociado$/]]) {
    const seen = await signedIn(t, { name: "eve", secret, lang });
    await seen.page.getByRole("button", { name: lang === "en" ? "Overview" : "Resumen" }).click();
    const table = seen.page.locator("#partners");
    await table.locator("caption", { hasText: caption }).waitFor();
    assert.deepEqual(await table.locator("tbody tr").allInnerTexts(), ["demo\t1\t0\t1"]);
    assert.equal(await seen.page.locator('a[href^="/console/partners.csv?from="]').count(), 1);
    assert.deepEqual(await axe(seen.page), []);
    assert.equal(await sideways(seen.page), 0);
  }
  const csv = await boss.page.evaluate(async () => (await fetch("/console/cases.csv")).text());
  assert.match(csv, /^reference,created,agent/);
  boss.watching.quiet();

  const agent = await signedIn(t);
  assert.equal(await agent.page.getByRole("button", { name: "Overview" }).count(), 0);
  const refused = await agent.page.evaluate(async () => [(await fetch("/console/cases.csv")).status, (await fetch("/console/api/summary", { method: "POST", body: '{"days":7}' })).status]);
  assert.deepEqual(refused, [403, 403]);
});

test("a report is decided by somebody else, and is gone from the roster at once", async (t) => {
  const { page } = await signedIn(t);
  await page.keyboard.type("60601");
  await page.waitForSelector(".row");
  const name = await page.locator(".row strong").first().textContent();
  await page.keyboard.press("Alt+KeyM");
  await page.getByLabel("What is wrong").selectOption("no_longer_offers");
  await page.getByLabel(/Details/).fill("office says so");
  await page.getByRole("button", { name: "Send" }).click();
  await status(page, /Thank you/);
  const decide = async (page) => {
    await page.getByRole("button", { name: /Corrections/ }).click();
    const report = page.getByRole("listitem").filter({ hasText: "Has stopped offering" }).filter({ hasText: name }); // there may be others
    await report.getByLabel("Reason").fill("called the office");
    await report.getByRole("button", { name: "Accept" }).click();
    return report;
  };
  await decide(page);
  await page.getByText("Nobody decides about what they recorded").waitFor();

  const secret = execFileSync(join(root, "bin/finder"), ["staff", "add", "--role", "supervisor", "--generate", "--dir", server.folder, "ida"], { env: { ...process.env, FINDER_STORE: "" }, encoding: "utf8" }).trim();
  const boss = await signedIn(t, { name: "ida", secret });
  await (await decide(boss.page)).waitFor({ state: "detached" });
  const csv = await boss.page.evaluate(async () => (await fetch("/console/roster.csv")).text());
  assert.match(csv, /^\d{10},60\d{3},annular-closure,barricaid,withdrawn,/m);
});

test("the sheet prints on one page, in the caller's language", async (t) => {
  const { page, context, press } = await signedIn(t);
  await page.keyboard.type("33136");
  await page.waitForSelector(".row.given");
  await press("Alt+KeyL");
  const opened = context.waitForEvent("page");
  await press("Alt+KeyP");
  const sheet = await opened;
  await sheet.waitForSelector(".sheet");
  assert.equal(await sheet.getAttribute("html", "lang"), "es");
  assert.deepEqual(await axe(sheet), []);
  const pdf = await sheet.pdf({ format: "Letter", preferCSSPageSize: true });
  assert.equal((pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length, 1, "more than one page");
});

test("signed out is signed out", async (t) => {
  const { page, context } = await signedIn(t);
  const stolen = await context.cookies();
  assert.deepEqual(stolen.map((c) => c.name).sort(), ["__Host-finder-console", "__Host-finder-device"]);
  for (const c of stolen) assert.ok(c.httpOnly && c.secure && c.sameSite === "Strict", c.name);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForSelector("#password");
  const thief = await browser.newContext();
  t.after(() => thief.close());
  await thief.addCookies(stolen);
  const r = await thief.request.post(`${server.url}/console/api/today`, { data: {} });
  assert.equal(r.status(), 401);
});
