// The roster's desk in a browser, by its keys: whom to ask, review, a file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
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
  await ana.page.locator("[data-id]").first().waitFor();
  assert.deepEqual(await axe(ana.page), []);
  assert.equal(await ana.page.getByRole("button", { name: "Approve" }).count(), 0, "one's own");
  await assert.rejects(ana.ask("roster/rule", { id: await ana.page.locator("[data-id]").first().getAttribute("data-id"), verdict: "approve", reason: "" }), /403/);
  assert.deepEqual((await profile(second.npi)).data.annular_closure, was.annular_closure, "nothing counts yet");

  const ben = await as(t, "ben");
  await ben.press("Alt+KeyV");
  await ben.page.getByRole("button", { name: "Approve" }).first().click();
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
