// Draws a case: its reference, what came of it, what is still to be done.

import { type TemplateResult, html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import { open } from "./find.js";
import { type Held, change, draft, saveDraft, shown } from "./held.js";
import { outcomes as chosen, setOutcome } from "./menu.js";
import type { Case } from "./wire.js";
import { t, when } from "./words.js";

export const outcomes = ["open", "appointment_set", "caller_will_call", "appointment_kept", "appointment_not_kept", "practice_no_answer", "no_fit", "sent_to_911"];
export const hows = ["read", "print", "email_text", "sms_text", "warm_transfer"];
const remarks = ["mornings", "afternoons", "interpreter", "wheelchair", "ride", "records_sent", "referral_needed", "insurance_to_ask", "message_left", "waiting_list"];
const voids = ["", "mistyped", "duplicate", "test"];

function choose(label: string, values: string[], word: (value: string) => string, now: string, chosen: (value: string) => void): TemplateResult {
  return html`<label>${label} <select @change=${(e: Event) => chosen((e.target as HTMLSelectElement).value)}>
    ${values.map((v) => html`<option value=${v} .selected=${live(v === now)}>${word(v)}</option>`)}</select></label>`;
}

/** A change of a case in words; fields and values that have a wording get it. */
function changed(c: { field: string; from: string; to: string }): string {
  const [field = "", n = ""] = c.field.split(" ");
  const worded = (key: string, otherwise: string) => (t(key) === key ? otherwise : t(key));
  const word = (v: string) => v.split(" ").map((code) => worded(`${field}.${code}`, code)).join(field === "remarks" ? ", " : " ");
  return t("case.change", { field: worded(`case.${field}`, field) + (n && ` ${n}`), from: word(c.from) || "–", to: word(c.to) || "–" });
}

/** The reference of the case that is open, large, as it is said; and what of it is not stored. */
export function caseHead(h: Held): TemplateResult {
  const c = shown(h);
  const none = c.surgeons.length === 0; // sent to 911
  return html`<header class="case casehead">
    <h3 id="case">${t("case", { reference: c.reference })}</h3> <span class="spoken">${c.spoken}</span>
    ${c.voided ? html`<strong class="late">${t(`voided.${c.voided}`)} ${c.merged ? html`<button type="button" class="quiet ref" @click=${() => void open(c.merged)}>${c.merged}</button>` : nothing}</strong>` : nothing}
    <p class="muted">${t("case.made", { day: when(c.created), agent: c.agent })}${none ? ` · ${t("case.nobody")}` : ""}</p>
    ${h.fault ? html`<p role="alert" class="fault">${h.fault} ${Object.keys(h.wanted).length > 0 ? html`<button type="button" @click=${() => void change(h, {})}>${t("case.again")}</button>` : nothing}</p>` : nothing}
    <p class="muted" aria-live="polite">${h.saving ? t("case.saving") : Object.keys(h.draft).length > 0 ? t("case.typed") : ""}</p>
  </header>`;
}

/** What changed since the caller was told, if the case is opened again. */
export function since(c: Case): TemplateResult | typeof nothing {
  return c.since.length === 0 ? nothing : html`<div class="notice" id="since"><strong>${t("since")}</strong><ul class="plain">${c.since.map((s) => html`<li>${s}</li>`)}</ul></div>`;
}

/** What came of each surgeon. */
function told(h: Held, c: Case): TemplateResult | typeof nothing {
  if (c.surgeons.length < 2 && !c.surgeons[0]?.outcome) return nothing;
  return html`<ol class="told">${c.surgeons.map((s, i) => html`<li><span translate="no">${s.name}</span>
    ${choose(t("case.outcome_of", { number: i + 1 }), ["", ...chosen], (v) => t(v ? `outcome.${v}` : "case.not_said"), s.outcome ?? "", (v) => void setOutcome(h, v, i + 1))}
    ${s.attempts ? t("case.attempts", { count: s.attempts }) : nothing}</li>`)}</ol>`;
}

/** Everything of the case that may still change. */
export function caseForm(h: Held): unknown {
  const c = shown(h);
  const save = (e: Event) => {
    e.preventDefault();
    void saveDraft(h);
  };
  const typed = (field: "note" | "follow_up") => (e: Event) => draft(h, field, (e.target as HTMLInputElement).value);
  const none = c.surgeons.length === 0; // sent to 911: there is no other outcome
  const sms = `sms:?body=${encodeURIComponent(c.texts.sms)}`;
  const mail = `mailto:?subject=${encodeURIComponent(c.texts.subject)}&body=${encodeURIComponent(c.texts.email)}`;
  const remark = (code: string) => {
    const now = c.remarks.includes(code) ? c.remarks.filter((r) => r !== code) : [...c.remarks, code];
    void change(h, { remarks: now });
  };
  const away = (e: Event) => {
    e.preventDefault();
    const f = new FormData(e.target as HTMLFormElement);
    void change(h, { voided: String(f.get("voided")), merged: f.get("voided") === "duplicate" ? String(f.get("merged")).trim() : "" });
  };
  return keyed(c.reference, html`<div class="case">
    <p class="choices">${choose(t("case.outcome"), none ? ["sent_to_911"] : outcomes, (v) => t(`outcome.${v}`), c.outcome, (outcome) => void change(h, { outcome }))}
      ${choose(t("case.how"), hows, (v) => t(`how.${v}`), c.how, (how) => void change(h, { how }))}</p>
    ${told(h, c)}
    <form @submit=${save} class="choices">
      <label>${t("case.follow_up")} <input type="date" name="follow_up" .value=${live(c.follow_up)} @input=${typed("follow_up")} /></label>
      ${none ? nothing : choose(t("case.ask"), ["", ...c.surgeons.map((s) => s.npi)], (v) => c.surgeons.find((s) => s.npi === v)?.name ?? t("case.ask.any"), c.ask, (ask) => void change(h, { ask }))}
      <label class="grow">${t("case.note")} <input name="note" maxlength="280" .value=${live(c.note)} @input=${typed("note")} /></label>
      <button type="submit">${t("case.save")}</button>
    </form>
    <fieldset class="remarks"><legend>${t("case.remarks")}</legend>${remarks.map(
      (code) => html`<label class="check"><input type="checkbox" .checked=${live(c.remarks.includes(code))} @change=${() => remark(code)} />${t(`remarks.${code}`)}</label>`,
    )}</fieldset>
    ${none ? nothing : html`<p><a href=${mail}>${t("email")}</a> · <a href=${sms}>${t("sms")}</a> · <a href=${c.texts.sheet} target="_blank" rel="noopener">${t("print")}</a></p>`}
    <details><summary>${t("case.void")}</summary><form class="choices" @submit=${away}>
      <label>${t("case.voided")} <select name="voided">${voids.map((v) => html`<option value=${v} ?selected=${v === c.voided}>${t(v ? `voided.${v}` : "voided.no")}</option>`)}</select></label>
      <label>${t("case.merged")} <input name="merged" autocomplete="off" .value=${c.merged} /></label>
      <button type="submit">${t("case.save")}</button></form></details>
    <details><summary>${t("case.history")}</summary><ol class="plain">${c.history.map(
      (e) => html`<li>${when(e.at)}, ${e.agent}: ${e.changes.map(changed).join("; ")}</li>`,
    )}</ol></details>
  </div>`);
}
