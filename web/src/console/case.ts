// Draws a case, lists of cases, the corrections and the overview.

import { type TemplateResult, html, nothing, svg } from "lit";
import { type State, change, decide, lookUp, show } from "./state.js";
import type { Case, Correction, Day, Line, Summary } from "./wire.js";
import { t, when } from "./words.js";

const outcomes = ["open", "appointment_set", "caller_will_call", "appointment_kept", "appointment_not_kept", "practice_no_answer", "no_fit", "sent_to_911"];
const hows = ["read", "print", "email_text", "sms_text", "warm_transfer"];

function choose(label: string, values: string[], prefix: string, now: string, chosen: (value: string) => void): TemplateResult {
  return html`<label>${label} <select @change=${(e: Event) => chosen((e.target as HTMLSelectElement).value)}>
    ${values.map((v) => html`<option value=${v} ?selected=${v === now}>${t(prefix + v)}</option>`)}</select></label>`;
}

/** A change of a case in words; fields and values that have a wording get it. */
function changed(c: { field: string; from: string; to: string }): string {
  const worded = (key: string, otherwise: string) => (t(key) === key ? otherwise : t(key));
  const word = (v: string) => worded(`${c.field}.${v}`, v);
  return t("case.change", { field: worded(`case.${c.field}`, c.field), from: word(c.from) || "–", to: word(c.to) || "–" });
}

/** The case that is open; one found again is there to be read once more. */
export function openCase(c: Case, again: boolean): TemplateResult {
  const note = (e: Event) => {
    e.preventDefault();
    const f = new FormData(e.target as HTMLFormElement);
    void change({ note: String(f.get("note")), follow_up: String(f.get("follow_up")) });
  };
  const sms = `sms:?body=${encodeURIComponent(c.texts.sms)}`;
  const mail = `mailto:?subject=${encodeURIComponent(c.texts.subject)}&body=${encodeURIComponent(c.texts.email)}`;
  return html`<article class="case" aria-labelledby="case">
    <h3 id="case">${t("case", { reference: c.reference })}</h3>
    <p class="spoken">${c.spoken}</p>
    <p class="muted">${t("case.made", { day: when(c.created), agent: c.agent })} · ${c.surgeons.map((s) => s.name).join("; ")}</p>
    <p class="choices">${choose(t("case.outcome"), outcomes, "outcome.", c.outcome, (outcome) => void change({ outcome }))}
      ${choose(t("case.how"), hows, "how.", c.how, (how) => void change({ how }))}</p>
    <form @submit=${note} class="choices">
      <label>${t("case.follow_up")} <input type="date" name="follow_up" .value=${c.follow_up} /></label>
      <label class="grow">${t("case.note")} <input name="note" maxlength="280" .value=${c.note} /></label>
      <button type="submit">${t("case.save")}</button>
    </form>
    <p><a href=${mail}>${t("email")}</a> · <a href=${sms}>${t("sms")}</a> · <a href=${c.texts.sheet} target="_blank" rel="noopener">${t("print")}</a></p>
    <details ?open=${again}><summary>${t("script")}</summary><p class="read" lang=${c.language}>${c.texts.script}</p></details>
    <details><summary>${t("case.history")}</summary><ol class="plain">${c.history.map(
      (e) => html`<li>${when(e.at)}, ${e.agent}: ${e.changes.map(changed).join("; ")}</li>`,
    )}</ol></details>
  </article>`;
}

function lines(list: Line[]): TemplateResult {
  return html`<ul class="plain lines">${list.map(
    (l) => html`<li><button type="button" class="quiet ref" @click=${() => void show(l.reference)}>${l.reference}</button>
      ${when(l.created)} · ${t(`outcome.${l.outcome}`)}${l.follow_up ? html` · <span class=${l.overdue ? "late" : ""}>${when(l.follow_up)}</span>` : nothing}
      <br /><span class="muted" translate="no">${(l.surgeons ?? []).join("; ")}</span></li>`,
  )}</ul>`;
}

/** Cases looked up by surgeon, agent, date, or what is due. */
export function casesView(s: State): TemplateResult {
  const send = (e: Event) => {
    e.preventDefault();
    const f = new FormData(e.target as HTMLFormElement);
    const text = (name: string) => String(f.get(name) ?? "").trim();
    void lookUp({ agent: text("agent"), npi: text("npi"), from: text("from"), until: text("until"), due_by: text("due_by"), page: 1 });
  };
  const field = (name: string, type: string) => html`<label>${t(`cases.${name}`)} <input name=${name} type=${type} /></label>`;
  return html`<section aria-labelledby="cases"><h2 id="cases">${t("cases")}</h2>
    <form class="choices" @submit=${send}>
      ${field("npi", "text")} ${field("agent", "text")} ${field("from", "date")} ${field("until", "date")} ${field("due_by", "date")}
      <button type="submit">${t("cases.find")}</button>
    </form>${lines(s.found)}</section>`;
}

/** What is due, and the agent's last cases. */
export function dayView(d: Day): TemplateResult {
  return html`<aside class="day">
    <section aria-labelledby="due"><h2 id="due">${t("today.due")}</h2>${d.due.length ? lines(d.due) : html`<p>${t("today.none")}</p>`}</section>
    <section aria-labelledby="mine"><h2 id="mine">${t("today.mine")}</h2>${lines(d.mine)}</section>
  </aside>`;
}

function toDecide(c: Correction): TemplateResult {
  const send = (e: SubmitEvent) => {
    e.preventDefault();
    const f = new FormData(e.target as HTMLFormElement);
    const text = (name: string) => String(f.get(name) ?? "");
    const accept = (e.submitter as HTMLButtonElement | null)?.value === "accept";
    void decide({ id: c.id, accept, reason: text("reason"), status: text("status"), phone: text("phone"), accepting: "", source: text("source") });
  };
  return html`<li class="case"><h3>${t(`kind.${c.kind}`)} · NPI ${c.npi} ${c.zip5}</h3>
    <p class="muted">${when(c.created)}, ${c.reporter} · <span class=${c.overdue ? "late" : ""}>${c.overdue ? t("corrections.overdue") : t("corrections.due", { day: when(c.due) })}</span></p>
    <p>${c.detail}</p>
    <form @submit=${send} class="choices">
      <label>${t("corrections.status")} <select name="status"><option value="">${t("corrections.status.none")}</option>
        ${["confirmed", "withdrawn"].map((v) => html`<option value=${v}>${t(`corrections.status.${v}`)}</option>`)}</select></label>
      <label>${t("corrections.phone")} <input name="phone" inputmode="tel" /></label>
      <label>${t("corrections.source")} <input name="source" maxlength="100" .value=${t("corrections.source.phone")} /></label>
      <label class="grow">${t("corrections.reason")} <input name="reason" maxlength="280" required /></label>
      <button value="accept">${t("corrections.accept")}</button> <button value="reject">${t("corrections.reject")}</button>
    </form></li>`;
}

/** The queue of corrections. */
export function correctionsView(s: State): TemplateResult {
  return html`<section aria-labelledby="corrections"><h2 id="corrections">${t("corrections")}</h2>
    ${s.corrections.length ? html`<ul class="plain">${s.corrections.map(toDecide)}</ul>` : html`<p>${t("today.none")}</p>`}</section>`;
}

function bars(label: string, values: [string, number][]): TemplateResult {
  const most = Math.max(1, ...values.map(([, n]) => n));
  return html`<figure><figcaption><strong>${label}</strong></figcaption>
    <svg viewBox="0 0 ${values.length * 10} 44" preserveAspectRatio="xMinYMax" role="img" aria-label=${values.filter(([, n]) => n > 0).map(([k, n]) => `${k}: ${n}`).join(", ") || "0"}>
      ${values.map(([, n], i) => svg`<rect x=${i * 10 + 1} y=${42 - (40 * n) / most} width="8" height=${(40 * n) / most + 1}></rect>`)}
    </svg>
    <table class="muted"><tbody>${values.filter(([, n]) => n > 0).map(([k, n]) => html`<tr><th scope="row">${k}</th><td>${n}</td></tr>`)}</tbody></table>
  </figure>`;
}

/** What a supervisor sees. */
export function summaryView(s: Summary): TemplateResult {
  return html`<section aria-labelledby="summary"><h2 id="summary">${t("summary.cases", { count: s.cases, days: s.days })}</h2>
    <div class="pair">
      ${bars(t("summary.hours"), s.by_hour.map((n, hour) => [String(hour), n]))}
      ${bars(t("summary.outcomes"), outcomes.map((o) => [t(`outcome.${o}`), s.by_outcome[o] ?? 0]))}
      ${bars(t("case.how"), hows.map((h) => [t(`how.${h}`), s.by_how[h] ?? 0]))}
      ${bars(t("summary.agents"), Object.entries(s.by_agent))}
    </div>
    <p><strong>${t("today.due")}:</strong> ${s.due} · <strong>${t("today.corrections", { count: s.corrections })}</strong>
      <span class=${s.overdue > 0 ? "late" : ""}>(${t("corrections.overdue")}: ${s.overdue})</span></p>
    <p><strong>${t("summary.states")}:</strong> ${(s.none_nearby ?? []).join(", ") || "–"}</p>
    <p><a href="/console/cases.csv">${t("summary.export")}</a> · <a href="/console/overrides.csv">${t("summary.overrides")}</a></p>
  </section>`;
}
