// Random keys, with answers late, lost, repeated and out of order, sessions that
// end and a second tab at the same cases, on both stores, against a simple
// model: the screen, what is copied and the store never differ. Which answer
// comes when is the test's choice, so a seed tells the whole story:
//
//   FINDER_SEED=7 node --test web/e2e/console-model.test.mjs
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { demo, launch, postgres } from "./chromium.mjs";
import { Model, look, random } from "./console-model.mjs";
import { signIn } from "./desk.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const outcomes = ["open", "appointment_set", "caller_will_call", "appointment_kept", "appointment_not_kept", "practice_no_answer", "no_fit", "sent_to_911"];
const places = ["55401", "60601", "77030", "99686", "fargo", "springfield", "saddle numbness 60601", "33136 spanish", "smith"];
const keys = ["ArrowDown", "ArrowUp", "Enter", "Enter", "Alt+KeyC", "Alt+KeyC", "Alt+KeyL", "Alt+KeyN", "Alt+KeyR", "Alt+KeyA", "Alt+KeyG", "Alt+KeyE", "Escape",
  "Alt+Digit1", "Alt+Digit2", "Alt+Digit3", "Alt+Digit4"];

// An Agent presses keys, lets answers through, and compares.
class Agent {
  model = new Model();
  steps = [];
  seen = null;
  find = 0; // the newest question's request

  constructor(desk, pick) {
    Object.assign(this, desk, { pick });
  }

  one(list) {
    return list[this.pick(list.length)];
  }

  async key(name) {
    this.steps.push(name);
    await this.page.keyboard.press(name);
    this.model.key(name, this.seen?.reference, this.seen?.outcome);
    await this.page.evaluate(() => window.desk.rest());
  }

  async box(key) {
    await this.page.keyboard.press("Control+KeyK");
    await this.key(key);
  }

  async type(text) {
    this.steps.push(`type ${text}`);
    await this.page.keyboard.press("Control+KeyK");
    for (let i = 1; i <= text.length; i++) {
      await this.page.keyboard.press(text[i - 1] === " " ? "Space" : text[i - 1]);
      this.model.type(text.slice(0, i));
    }
    await this.page.evaluate(() => window.desk.rest());
  }

  async let(request, how) {
    this.steps.push(`${how} ${request.path}`);
    const newest = this.seen.held.filter((r) => r.path === "find").at(-1);
    const was = await this.page.evaluate(([id, mode]) => window.desk.let(id, mode), [request.id, how]);
    if (was?.status === 401 && was.answer) return; // asked again when the session has begun again
    if (request.path === "find" && request.id === newest?.id) this.model.found(was?.answer?.kind ? was.answer : null);
    if (request.path === "cases" && was?.answer?.reference) this.model.made.set(was.answer.reference, { surgeons: was.body.surgeons, language: was.body.language });
  }

  async tick() {
    this.steps.push("pause");
    if (this.model.waiting) this.model.ask();
    await this.page.evaluate(() => window.desk.tick());
  }

  async outcome() {
    const { reference, outcome } = this.seen;
    const key = this.pick(2) ? "ArrowDown" : "ArrowUp";
    this.steps.push(`outcome ${key} of ${reference}`);
    await this.page.locator(".case select").first().focus();
    await this.page.keyboard.press(key);
    const options = await this.page.locator(".case select").first().locator("option").count();
    const to = options === 1 ? outcome : outcomes[Math.min(7, Math.max(0, outcomes.indexOf(outcome) + (key === "ArrowDown" ? 1 : -1)))];
    if (to !== outcome) this.model.choose(reference, outcome, to);
    await this.page.evaluate(() => window.desk.rest());
  }

  async note(save) {
    const { reference } = this.seen;
    const text = `note of ${reference} ${"abcdefghij"[this.pick(10)]}${"klmnop"[this.pick(6)]}`;
    this.steps.push(`${save ? "save" : "type"} ${text}`);
    await this.page.locator("input[name=note]").focus();
    await this.page.keyboard.press("Control+KeyA");
    await this.page.keyboard.insertText(text);
    this.model.drafts.set(reference, text);
    if (save) {
      await this.page.keyboard.press("Enter");
      this.model.notes.set(reference, [...(this.model.notes.get(reference) ?? []), text]);
      this.model.drafts.delete(reference);
    }
    await this.page.evaluate(() => window.desk.rest());
  }

  // end ends the session, as its time does; what is asked next finds out.
  async end() {
    this.steps.push("the session ends");
    await this.context.clearCookies({ name: "__Host-finder-console" });
    this.over = true;
    ended++;
  }

  async signInAgain() {
    this.steps.push("sign in again");
    await this.page.fill("#again-password", this.password);
    await this.page.locator("#again [type=submit]").click();
    await this.page.waitForFunction(() => !document.querySelector("#again").open);
    await this.page.evaluate(() => window.desk.rest());
    this.over = false;
  }

  // elsewhere sets another outcome of the case in a second tab.
  async elsewhere() {
    const { reference } = this.seen;
    const tab = (this.tab ??= await this.context.newPage());
    await tab.goto(new URL("/console", this.page.url()).href);
    await tab.fill("#box", reference);
    await tab.waitForFunction((r) => document.querySelector("#case")?.textContent.includes(r), reference);
    const select = tab.locator(".case select").first();
    if ((await select.locator("option").count()) === 1) return; // sent to 911
    const to = this.one(outcomes.slice(0, 7).filter((o) => o !== this.seen.outcome));
    if (to === (await select.inputValue())) return;
    this.steps.push(`the other tab: ${to} of ${reference}`);
    await select.selectOption(to);
    await tab.waitForFunction(() => /Saved/.test(document.querySelector(".status").textContent));
    this.model.theirs.set(reference, to);
    this.model.outcomes.set(reference, to);
    others++;
  }

  async step() {
    const held = this.seen.held;
    const chance = this.pick(100);
    if (this.seen.ended && (held.length === 0 || chance < 50)) return this.signInAgain();
    if (this.seen.ended || (held.length > 0 && chance < 30)) return this.let(this.one(held), this.one(["answered", "answered", "answered", "lost", "unanswered", "repeated"]));
    if (chance === 99 && !this.over) return this.end();
    const quiet = this.seen.reference && !this.seen.saving && !this.over && held.every((r) => !r.path.startsWith("cases")) && !this.seen.unsaved.includes(this.seen.reference) && !this.seen.fault;
    if (quiet && this.pick(5) === 0) return this.elsewhere();
    if (this.seen.reference && !this.seen.saving && chance < 48) return chance < 40 ? this.outcome() : this.note(chance < 45);
    if (chance < 54) return this.tick();
    if (chance < 64) return this.type(this.one([...places, ...this.model.made.keys()]).toLowerCase());
    const name = this.one(keys);
    return /Arrow|Enter|Escape/.test(name) ? this.box(name) : this.key(name);
  }

  // compare holds the screen to the model, whatever is still on its way.
  async compare() {
    const before = this.seen;
    const s = (this.seen = await this.page.evaluate(look));
    const m = this.model;
    assert.equal(s.box, m.box, "the box");
    assert.equal(s.caller, m.caller, "the caller's language");
    assert.deepEqual(s.rows.map((r) => r.npi), m.list.map((c) => c.npi), "the surgeons listed");
    assert.deepEqual(s.rows.filter((r) => r.given).map((r) => r.npi).sort(), [...m.given].sort(), "the surgeons given");
    if (m.list.length) assert.equal(s.rows.findIndex((r) => r.active), m.active, "the active surgeon");
    const names = [...s.script.text.matchAll(/^\d\. (.*)$/gm)].map((x) => x[1]);
    if (s.script.text) assert.deepEqual([names, s.script.lang], [m.cards().map((c) => c.name), m.caller], "what is read aloud");
    if (s.reference && m.answer?.kind === "case") assert.equal(s.reference, m.answer.case.reference, "the case found");
    if (s.reference && m.answer?.kind !== "case") {
      const made = m.made.get(s.reference);
      assert.deepEqual(made?.surgeons, m.cards().map((c) => ({ npi: c.npi, office: c.office.id })), "the surgeons of the case on the screen");
      if (made.surgeons.length) assert.equal(made.language, m.caller, "the language of the case on the screen");
    }
    if (s.reference && m.drafts.has(s.reference)) assert.equal(s.note, m.drafts.get(s.reference), "what is typed");
    else if (s.note) assert.ok(s.note.includes(s.reference), `the note "${s.note}" stands in ${s.reference}`);
    if (before && s.copies > before.copies) {
      assert.ok(s.reference && s.clipboard.includes(s.reference), "what was copied is of the case on the screen");
      assert.equal(s.status, `Copied. Reference ${s.reference}.`);
    }
  }

  // settle lets everything through and holds the screen and the store together.
  async settle() {
    await this.tick();
    await this.compare();
    for (let rounds = 0; this.seen.held.length > 0 || this.seen.ended; rounds++) {
      assert.ok(rounds < 200, "the console never stops asking");
      await (this.seen.ended ? this.signInAgain() : this.let(this.seen.held[0], "answered"));
      await this.compare();
    }
    if (this.over) { // nobody has asked since
      await this.type("60601");
      return this.settle();
    }
    if (this.seen.reference && /not answer/.test(this.seen.fault)) {
      this.steps.push("save again");
      this.again = true;
      await this.page.locator(".case .fault button").click();
      await this.page.evaluate(() => window.desk.rest());
      await this.compare();
      return this.settle();
    }
    await this.stored();
  }

  async stored() {
    const s = this.seen, m = this.model;
    const { mine } = await this.ask("today", {});
    for (const ref of new Set([...m.made.keys(), s.reference].filter(Boolean))) {
      if (!mine.some((l) => l.reference === ref) && ref !== s.reference) continue; // the last ten are enough
      const k = await this.ask("cases/open", { reference: ref });
      if (k.note) assert.ok((m.notes.get(ref) ?? []).includes(k.note), `${ref} has the note "${k.note}"`);
      if (ref === s.reference) {
        if (s.fault) assert.match(s.fault, /somebody else/);
        if (s.outcome === m.theirs.get(ref)) m.theirs.delete(ref); // looked at since
        if (!m.theirs.has(ref)) assert.equal(s.outcome, k.outcome, "the outcome on the screen and in the store");
        if (!m.drafts.has(ref)) assert.equal(s.note, k.note, "the note on the screen and in the store");
      }
      if (!s.unsaved.includes(ref)) {
        if (m.outcomes.has(ref)) assert.equal(k.outcome, m.outcomes.get(ref), `${ref}: the outcome chosen last`);
        if (m.notes.has(ref)) assert.equal(k.note, m.notes.get(ref).at(-1), `${ref}: the note saved last`);
      }
    }
  }

  // copied presses the key with nothing on its way: it must copy what is given.
  async copied() {
    this.again = false;
    await this.key("Alt+KeyC");
    await this.compare();
    await this.settle();
    const s = this.seen, m = this.model;
    if (m.given.length === 0 && m.answer?.kind !== "case") {
      assert.notEqual(s.alert, "", "nobody is copied, and nothing said");
      return false;
    }
    const k = await this.ask("cases/open", { reference: s.reference });
    if (k.surgeons.length === 0) return false; // sent to 911
    if (!this.again) assert.match(s.status, /^Copied/); // else that it is saved is said last
    assert.equal(k.texts.email.replaceAll("\r", ""), s.clipboard, "what is copied is what the store hands over");
    if (m.given.length > 0) {
      const shown = m.cards().map((c) => [c.npi, c.name, c.office.address, c.office.dial]);
      assert.deepEqual(k.surgeons.map((x) => [x.npi, x.name, x.address, x.phone]), shown, "the case keeps what the cards show");
      for (const c of m.cards()) assert.ok(s.clipboard.includes(c.name) && s.clipboard.includes(c.office.address) && s.clipboard.includes(c.office.phone));
    }
    assert.equal(k.language, m.caller);
    assert.match(s.clipboard, m.caller === "es" ? /cirujanos/ : /These are the surgeons/);
    return true;
  }
}

let ended = 0, others = 0; // sessions, and changes in the other tab

for (const kind of ["SQLite", "PostgreSQL"]) {
  test(`random keys, with answers late, lost, repeated and out of order, on ${kind}`, async (t) => {
    const store = kind === "PostgreSQL" ? await postgres() : null;
    t.after(() => store?.stop());
    const server = await demo(store?.url);
    t.after(() => server.stop());
    const verify = process.env.FINDER_VERIFY === "1";
    const seed = Number(process.env.FINDER_SEED ?? (verify ? Date.now() % 1e6 : 7)); // a short run of any seed may copy nothing
    const want = Number(process.env.FINDER_STEPS ?? (verify ? 3000 : 150));
    let steps = 0, copies = 0, settled = 0;
    ended = others = 0;
    for (let run = 0; steps < want; run++) {
      const desk = await signIn(t, browser, server, { inHand: true });
      await desk.page.waitForSelector("#due");
      await desk.page.evaluate(() => { window.desk.holding = true; });
      const agent = new Agent(desk, random(seed + run));
      try {
        await agent.compare();
        for (let i = 0; i < 150; i++) {
          await agent.step();
          await agent.compare();
          if (agent.pick(12) === 0) {
            await agent.settle();
            settled++;
            if (await agent.copied()) copies++;
          }
        }
      } catch (err) {
        err.message = `seed ${seed + run}, step ${agent.steps.length}: ${err.message}\nthe last keys and answers: ${agent.steps.slice(-40).join(" · ")}`;
        throw err;
      }
      steps += agent.steps.length;
      await desk.context.close();
    }
    t.diagnostic(`seed ${seed}: ${steps} steps, ${settled} times at rest, ${copies} copies compared with the screen and the store; ${ended} sessions ended, ${others} changes in another tab`);
    assert.ok(copies > 0 && settled > copies / 2);
  });
}
