// The directory as health systems read it: a client library goes through every
// page, follows what is included and reads each resource back; a validator holds
// each to the definitions of R4.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Client } from "fhir-kit-client";
import fhir from "fhir";
import { demo, root } from "./chromium.mjs";

let server, client;
const seen = new Map(); // every resource of the demo, by type and id
const others = []; // bundles, the statement and refusals
before(async () => {
  process.env.FINDER_RATE = "0";
  server = await demo();
  client = new Client({ baseUrl: server.url + "/fhir" });
});
after(() => server?.stop());

const path = (r) => `${r.resourceType}/${r.id}`;
const modes = (bundle, mode) => (bundle.entry ?? []).filter((e) => e.search.mode === mode).map((e) => e.resource);

// pages goes through a search to its end.
async function pages(resourceType, searchParams, options) {
  let bundle = await client.search({ resourceType, searchParams, options });
  const all = [bundle];
  while ((bundle = await client.nextPage({ bundle }))) all.push(bundle);
  return all;
}

test("a client goes through every physician and office, with all that is included", async () => {
  const people = await pages("Practitioner", { _count: 100, _revinclude: "PractitionerRole:practitioner", "_include:iterate": ["PractitionerRole:location", "PractitionerRole:service"], "_revinclude:iterate": "VerificationResult:target" });
  const matches = people.flatMap((b) => modes(b, "match"));
  for (const b of people) {
    assert.equal(b.total, matches.length, "the total is not what the pages hold");
    for (const r of (b.entry ?? []).map((e) => e.resource)) seen.set(path(r), r);
  }
  assert.equal(new Set(matches.map(path)).size, matches.length, "somebody is on two pages");
  const of = (type) => [...seen.keys()].filter((p) => p.startsWith(type + "/")).length;
  assert.ok(of("Practitioner") === matches.length && matches.length > 1000, `${matches.length} physicians`);
  assert.ok(of("PractitionerRole") > matches.length && of("Location") === of("PractitionerRole"), `${of("PractitionerRole")} roles`);
  assert.ok(of("HealthcareService") > 100 && of("VerificationResult") === of("HealthcareService"), `${of("HealthcareService")} services`);
  for (const type of ["HealthcareService", "VerificationResult"]) {
    const alone = (await pages(type, { _count: 100 })).flatMap((b) => modes(b, "match"));
    for (const r of alone) assert.deepEqual(r, seen.get(path(r)));
  }
  console.log(`${seen.size} resources: ${["Practitioner", "PractitionerRole", "Location", "HealthcareService", "VerificationResult"].map((t) => `${of(t)} ${t}`).join(", ")}`);
});

test("every reference leads to a resource that reads as it was included", async () => {
  const all = [...seen.values()];
  const references = JSON.stringify(all).match(/"reference":"[^#"][^"]*"/g).map((m) => m.slice(13, -1));
  for (const to of references) assert.ok(seen.has(to), `${to} is nowhere`);
  const work = all.values();
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (const r of work) assert.deepEqual(await client.read({ resourceType: r.resourceType, id: r.id }), r);
  }));
});

test("every resource is valid R4", async () => {
  const validator = new fhir.Fhir();
  const valid = (r) => {
    const { valid, messages } = validator.validate(r, { errorOnUnexpected: true });
    assert.ok(valid, `${path(r)}: ${JSON.stringify(messages)}`);
  };
  for (const r of seen.values()) valid(r);
  others.push(await client.capabilityStatement());
  others.push(await client.search({ resourceType: "PractitionerRole", searchParams: { near: "44.98|-93.27|100|mi", _include: "PractitionerRole:location", nonsense: "1" } }));
  for (const wrong of ["/Practitioner?gender=x", "/Nothing", "/Practitioner/1", "/Practitioner?_format=xml"]) {
    const answer = await fetch(server.url + "/fhir" + wrong);
    assert.ok(answer.status >= 400);
    others.push(await answer.json());
  }
  others.forEach(valid);
  const broken = { ...seen.values().next().value, gender: "unsure", nonsense: 1 };
  assert.equal(validator.validate(broken, { errorOnUnexpected: true }).valid, false, "the validator sees nothing");
});

test("nothing says that annular closure is not offered, and nothing is null", () => {
  for (const r of seen.values()) assert.ok(!/:(null|false|""|\[\]|\{\})/.test(JSON.stringify(r)), path(r));
});

test("a search by distance and form, with its refusals, is what the library expects", async () => {
  const searchParams = { "location.near": "44.98|-93.27|300|km", _include: ["PractitionerRole:practitioner", "PractitionerRole:location"], _count: 5 };
  const bundles = await pages("PractitionerRole", searchParams);
  const km = bundles.flatMap((b) => b.entry.filter((e) => e.search.mode === "match").map((e) => e.search.extension[0].valueDistance.value));
  assert.ok(km.length > 10 && km.length === bundles[0].total, `${km.length} of ${bundles[0].total}`);
  assert.deepEqual(km, km.toSorted((a, b) => a - b));
  const posted = await client.search({ resourceType: "PractitionerRole", searchParams, options: { postSearch: true } });
  assert.deepEqual(posted.entry, bundles[0].entry);
  const resolved = await client.resolve({ reference: posted.entry[0].resource.practitioner.reference, context: posted });
  assert.equal(resolved.resourceType, "Practitioner");
  const back = await client.prevPage({ bundle: bundles[1] });
  assert.deepEqual(back.entry, bundles[0].entry);
  await assert.rejects(client.search({ resourceType: "Location", searchParams: { near: "x" } }), (e) => {
    assert.equal(e.response.status, 400);
    assert.deepEqual(e.response.data.issue[0].expression, ["http.near"]);
    return true;
  });
  // Names that thousands begin with cost no more than a question may.
  for (const family of ["a", "s", "mo"]) {
    const { total, entry } = await client.search({ resourceType: "Practitioner", searchParams: { family } });
    assert.ok(total === undefined || total >= entry.length, `${family}: ${total}`);
    for (const r of entry.filter((e) => e.search.mode === "match")) {
      const words = r.resource.name[0].family.normalize("NFKD").toLowerCase().split(/[^\p{L}\p{M}]+/u);
      assert.ok(words.some((w) => w.startsWith(family)), `${family} finds ${words}`);
    }
  }
});

// Last, since it takes minutes, in which the client would lose its connection.
test("HAPI finds every resource valid too", { skip: process.env.FINDER_VERIFY !== "1" && "under make verify" }, () => {
  const lines = [...seen.values(), ...others].map((r) => JSON.stringify(r) + "\n").join("");
  const { status, stdout, stderr } = spawnSync(join(root, "tools/fhir/validate"), { input: lines, encoding: "utf8", maxBuffer: 1 << 28 });
  console.log(stdout.trim().split("\n").at(-1));
  assert.equal(status, 0, stdout.slice(0, 4000) + stderr.slice(-2000));
  assert.match(stdout, new RegExp(`(^|\\D)${seen.size + others.length} resources, 0 errors\n`));
});
