// Draws what is open beside the call.

import { type TemplateResult, html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import { ofLast, wrapups } from "./call.js";
import { noReport, promise } from "./desk.js";
import { choose, closeMenu, momentIn, outcomes, sendReport, times, turnTo, waits } from "./menu.js";
import { type Report, type State, listed } from "./state.js";
import { t } from "./words.js";

export const kinds = ["phone_dead", "moved", "no_longer_offers", "now_offers", "not_accepting", "other"];
const reasons = ["asked_to", "line_busy", "interpreter", "practice_to_answer", "insurance", "other"];

const options = (texts: string[]) => html`<ol class="options">${texts.map(
  (text, i) => html`<li><button type="button" @click=${() => choose(i + 1)}><kbd>${i + 1}</kbd> ${text}</button></li>`,
)}</ol>`;

/** Which surgeon it is about; the arrows choose. */
function which(s: State): TemplateResult | typeof nothing {
  const surgeons = s.open?.case.surgeons ?? [];
  if (surgeons.length === 0) return nothing;
  const name = surgeons[s.about - 1]?.name;
  return html`<p><button type="button" class="quiet" aria-label=${t("menu.before")} @click=${() => turnTo(-1)}>←</button>
    <strong aria-live="polite" translate=${name ? "no" : nothing}>${name ? `${s.about}. ${name}` : t("menu.whole")}</strong>
    <button type="button" class="quiet" aria-label=${t("menu.after")} @click=${() => turnTo(1)}>→</button></p>`;
}

function callback(s: State): TemplateResult {
  const send = (e: Event) => {
    e.preventDefault();
    const f = new FormData(e.target as HTMLFormElement);
    closeMenu();
    void promise({ due: String(f.get("due")), reason: String(f.get("reason")), reference: s.open?.case.reference ?? "", language: s.caller, assigned: "" });
  };
  return html`${options(times.map((m) => t(`callback.in.${m}`)))}
    <form class="choices" @submit=${send}><label>${t("callback.due")} <input type="datetime-local" name="due" required .value=${momentIn(60)} /></label>
      <label>${t("callback.reason")} <select name="reason">${reasons.map((r) => html`<option value=${r}>${t(`callback.${r}`)}</option>`)}</select></label>
      <button type="submit">${t("callback")}</button></form><p class="muted">${t("callback.no_number")}</p>`;
}

function report(s: State): unknown {
  const card = listed()[s.active];
  if (!card) return nothing;
  const now = s.reports[card.npi] ?? noReport;
  const take = (part: Partial<Report>) => { s.reports[card.npi] = { ...noReport, ...s.reports[card.npi], ...part }; };
  const value = (e: Event) => (e.target as HTMLInputElement).value;
  const send = (e: Event) => {
    e.preventDefault();
    sendReport(card.npi);
  };
  return keyed(card.npi, html`<p><strong translate="no">${card.name}</strong>, ${card.office.address} <span class="whole">${card.office.phone}</span></p>
    <form class="choices" @submit=${send}>
      <label>${t("report.phone")} <input name="phone" inputmode="tel" autocomplete="off" autofocus .value=${live(now.phone)} @input=${(e: Event) => take({ phone: value(e) })} /></label>
      <label>${t("report.kind")} <select name="kind" @change=${(e: Event) => take({ kind: value(e) })}>${kinds.map((k) => html`<option value=${k} .selected=${live(k === now.kind)}>${t(`kind.${k}`)}</option>`)}</select></label>
      <label class="grow">${t("report.detail")} <input name="detail" maxlength="280" autocomplete="off" .value=${live(now.detail)} @input=${(e: Event) => take({ detail: value(e) })} /></label>
      <button type="submit">${t("report.send")}</button>
    </form>`);
}

/** The open menu, over what is below the box. */
export function menuView(s: State): TemplateResult | typeof nothing {
  if (!s.menu || (!s.open && (s.menu === "outcome" || s.menu === "follow_up"))) return nothing;
  const title = s.menu === "wrapup" && ofLast() ? t("wrapup.last") : t(`menu.${s.menu}`);
  const body = {
    wrapup: () => options(wrapups.map((w) => t(`wrapup.${w}`))),
    outcome: () => html`${which(s)} ${options((s.open?.case.surgeons.length ? outcomes : ["sent_to_911"]).map((o) => t(`outcome.${o}`)))}`,
    follow_up: () => html`${which(s)} ${options(waits.map((w) => t(`follow_up.in.${w ?? "never"}`)))}`,
    callback: () => callback(s),
    report: () => report(s),
  }[s.menu]();
  return html`<section id="menu" class="menu" aria-labelledby="menu-title"><h2 id="menu-title">${title}</h2>${body}
    <p><button type="button" class="quiet" @click=${closeMenu}>${t("close")} (Esc)</button></p></section>`;
}
