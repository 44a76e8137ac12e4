// What the page around does to its own text does nothing to the widget: it looks
// as on a plain page, to the pixel.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { sideways, watch } from "./checks.mjs";
import { launch } from "./chromium.mjs";
import { site } from "./partner-site.mjs";

let partner, browser;
before(async () => {
  [partner, browser] = await Promise.all([site(), launch()]);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
});

const element = '<physician-finder partner="pk_good" near="55401" annular-closure="offered" autosearch><a href="/elsewhere">Find a surgeon</a><p slot="footer">A footer</p></physician-finder>';
const around = (name, inside = element) => `<div class="around ${name}">${inside}</div>`;

async function open(t, body, css = "", width = 390) {
  partner.style(`body { margin: 0 } main { padding: 16px } .around { position: absolute; inset-inline: 16px; top: 200px } ${css}`);
  const context = await browser.newContext({ viewport: { width, height: 844 } });
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(partner.page(body));
  await page.locator("physician-finder .card").first().waitFor();
  return { page, watching };
}

const picture = (page) => page.locator("physician-finder").screenshot({ animations: "disabled" });

// What pages do around a widget, each as a style of the box around.
const styles = {
  "one line": "white-space: nowrap",
  "preformatted": "white-space: pre",
  "an indent": "text-indent: 3em",
  "small capitals": "font-variant: small-caps",
  "a shadow": "text-shadow: 2px 2px 2px red",
  "capitals": "text-transform: uppercase",
  "letters apart": "letter-spacing: 0.3em; word-spacing: 1em",
  "slanted and bold": "font-style: italic; font-weight: 900; font-stretch: condensed",
  "underlined": "text-decoration: underline 3px red",
  "centred": "text-align: center; text-align-last: center",
  "lines apart": "line-height: 3",
  "broken anywhere": "word-break: break-all; line-break: anywhere; hyphens: auto",
  "outlined": "-webkit-text-stroke: 2px red; -webkit-text-fill-color: lime",
  "old figures": "font-feature-settings: 'onum', 'smcp'; font-kerning: none",
  "emphasis marks": "text-emphasis: filled dot red",
  "a first letter and line": "--x: 0",
  "from right to left": "direction: rtl",
};

describe("looks as on a plain page", () => {
  for (const [name, style] of Object.entries(styles)) {
    test(name, async (t) => {
      const plain = await open(t, around(""));
      const wanted = await picture(plain.page);
      const { page, watching } = await open(t, around("dressed"), `.dressed { ${style} } ${name.startsWith("a first") ? ".dressed::first-letter { font-size: 4em; color: red } .dressed::first-line { color: red; letter-spacing: 1em }" : ""}`);
      assert.ok(wanted.equals(await picture(page)), "it looks otherwise");
      assert.equal(await sideways(page), 0);
      watching.quiet();
    });
  }

  test("what people ask of all text is heard: letters apart, large, hidden, not to be pressed", async (t) => {
    const { page } = await open(t, around("dressed"), "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important } .dressed { font-size: 20px; pointer-events: none }");
    const look = (property) => page.locator("physician-finder .card address").first().evaluate((node, name) => getComputedStyle(node)[name], property);
    assert.equal(await look("letterSpacing"), "2.4px");
    assert.equal(await look("fontSize"), "20px");
    assert.equal(await look("pointerEvents"), "none");
    assert.equal(await sideways(page), 0);
    await page.locator(".dressed").evaluate((box) => box.toggleAttribute("hidden"));
    assert.equal(await page.locator("physician-finder #near").isVisible(), false);
  });
});

for (const width of [390, 1280]) {
  test(`a page from right to left, ${width} px: numbers and addresses in order`, async (t) => {
    const { page, watching } = await open(t, around("").replace("<div", '<div dir="rtl"'), "", width);
    // Characters of a text from left to right, as they are seen.
    const seen = (selector) => page.locator(`physician-finder ${selector}`).first().evaluate((node) => {
      const at = [];
      const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      for (let text; (text = texts.nextNode()); ) {
        for (let i = 0; i < text.data.length; i++) {
          const range = document.createRange();
          range.setStart(text, i);
          range.setEnd(text, i + 1);
          const box = range.getBoundingClientRect();
          if (box.width) at.push([Math.round(box.top), box.left, text.data[i]]);
        }
      }
      at.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      return at.map(([, , c]) => c).join("").replace(/\s/g, "");
    });
    for (const selector of ["address", ".far", ".tel", "#answer", ".line strong", "figcaption"]) {
      const text = (await page.locator(`physician-finder ${selector}`).first().textContent()).replace(/\s/g, "");
      assert.ok(text.length > 5);
      assert.equal(await seen(selector), text, selector);
    }
    assert.equal(await page.locator("[slot=footer]").evaluate((p) => getComputedStyle(p).direction), "rtl", "the page's own text is the page's");
    assert.equal(await sideways(page), 0);
    watching.quiet();
  });
}
