// Draws the corrections to decide.

import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { decide } from "./desk.js";
import type { State } from "./state.js";
import type { Correction } from "./wire.js";
import { t, when } from "./words.js";

function toDecide(c: Correction): TemplateResult {
  const send = (e: SubmitEvent) => {
    e.preventDefault();
    const f = new FormData(e.target as HTMLFormElement);
    const text = (name: string) => String(f.get(name) ?? "");
    const accept = (e.submitter as HTMLButtonElement | null)?.value === "accept";
    void decide({ id: c.id, accept, reason: text("reason"), status: text("status"), phone: text("phone"), accepting: "", source: text("source") });
  };
  return html`<li class="case"><h3>${t(`kind.${c.kind}`)} · <span translate="no">${c.name || t("corrections.unlisted")}</span></h3>
    <p>NPI ${c.npi} ${c.zip5}${c.office ? ` · ${c.office}` : ""}${c.listed ? html` · ${t("corrections.listed")} <span class="whole">${c.listed}</span>` : nothing}</p>
    <p class="muted">${when(c.created)}, ${c.reporter} · <span class=${c.overdue ? "late" : ""}>${c.overdue ? t("corrections.overdue") : t("corrections.due", { day: when(c.due) })}</span></p>
    <p>${c.detail}</p>
    <form @submit=${send} class="choices">
      <label>${t("corrections.status")} <select name="status"><option value="">${t("corrections.status.none")}</option>
        ${["confirmed", "withdrawn"].map((v) => html`<option value=${v}>${t(`corrections.status.${v}`)}</option>`)}</select></label>
      <label>${t("corrections.phone")} <input name="phone" inputmode="tel" .value=${c.phone} /></label>
      <label>${t("corrections.source")} <input name="source" maxlength="100" .value=${t("corrections.source.phone")} /></label>
      <label class="grow">${t("corrections.reason")} <input name="reason" maxlength="280" required /></label>
      <button value="accept">${t("corrections.accept")}</button> <button value="reject">${t("corrections.reject")}</button>
    </form></li>`;
}

/** The queue of corrections. */
export function correctionsView(s: State): TemplateResult {
  return html`<section aria-labelledby="corrections"><h2 id="corrections">${t("corrections")}</h2>
    ${s.corrections.length ? html`<ul class="plain">${repeat(s.corrections, (c) => c.id, toDecide)}</ul>` : html`<p>${t("today.none")}</p>`}</section>`;
}
