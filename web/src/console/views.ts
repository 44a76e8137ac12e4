// Draws the search: the box, the list, what is to hand over.

import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { boxKey } from "./keys.js";
import { type State, askAgain, copy, handed, heading, listed, next, print, radii, set, speak, toggle, type } from "./state.js";
import type { Card } from "./wire.js";
import { comparison, detail, handover } from "./surgeon.js";
import { openCase } from "./case.js";
import { t } from "./words.js";

function form(s: State): TemplateResult {
  const q = s.question;
  return html`<form class="ask" role="search" @submit=${(e: Event) => e.preventDefault()}>
    <div class="boxed">
      <label for="box">${t("box")}</label>
      <input
        id="box" type="text" autocomplete="off" spellcheck="false" role="combobox" aria-controls="list" aria-autocomplete="list"
        aria-expanded=${listed().length > 0} aria-describedby="hint"
        aria-activedescendant=${listed().length > 0 ? `row-${s.active}` : nothing}
        .value=${q.text} @input=${(e: Event) => type((e.target as HTMLInputElement).value)} @keydown=${boxKey}
      />
      <p id="hint" class="muted">${t("box.hint")}</p>
    </div>
    <p class="choices">
      <label>${t("radius")}
        <select @change=${(e: Event) => void askAgain({ radius: Number((e.target as HTMLSelectElement).value) })}>
          ${radii.map((r) => html`<option value=${r} ?selected=${r === q.radius}>${t("radius.miles", { count: r })}</option>`)}
        </select></label>
      <label>${t("specialty")}
        <select @change=${(e: Event) => void askAgain({ specialty: (e.target as HTMLSelectElement).value })}>
          ${["", "neurosurgery", "orthopaedic-spine-surgery"].map(
            (v) => html`<option value=${v} ?selected=${v === q.specialty}>${t(v ? `specialty.${v}` : "specialty.any")}</option>`,
          )}
        </select></label>
      <label class="check"><input type="checkbox" .checked=${q.closure !== ""}
        @change=${(e: Event) => void askAgain({ closure: (e.target as HTMLInputElement).checked ? "offered" : "" })} />${t("closure")}</label>
      <label>${t("caller")}
        <select @change=${(e: Event) => void speak((e.target as HTMLSelectElement).value as "en" | "es")}>
          <option value="en" lang="en" ?selected=${s.caller === "en"}>English</option>
          <option value="es" lang="es" ?selected=${s.caller === "es"}>Español</option>
        </select></label>
    </p>
  </form>`;
}

function row(s: State, c: Card, i: number): TemplateResult {
  const given = s.given.includes(c.npi);
  return html`<li
    id="row-${i}" role="option" class=${given ? "row given" : "row"} aria-selected=${i === s.active ? "true" : nothing}
    @click=${() => { set({ active: i }); toggle(c.npi); }}>
    <span class="number">${i + 1}</span>
    <span><strong translate="no">${c.name}</strong>${given ? html` <em class="tag">${t("given")}</em>` : nothing}<br />
      ${c.specialty}<br /><span class="evidence ${c.evidence.kind}">${c.evidence.text}</span></span>
    <span class="far">${c.distance}<br /><span class="muted">${c.office.phone || t("phone.none")}</span></span>
  </li>`;
}

function results(s: State): TemplateResult {
  const a = s.answer;
  const cards = a?.cards ?? [];
  return html`<section aria-labelledby="results">
    <h2 id="results">${a?.kind === "cards" ? heading(a) : t("results")}</h2>
    ${(a?.understood ?? []).map(
      (u) => html`<p class="chip">${t("understood", { text: u.meaning })}
        <button type="button" class="quiet" @click=${() => void askAgain({ text: u.without })}>${t("remove")}</button></p>`,
    )}
    ${(a?.warnings ?? []).map((w) => html`<p class="notice">${w}</p>`)}
    ${a?.degraded ? html`<p class="notice">${t("degraded")}</p>` : nothing}
    ${(a?.places ?? []).length > 0
      ? html`<p>${t("which")}</p><ul class="plain choices">${(a?.places ?? []).map(
          (p) => html`<li><button type="button" @click=${() => void askAgain({ text: p.text })}>${p.label}</button></li>`,
        )}</ul>`
      : nothing}
    ${a?.kind === "cards" && cards.length === 0 ? html`<p>${t("none")}</p>` : nothing}
    <ul id="list" role="listbox" aria-label=${t("results")} class="rows" aria-busy=${s.busy}>
      ${repeat(listed(), (c) => c.npi, (c, i) => html`${i === cards.length && (a?.beyond ?? []).length > 0
        ? html`<li role="presentation" class="between">${t("beyond")}</li>` : nothing}${row(s, c, i)}`)}
    </ul>
  </section>`;
}

function deeds(s: State): TemplateResult {
  const none = s.given.length === 0 && !s.open;
  return html`<p class="deeds">
    <button type="button" class="first" ?disabled=${none} @click=${() => void copy("email")}>${t("copy")}</button>
    <button type="button" ?disabled=${none} @click=${() => void copy("sms")}>${t("sms")}</button>
    <button type="button" ?disabled=${none} @click=${() => void print()}>${t("print")}</button>
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
  return html`<div class="panes">
    ${compared ?? nothing} ${again ? nothing : results(s)}
    <section aria-labelledby="handover">
      <h2 id="handover">${t("handover")}${again ? nothing : ` (${given.length}/${handed})`}</h2>
      ${deeds(s)} ${s.open ? openCase(s.open, again) : nothing} ${given.length > 0 ? handover(s, given) : nothing}
    </section>
    ${active && !compared ? detail(s, active) : nothing}
  </div>`;
}

/** The search view; before a search, the box alone. */
export function searchView(s: State): TemplateResult {
  return html`${form(s)} ${s.answer || s.busy ? panes(s) : nothing}`;
}
