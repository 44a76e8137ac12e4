// Draws the roster.

import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { columns, fit, read } from "./columns.js";
import { type Part, bringIn, call, look, openSurgeon, result, results, rule, showPart } from "./roster.js";
import { type State, set } from "./state.js";
import type { Attestation, Batch, Due, Preview, Review, Sheet } from "./wire.js";
import { t, when } from "./words.js";

const parts: Part[] = ["due", "review", "import"];
const supervises = () => document.getElementById("app")?.dataset["role"] === "supervisor";

const surgeonLink = (npi: string, name: string) => html`<button type="button" class="quiet" @click=${() => void openSurgeon(npi)}><span translate="no">${name || npi}</span></button>`;

/** The tabs of the roster and the part that is open. */
export function rosterView(s: State): TemplateResult {
  const r = s.roster;
  return html`<nav class="choices" aria-label=${t("roster")}>${parts.map((p) => html`<button type="button" aria-current=${p === r.part ? "page" : nothing} @click=${() => void showPart(p)}>${t(`roster.${p}`)}</button>`)}
    ${supervises() ? html`<a href="/console/roster.csv">${t("roster.export")}</a> <form method="post" action="/console/letters" target="_blank"><input type="hidden" name="due" value="1" /><button type="submit">${t("roster.letters.due")}</button></form>` : nothing}</nav>
    ${r.part === "due" ? dueView(s) : nothing} ${r.part === "review" ? reviewView(s) : nothing}
    ${r.part === "import" ? importView(s) : nothing} ${r.part === "surgeon" && r.surgeon ? surgeonView(r.surgeon) : nothing}`;
}

// Digits and arrows work while the call has the focus, and are in nobody's way elsewhere.
function callKey(e: KeyboardEvent, at: number): void {
  if (e.altKey || e.ctrlKey || e.metaKey) return;
  if (/^[1-5]$/.test(e.key)) void result(Number(e.key));
  else if (e.key === "ArrowDown" || e.key === "ArrowUp") call(at + (e.key === "ArrowDown" ? 1 : -1));
  else return;
  e.preventDefault();
}

function dueView(s: State): TemplateResult {
  const { due, total, at } = s.roster, d = due[at];
  if (!d) return html`<section><h2>${t("roster.due")}</h2><p id="call" tabindex="-1">${t("roster.due.none")}</p></section>${events(s)}`;
  return html`<div class="panes">
    <section id="call" class="now" tabindex="-1" aria-labelledby="calling" @keydown=${(e: KeyboardEvent) => callKey(e, at)}>
      <h2 id="calling">${surgeonLink(d.npi, d.name)}</h2>
      <p>${d.office.address}</p>
      <p class="spoken">${d.office.spoken ? html`<a href=${`tel:${d.office.dial}`} translate="no">${d.office.spoken}</a>` : t("phone.none")}</p>
      <p>${reason(d)}</p>
      <p><strong>${t("roster.ask")}</strong></p>
      <ol class="options">${results.map((r, i) => html`<li><button type="button" @click=${() => void result(i + 1)}><kbd>${i + 1}</kbd> ${t(`roster.result.${r}`)}</button></li>`)}</ol>
      <p class="muted">${t("roster.due.keys")}</p>
    </section>
    <section aria-labelledby="due-list"><h2 id="due-list">${t("roster.due.count", { count: total })}</h2>
      <ul class="plain lines">${repeat(due, (x) => x.office.id, (x, i) => html`<li aria-current=${i === at ? "true" : nothing} data-office=${x.office.id}>
        <button type="button" class="quiet" @click=${() => call(i)}><span translate="no">${x.name}</span></button> ${x.unreachable ? html`<em class="tag late">${t("roster.unreachable")}</em>` : nothing}
        <br /><span class="muted">${x.office.address} · ${reason(x)}</span></li>`)}</ul></section></div>${events(s)}`;
}

/** What the registry says of those who offer annular closure. */
function events(s: State): TemplateResult | typeof nothing {
  const all = s.roster.events;
  if (all.length === 0) return nothing;
  return html`<section class="notice" aria-labelledby="events"><h2 id="events">${t("roster.events", { count: all.length })}</h2>
    <ul class="plain lines">${all.map((e) => html`<li>${surgeonLink(e.npi, e.name)} · ${t(`roster.event.${e.what}`, { now: e.now })} <span class="muted">${t("roster.event.word", { day: when(e.on) })}</span></li>`)}</ul></section>`;
}

function reason(d: Due): string {
  const told = [t(`roster.why.${d.why}`), d.holds, t("roster.age", { count: d.age })];
  if (d.given > 0) told.push(t("roster.given", { count: d.given }));
  if (d.tried) told.push(t("roster.tried", { day: when(d.tried) }));
  return told.join(" · ");
}

function verdicts(decide: (verdict: string, reason: string) => void, own: boolean, all: string[]): TemplateResult {
  const send = (e: SubmitEvent) => {
    e.preventDefault();
    decide((e.submitter as HTMLButtonElement | null)?.value ?? "", String(new FormData(e.target as HTMLFormElement).get("reason") ?? ""));
  };
  const may = all.filter((v) => !own || v === "undo");
  return html`<form class="choices" @submit=${send}>${own && may.length < all.length ? html`<p class="muted">${t("roster.own")}</p>` : nothing}
    ${may.length > 0 ? html`<label class="grow">${t("roster.reason")} <input name="reason" maxlength="280" autocomplete="off" /></label>` : nothing}
    ${may.map((v) => html`<button value=${v}>${t(`roster.${v}`)}</button>`)}</form>`;
}

function waits(a: Attestation): TemplateResult {
  return html`<li class="case" data-id=${a.id}><h3>${t(`claim.${a.claim}`)}${a.value ? html`: <span translate="no">${a.value}</span>` : nothing} · ${surgeonLink(a.npi, a.name)}</h3>
    <div class="pair"><div><h4>${t("roster.says")}</h4><p>${t(`channel.${a.channel}`)} · ${a.said_by} · ${when(a.said_on)}</p><p class="muted">${t("roster.recorded", { by: a.recorded_by, at: when(a.recorded_at) })}</p></div>
      <div><h4>${t("roster.holds")}</h4>${a.offices.map((o, i) => html`<p>${o}<br /><span class="muted">${a.holds[i]}</span></p>`)}</div></div>
    ${verdicts((verdict, reason) => void rule({ id: a.id, verdict, reason }), a.own, ["approve", "refuse", "undo"].filter((v) => v !== "undo" || a.own))}</li>`;
}

function batch(b: Batch): TemplateResult {
  const claims = Object.entries(b.claims).sort().map(([c, n]) => `${t(`claim.${c}`)} ${n}`).join(", ");
  const may = b.standing === "pending" ? ["approve", "refuse"] : b.standing === "approved" ? ["undo"] : [];
  return html`<li class="case" data-batch=${b.id}><h3>${t("roster.batch", { id: b.id, count: b.size })} · ${t(`standing.${b.standing}`)}</h3>
    <p>${claims}</p><p class="muted">${t("roster.recorded", { by: b.recorded_by, at: when(b.recorded_at) })}</p>${history(b.reviews)}
    ${supervises() && may.length > 0 ? verdicts((verdict, reason) => void rule({ batch: b.id, verdict, reason }), b.own, may) : nothing}</li>`;
}

const history = (all: Review[]) => all.map((r) => html`<p class="muted">${t(`verdict.${r.verdict}`)} · ${r.reviewer} · ${when(r.at)}${r.reason ? ` · ${r.reason}` : ""}</p>`);

function reviewView(s: State): TemplateResult {
  const { single, batches } = s.roster;
  return html`<section aria-labelledby="review"><h2 id="review">${t("roster.review.count", { count: single.length })}</h2>
    ${single.length > 0 ? html`<ul class="plain">${repeat(single, (a) => a.id, waits)}</ul>` : html`<p>${t("roster.review.none")}</p>`}
    <h2>${t("roster.batches")}</h2>${batches.length > 0 ? html`<ul class="plain">${repeat(batches, (b) => b.id, batch)}</ul>` : html`<p>${t("roster.batches.none")}</p>`}</section>`;
}

/** What there is of one surgeon. */
function surgeonView(v: Sheet): TemplateResult {
  return html`<section aria-labelledby="surgeon"><h2 id="surgeon" tabindex="-1"><span translate="no">${v.name || t("corrections.unlisted")}</span> · NPI ${v.npi}</h2>
    <p>${t("roster.given", { count: v.given })}</p>
    <h3>${t("roster.offices")}</h3><ul class="plain lines">${v.offices.map((o) => html`<li>${o.address} · <span class="whole" translate="no">${o.phone || t("phone.none")}</span><br />${o.evidence} <span class="muted">(${o.holds})</span>
      <form method="post" action="/console/letters" target="_blank"><input type="hidden" name="office" value=${o.id} /><button type="submit">${t("roster.letter")}</button></form></li>`)}</ul>
    ${v.reports.length > 0 ? html`<h3>${t("roster.reports")}</h3><ul class="plain lines">${v.reports.map((r) => html`<li>${t(`kind.${r.kind}`)} ${r.phone} ${r.detail} <span class="muted">${r.reporter}, ${when(r.created)}</span></li>`)}</ul>` : nothing}
    <h3>${t("roster.timeline")}</h3>${v.timeline.length > 0 ? html`<ol class="plain lines">${v.timeline.map(
      (a) => html`<li><strong>${when(a.said_on)}</strong> · ${t(`claim.${a.claim}`)}${a.value ? html`: <span translate="no">${a.value}</span>` : nothing} · ${t(`channel.${a.channel}`)} · ${a.said_by} · <em>${t(`standing.${a.standing}`)}</em>
        <br /><span class="muted">${a.offices.join("; ")} · ${t("roster.recorded", { by: a.recorded_by, at: when(a.recorded_at) })}</span>${history(a.reviews)}</li>`)}</ol>` : html`<p>${t("roster.timeline.none")}</p>`}</section>`;
}

const differences = ["new", "changed", "conflicting", "unknown_npi", "refused", "same"];

function importView(s: State): TemplateResult {
  const { preview: p } = s.roster;
  const take = async (e: Event) => {
    const file = (e.target as HTMLInputElement).files?.[0];
    if (!file) return;
    const table = read(await file.text());
    const found = fit(table);
    if (found) return look(found);
    set({ table });
  };
  const map = (e: Event) => {
    e.preventDefault();
    const f = new FormData(e.target as HTMLFormElement);
    const chosen = Object.fromEntries(columns.map((c) => [c, String(f.get(c) ?? "")]));
    const found = fit(s.table ?? [], chosen);
    set({ table: null });
    if (found) void look(found);
  };
  return html`<section aria-labelledby="import"><h2 id="import">${t("roster.import")}</h2>
    <p><label>${t("roster.import.file")} <input type="file" accept=".csv,text/csv" @change=${(e: Event) => void take(e)} /></label></p>
    <p class="muted">${t("roster.import.columns")} <code>${columns.join(",")}</code></p>
    ${s.table ? html`<form id="columns" @submit=${map}><p>${t("roster.import.map")}</p><p class="choices">${columns.map((c) => html`<label>${c} <select name=${c}><option value="">–</option>
      ${(s.table?.[0] ?? []).map((h) => html`<option value=${h}>${h}</option>`)}</select></label>`)}</p><button type="submit">${t("roster.import.compare")}</button></form>` : nothing}
    ${p?.fault ? html`<p class="fault" role="alert">${p.fault}</p>` : nothing} ${p && !p.fault ? previewed(p, s.roster.file !== "") : nothing}</section>`;
}

function previewed(p: Preview, open: boolean): TemplateResult {
  return html`<p id="counts">${differences.map((d) => html`<strong>${t(`difference.${d}`)}</strong> ${p.counts[d] ?? 0} · `)}</p>
    ${p.batch ? html`<p class="notice">${t("roster.import.recorded", { batch: p.batch })}</p>` : nothing}
    ${open && p.takes > 0 ? html`<p><button type="button" class="first" @click=${() => void bringIn()}>${t("roster.import.record", { count: p.takes })}</button></p>` : nothing}
    ${p.takes === 0 ? html`<p>${t("roster.import.nothing")}</p>` : nothing}
    <table class="grid"><thead><tr><th scope="col">${t("roster.import.row")}</th><th scope="col">NPI</th><th scope="col">${t("roster.import.name")}</th><th scope="col">ZIP</th><th scope="col">${t("roster.import.difference")}</th>
      <th scope="col">${t("roster.says")}</th><th scope="col">${t("roster.holds")}</th><th scope="col">${t("roster.import.why")}</th></tr></thead>
    <tbody>${p.lines.filter((l) => l.difference !== "same").map((l) => html`<tr><td>${l.row}</td><td>${l.npi}</td><td translate="no">${l.name}</td><td>${l.zip5}</td><td>${t(`difference.${l.difference}`)}</td><td>${l.says}</td><td>${l.holds}</td><td>${l.why}</td></tr>`)}</tbody></table>`;
}
