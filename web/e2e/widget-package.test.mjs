// The npm package: packed as it is published, built into small apps by ordinary
// builds with their defaults, and driven in Chromium.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { watch } from "./checks.mjs";
import { launch, root } from "./chromium.mjs";
import { site } from "./partner-site.mjs";

const name = "physician-finder-widget";
let partner, browser, folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "finder-apps-"));
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: `${root}web/widget`, encoding: "utf8" }));
  // The apps have what the project has, and the package out of its tarball.
  mkdirSync(join(folder, "node_modules", name), { recursive: true });
  for (const there of readdirSync(`${root}node_modules`)) if (!there.startsWith(".")) symlinkSync(`${root}node_modules/${there}`, join(folder, "node_modules", there));
  execFileSync("tar", ["-xzf", join(folder, packed.filename), "-C", join(folder, "node_modules", name), "--strip-components=1"]);
  [partner, browser] = await Promise.all([site(), launch()]);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
  rmSync(folder, { recursive: true, force: true });
});

// app writes the files of a small app and returns its folder.
function app(title, files) {
  const dir = join(folder, title);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text.replaceAll("API", partner.url));
  }
  return dir;
}

// driven opens a page with a built script and searches by the element in it.
async function driven(t, script, { kind = 'type="module"', trusted = "" } = {}) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  const page = await context.newPage();
  const path = partner.file(`${t.name.replace(/\W+/g, "-")}.js`, script);
  await page.goto(partner.page('<div id="app"></div>', { trusted, head: `<script ${kind} defer src="${path}"></script>` }));
  await page.locator("physician-finder #near").fill("55401");
  await page.locator("physician-finder [part~=submit]").click();
  await page.locator("physician-finder .card").first().waitFor();
  await page.waitForFunction(() => window.shown > 0, undefined, { timeout: 30_000 }); // the app heard pf-results
  watching.quiet();
  return page;
}

const plain = `
  import { PhysicianFinder } from "${name}";
  const finder = document.createElement("physician-finder");
  finder.partner = "pk_good";
  finder.apiBase = "API";
  finder.addEventListener("pf-results", (event) => { window.shown = event.detail.shown; });
  document.getElementById("app").append(finder);
  window.right = finder instanceof PhysicianFinder;`;

describe("esbuild", () => {
  for (const [format, kind] of [["esm", 'type="module"'], ["iife", ""]]) {
    test(format, async (t) => {
      const { build } = await import("esbuild");
      const dir = app(`esbuild-${format}`, { "app.js": plain });
      const { outputFiles, errors } = await build({ entryPoints: [join(dir, "app.js")], bundle: true, minify: true, format, write: false, logLevel: "silent" });
      assert.equal(errors.length, 0);
      const page = await driven(t, outputFiles[0].text, { kind });
      assert.equal(await page.evaluate(() => window.right), true, "the class is the element's");
    });
  }

  test("cjs, for those who still do", async () => {
    const { build } = await import("esbuild");
    const dir = app("esbuild-cjs", { "app.js": plain });
    const { errors } = await build({ entryPoints: [join(dir, "app.js")], bundle: true, format: "cjs", write: false, logLevel: "silent" });
    assert.equal(errors.length, 0);
  });
});

const attributes = 'partner="pk_good" api-base="API"';
const apps = {
  react: {
    "main.jsx": `
      import { createElement } from "react";
      import { createRoot } from "react-dom/client";
      import "${name}";
      createRoot(document.getElementById("app")).render(createElement("physician-finder", { partner: "pk_good", apiBase: "API", "onpf-results": (event) => { window.shown = event.detail.shown; } }));`,
  },
  vue: {
    "App.vue": `<script setup>import "${name}"; const heard = (event) => { window.shown = event.detail.shown; };</script>
      <template><physician-finder ${attributes} @pf-results="heard" /></template>`,
    "main.jsx": `import { createApp } from "vue"; import App from "./App.vue"; createApp(App).mount("#app");`,
  },
  svelte: {
    "App.svelte": `<script>import "${name}"; const heard = (event) => { window.shown = event.detail.shown; };</script>
      <physician-finder ${attributes} onpf-results={heard}></physician-finder>`,
    "main.jsx": `import { mount } from "svelte"; import App from "./App.svelte"; mount(App, { target: document.getElementById("app") });`,
  },
};
const plugins = {
  react: async () => [],
  vue: async () => [(await import("@vitejs/plugin-vue")).default({ template: { compilerOptions: { isCustomElement: (tag) => tag === "physician-finder" } } })],
  svelte: async () => [(await import("@sveltejs/vite-plugin-svelte")).svelte({ configFile: false })],
};

// The policies that the frameworks make for themselves.
const policies = { react: "", vue: "vue", svelte: "svelte-trusted-html" };

describe("Vite with its defaults", () => {
  for (const framework of Object.keys(apps)) {
    test(framework, async (t) => {
      const { build } = await import("vite");
      const dir = app(framework, { ...apps[framework], "index.html": '<!doctype html><div id="app"></div><script type="module" src="./main.jsx"></script>' });
      await build({ root: dir, configFile: false, logLevel: "error", plugins: await plugins[framework](), build: { outDir: join(dir, "dist") } });
      const assets = readdirSync(join(dir, "dist/assets")).filter((file) => file.endsWith(".js"));
      assert.equal(assets.length, 1, `${assets}`);
      await driven(t, readFileSync(join(dir, "dist/assets", assets[0]), "utf8"), { trusted: policies[framework] });
    });
  }
});

test("imported on a server: nothing happens, nothing fails", () => {
  const dir = app("server", { "server.mjs": `import { PhysicianFinder } from "${name}"; console.log(typeof PhysicianFinder, typeof customElements);` });
  assert.equal(execFileSync("node", ["server.mjs"], { cwd: dir, encoding: "utf8" }), "undefined undefined\n");
});

const checked = {
  "plain.ts": `
    import { PhysicianFinder, type Question, type Results } from "${name}";
    const finder = document.querySelector("physician-finder")!;
    finder.radius = 25;
    finder.view = "list";
    // @ts-expect-error: no such view
    finder.view = "grid";
    finder.addEventListener("pf-results", (event) => { const n: number = event.detail.total; void n; });
    // @ts-expect-error: no such detail
    document.addEventListener("pf-error", (event) => event.detail.total);
    finder.unit = "km";
    finder.routing = "";
    finder.addEventListener("pf-action", (event) => { const office: string = event.detail.id + event.detail.location; void office; });
    // @ts-expect-error: miles or kilometers
    finder.unit = "yd";
    const question: Question = { near: "55401", annularClosure: "offered", language: "es", accepting: "newpt" };
    // @ts-expect-error: no such field
    void finder.search({ nera: "55401" });
    export const results: Promise<Results | undefined> = finder.search(question);
    export const names = async (): Promise<string[]> => (await results)?.data.map((card) => card.name.display) ?? [];
    export const version: string = PhysicianFinder.version;`,
  "react.tsx": `
    import "${name}";
    import type {} from "${name}/react";
    export const good = <physician-finder partner="pk_x" annularClosure="offered" language="es" routing="" action="Book" onpf-action={(event) => { const office: string = event.detail.location; void office; }} onpf-select={(event) => { const id: string = event.detail.id; void id; }} />;
    // @ts-expect-error: no such attribute
    export const bad = <physician-finder partnre="pk_x" />;`,
  "vue.ts": `
    import type { GlobalComponents } from "vue";
    import type {} from "${name}/vue";
    type Props = InstanceType<GlobalComponents["physician-finder"]>["$props"];
    export const good: Props["near"] = "55401";
    // @ts-expect-error: a number
    export const bad: Props["radius"] = "far";`,
  "svelte.ts": `
    import type { SvelteHTMLElements } from "svelte/elements";
    import type {} from "${name}/svelte";
    export const good: SvelteHTMLElements["physician-finder"] = { partner: "pk_x", "onpf-call": (event) => { const id: string = event.detail.id; void id; } };
    // @ts-expect-error: a number
    export const bad: SvelteHTMLElements["physician-finder"] = { radius: "far" };`,
};

for (const resolution of ["bundler", "nodenext"]) {
  test(`the types hold in strict TypeScript, ${resolution}`, () => {
    const dir = app(`types-${resolution}`, {
      ...checked,
      "package.json": '{"type": "module"}',
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true, target: "es2022", types: [],
          module: resolution === "bundler" ? "esnext" : "nodenext", moduleResolution: resolution, jsx: "react-jsx", lib: ["es2022", "dom", "dom.iterable"],
        },
        include: ["*.ts", "*.tsx"],
      }),
    });
    try {
      execFileSync("node", [`${root}node_modules/typescript/bin/tsc`, "-p", dir], { encoding: "utf8" });
    } catch (err) {
      assert.fail(err.stdout);
    }
  });
}

test("the package holds what it names, and no more than it needs", () => {
  const dir = join(folder, "node_modules", name);
  const about = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
  const named = [about.main, about.types, about.customElements, ...Object.values(about.exports).flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry)))];
  for (const file of named) assert.ok(existsSync(join(dir, file)), `${file} is missing`);
  assert.equal(about.dependencies, undefined);
  const there = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.equal(there.length, about.files.length + 1);
});
