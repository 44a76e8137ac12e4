// Draws the search: the box, the list, what is to hand over.

import { type TemplateResult, html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { boxKey } from "./keys.js";
import { askAgain, heading, type } from "./find.js";
import { copy, emergency, next, print, speak, toggle, transfer } from "./handover.js";
import { type State, handed, listed, radii, set } from "./state.js";
import type { Card } from "./wire.js";
import { comparison, detail, givenView, scriptView } from "./surgeon.js";
import { caseForm, caseHead, since } from "./case.js";
import { lines } from "./lists.js";
import { openMenu } from "./menu.js";
import { t } from "./words.js";

function form(s: State): TemplateResult {
  const q = s.question;
  return html`<form class="ask" role="search" @submit=${(e: Event) => e.preventDefault()}>
    <div class="boxed">
      <label for="box">${t("box")}</label> <p id="hint" class="muted">${t("box.hint")}</p>
      <input
        id="box" type="text" autocomplete="off" spellcheck="false" role="combobox" aria-controls="list" aria-autocomplete="list"
        aria-expanded=${listed().length > 0} aria-describedby="hint"
        aria-activedescendant=${listed().length > 0 ? `row-${s.active}` : nothing}
        .value=${live(q.text)} @input=${(e: Event) => type((e.target as HTMLInputElement).value)} @keydown=${boxKey}
      />
    </div>
    <p class="choices">
      <label>${t("radius")}
        <select @change=${(e: Event) => void askAgain({ radius: Number((e.target as HTMLSelectElement).value) })}>
          ${radii.map((r) => html`<option value=${r} .selected=${live(r === q.radius)}>${t("radius.miles", { count: r })}</option>`)}
        </select></label>
      <label>${t("specialty")}
        <select @change=${(e: Event) => void askAgain({ specialty: (e.target as HTMLSelectElement).value })}>
          ${["", "neurosurgery", "orthopaedic-spine-surgery"].map(
            (v) => html`<option value=${v} .selected=${live(v === q.specialty)}>${t(v ? `specialty.${v}` : "specialty.any")}</option>`,
          )}
        </select></label>
      <label class="check"><input type="checkbox" .checked=${live(q.closure !== "")}
        @change=${(e: Event) => void askAgain({ closure: (e.target as HTMLInputElement).checked ? "offered" : "" })} />${t("closure")}</label>
      <label>${t("caller")}
        <select id="caller" @change=${(e: Event) => speak((e.target as HTMLSelectElement).value as "en" | "es")}>
          <option value="en" lang="en" .selected=${live(s.caller === "en")}>English</option>
          <option value="es" lang="es" .selected=${live(s.caller === "es")}>Español</option>
        </select></label>
    </p>
  </form>`;
}

function row(s: State, c: Card, i: number): TemplateResult {
  const given = s.given.includes(c.npi);
  return html`<li
    id="row-${i}" data-npi=${c.npi} role="option" class=${given ? "row given" : "row"} aria-selected=${i === s.active ? "true" : nothing}
    @click=${() => { set({ active: i }); toggle(c.npi); }}>
    <span class="number">${i + 1}</span>
    <span><strong translate="no">${c.name}</strong>${given ? html` <em class="tag">${t("given")}</em>` : nothing}${c.reports.length > 0 ? html` <em class="tag late">${t("reported")}</em>` : nothing}<br />
      ${c.specialty}<br /><span class="evidence ${c.evidence.kind}">${c.evidence.text}</span></span>
    <span class="far">${c.distance}<br />${c.office.phone ? html`<span class="muted" translate="no">${c.office.phone}</span>` : html`<span class="muted">${t("phone.none")}</span>`}</span>
  </li>`;
}

// What a browser's translator has wrapped is replaced by the next answer, never
// changed: no new name stands beside an old number.
function results(s: State): unknown {
  const a = s.answer;
  const known = (a?.cards ?? []).length, near = known + (a?.unknown ?? []).length;
  const between = (i: number) => (i === known && i < near ? t("ask") : i === near ? t("beyond") : "");
  return keyed(a, html`<section aria-labelledby="results">
    <h2 id="results">${a?.kind === "cards" ? heading(a) : t("results")}</h2>
    ${(a?.understood ?? []).map(
      (u) => html`<p class="chip">${t("understood", { text: u.meaning })}
        <button type="button" class="quiet" @click=${() => void askAgain({ text: u.without })}>${t("remove")}</button></p>`,
    )}
    ${(a?.warnings ?? []).map((w) => html`<p class="notice">${w}</p>`)}
    ${(a?.places ?? []).length > 0
      ? html`<p>${t("which")}</p><ul class="plain choices">${(a?.places ?? []).map(
          (p) => html`<li><button type="button" @click=${() => void askAgain({ text: p.text })}>${p.label}</button></li>`,
        )}</ul>`
      : nothing}
    ${(a?.near ?? []).length > 0 ? html`<h3>${t("near")}</h3>${lines(a?.near ?? [])}` : nothing}
    ${a?.kind === "cards" && near === 0 ? html`<p>${t("none")}</p>` : nothing}
    <ul id="list" role="listbox" aria-label=${t("results")} class="rows" aria-busy=${s.busy}>
      ${repeat(listed(), (c) => c, (c, i) => html`${between(i)
        ? html`<li role="presentation" class="between">${between(i)}</li>` : nothing}${row(s, c, i)}`)}
    </ul>
  </section>`);
}

/** Why nobody is chosen to hand over; beside an emergency, what to ask first. */
function nobody(s: State): TemplateResult {
  return html`<p class=${s.answer?.red_flag ? "fault" : "notice"} role=${s.answer?.red_flag ? "alert" : nothing}>${s.answer?.nobody}</p>
    ${s.script ? html`<p class="read" lang=${s.script.language}>${s.script.text}</p>` : nothing}`;
}

function deeds(s: State): TemplateResult {
  const none = s.given.length === 0 && !s.open;
  return html`<p class="deeds" role="group" aria-label=${t("deeds")}>
    <button type="button" class="first" ?disabled=${none} @click=${() => void copy("email")}>${t("copy")}</button>
    <button type="button" ?disabled=${none} @click=${() => void copy("sms")}>${t("sms")}</button>
    <button type="button" ?disabled=${none} @click=${() => void print()}>${t("print")}</button>
    <button type="button" ?disabled=${none} @click=${() => void transfer()}>${t("transfer")}</button>
    <button type="button" class=${s.answer?.red_flag ? "first" : ""} @click=${() => void emergency()}>${t("emergency")}</button>
    ${s.open ? html`<button type="button" @click=${() => openMenu("outcome")}>${t("outcome")}</button>
    <button type="button" @click=${() => openMenu("follow_up")}>${t("follow")}</button>` : nothing}
    <button type="button" @click=${() => openMenu("callback")}>${t("callback.key")}</button>
    <button type="button" @click=${() => openMenu("wrapup")}>${t("wrapup")}</button>
    <button type="button" @click=${() => void next()}>${t("next")}</button>
  </p>`;
}

/** What was found, and what is to hand over. */
function panes(s: State): TemplateResult {
  const cards = listed();
  const given = s.given.map((npi) => cards.find((c) => c.npi === npi)).filter((c) => c !== undefined);
  const active = cards[s.active];
  const compared = comparison(s);
  const again = s.answer?.kind === "case"; // found again: nobody else is shown
  const alone = again || (!s.answer && s.open !== null); // so is the case of an emergency before any search
  return html`<div class=${alone ? "panes alone" : "panes"}>
    ${compared ?? nothing} ${alone ? nothing : results(s)}
    <section aria-labelledby="handover" class="now">
      <h2 id="handover">${t("handover")}<span .textContent=${alone ? "" : ` (${given.length}/${handed})`}></span></h2>
      ${s.answer?.red_flag && given.length > 0 ? html`<p class="fault" role="alert">${t("red_flag")}</p>` : nothing}
      ${s.open ? caseHead(s.open) : nothing}
      ${given.length === 0 && !s.open && s.answer?.nobody ? keyed(s.answer, nobody(s)) : nothing}
      ${given.length > 0 ? html`${givenView(given)} ${scriptView(s)}` : nothing}
      ${s.open && alone
        ? html`${since(s.open.case)}<div class="pair"><p class="read" lang=${s.open.case.language} .textContent=${s.open.case.texts.script}></p>${caseForm(s.open)}</div>`
        : s.open ? caseForm(s.open) : nothing}
    </section>
    ${active && !compared ? detail(s, active) : nothing}
  </div>${deeds(s)}`;
}

/** The search view; before a search, the box alone. */
export function searchView(s: State): TemplateResult {
  return html`${form(s)} ${s.answer || s.busy || s.open ? panes(s) : nothing}`;
}
