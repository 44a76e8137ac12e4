// A partner's website on an origin of its own, as strict as browsers allow,
// and the finder that it embeds.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { partners, root } from "./chromium.mjs";

const kinds = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript" };

// site starts both. page(html) returns the address of a page with that body;
// examples are at /examples/, with the addresses and the key of this run.
export async function site({ rounds } = {}) {
  const pages = new Map(), allowed = new Map();
  let finder;
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    response.setHeader("Content-Security-Policy", policy(finder.url, allowed.get(path)));
    try {
      const body = pages.get(path) ?? (path.startsWith("/examples/") ? await example(path, finder.url) : undefined);
      if (body === undefined) throw new Error("not found");
      response.setHeader("Content-Type", kinds[extname(path)] ?? kinds[".html"]);
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  finder = await partners(origin, rounds);
  const versions = await (await fetch(`${finder.url}/widget/versions.json`)).json();
  const version = Object.keys(versions).at(-1); // they are listed in order
  const script = `${finder.url}/widget/${version}/physician-finder.js`;
  return {
    origin,
    url: finder.url,
    version,
    integrity: versions[version],
    script,
    // page with a body; its head loads the widget unless told otherwise.
    // trusted names Trusted Types policies of the page's own.
    page(body, { trusted = "", head = `<script type="module" src="${script}"></script>`, lang = "en" } = {}) {
      const path = `/p${pages.size}`;
      allowed.set(path, trusted);
      pages.set(path, `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>A clinic</title><link rel="stylesheet" href="/site.css">${head}</head><body><main><h1>A clinic</h1>${body}</main></body></html>`);
      return origin + path;
    },
    // file serves a script of the page's own.
    file(name, text) {
      pages.set(`/${name}`, text);
      return `/${name}`;
    },
    style(css) {
      pages.set("/site.css", css);
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await finder.stop();
    },
  };
}

// policy is the strictest under which a page can embed the finder at all.
function policy(host, trusted = "") {
  return [
    "default-src 'none'", `script-src 'self' ${host}`, `connect-src ${host}`, `frame-src ${host}`, "style-src 'self'",
    "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", `trusted-types lit-html ${trusted}`.trim(),
  ].join("; ");
}

async function example(path, url) {
  const text = await readFile(join(root, "web", path), "utf8");
  return text.replaceAll("http://127.0.0.1:8080", url).replaceAll("pk_demo", "pk_good");
}
