// A person who does something with the pages, and what it costs them.
import assert from "node:assert/strict";

export class Person {
  taps = 0;
  typed = 0;
  below = []; // what was tapped only after scrolling

  constructor(page) {
    this.page = page;
  }

  // at is a person who has opened a page. What leaves for a telephone, a
  // message or mail is noted, and stays here.
  static async at(context, url) {
    await context.addInitScript(() => {
      addEventListener("click", (e) => {
        const link = e.target.closest?.("a[href^='tel:'], a[href^='sms:'], a[href^='mailto:']");
        if (!link) return;
        e.preventDefault();
        globalThis.left = link.getAttribute("href");
      });
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(url);
    return new Person(page);
  }

  get scrolls() {
    return this.below.length;
  }

  // tap presses what a selector finds first, with a finger where there is one.
  async tap(selector) {
    const it = this.page.locator(selector).first();
    await it.waitFor();
    if (!(await whole(it))) this.below.push(selector);
    this.taps++;
    if (await this.page.evaluate(() => matchMedia("(pointer: coarse)").matches)) await it.tap();
    else await it.click();
  }

  // follow taps what leads to another page, and is there.
  async follow(selector) {
    const before = this.page.url();
    await this.tap(selector);
    await this.page.waitForURL((url) => url.href !== before);
  }

  // dial taps what leaves the page, and says where to.
  async dial(selector) {
    await this.tap(selector);
    const left = await this.page.evaluate(() => globalThis.left);
    assert.ok(left, `${selector} leads nowhere`);
    return left;
  }

  async type(selector, text) {
    this.typed++;
    await this.page.fill(selector, text);
  }

  // choose takes a value of a list; where it is the one that stands there it
  // takes no tap.
  async choose(selector, value) {
    if ((await this.page.inputValue(selector)) === value) return;
    this.taps++;
    await this.page.selectOption(selector, value);
  }

  text = async (selector) => (await this.page.locator(selector).first().innerText()).trim();

  // whole counts what stands whole on the screen, and is not covered.
  async whole(selector) {
    let count = 0;
    for (const it of await this.page.locator(selector).all()) if (await whole(it)) count++;
    return count;
  }

  // listed are the surgeons of the list, by number, in its order.
  listed = () => this.page.locator(".card h3 a").evaluateAll((all) => all.map((a) => a.pathname.split("/").pop()));
}

const whole = (locator) => locator.evaluate((e) => {
  const r = e.getBoundingClientRect();
  if (r.top < 0 || r.left < 0 || r.bottom > innerHeight || r.right > innerWidth || !r.height) return false;
  const there = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
  return e.contains(there) || Boolean(there?.closest("label")?.contains(e));
});
