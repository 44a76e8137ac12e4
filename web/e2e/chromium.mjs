// Chromium and the servers that the browser tests drive.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
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

// start runs a program in a folder of its own until it prints "ready URL";
// stop() ends it and removes the folder.
function start(command, args, folder, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    let out = "", err = "";
    const stop = async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((done) => child.once("exit", done));
        child.kill("SIGTERM");
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    };
    child.stderr.on("data", (b) => { err = (err + b).slice(-4000); });
    child.stdout.on("data", (b) => {
      out += b;
      const ready = /ready (\w+:\S+)/.exec(out);
      if (ready) resolve({ url: ready[1], folder, pid: child.pid, stop });
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${command} ended with ${code} before it was ready: ${err}`)));
  });
}

const folder = () => mkdtempSync(join(tmpdir(), "finder-e2e-"));

// built starts a server of testdata.
async function built(name, args) {
  const dir = folder(), binary = join(dir, "server");
  const build = spawn("go", ["build", "-tags", "nomsgpack", "-o", binary, `./web/e2e/testdata/${name}`], { cwd: root, stdio: "inherit" });
  const code = await new Promise((done) => build.once("exit", done));
  if (code !== 0) throw new Error(`the server ${name} does not build`);
  return start(binary, args, dir);
}

// fixture serves the pages over fictional surgeons, in any state.
export const fixture = () => built("server", []);

// partners serves the whole finder over fictional surgeons, with partners in
// every standing whose page is at origin; with a number of rounds, over random
// surgeons, with that many random searches at /asked.json.
export const partners = (origin, rounds) => built("partners", [origin, ...(rounds ? [String(rounds)] : [])]);

// postgres serves an empty PostgreSQL database; its url is a store's.
export const postgres = () => built("postgres", []);

// demo serves the whole finder over the sample, with a store of its own or the
// one of a URL.
export function demo(store) {
  const dir = folder(), binary = process.env.FINDER ?? join(root, "bin/finder");
  if (!existsSync(binary)) throw new Error("bin/finder is missing: make build");
  return start(binary, ["demo", "--addr", "127.0.0.1:0", "--dir", dir], dir, store && { FINDER_STORE: store });
}
