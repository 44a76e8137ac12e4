// The console as an agent at work has it: signed in, keyboard only, and the
// requests of its script in the test's hand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { watch } from "./checks.mjs";

// signIn opens the console for an agent and counts the keys pressed from then
// on. The demo's own agent unless another is named.
export async function signIn(t, browser, server, { name = "demo", secret, lang = "en", width = 1280, inHand = false } = {}) {
  const password = secret ?? readFileSync(join(server.folder, "demo-agent-password"), "utf8").trim();
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  t.after(() => context.close());
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  const watching = await watch(context, server.url);
  const page = await context.newPage();
  if (inHand) await page.addInitScript(takeInHand);
  await page.goto(`${server.url}/console?lang=${lang}`);
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#box:focus");
  let pressed = 0;
  const press = async (...keys) => {
    for (const key of keys) {
      pressed++;
      await page.keyboard.press(key);
    }
  };
  const ask = async (path, data) => {
    const r = await context.request.post(`${server.url}/console/api/${path}`, { data });
    if (!r.ok()) throw new Error(`${path}: ${r.status()} ${await r.text()}`);
    return r.json();
  };
  return { context, page, password, press, pressed: () => pressed, watching, ask };
}

// takeInHand runs in the page before its script. While desk.holding, requests
// of the interface wait in desk.held until the test lets them go: answered, or
// lost on the way there, or with their answer lost on the way back. The one
// timer of the console runs when the test says so, and what is copied goes to
// desk.clipboard. So no clock and no machine decides what comes first.
function takeInHand() {
  const real = window.fetch.bind(window), realTimeout = window.setTimeout.bind(window);
  const desk = (window.desk = { holding: false, held: [], timers: [], clipboard: "", copies: 0, writing: 0, sent: 0 });
  AbortSignal.timeout = () => new AbortController().signal;
  window.setTimeout = (run, ms) => (desk.holding ? -desk.timers.push(run) : realTimeout(run, ms));
  const clear = window.clearTimeout.bind(window);
  window.clearTimeout = (id) => { if (id < 0) desk.timers[-id - 1] = undefined; else clear(id); };
  window.fetch = (url, init) => {
    if (!desk.holding || !/\/console\/api\//.test(String(url))) return real(url, init);
    if (init.signal.aborted) return Promise.reject(init.signal.reason);
    return new Promise((resolve, reject) => {
      const path = /\/console\/api\/([^?]*)/.exec(String(url))[1];
      const request = { id: ++desk.sent, path, body: init.body, resolve, reject, ask: () => real(url, { ...init, signal: undefined }) };
      desk.held.push(request);
      init.signal.addEventListener("abort", () => {
        desk.held = desk.held.filter((r) => r !== request);
        reject(init.signal.reason);
      });
    });
  };
  window.ClipboardItem = class { constructor(data) { this.data = data; } };
  navigator.clipboard.write = ([item]) => item.data["text/plain"].then(async (blob) => {
    desk.writing++;
    desk.clipboard = await blob.text();
    desk.copies++;
    desk.writing--;
  });
  const turn = () => new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
  desk.rest = async () => { do await turn(); while (desk.writing > 0); await turn(); };
  desk.tick = async () => {
    const due = desk.timers.filter(Boolean);
    desk.timers = [];
    for (const run of due) run();
    await desk.rest();
  };
  // let lets one request go; how is "answered", "lost", "unanswered", or
  // "repeated": sent twice, as by a network that did not know, and answered once.
  desk.let = async (id, how) => {
    const request = desk.held.find((r) => r.id === id);
    if (!request) return null;
    desk.held = desk.held.filter((r) => r !== request);
    let text = "", status = 0, headers;
    if (how === "repeated") await (await request.ask()).text();
    if (how !== "lost") {
      const response = await request.ask();
      [text, status, headers] = [await response.text(), response.status, response.headers];
    }
    if (how === "answered" || how === "repeated") request.resolve({ ok: status < 400, status, statusText: "", headers, json: async () => JSON.parse(text) });
    else request.reject(new TypeError("Failed to fetch"));
    await desk.rest();
    return { path: request.path, body: JSON.parse(request.body), status, answer: how === "answered" || how === "repeated" ? JSON.parse(text) : null };
  };
}

// status waits until the status line says what fits the pattern.
export const status = (page, pattern) => page.waitForFunction((p) => new RegExp(p).test(document.querySelector(".status")?.textContent ?? ""), pattern.source);

// reference is that of the case on the screen.
export const reference = async (page) => /[0-9A-Z]{3}-[0-9A-Z]{3}/.exec(await page.textContent("#case"))[0];

export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

// given lists the rows to hand over.
export const given = (page) => page.locator(".row.given strong").allTextContents();

// made keeps a case of the surgeons near a ZIP code and returns its reference.
export async function made({ page, press }, zip) {
  await press("Alt+KeyN");
  await page.keyboard.type(zip);
  await page.waitForSelector(".row.given");
  await press("Alt+KeyC");
  await page.waitForSelector("#case");
  return reference(page);
}

// opened types a reference into the box and waits for its case.
export async function opened(page, ref) {
  await page.keyboard.press("Control+KeyK");
  await page.keyboard.type(ref);
  await page.waitForFunction((r) => document.querySelector("#case")?.textContent.includes(r), ref);
}
