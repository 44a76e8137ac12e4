// Chromium and the servers that the browser tests drive.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export function launch() {
  const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!executablePath) throw new Error("no Chromium found: tools/install chromium");
  return chromium.launch({ executablePath, args: flags });
}

// start runs a program until it prints "ready http://…"; stop() ends it.
export function start(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    let out = "", err = "";
    const stop = () => new Promise((done) => {
      if (child.exitCode !== null || child.signalCode !== null) return done();
      child.once("exit", done);
      child.kill("SIGTERM");
    });
    child.stderr.on("data", (b) => { err = (err + b).slice(-4000); });
    child.stdout.on("data", (b) => {
      out += b;
      const ready = /ready (http:\S+)/.exec(out);
      if (ready) resolve({ url: ready[1], stop, child });
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${command} ended with ${code} before it was ready: ${err}`)));
  });
}

// fixture serves the pages over fictional surgeons, in any state.
export async function fixture() {
  const binary = join(mkdtempSync(join(tmpdir(), "finder-e2e-")), "server");
  const build = spawn("go", ["build", "-o", binary, "./web/e2e/testdata/server"], { cwd: root, stdio: "inherit" });
  const code = await new Promise((done) => build.once("exit", done));
  if (code !== 0) throw new Error("the fixture server does not build");
  return start(binary, []);
}

// demo serves the whole finder over the sample.
export function demo() {
  const binary = join(root, "bin/finder");
  if (!existsSync(binary)) throw new Error("bin/finder is missing: make build");
  return start(binary, ["demo", "--addr", "127.0.0.1:0", "--dir", mkdtempSync(join(tmpdir(), "finder-demo-"))]);
}
