// What the keys of the console hand over: what the screen shows, in the case
// that it names, in the caller's language.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe } from "./checks.mjs";
import { demo, launch } from "./chromium.mjs";
import { clipboard, given, made, opened, reference, signIn, status } from "./desk.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([demo(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const question = (text, radius = 50) => ({ text, radius, specialty: "", closure: "", language: "", accepting: "" });
const turnedAway = /Not taking new patients|New patients: only family of current patients/;

// nearest names the first three of an answer who may take a new patient.
async function nearest(ask, zip) {
  const { cards } = await ask("find", question(zip));
  const may = cards.filter((c) => !turnedAway.test(c.accepting)).slice(0, 3);
  assert.equal(may.length, 3, `${zip}: too few surgeons to try with`);
  return may.map((c) => c.name);
}

// choice is a list beside the box; a label around a list holds its options too.
const choice = (page, label) => page.locator(".ask label", { hasText: new RegExp(`^\\s*${label}`) }).locator("select");

for (const [speed, delay] of [["a machine", 0], ["a quick agent", 40], ["an agent", 150], ["a slow one", 400]]) {
  test(`five digits, Enter and Alt+C copy the nearest surgeons, typed by ${speed}`, async (t) => {
    const { page, ask } = await signIn(t, browser, server);
    for (const zip of ["55401", "60601"]) {
      const names = await nearest(ask, zip);
      await page.keyboard.press("Alt+KeyN");
      for (const key of [...zip, "Enter", "Alt+KeyC"]) {
        await page.keyboard.press(key);
        if (delay) await page.waitForTimeout(delay); // the speed that is tried
      }
      await status(page, /Copied/);
      const copied = await clipboard(page);
      assert.deepEqual([...copied.matchAll(/^\d\. (.*)$/gm)].map((m) => m[1]), names);
      assert.deepEqual((await given(page)).sort(), [...names].sort());
    }
  });
}

test("nobody is left out for a fourth surgeon, and Enter takes nobody back", async (t) => {
  const { page, press } = await signIn(t, browser, server);
  await page.keyboard.type("55401");
  await page.waitForSelector(".row.given");
  const before = await given(page);
  await press("Enter", "Enter", "ArrowDown", "Enter", "ArrowUp", "Enter");
  assert.deepEqual(await given(page), before);
  const other = await page.locator(".row:not(.given)").first().getAttribute("id");
  await press(`Alt+Digit${Number(other.slice(4)) + 1}`);
  await page.waitForSelector(".fault");
  assert.match(await page.textContent(".fault"), /3 surgeons at most/);
  assert.deepEqual(await given(page), before);
  const first = await page.locator(".row.given").first().getAttribute("id");
  await press(`Alt+Digit${Number(first.slice(4)) + 1}`, `Alt+Digit${Number(other.slice(4)) + 1}`);
  assert.equal(await page.locator(".row.given").count(), 3);
  assert.ok(await page.locator(`#${other}.given`).count(), "the fourth is not given after one was taken back");
  assert.equal(await page.locator(".fault").count(), 0);
});

test("nothing of one case stands in another, or is saved into it", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, ask } = desk;
  const b = await made(desk, "60601"), a = await made(desk, "55401");
  await page.getByLabel(/Note/).fill("note of the first case");
  await page.getByLabel("Ask the practice on").fill("2031-05-06");
  await page.locator("details", { hasText: "History" }).locator("summary").click();
  await opened(page, b);
  assert.equal(await page.getByLabel(/Note/).inputValue(), "");
  assert.equal(await page.getByLabel("Ask the practice on").inputValue(), "");
  assert.equal(await page.locator("details[open]", { hasText: "History" }).count(), 0);
  await page.getByLabel(/Note/).fill("note of the second case");
  await page.keyboard.press("Enter");
  await status(page, /Saved/);
  assert.equal((await ask("cases/open", { reference: b })).note, "note of the second case");
  assert.equal((await ask("cases/open", { reference: b })).follow_up, "");
  assert.equal((await ask("cases/open", { reference: a })).note, "");
  // What was typed is not lost either: it waits in its own case.
  await page.locator("#unsaved .ref", { hasText: a }).click();
  await page.waitForFunction((r) => document.querySelector("#case")?.textContent.includes(r), a);
  assert.equal(await page.getByLabel(/Note/).inputValue(), "note of the first case");
  assert.equal(await page.getByLabel("Ask the practice on").inputValue(), "2031-05-06");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await status(page, /Saved/);
  const kept = await ask("cases/open", { reference: a });
  assert.deepEqual([kept.note, kept.follow_up], ["note of the first case", "2031-05-06"]);
  assert.equal(await page.locator("#unsaved").count(), 0);
});

test("an outcome that is refused or lost shows on its own case alone", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, ask } = desk;
  const b = await made(desk, "60601"), a = await made(desk, "55401");
  let held;
  await page.route("**/console/api/cases/change*", (route) => { held = route; });
  await page.getByLabel("Outcome").selectOption("no_fit");
  while (!held) await page.evaluate(() => 0);
  await page.route("**/console/api/cases/open*", (route) => route.abort());
  await opened(page, b);
  await held.abort();
  await page.locator("#unsaved .ref", { hasText: a }).waitFor();
  assert.equal(await page.getByLabel("Outcome").inputValue(), "open");
  assert.equal(await page.locator(".case .fault").count(), 0, "the other case says that something failed");
  await page.unrouteAll();
  await page.locator("#unsaved .ref", { hasText: a }).click();
  await page.locator(".case .fault", { hasText: "Not saved yet" }).waitFor();
  assert.equal(await page.getByLabel("Outcome").inputValue(), "no_fit");
  assert.equal((await ask("cases/open", { reference: a })).outcome, "open");
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Save again" }).click();
  await status(page, /Saved/);
  assert.equal((await ask("cases/open", { reference: a })).outcome, "no_fit");
  assert.equal((await ask("cases/open", { reference: b })).outcome, "open");
});

test("outcomes by arrow keys, quickly: the store has what the screen shows", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, ask, press } = desk;
  const ref = await made(desk, "55401");
  const refused = [];
  page.on("response", (r) => { if (r.status() >= 400) refused.push(`${r.status()} ${r.url()}`); });
  await page.getByLabel("Outcome").focus();
  await press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown", "ArrowDown");
  await status(page, /Saved/);
  const shown = await page.getByLabel("Outcome").inputValue();
  assert.equal(shown, "practice_no_answer");
  assert.equal((await ask("cases/open", { reference: ref })).outcome, shown);
  assert.deepEqual(refused, []);
});

test("what is chosen while a note is on its way is stored too", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, ask, press } = desk;
  const ref = await made(desk, "55401");
  let asked, arrived;
  const first = new Promise((done) => { arrived = done; });
  await page.route("**/console/api/cases/change*", (route) => { asked = route; arrived(); }, { times: 1 });
  await page.getByLabel(/Note/).fill("asked for a morning");
  await press("Enter");
  await first;
  await press("Alt+KeyE");
  await asked.continue();
  await status(page, /Saved/);
  const kept = await ask("cases/open", { reference: ref });
  assert.deepEqual([kept.note, kept.outcome], ["asked for a morning", "sent_to_911"]);
});

test("a save whose answer is lost stands, and so does the next", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, ask } = desk;
  const ref = await made(desk, "55401");
  await page.route("**/console/api/cases/change*", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await page.getByLabel("Outcome").selectOption("no_fit");
  await status(page, /Saved/);
  assert.equal((await ask("cases/open", { reference: ref })).outcome, "no_fit");
  await page.getByLabel("Outcome").selectOption("appointment_set");
  await page.waitForFunction(() => document.querySelector(".case .fault") || /Saved/.test(document.querySelector(".status")?.textContent));
  assert.equal(await page.locator(".fault").count(), 0);
  await page.waitForFunction(() => document.querySelectorAll(".case details ol li").length === 3);
  assert.equal((await ask("cases/open", { reference: ref })).outcome, "appointment_set");
});

test("the next call begins anew", async (t) => {
  const { page, press } = await signIn(t, browser, server);
  await page.keyboard.type("55401");
  await page.waitForSelector(".row.given");
  await choice(page, "Within").selectOption("100");
  await choice(page, "Specialty").selectOption("neurosurgery");
  await press("Alt+KeyL", "Alt+KeyA");
  await page.waitForSelector(".row.given");
  await press("Alt+KeyC");
  await status(page, /Copied/);
  assert.match(await clipboard(page), /cirujanos/);
  await press("Alt+KeyN");
  for (const [label, value] of [["Caller speaks", "en"], ["Within", "50"], ["Specialty", ""]]) assert.equal(await choice(page, label).inputValue(), value, label);
  assert.equal(await page.getByLabel("Offers annular closure").isChecked(), false);
  await page.keyboard.type("60601");
  await page.waitForSelector(".row.given");
  await press("Alt+KeyC");
  await status(page, /Copied/);
  assert.match(await clipboard(page), /These are the surgeons/);
  // Words that still wait for the typing to end are gone as well.
  await press("Alt+KeyN");
  await page.keyboard.type("fargo");
  await press("Alt+KeyN");
  assert.equal(await page.inputValue("#box"), "");
});

test("a case found again is handed over in its own language, and the screen says so", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, press } = desk;
  await press("Alt+KeyN");
  await page.keyboard.type("60601");
  await page.waitForSelector(".row.given");
  await press("Alt+KeyL", "Alt+KeyC");
  await page.waitForSelector("#case");
  const ref = await reference(page);
  await press("Alt+KeyN");
  await opened(page, ref);
  assert.equal(await choice(page, "Caller speaks").inputValue(), "es");
  await press("Alt+KeyL");
  await page.waitForSelector(".fault");
  assert.equal(await choice(page, "Caller speaks").inputValue(), "es");
  await press("Alt+KeyC");
  await status(page, /Copied/);
  assert.match(await clipboard(page), /cirujanos/);
});

test("who takes no new patients is not chosen, and if by hand, it is said", async (t) => {
  const { page, press, ask } = await signIn(t, browser, server);
  const tried = [];
  for (const zip of ["55401", "60601", "77030", "33136", "30303", "10001", "90012"]) {
    const { cards } = await ask("find", question(zip));
    const away = cards.findIndex((c) => /Not taking new patients/.test(c.accepting));
    if (away < 0 || away > 8) continue;
    tried.push(zip);
    await press("Alt+KeyN");
    await page.keyboard.type(zip);
    await page.waitForSelector(".row.given");
    assert.equal(await page.locator(`#row-${away}.given`).count(), 0, `${zip}: ${cards[away].name} is chosen`);
    const first = await page.locator(".row.given").first().getAttribute("id");
    await press(`Alt+Digit${Number(first.slice(4)) + 1}`, `Alt+Digit${away + 1}`);
    await page.waitForFunction(() => /Not taking new patients/.test(document.querySelector(".read")?.textContent ?? ""));
    await press("Alt+KeyC");
    await status(page, /Copied/);
    assert.match(await clipboard(page), new RegExp(`${cards[away].name.replace(/[.*+?^$()|[\]\\]/g, "\\$&")}[^]*Not taking new patients`));
  }
  assert.ok(tried.length > 0, "the sample has nobody who takes current patients only");
});

test("beside an emergency nobody is chosen, and a caller sent to 911 is kept without a surgeon", async (t) => {
  const { page, press, ask } = await signIn(t, browser, server);
  await page.keyboard.type("saddle numbness 60601");
  await page.waitForSelector(".row");
  assert.equal(await page.locator(".row.given").count(), 0);
  assert.match(await page.textContent("[role=alert]"), /Emergency words/);
  await page.locator(".read", { hasText: "Before we go on" }).waitFor(); // the question to ask first
  await page.evaluate(() => navigator.clipboard.writeText("before"));
  await press("Enter", "Alt+KeyC");
  await page.waitForSelector(".fault");
  assert.match(await page.textContent(".fault"), /red-flag/);
  assert.equal(await clipboard(page), "before");
  assert.deepEqual(await axe(page), []);
  await press("Alt+KeyE");
  await status(page, /Sent to 911/);
  const ref = await reference(page);
  const kept = await ask("cases/open", { reference: ref });
  assert.deepEqual([kept.outcome, kept.surgeons, kept.origin], ["sent_to_911", [], "606"]);
  await press("Alt+KeyC");
  await page.locator("main > .fault", { hasText: "names no surgeon" }).waitFor();
  assert.equal(await clipboard(page), "before");
  assert.deepEqual(await axe(page), []);
  await press("Alt+KeyN", "Alt+KeyE"); // before anything is asked
  await page.waitForFunction((r) => /Reference (...-...)/.test(document.querySelector(".status")?.textContent) && !document.querySelector(".status")?.textContent.includes(r), ref);
  assert.notEqual(await reference(page), ref);
});

test("nobody is chosen without a place, with several, or from afar", async (t) => {
  const { page, press, ask } = await signIn(t, browser, server);
  const { cards } = await ask("find", question("60601"));
  for (const [typed, why] of [["Springfield", /which place/], [cards[0].npi, /no place/], ["99686", /within this distance/]]) {
    await press("Alt+KeyN");
    await page.keyboard.type(typed);
    await page.locator("#handover ~ .notice", { hasText: why }).waitFor();
    assert.equal(await page.locator(".row.given").count(), 0, typed);
    await press("Alt+KeyC");
    await page.locator(".fault", { hasText: why }).waitFor();
    assert.equal(await page.locator("#case").count(), 0);
  }
  // By hand it is one key.
  await press("Alt+Digit1", "Alt+KeyC");
  await status(page, /Copied/);
});

test("of whom it is not known is asked, not left out", async (t) => {
  const { page, ask } = await signIn(t, browser, server);
  const a = await ask("find", question("33136 spanish"));
  assert.ok(a.to_ask > 0, "the sample has nobody near whose languages are not known");
  await page.keyboard.type("33136 spanish");
  await status(page, new RegExp(`· ${a.to_ask} to ask`));
  await page.locator(".between", { hasText: "Not known: ask the office" }).waitFor();
  assert.equal(await page.locator(".row").count(), a.cards.length + a.unknown.length + (a.beyond ?? []).length);
  assert.deepEqual(await axe(page), []);
});

test("a copy lands only while the screen still shows what it is of", async (t) => {
  const { page, press } = await signIn(t, browser, server);
  await page.keyboard.type("55401");
  await page.waitForSelector(".row.given");
  await page.evaluate(() => navigator.clipboard.writeText("before"));
  for (const keys of [["Alt+KeyL"], ["Alt+Digit1"], ["Alt+KeyN"], ["Alt+KeyN", "6", "0", "6", "0", "1"]]) {
    let held;
    await page.route("**/console/api/cases?*", (route) => { held = route; }, { times: 1 });
    await press("Alt+KeyC");
    while (!held) await page.evaluate(() => 0);
    await press(...keys);
    await held.continue();
    await page.locator("main > .fault", { hasText: "screen changed" }).waitFor();
    assert.equal(await clipboard(page), "before", keys.join(" "));
    assert.equal(await page.locator("#case").count(), 0, `${keys.join(" ")}: a case that is no longer handed over is open`);
    if (keys[0] === "Alt+KeyN") {
      await press("Alt+KeyN");
      await page.keyboard.type("55401");
    }
    await page.waitForSelector(".row.given");
  }
});

test("keys do nothing to a call that is out of sight", async (t) => {
  const { page, press } = await signIn(t, browser, server);
  await page.keyboard.type("55401");
  await page.waitForSelector(".row.given");
  const before = await given(page);
  await page.evaluate(() => navigator.clipboard.writeText("before"));
  await page.getByRole("button", { name: "Cases" }).click();
  for (const key of ["Alt+KeyC", "Alt+Digit1", "Alt+KeyG", "Alt+KeyL", "Alt+KeyE"]) {
    await press(key);
    await page.locator(".fault", { hasText: "Ctrl+K" }).waitFor();
  }
  assert.equal(await clipboard(page), "before");
  await press("Control+KeyK");
  assert.deepEqual(await given(page), before);
  assert.equal(await choice(page, "Caller speaks").inputValue(), "en");
});

test("what is typed of one surgeon or correction stands in no other's form", async (t) => {
  const { page, press, ask } = await signIn(t, browser, server);
  await page.keyboard.type("55401");
  await page.waitForSelector(".row.given");
  await press("Alt+KeyM");
  await page.getByLabel(/Details/).fill("of the first");
  await page.keyboard.press("Control+KeyK");
  await press("ArrowDown");
  assert.equal(await page.getByLabel(/Details/).inputValue(), "");
  await page.keyboard.press("Control+KeyK");
  await press("ArrowUp");
  assert.equal(await page.getByLabel(/Details/).inputValue(), "of the first");

  const { cards } = await ask("find", question("55401"));
  for (const c of cards.slice(0, 2)) await ask("corrections", { npi: c.npi, zip5: c.office.zip5, kind: "moved", detail: "" });
  await page.getByRole("button", { name: /Corrections/ }).click();
  await page.locator("li.case").nth(1).waitFor();
  const [first, second] = [page.locator("li.case").nth(0), page.locator("li.case").nth(1)];
  await second.getByLabel("Reason").fill("of the second");
  await first.getByLabel("Reason").fill("called the office");
  await first.getByRole("button", { name: "Reject" }).click();
  await second.waitFor({ state: "detached" });
  assert.equal(await first.getByLabel("Reason").inputValue(), "of the second");
});

test("a menu keeps the keys, though the answer to the key before comes late", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, press } = desk;
  await made(desk, "55401");
  let late;
  const held = new Promise((done) => { late = done; });
  await page.route("**/console/api/today*", (route) => late(route), { times: 1 });
  await press("Alt+KeyN", "Alt+KeyW");
  await page.waitForSelector("#menu button:focus");
  await (await held).continue();
  await page.waitForSelector("#mine");
  await press("2"); // information only
  await status(page, /Information/);
  assert.equal(await page.inputValue("#box"), "");
});
