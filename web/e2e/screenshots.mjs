// Pictures of the main states into artifacts/, for people to look at: phone
// and desk, both languages, dark, forced colours, and the printed sheet.
//
//   node web/e2e/screenshots.mjs           over the fixture
//   node web/e2e/screenshots.mjs --readme  also docs/images/find.png, over the demo
import { mkdirSync, writeFileSync } from "node:fs";
import { demo, fixture, launch, root } from "./chromium.mjs";
import { states } from "./states.mjs";

const out = root + "artifacts/";
mkdirSync(out, { recursive: true });
const browser = await launch();
const server = await fixture();

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const desk = { viewport: { width: 1200, height: 900 } };
const slug = (text) => text.replaceAll(/[^a-z0-9]+/g, "-");

// pictures takes one picture a path with the same page.
async function pictures(base, options, shots, fullPage = true) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  for (const [path, file] of shots) {
    await page.goto(base + path);
    await page.screenshot({ path: file, fullPage });
  }
  await context.close();
}

const within = (path, lang) => path + (path.includes("?") ? "&" : "?") + "lang=" + lang;
const main = states.filter((s) => ["home", "results", "emergency", "profile"].includes(s.name));
for (const [view, options] of [["phone", phone], ["desk", desk]]) {
  for (const lang of ["en", "es"])
    await pictures(server.url, options, states.map(({ name, path }) => [within(path, lang), `${out}${slug(name)}.${view}.${lang}.png`]));
  for (const [mode, more] of [["dark", { colorScheme: "dark" }], ["forced", { forcedColors: "active" }]])
    await pictures(server.url, { ...options, ...more }, main.map(({ name, path }) => [path, `${out}${slug(name)}.${view}.${mode}.png`]));
}
const page = await browser.newPage();
for (const { name, path } of states.filter((s) => ["results", "profile"].includes(s.name))) {
  await page.goto(server.url + path);
  writeFileSync(`${out}${slug(name)}.pdf`, await page.pdf({ preferCSSPageSize: true }));
}
await server.stop();

if (process.argv.includes("--readme")) {
  const whole = await demo();
  mkdirSync(root + "docs/images", { recursive: true });
  const shot = ["/find?near=30303&radius=50", root + "docs/images/find.png"];
  await pictures(whole.url, { viewport: { width: 1280, height: 900 } }, [shot], false);
  await whole.stop();
}
await browser.close();
console.log(`pictures in ${out}`);
