// Twelve things that people come for, done as they would do them: on a phone
// and at a desk, in English and Spanish, over the sample. Each counts its taps
// and what is typed, and asks what stands on the first screen; whom to expect
// is asked of the interface.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { demo, launch } from "./chromium.mjs";
import { Person } from "./person.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([demo(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// api asks the interface; fields are its parameters.
const api = async (fields) => (await fetch(`${server.url}/v1/physicians?${new URLSearchParams(fields)}`)).json();

const digits = (text) => text.replace(/\D/g, "");

// dials is what a telephone is to dial for a surgeon of the interface.
const dials = ({ location }) => `tel:${location.phone}${location.extension ? `;ext=${location.extension}` : ""}`;

const submit = "#search button.first";
const call = ".card a.call";

const devices = [
  ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ["desktop", { viewport: { width: 1280, height: 900 } }],
];

const says = {
  en: { closure: /known to offer annular closure/, spanish: /Spanish/, today: /\btoday\b/, draft: /^Draft:/ },
  es: { closure: /se s(abe|epa) que ofrecen? cierre anular/, spanish: /español/, today: /\bhoy\b/, draft: /^Borrador:/ },
};

for (const [device, options] of devices) {
  for (const lang of ["en", "es"]) {
    describe(`${device}, ${lang}`, () => {
      const say = says[lang];

      // task is a test of a person who begins at a path, and what it costs them.
      const task = (name, [taps, typed], path, run) =>
        test(name, async (t) => {
          const context = await browser.newContext(options);
          t.after(() => context.close());
          const person = await Person.at(context, `${server.url}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
          const began = performance.now();
          await run(person);
          const seconds = ((performance.now() - began) / 1000).toFixed(1);
          t.diagnostic(`${person.taps} taps, ${person.typed} typed, ${person.scrolls} below the screen, ${seconds} s of machine time`);
          assert.deepEqual([person.taps, person.typed], [taps, typed], "taps, fields typed");
        });

      task("1. any surgeon near a ZIP code", [2, 1], "/", async (p) => {
        const { data } = await api({ near: "60601", radius: 50 });
        await p.type("#near", "60601");
        await p.follow(submit);
        assert.ok((await p.whole(call)) >= 2, "two to call on the first screen");
        assert.equal(await p.dial(call), dials(data[0]));
      });

      for (const [near, town] of [["60601", "Chicago"], ["77002", "Houston"]]) {
        task(`2. annular closure near ${town}`, [3, 1], "/", async (p) => {
          const { data } = await api({ near, radius: 50, annular_closure: "offered" });
          await p.type("#near", near);
          await p.tap("[name=annular_closure]");
          await p.follow(submit);
          assert.match(await p.text("#answer"), say.closure);
          assert.ok((await p.whole(call)) >= 2, "two to call on the first screen");
          assert.equal(await p.dial(call), dials(data[0]));
        });
      }

      task("2. a neurosurgeon", [3, 1], "/", async (p) => {
        const { data } = await api({ near: "60601", radius: 50, specialty: "neurosurgery" });
        await p.type("#near", "60601");
        await p.choose("#specialty", "neurosurgery");
        await p.follow(submit);
        assert.ok((await p.whole(call)) >= 2, "two to call on the first screen");
        assert.equal(await p.dial(call), dials(data[0]));
      });

      task("3. nobody known to offer it, and others are there", [3, 1], "/", async (p) => {
        const others = await api({ near: "Fargo, ND", radius: 50 });
        assert.ok(others.meta.total > 0);
        await p.type("#near", "Fargo, ND");
        await p.tap("[name=annular_closure]");
        await p.follow(submit);
        assert.match(await p.text("#answer"), say.closure);
        for (const what of ["#answer", ".choices a >> nth=0"]) assert.equal(await p.whole(what), 1, what);
        assert.equal(Number(digits(await p.text(".choices a >> nth=0"))), others.meta.total);
        await p.follow(".choices a >> nth=0");
        assert.deepEqual(await p.listed(), others.data.map((s) => s.npi));
        assert.ok((await p.whole(call)) >= 2, "two to call on the first screen");
      });

      task("4. a whole question", [2, 1], "/", async (p) => {
        const answer = await api({ near: "Houston, TX", radius: 50, language: "es", unknown: "apart" });
        assert.ok(answer.data.length + answer.unknown.length > 0);
        await p.type("#near", lang === "en" ? "spine doctor who speaks Spanish near Houston" : "médico de columna que habla español cerca de Houston");
        await p.follow(submit);
        assert.match(await p.text("#answer"), /Houston, TX/);
        assert.match(await p.text("#answer"), say.spanish);
        assert.deepEqual(await p.listed(), [...answer.data, ...answer.unknown].map((s) => s.npi));
        assert.match(await p.text(".between"), new RegExp(`^${answer.meta.unknown_total} `), "who may speak it is told apart");
        for (const what of ["#answer", ".between", `${call} >> nth=0`]) assert.equal(await p.whole(what), 1, what);
        assert.equal(await p.dial(call), dials(answer.unknown[0]));
      });

      task("5. an emergency", [2, 1], "/", async (p) => {
        await p.type("#near", lang === "en" ? "I can't feel my private parts" : "no siento mis partes íntimas");
        await p.follow(submit);
        assert.equal(await p.whole("main .urgent.now h2"), 1);
        assert.equal(await p.page.locator(".card").count(), 0, "a list delays the call");
        assert.equal(await p.dial("main .urgent.now a"), "tel:911");
        assert.equal(p.below.includes("main .urgent.now a"), false, "911 is below the screen");
      });

      task("6. what must be seen today", [1, 1], "/", async (p) => {
        await p.type("#near", lang === "en" ? "foot drop near Chicago" : "pie caído cerca de Chicago");
        await p.follow(submit);
        assert.match(await p.text("main .today h2"), say.today);
        for (const what of ["main .today h2", "main .today p", ".strip a[href='tel:911']"]) assert.equal(await p.whole(what), 1, what);
        assert.ok((await p.whole(call)) >= 1, "one to call on the first screen");
      });

      task("7. a surgeon by name, and back to the list", [3, 1], "/", async (p) => {
        const { data } = await api({ near: "60601", radius: 50 });
        const { name, npi } = data[1];
        await p.type("#near", `${name.given} ${name.family}`);
        await p.follow(submit);
        assert.ok((await p.listed()).includes(npi));
        const list = p.page.url();
        await p.follow(`.card h3 a[href*='/${npi}']`);
        assert.equal(await p.text("h1"), name.display);
        assert.ok((await p.whole(call)) >= 1, "one to call on the first screen");
        await p.follow("#back");
        assert.equal(new URL(p.page.url()).search, new URL(list).search);
      });

      task("8. farther, until somebody is found", [1, 0], "/find?near=Fargo,+ND&radius=50&annular_closure=offered", async (p) => {
        const wider = ".choices a[href*='annular_closure=']";
        const link = p.page.locator(wider).first();
        const radius = new URL(await link.evaluate((a) => a.href)).searchParams.get("radius");
        const answer = await api({ near: "Fargo, ND", radius, annular_closure: "offered" });
        assert.ok(answer.meta.total > 0, "farther is nobody either");
        assert.deepEqual((await link.textContent()).match(/\d+/g).map(Number), [Number(radius), answer.meta.total]);
        await p.follow(wider);
        assert.deepEqual((await p.listed()).slice(0, answer.data.length), answer.data.map((s) => s.npi));
        assert.ok((await p.whole(call)) >= 1, "one to call on the first screen");
      });

      task("9. a wrong number, and the right one", [3, 1], "/find?near=60601&radius=50", async (p) => {
        await p.follow(".card h3 a >> nth=1");
        const name = await p.text("h1");
        await p.follow("a[href*='/correct']");
        assert.match(await p.text("main"), new RegExp(name.replaceAll(".", "\\.")));
        await p.choose("#kind", "phone_dead");
        await p.type("#phone", "312-555-0199");
        await p.tap("form[method=post] button.first");
        await p.page.locator(".done").waitFor();
        assert.equal(await p.whole(".done"), 1, "that it has been sent is on the screen");
        assert.equal(await p.page.locator(".summary").count(), 0);
      });

      task("10. what to say on the telephone", [0, 0], "/find?near=60601&radius=50", async (p) => {
        const section = p.page.locator(".say");
        await section.scrollIntoViewIfNeeded();
        assert.equal(await p.whole(".say h2"), 1);
        assert.ok((await p.whole(".say li")) >= 3, "questions on the screen");
        assert.match(await section.innerText(), lang === "en" ? /annular closure/i : /cierre anular/i);
      });

      task("11. the list sent on", [1, 0], "/find?near=60601&radius=50", async (p) => {
        const { data } = await api({ near: "60601", radius: 50 });
        const message = decodeURIComponent(await p.dial(device === "phone" ? ".tools .sms" : "#mail"));
        assert.match(message, device === "phone" ? /^sms:/ : /^mailto:/);
        const first = data.slice(0, 3);
        for (const { name, location } of first) {
          const at = message.indexOf(name.display);
          assert.ok(at >= 0, `${name.display} is not in the message`);
          assert.ok(digits(message.slice(at)).includes(location.phone.slice(2)), `the number of ${name.display} is not in the message`);
        }
      });

      task("12. what annular closure is", [1, 0], "/find?near=60601&radius=50&annular_closure=offered", async (p) => {
        await p.follow("#cards a[href*='/annular-closure']");
        for (const what of ["h1", "main h2 >> nth=0"]) assert.equal(await p.whole(what), 1, what);
        assert.match(await p.text("main"), /Barricaid/);
        assert.match(await p.text("main .notice"), say.draft, "a draft says so");
      });
    });
  }
}
