// Twenty calls, as they come in: what the agent presses, how often, and whom
// the caller is given. With FINDER_BEFORE=1 and FINDER naming an older program
// the calls are worked there and only told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { demo, launch } from "./chromium.mjs";
import { reference, signIn } from "./desk.mjs";

const older = process.env.FINDER_BEFORE === "1";
let server, browser;
before(async () => {
  [server, browser] = await Promise.all([demo(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// nearest asks the public interface for the first three who may take a new
// patient; the console is not asked.
async function nearest(near, more = "") {
  const { data } = await (await fetch(`${server.url}/v1/physicians?near=${encodeURIComponent(near)}&radius=50&page_size=20${more}`)).json();
  return data.filter((p) => !["nopt", "existptonly", "existptfam"].includes(p.accepting)).slice(0, 3).map((p) => p.name.display);
}

// A Call is worked by keys alone.
class Call {
  constructor(desk) {
    Object.assign(this, desk);
  }

  async type(text) {
    await this.press("Control+KeyK", "Control+KeyA");
    for (const c of text) await this.press(c === " " ? "Space" : c);
    await this.rest();
  }

  // rest lets the pause after typing end and every answer through.
  async rest() {
    for (let more = true; more;) {
      await this.page.evaluate(() => window.desk.tick());
      const held = await this.page.evaluate(() => window.desk.held.map((r) => r.id));
      for (const id of held) await this.page.evaluate((id) => window.desk.let(id, "answered"), id);
      more = held.length > 0;
    }
  }

  async keys(...names) {
    await this.press(...names);
    await this.rest();
  }

  // suggested takes a town that is offered, by Tab and Enter.
  async suggested(town) {
    const there = () => this.page.evaluate((t) => document.activeElement.textContent.trim() === t, town);
    for (let n = 0; n < 20 && !(await there()); n++) await this.press("Tab");
    assert.ok(await there(), `${town} is not offered`);
    await this.keys("Enter");
  }

  text() {
    return this.page.evaluate(() => window.desk.clipboard);
  }

  // copied presses the key and returns the names in what was copied, or why not.
  async copied() {
    await this.page.evaluate(() => { window.desk.clipboard = ""; });
    await this.keys("Alt+KeyC");
    return [...(await this.text()).matchAll(/^\d\. (.*)$/gm)].map((m) => m[1]);
  }
}

// Each call returns what came of it, and what should have.
const calls = {
  "says a ZIP code": async (c) => {
    await c.type("55401");
    await c.press("Enter");
    return [await c.copied(), await nearest("55401")];
  },
  "tells the pain after the ZIP code": async (c) => {
    await c.type("60601 terrible pain");
    return [await c.copied(), await nearest("60601")];
  },
  "the agent types “zip”": async (c) => {
    await c.type("zip 55401");
    return [await c.copied(), await nearest("55401")];
  },
  "digits one by one": async (c) => {
    await c.type("5 5 4 0 1");
    return [await c.copied(), await nearest("55401")];
  },
  "a town misheard by a letter": async (c) => {
    await c.type("mineapolis mn");
    return [await c.copied(), await nearest("Minneapolis, MN")];
  },
  "a town by its sound": async (c) => {
    await c.type("Albakerkee new mexico");
    await c.suggested("Albuquerque, NM");
    return [await c.copied(), await nearest("Albuquerque, NM")];
  },
  "another by its sound": async (c) => {
    await c.type("Foenix arizona");
    await c.suggested("Phoenix, AZ");
    return [await c.copied(), await nearest("Phoenix, AZ")];
  },
  "a town of which there are several": async (c) => {
    await c.type("Springfield");
    return [await c.copied(), []];
  },
  "the same, with its state": async (c) => {
    await c.type("Springfield il");
    return [await c.copied(), await nearest("Springfield, IL")];
  },
  "a town abroad": async (c) => {
    await c.type("Toronto");
    return [await c.copied(), []];
  },
  "a postal code abroad": async (c) => {
    await c.type("M5V 3L9");
    return [await c.copied(), []];
  },
  "wants somebody who speaks Spanish": async (c) => {
    await c.type("33136 spanish");
    const list = await c.page.locator(".row").count();
    return [list > 0, true];
  },
  "in Spanish, and the next in English": async (c) => {
    await c.type("33136");
    await c.keys("Alt+KeyL");
    await c.copied();
    const first = await c.text();
    await c.keys("Alt+KeyN");
    await c.type("60601");
    const names = await c.copied();
    return [[/cirujanos/.test(first), /These are the surgeons/.test(await c.text()), ...names], [true, true, ...(await nearest("60601"))]];
  },
  "an emergency": async (c) => {
    await c.type("saddle numbness 60601");
    const copied = await c.copied();
    await c.keys("Alt+KeyE");
    const kept = await c.page.evaluate(() => /\w{3}-\w{3}/.test(document.querySelector("#case")?.textContent ?? ""));
    return [[copied, kept], [[], true]];
  },
  "asks for a surgeon by name": async (c) => {
    const { data } = await (await fetch(`${server.url}/v1/physicians?near=60601&radius=50&page_size=1`)).json();
    await c.type(`${data[0].name.family} 60601`.toLowerCase());
    const copied = await c.copied();
    return [copied[0], data[0].name.display];
  },
  "rings back with the reference, and is set": async (c) => {
    await c.type("55401");
    await c.copied();
    const ref = await reference(c.page);
    await c.keys("Alt+KeyN");
    await c.type(ref);
    await c.keys("Alt+KeyO", "1");
    const { outcome } = await c.ask("cases/open", { reference: ref });
    return [outcome, "appointment_set"];
  },
  "spells the reference in words": async (c) => {
    await c.type("55401");
    await c.copied();
    const ref = await reference(c.page), said = await spoken(c.page);
    await c.keys("Alt+KeyN");
    await c.type(said);
    return [await reference(c.page).catch(() => ""), ref];
  },
  "says that a number is dead": async (c) => {
    await c.type("55401");
    await c.keys("Alt+KeyM");
    await c.keys("Enter");
    return [await c.page.locator(".row .tag.late").count() > 0, true];
  },
  "wanted only to know": async (c) => {
    let wrapup = "";
    c.page.on("request", (r) => { if (r.url().includes("api/calls/wrap")) ({ wrapup } = JSON.parse(r.postData())); });
    await c.keys("Alt+KeyW");
    await c.keys("2");
    return [wrapup, "information"];
  },
  "lives where there is nobody": async (c) => {
    await c.type("99686");
    const copied = await c.copied();
    return [copied, await nearest("99686")];
  },
};

const words = "zero one two three four five six seven eight nine".split(" ");
const spelling = "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu".split(" ");

// spoken says the reference on the screen as a caller would.
async function spoken(page) {
  return [...(await reference(page)).replace("-", "")].map((c) => (/\d/.test(c) ? words[c] : spelling[c.charCodeAt(0) - 65])).join(" ");
}

test("twenty calls", async (t) => {
  assert.equal(Object.keys(calls).length, 20);
  const wrong = [];
  for (const [name, work] of Object.entries(calls)) {
    const desk = await signIn(t, browser, server, { inHand: true });
    await desk.page.waitForSelector("#due");
    await desk.page.evaluate(() => { window.desk.holding = true; });
    const [got, want] = await work(new Call(desk)).catch((e) => [`failed: ${e.message.split("\n")[0]}`, "worked"]);
    const right = JSON.stringify(got) === JSON.stringify(want);
    t.diagnostic(`${right ? "right" : "WRONG"}, ${desk.pressed()} keys: ${name}${right ? "" : `: ${JSON.stringify(got)} and not ${JSON.stringify(want)}`}`);
    if (!right) wrong.push(name);
    await desk.context.close();
  }
  if (!older) assert.deepEqual(wrong, []);
});
