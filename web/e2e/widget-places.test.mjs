// Where pages put the widget: it takes the width of its place, whatever kind of
// box that is, and its list and map go beside each other where there is room.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { sideways, watch } from "./checks.mjs";
import { launch } from "./chromium.mjs";
import { site } from "./partner-site.mjs";

let partner, browser;
before(async () => {
  [partner, browser] = await Promise.all([site(), launch()]);
  partner.style(css);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
});

// A place is a class of the box around, and what is beside the widget in it.
const places = {
  "a flex row": ["row"],
  "a flex row, beside a column of links": ["row", '<nav class="aside">Links</nav>'],
  "a flex column, centred": ["column"],
  "a centred grid": ["grid"],
  "a float": ["float"],
  "an inline-block": ["inline"],
  "fit-content": ["fit"],
  "the columns auto and 1fr": ["auto", "<p>Beside it</p>"],
  "an absolute box": ["absolute"],
};
const css = `
  body { margin: 0 } main { padding: 1rem } .place { position: relative }
  .row { display: flex } .aside { width: 12rem; flex: none }
  .column { display: flex; flex-direction: column; align-items: center }
  .grid { display: grid; place-items: center }
  .float { float: left } .inline { display: inline-block } .fit { width: fit-content }
  .auto { display: grid; grid-template-columns: auto 1fr }
  .absolute { position: absolute; inset-inline-start: 1rem }
  .narrow { inline-size: min-content }
  .shut { display: none } .end { clear: both }
  @media (max-width: 600px) { .aside { display: none } }`;

const element = '<physician-finder partner="pk_good" near="55401"><a href="/elsewhere">Find a surgeon</a></physician-finder>';
const prose = `<div id="prose">${"What stands in the page takes the width that it can have. ".repeat(20)}</div>`;

async function open(t, body, width) {
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000); // what fails here fails by what it measures
  await page.goto(partner.page(body));
  return { page, watching };
}

const widthOf = (at) => at.first().evaluate((node) => node.getBoundingClientRect().width);

// searched asks and waits for the cards.
async function searched(finder) {
  await finder.evaluate((element) => customElements.whenDefined(element.localName).then(() => void element.search({})));
  await finder.locator(".card").first().waitFor();
}

// roomy holds a widget to a place that many pixels wide: as wide as prose would
// be on a phone, and on a desk wide enough for the map beside the list.
async function roomy(page, finder, room, part) {
  const have = await widthOf(finder);
  const split = 58 * 16;
  assert.ok(have <= room + 1, `${have} px in a place of ${room}`);
  assert.ok(have >= Math.min(room - 1, split), `${have} px in a place of ${room}`);
  const inside = await widthOf(finder.locator(part));
  assert.ok(inside > (have >= split && part === ".card" ? have / 3 : have * 0.9), `${part} is squeezed: ${inside} px of ${have}`);
  assert.equal(await sideways(page), 0);
}

for (const width of [390, 1280]) {
  describe(`${width} px`, () => {
    for (const [name, [box, beside = ""]] of Object.entries(places)) {
      test(name, async (t) => {
        const placed = (what) => `<div class="place ${box}">${beside}${what}</div><div class="end"></div>`;
        const { page, watching } = await open(t, placed(prose) + placed(element) + placed(`<div>${element}</div>`), width);
        const room = await widthOf(page.locator("#prose"));
        for (const finder of await page.locator("physician-finder").all()) {
          await finder.locator("#near").waitFor();
          await roomy(page, finder, room, "form");
          await searched(finder);
          await roomy(page, finder, room, ".card");
        }
        watching.quiet();
      });
    }

    test("a cell of a table", async (t) => {
      const { page } = await open(t, `<table><tr><td>${element}</td></tr></table>`, width);
      await searched(page.locator("physician-finder"));
      await roomy(page, page.locator("physician-finder"), width - 2 * 16 - 6, ".card"); // the cell's spacing and padding
    });

    test("an open dialog", async (t) => {
      const { page } = await open(t, `<dialog>${element}</dialog>`, width);
      await page.locator("dialog").evaluate((d) => d.showModal());
      await searched(page.locator("physician-finder"));
      await roomy(page, page.locator("physician-finder"), await page.locator("dialog").evaluate((d) => document.documentElement.clientWidth - 38), ".card"); // as browsers bound it
    });

    for (const [name, shut, show] of [
      ["an accordion", `<details><summary>Find a surgeon</summary>${element}</details>`, (page) => page.locator("details").first().evaluate((d) => (d.open = true))],
      ["a panel that is shown later", `<div class="shut row">${element}</div>`, (page) => page.locator(".shut").evaluate((d) => d.classList.remove("shut"))],
    ]) {
      test(`${name}, searched while it is shut`, async (t) => {
        const { page } = await open(t, shut, width);
        await page.locator("physician-finder").evaluate(async (finder) => {
          await customElements.whenDefined("physician-finder");
          await finder.search({});
        });
        await show(page);
        await page.locator("physician-finder .card").first().waitFor();
        await roomy(page, page.locator("physician-finder"), width - 2 * 16, ".card");
      });
    }

    test("the widget itself floats, stands in a line or is placed", async (t) => {
      for (const style of ["float: left", "display: inline-block", "display: block; margin: 0 2em", "position: absolute; left: 40px", "width: fit-content", "display: flex", "display: grid; padding: 1em"]) {
        partner.style(`${css} physician-finder { ${style} }`);
        try {
          const { page } = await open(t, element, width);
          await searched(page.locator("physician-finder"));
          const have = await widthOf(page.locator("physician-finder .card"));
          assert.ok(have > (width > 600 ? 330 : 250), `${style}: a card of ${have} px`);
          assert.equal(await sideways(page), 0, style);
        } finally {
          partner.style(css);
        }
      }
    });
  });
}

test("where the page leaves it the least of widths it can still be read", async (t) => {
  const { page } = await open(t, `<div class="narrow">${element}</div>`, 1280);
  await searched(page.locator("physician-finder"));
  assert.ok((await widthOf(page.locator("physician-finder"))) >= 15 * 16);
  assert.equal(await sideways(page), 0);
});
