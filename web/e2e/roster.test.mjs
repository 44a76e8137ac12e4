// The roster's desk in a browser, by its keys: whom to ask, review, a file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, sideways } from "./checks.mjs";
import { demo, launch, root } from "./chromium.mjs";
import { signIn, status } from "./desk.mjs";

let server, browser, secrets;
before(async () => {
  [server, browser] = await Promise.all([demo(), launch()]);
  const add = (role, name) => execFileSync(join(root, "bin/finder"), ["staff", "add", "--role", role, "--generate", "--dir", server.folder, name], { env: { ...process.env, FINDER_STORE: "" }, encoding: "utf8" }).trim();
  secrets = { ben: add("agent", "ben"), eve: add("supervisor", "eve") };
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const as = (t, name) => signIn(t, browser, server, { name, secret: secrets[name] });

// soon asks until what is asked fits: a replica looks at the store each second.
async function soon(ask, fits, what) {
  for (let i = 0; i < 100; i++) {
    const got = await ask();
    if (fits(got)) return got;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(what);
}

const profile = async (npi) => (await fetch(`${server.url}/v1/physicians/${npi}`)).json();

test("an office is called, and what it says is public: a withdrawal at once, an offer when a colleague approves", async (t) => {
  const ana = await signIn(t, browser, server);
  await ana.press("Alt+KeyU");
  await ana.page.waitForSelector("#call:focus");
  assert.deepEqual(await axe(ana.page), []);
  assert.equal(await sideways(ana.page), 0);
  assert.match(await ana.page.textContent("#call .spoken"), /^\s*(\d ){2}\d, /, "the number in spoken groups");
  const { due, total } = await ana.ask("roster/due", {});
  assert.ok(total > 1, "somebody is due in the demo");
  assert.ok((await ana.ask("roster/review", {})).single.length >= 2, "something waits in the demo");
  assert.ok((await (await fetch(`${server.url}/changes.atom`)).text()).includes("(612) 555-0147"), "something has changed in the demo");
  const first = due[0];
  await ana.press("2");
  await status(ana.page, /No longer offers it.*on record/);
  await soon(() => profile(first.npi), (p) => p.data.annular_closure === null, "withdrawn in a call, and still public");
  const page = await (await fetch(`${server.url}/physicians/${first.npi}`)).text();
  assert.ok(!/Offers annular closure/.test(page) && !page.includes("availableService"), "the page or its JSON-LD still says so");

  const second = (await ana.ask("roster/due", {})).due[0];
  assert.notEqual(second.office.id, first.office.id);
  const was = (await profile(second.npi)).data;
  await ana.press("1");
  await status(ana.page, /colleague approves/);
  await ana.press("Alt+KeyV");
  const waits = (page) => page.locator("[data-id]", { hasText: second.name }).filter({ hasText: second.office.address.slice(0, 8) }).last(); // the demo's desk has left others
  await waits(ana.page).waitFor();
  assert.deepEqual(await axe(ana.page), []);
  assert.equal(await waits(ana.page).getByRole("button", { name: "Approve" }).count(), 0, "one's own");
  await assert.rejects(ana.ask("roster/rule", { id: await waits(ana.page).getAttribute("data-id"), verdict: "approve", reason: "" }), /403/);
  assert.deepEqual((await profile(second.npi)).data.annular_closure, was.annular_closure, "nothing counts yet");

  const ben = await as(t, "ben");
  await ben.press("Alt+KeyV");
  await waits(ben.page).getByRole("button", { name: "Approve" }).click();
  await status(ben.page, /Approved/);
  const today = (a) => a.data.annular_closure?.status === "confirmed" && !a.data.annular_closure.stale;
  await soon(() => profile(second.npi), today, "approved, and not public");
  await ben.page.getByRole("button", { name: /To ask/ }).click();
  await ben.page.waitForSelector("#call");
  ana.watching.quiet();
});

test("a file is compared, recorded, approved by a supervisor and undone", async (t) => {
  const ana = await signIn(t, browser, server);
  const rows = readFileSync(join(server.folder, "sample/roster.csv"), "utf8").trim().split("\n");
  const confirmed = rows.find((r) => /^\d{10},\d*,annular-closure,barricaid,confirmed,/.test(r)).split(",");
  const day = new Date(Date.now() - 86_400_000);
  const american = `${day.getUTCMonth() + 1}/${day.getUTCDate()}/${day.getUTCFullYear()}`;
  const sheet = `Surgeon NPI;Standing;Who says;Checked\n${confirmed[0]};withdrawn;Example desk;${american}\n1234567890;confirmed;Example desk;${american}\n`;
  await ana.press("Alt+KeyU");
  await ana.page.waitForSelector("#call");
  await ana.page.getByRole("button", { name: "Import", exact: true }).click();
  await ana.page.setInputFiles("[type=file]", { name: "sheet.csv", mimeType: "text/csv", buffer: Buffer.from(sheet) });
  for (const [to, from] of Object.entries({ npi: "Surgeon NPI", status: "Standing", source: "Who says", verified_on: "Checked" })) await ana.page.locator(`#columns [name=${to}]`).selectOption(from);
  await ana.page.getByRole("button", { name: "Compare" }).click();
  await ana.page.waitForSelector("#counts");
  assert.match(await ana.page.textContent("#counts"), /changed 1|new 1/);
  assert.match(await ana.page.textContent("#counts"), /refused 1/);
  assert.deepEqual(await axe(ana.page), []);
  await ana.page.getByRole("button", { name: /Record \d+ entr/ }).click();
  await status(ana.page, /Recorded as batch/);
  const npi = confirmed[0];
  const was = (await profile(npi)).data.annular_closure;

  await ana.page.setInputFiles("[type=file]", { name: "sheet.csv", mimeType: "text/csv", buffer: Buffer.from(sheet) });
  await ana.page.getByText("would change nothing").waitFor(); // the columns are remembered
  assert.deepEqual((await profile(npi)).data.annular_closure, was, "nothing counts yet");

  const eve = await as(t, "eve");
  await eve.press("Alt+KeyV");
  const batch = eve.page.locator("[data-batch]").first();
  await batch.getByRole("button", { name: "Approve" }).click();
  await status(eve.page, /Approved/);
  await soon(() => profile(npi), (p) => p.data.annular_closure === null, "approved, and still public");
  await batch.getByLabel("Reason").fill("the wrong file");
  await batch.getByRole("button", { name: "Undo" }).click();
  await status(eve.page, /Undone/);
  await soon(() => profile(npi), (p) => JSON.stringify(p.data.annular_closure) === JSON.stringify(was), "undone, and not as before");
});

test("a letter is printed, its code typed by the office, reviewed and public, with its line in the log", async (t) => {
  const ana = await signIn(t, browser, server);
  const { due } = await ana.ask("roster/due", {});
  const { npi, office, name } = due.find((d) => d.why === "aged");
  await ana.press("Alt+KeyU");
  await ana.page.waitForSelector("#call");
  await ana.page.locator(`[data-office="${office.id}"] button`).click();
  await ana.page.locator("#call h2 button", { hasText: name }).click();
  await ana.page.waitForSelector("#surgeon");
  assert.deepEqual(await axe(ana.page), []);
  const opened = ana.context.waitForEvent("page");
  await ana.page.locator("form", { has: ana.page.locator(`input[value="${office.id}"]`) }).getByRole("button", { name: /letter/i }).click();
  const letter = await opened;
  await letter.waitForSelector(".letter .code strong");
  assert.deepEqual(await axe(letter), []);
  const pdf = await letter.pdf({ preferCSSPageSize: true });
  if (process.env.LETTER_PDF) writeFileSync(process.env.LETTER_PDF, pdf);
  const text = pdf.toString("latin1");
  assert.equal((text.match(/\/Type\s*\/Page\b/g) ?? []).length, 1, "one page a letter");
  assert.match(text, /MediaBox\s*\[0 0 612 792\]/, "US Letter");
  const box = await letter.locator(".letter address").boundingBox(), sheet = await letter.locator(".letter").boundingBox();
  const inches = (px) => px / 96;
  assert.ok(inches(box.x - sheet.x) >= 0.9 && inches(box.y - sheet.y) >= 2.1 && inches(box.y - sheet.y + box.height) <= 3.25, "the address is in the window");
  const code = await letter.textContent(".letter .code strong");
  assert.match(code, /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);

  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(`${server.url}/confirm?lang=es`);
  await page.fill("#code", code.replaceAll("-", " ").toLowerCase());
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.waitForSelector("#closure");
  assert.ok((await page.textContent("main")).includes(name));
  assert.deepEqual(await axe(page), []);
  assert.equal(await sideways(page), 0);
  await page.selectOption("#closure", "offers");
  await page.fill("#phone", "12");
  await page.getByRole("button", { name: "Enviar" }).click();
  await page.getByText("Escriba diez dígitos").waitFor(); // nothing is lost
  assert.equal(await page.inputValue("#closure"), "offers");
  await page.fill("#phone", "(612) 555-0142");
  await page.getByRole("button", { name: "Enviar" }).click();
  await page.getByText("Gracias").waitFor();

  const ben = await as(t, "ben");
  await ben.press("Alt+KeyV");
  for (let i = 0; i < 2; i++) {
    await ben.page.locator("li.case", { hasText: name }).filter({ hasText: "Printed code" }).first().getByRole("button", { name: "Approve" }).click();
    await status(ben.page, /Approved/);
    await ben.page.waitForFunction(([n, left]) => [...document.querySelectorAll("li.case[data-id]")].filter((e) => e.textContent.includes(n) && e.textContent.includes("Printed code")).length === left, [name, 1 - i]);
  }
  await soon(() => profile(npi), (p) => p.data.annular_closure?.status === "self_reported" && p.data.location.phone === "+16125550142", "reviewed, and not public");
  const log = await (await fetch(`${server.url}/changes?lang=en`)).text();
  assert.ok(log.includes(npi) && log.includes("with a printed code") && log.includes("(612) 555-0142"), "the log lacks it");
  const feed = await (await fetch(`${server.url}/changes.atom`)).text();
  assert.ok(feed.includes(npi), "the feed lacks it");
  await page.goto(`${server.url}/changes?lang=en`);
  assert.deepEqual(await axe(page), []);
  await page.goto(`${server.url}/data-quality?lang=es`);
  assert.deepEqual(await axe(page), []);
  assert.equal(await sideways(page), 0);
});

test("300 rows are compared, approved by a supervisor as one, public at once, and undone", async (t) => {
  const states = ["CA", "CO", "FL", "GA", "IL", "MA", "MI", "MN", "MO", "NJ", "NY", "OR", "PA", "TN", "TX", "WA", "WI"];
  const logs = async () => Object.fromEntries(await Promise.all(states.map(async (s) => [s, await (await fetch(`${server.url}/changes?lang=en&state=${s}`)).text()])));
  const lines = (log, a) => log[a.location.address.state].split(new RegExp(`/physicians/${a.npi}["?]`)).length - 1;
  const quiet = await logs();
  // Surgeons with one office: some of each state of whom nobody says anything, and
  // some who are offered, by a word of before yesterday, and withdraw.
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const [silent, offered] = [[], []];
  for (const state of states) {
    const own = [];
    for (let page = 1, more = true; more; page++) {
      const { data } = await (await fetch(`${server.url}/v1/physicians?state=${state}&page_size=100&page=${page}`)).json();
      own.push(...data.filter((a) => a.other_locations.length === 0 && lines(quiet, a) === 0));
      more = data.length === 100;
    }
    silent.push(...own.filter((a) => a.annular_closure === null && a.named_on === null).slice(0, 20));
    offered.push(...own.filter((a) => a.annular_closure?.verified_on < day));
  }
  const gone = offered.slice(0, 15), chosen = [...silent.slice(0, 283), ...gone];
  assert.ok(chosen.length === 298 && gone.length === 15, `${silent.length} and ${gone.length} in the demo`);
  const said = new Map(chosen.map((a, i) => [a.npi, i >= 283 ? "withdrawn" : ["confirmed", "self_reported", "named_on_list"][i % 3]]));
  const zip = (a) => a.location.address.postal_code.slice(0, 5);
  const row = (npi, zip, status) => `${npi},${zip},annular-closure,barricaid,${status},Example desk,${day},${day},,,,`;
  const file = [
    "npi,location,procedure,device,status,source,source_date,verified_on,phone,accepting,languages,note",
    ...chosen.map((a, i) => row(a.npi, i % 2 ? zip(a) : "", said.get(a.npi))), row("1234567893", "", "confirmed"), row("1234567890", "", "confirmed"),
  ].join("\n");
  const now = async () => {
    const all = new Map();
    for (let i = 0; i < chosen.length; i += 100) {
      const { data } = await (await fetch(`${server.url}/v1/physicians?page_size=100&npi=${chosen.slice(i, i + 100).map((a) => a.npi)}`)).json();
      for (const { npi, annular_closure, named_on } of data) all.set(npi, { annular_closure, named_on });
    }
    return chosen.map((a) => all.get(a.npi));
  };
  const was = await now();

  const ana = await signIn(t, browser, server);
  await ana.press("Alt+KeyU");
  await ana.page.getByRole("button", { name: "Import", exact: true }).click();
  await ana.page.setInputFiles("[type=file]", { name: "roster.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await ana.page.waitForSelector("#counts");
  const counts = Object.fromEntries([...(await ana.page.textContent("#counts")).matchAll(/([a-z ]+) (\d+)/g)].map(([, what, n]) => [what.trim(), Number(n)]));
  assert.deepEqual(counts, { new: 298, changed: 0, conflicting: 0, "not listed": 1, refused: 1, "the same": 0 });
  assert.equal(await ana.page.locator("table.grid tbody tr").count(), 300, "a line for each row");
  assert.equal(await sideways(ana.page), 0);
  await ana.page.getByRole("button", { name: "Record 298 entries" }).click();
  await status(ana.page, /Recorded as batch/);
  const id = /batch ([0-9a-z]+)/.exec(await ana.page.textContent(".notice"))[1];
  const ben = await as(t, "ben");
  for (const one of [ana, ben]) await assert.rejects(one.ask("roster/rule", { batch: id, verdict: "approve", reason: "" }), /403/);
  assert.deepEqual(await now(), was, "nothing counts yet");

  const eve = await as(t, "eve");
  await eve.press("Alt+KeyV");
  const batch = eve.page.locator(`[data-batch="${id}"]`);
  await batch.getByRole("button", { name: "Approve" }).click();
  await status(eve.page, /Approved/);
  const live = await soon(now, (all) => JSON.stringify(all) !== JSON.stringify(was), "approved, and not public");
  chosen.forEach((a, i) => {
    const { annular_closure: closure, named_on: list } = live[i], what = said.get(a.npi);
    if (what === "withdrawn") assert.deepEqual([closure, list], [null, null], a.npi);
    else if (what === "named_on_list") assert.deepEqual([closure, list?.list, list?.on], [null, "Example desk", day], a.npi);
    else assert.deepEqual([closure?.status, closure?.verified_on, closure?.source, list], [what, day, "Example desk", null], a.npi);
  });
  for (const a of [...chosen.slice(0, 3), gone[0]]) {
    const page = await (await fetch(`${server.url}/physicians/${a.npi}?lang=en`)).text(), what = said.get(a.npi);
    assert.equal(/Offers annular closure — /.test(page), what === "confirmed" || what === "self_reported", `${a.npi} ${what}`);
    assert.equal(/Named on a list \(Example desk, /.test(page), what === "named_on_list", `${a.npi} ${what}`);
  }
  const told = await logs();
  for (const a of chosen) assert.equal(lines(told, a), 1, `${a.npi} in the log`);

  await batch.getByLabel("Reason").fill("the wrong file");
  await batch.getByRole("button", { name: "Undo" }).click();
  await status(eve.page, /Undone/);
  await soon(now, (all) => JSON.stringify(all) === JSON.stringify(was), "undone, and not as before");
  const after = await logs();
  for (const a of chosen) assert.equal(lines(after, a), 2, `${a.npi} in the log, undone`);
});
