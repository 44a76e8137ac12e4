// Two people at one case: what somebody else has set is kept, or it is said.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { demo, launch } from "./chromium.mjs";
import { made, opened, signIn, status } from "./desk.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([demo(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("what somebody else changed meanwhile is kept, or said", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, ask } = desk;
  const ref = await made(desk, "55401");
  await ask("cases/change", { reference: ref, version: 1, note: "of a colleague" });
  await page.getByLabel("Outcome").selectOption("no_fit"); // another field: both stand
  await status(page, /Saved/);
  const both = await ask("cases/open", { reference: ref });
  assert.deepEqual([both.outcome, both.note], ["no_fit", "of a colleague"]);
  assert.equal(await page.getByLabel(/Note/).inputValue(), "of a colleague");
  await ask("cases/change", { reference: ref, version: both.version, outcome: "appointment_set" });
  await page.getByLabel("Outcome").selectOption("practice_no_answer"); // the same field: theirs stands, and it is said
  await page.locator(".case .fault", { hasText: "somebody else" }).waitFor();
  assert.equal(await page.getByLabel("Outcome").inputValue(), "appointment_set");
  assert.equal((await ask("cases/open", { reference: ref })).outcome, "appointment_set");
});

// What is not stored hides what stands there: looking the case up again shows
// what was chosen, not what somebody else has set since.
test("what somebody else set before a lost save is tried again is not written over", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, ask } = desk;
  const before = await made(desk, "60601"), ref = await made(desk, "55401");
  for (const path of ["change", "open"]) await page.route(`**/console/api/cases/${path}*`, (route) => route.abort());
  await page.getByLabel("Outcome").selectOption("no_fit");
  await page.locator(".case .fault", { hasText: "Not saved yet" }).waitFor();
  await ask("cases/change", { reference: ref, version: 1, outcome: "appointment_set" });
  await page.unrouteAll();
  await opened(page, before);
  await opened(page, ref);
  assert.equal(await page.getByLabel("Outcome").inputValue(), "no_fit");
  await page.getByRole("button", { name: "Save again" }).click();
  await page.locator(".case .fault", { hasText: "somebody else" }).waitFor();
  assert.equal(await page.getByLabel("Outcome").inputValue(), "appointment_set");
  assert.equal((await ask("cases/open", { reference: ref })).outcome, "appointment_set");
  await page.getByLabel("Outcome").selectOption("no_fit"); // knowing what stood there
  await status(page, /Saved/);
  assert.equal((await ask("cases/open", { reference: ref })).outcome, "no_fit");
});

test("a note that somebody else wrote while one was typed is not written over unsaid", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, ask } = desk;
  const before = await made(desk, "60601"), ref = await made(desk, "55401");
  await page.getByLabel(/Note/).fill("asked for a morning");
  await ask("cases/change", { reference: ref, version: 1, note: "of a colleague" });
  await opened(page, before);
  await opened(page, ref);
  assert.equal(await page.getByLabel(/Note/).inputValue(), "asked for a morning");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator(".case .fault", { hasText: "somebody else put “of a colleague” here" }).waitFor();
  assert.equal((await ask("cases/open", { reference: ref })).note, "of a colleague");
  assert.equal(await page.getByLabel(/Note/).inputValue(), "asked for a morning", "what was typed is lost");
  await page.getByRole("button", { name: "Save", exact: true }).click(); // knowing it
  await status(page, /Saved/);
  assert.equal((await ask("cases/open", { reference: ref })).note, "asked for a morning");
});

test("what is kept over a reload knows what stood there before", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, ask } = desk;
  const ref = await made(desk, "55401");
  await page.getByLabel(/Note/).fill("asked for a morning");
  await page.reload();
  await ask("cases/change", { reference: ref, version: 1, note: "of a colleague" });
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.locator("#unsaved .ref", { hasText: ref }).click();
  assert.equal(await page.getByLabel(/Note/).inputValue(), "asked for a morning");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator(".case .fault", { hasText: "somebody else" }).waitFor();
  assert.equal((await ask("cases/open", { reference: ref })).note, "of a colleague");
});

test("that a caller was sent to 911 is kept, whatever somebody else has set", async (t) => {
  const desk = await signIn(t, browser, server);
  const { page, ask, press } = desk;
  const ref = await made(desk, "55401");
  await ask("cases/change", { reference: ref, version: 1, outcome: "appointment_set" });
  await press("Alt+KeyE");
  await status(page, /Saved/);
  assert.equal(await page.getByLabel("Outcome").inputValue(), "sent_to_911");
  assert.equal((await ask("cases/open", { reference: ref })).outcome, "sent_to_911");
});
