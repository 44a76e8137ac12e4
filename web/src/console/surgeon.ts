// Draws surgeons: what is read aloud, everything known of one, two compared.

import { type TemplateResult, html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { toggle } from "./handover.js";
import { openMenu } from "./menu.js";
import { openSurgeon } from "./roster.js";
import { type State, compare, listed, set } from "./state.js";
import type { Card } from "./wire.js";
import { t } from "./words.js";

/** What the agent should know before the number is read: a report not decided yet, evidence to be verified anew. */
const warned = (c: Card) => html`${c.reports.map((r) => html`<p class="stop" .textContent=${r}></p>`)}${c.overdue ? html`<p class="stop">${c.overdue}</p>` : nothing}`;

/** Who is given, in the order of the call: the name, the number in spoken groups, the status and its age. */
export function givenView(given: Card[]): TemplateResult {
  return html`<ol class="given-list">${given.map(
    (c, i) => keyed(c, html`<li><span><span class="number">${i + 1}</span> <strong translate="no">${c.name}</strong> <span class="muted">${c.distance}</span></span>
      ${spoken(c)}
      <span class="facts"><span class="evidence ${c.evidence.kind}">${c.evidence.text}</span> · ${c.accepting}${c.languages ? ` · ${c.languages}` : ""}</span>${warned(c)}</li>`),
  )}</ol>`;
}

/** What to say of them: the emergency question first. */
export function scriptView(s: State): TemplateResult {
  return html`<div class="script"><h3 id="script">${t("script")}</h3>
    <p class="read" lang=${s.script?.language ?? nothing} .textContent=${s.script?.text ?? ""}></p></div>`;
}

const spoken = (c: Card): TemplateResult =>
  c.office.spoken ? html`<span class="spoken" translate="no">${c.office.spoken}</span>` : html`<span class="spoken">${t("phone.none")}</span>`;

function facts(c: Card): unknown {
  return keyed(c, html`<p>${c.specialty} · NPI ${c.npi}</p><dl>
    <dt>${t("phone")}</dt><dd>${spoken(c)}</dd>
    <dt>${t("spelled")}</dt><dd translate="no">${c.spelled}</dd>
    <dt>${c.distance}</dt><dd><span translate="no">${c.office.name ? html`${c.office.name}<br />` : nothing}${c.office.address}</span><br /><span class="muted">${c.office.checked}</span></dd>
    <dt>${t("closure")}</dt><dd><span class="evidence ${c.evidence.kind}">${c.evidence.text}</span> ${c.evidence.note}
      ${c.evidence.source ? html`<br /><span class="muted">${t("source", { source: c.evidence.source })}</span>` : nothing}</dd>
    <dt>${t("languages")}</dt><dd>${c.languages || t("languages.unknown")}</dd>
    <dt>${t("accepting")}</dt><dd>${c.accepting}</dd>
    <dt>${t("telehealth")}</dt><dd>${c.telehealth || t("ask")}</dd>
    <dt>${t("medicare")}</dt><dd>${c.medicare || t("ask")}</dd>
    ${c.hospitals ? html`<dt>${t("hospitals")}</dt><dd>${c.hospitals}</dd>` : nothing}
    ${c.office.fax ? html`<dt>${t("fax")}</dt><dd>${c.office.fax}</dd>` : nothing}
    ${c.others.length > 0
      ? html`<dt>${t("others")}</dt><dd><ul class="plain">${c.others.map((o) => html`<li translate="no">${o.address} <span class="whole">${o.phone}</span></li>`)}</ul></dd>`
      : nothing}
  </dl>`);
}

/** Two surgeons side by side, if two are compared; above the list, where the agent looks. */
export function comparison(s: State): TemplateResult | null {
  const compared = s.compared.map((npi) => listed().find((c) => c.npi === npi)).filter((c) => c !== undefined);
  if (compared.length < 2) return null;
  return html`<section aria-labelledby="compared" class="wide"><h2 id="compared">${t("compare.title")}</h2>
    <button type="button" @click=${() => set({ compared: [], status: "" })}>${t("close")}</button>
    <div class="pair">${compared.map((c) => keyed(c, html`<div><h3 translate="no">${c.name}</h3>${facts(c)}</div>`))}</div></section>`;
}

/** Everything known of one surgeon. */
export function detail(s: State, active: Card): TemplateResult {
  return html`<section aria-labelledby="detail"><h2 id="detail" translate="no">${active.name}</h2>
    <p class="deeds"><button type="button" @click=${() => toggle(active.npi)}>${t("give")}</button>
      <button type="button" aria-pressed=${s.compared.includes(active.npi)} @click=${() => compare(active.npi)}>${t("compare")}</button>
      <button type="button" @click=${() => openMenu("report")}>${t("report")}</button>
      <button type="button" @click=${() => void openSurgeon(active.npi)}>${t("roster.of")}</button></p>
    ${warned(active)} ${facts(active)}</section>`;
}
