// Draws surgeons: what is read aloud, everything known of one, two compared.

import { type TemplateResult, html, nothing } from "lit";
import { compare, listed, report, set, toggle, type State } from "./state.js";
import type { Card } from "./wire.js";
import { t } from "./words.js";

const kinds = ["phone_dead", "moved", "no_longer_offers", "now_offers", "not_accepting", "other"];

/** The surgeons to hand over, as they are read aloud: the emergency question first. */
export function handover(s: State, given: Card[]): TemplateResult {
  return html`<div class=${s.answer?.red_flag ? "script alarm" : "script"}>
    ${s.answer?.red_flag ? html`<p class="fault" role="alert">${t("red_flag")}</p>` : nothing}
    <h3 id="script">${t("script")}</h3>
    <p class="read" lang=${s.script?.language ?? nothing}>${s.script?.text ?? ""}</p>
    <ol>${given.map(
      (c) => html`<li><strong translate="no">${c.name}</strong>, ${c.distance}<br />
        <span class="spoken">${c.office.spoken || t("phone.none")}</span><br />
        ${c.languages || t("languages.unknown")} · ${c.accepting}<br />
        <span class="evidence ${c.evidence.kind}">${c.evidence.text}</span></li>`,
    )}</ol>
  </div>`;
}

function facts(c: Card): TemplateResult {
  return html`<dl>
    <dt>${t("phone")}</dt><dd class="spoken">${c.office.spoken || t("phone.none")}</dd>
    <dt>${t("spelled")}</dt><dd translate="no">${c.spelled}</dd>
    <dt>${c.distance}</dt><dd>${c.office.name ? html`${c.office.name}<br />` : nothing}${c.office.address}<br /><span class="muted">${c.office.checked}</span></dd>
    <dt>${t("closure")}</dt><dd><span class="evidence ${c.evidence.kind}">${c.evidence.text}</span> ${c.evidence.note}
      ${c.evidence.source ? html`<br /><span class="muted">${t("source", { source: c.evidence.source })}</span>` : nothing}</dd>
    <dt>${t("languages")}</dt><dd>${c.languages || t("languages.unknown")}</dd>
    <dt>${t("accepting")}</dt><dd>${c.accepting}</dd>
    ${(c.others ?? []).length > 0
      ? html`<dt>${t("others")}</dt><dd><ul class="plain">${(c.others ?? []).map((o) => html`<li>${o.address} <span class="whole">${o.phone}</span></li>`)}</ul></dd>`
      : nothing}
  </dl>`;
}

function correction(c: Card): TemplateResult {
  const send = (e: Event) => {
    e.preventDefault();
    const f = new FormData(e.target as HTMLFormElement);
    const form = e.target as HTMLFormElement; // what is refused stays, to be put right
    void report(c.npi, c.office.zip5, String(f.get("kind")), String(f.get("detail")), () => form.reset());
  };
  return html`<details><summary>${t("report")}</summary><form @submit=${send}>
    <p><label>${t("report.kind")} <select name="kind">${kinds.map((k) => html`<option value=${k}>${t(`kind.${k}`)}</option>`)}</select></label></p>
    <p><label>${t("report.detail")} <input name="detail" maxlength="280" /></label></p>
    <p><button type="submit">${t("report.send")}</button></p>
  </form></details>`;
}

/** Two surgeons side by side, if two are compared; above the list, where the agent looks. */
export function comparison(s: State): TemplateResult | null {
  const compared = s.compared.map((npi) => listed().find((c) => c.npi === npi)).filter((c) => c !== undefined);
  if (compared.length < 2) return null;
  return html`<section aria-labelledby="compared" class="wide"><h2 id="compared">${t("compare.title")}</h2>
    <button type="button" @click=${() => set({ compared: [], status: "" })}>${t("close")}</button>
    <div class="pair">${compared.map((c) => html`<div><h3 translate="no">${c.name}</h3>
      <p>${c.specialty} · NPI ${c.npi}</p>${facts(c)}</div>`)}</div></section>`;
}

/** Everything known of one surgeon. */
export function detail(s: State, active: Card): TemplateResult {
  return html`<section aria-labelledby="detail"><h2 id="detail" translate="no">${active.name}</h2>
    <p>${active.specialty} · NPI ${active.npi}</p>
    <p class="deeds"><button type="button" @click=${() => toggle(active.npi)}>${t("give")}</button>
      <button type="button" aria-pressed=${s.compared.includes(active.npi)} @click=${() => compare(active.npi)}>${t("compare")}</button></p>
    ${facts(active)} ${correction(active)}</section>`;
}
