// Draws lists of cases: what is due, what was made, what is looked up.

import { type TemplateResult, html, nothing } from "lit";
import { allDue, everything, handOver, kept, lookUp } from "./desk.js";
import { open } from "./find.js";
import type { State } from "./state.js";
import type { Callback, Day, Line, Lookup } from "./wire.js";
import { t, when } from "./words.js";

/** Cases, each to be opened. */
export function lines(list: Line[]): TemplateResult {
  return html`<ul class="plain lines">${list.map(
    (l) => html`<li><button type="button" class="quiet ref" @click=${() => void open(l.reference)}>${l.reference}</button>
      ${when(l.created)} · ${t(l.voided ? `voided.${l.voided}` : `outcome.${l.outcome}`)}${l.follow_up ? html` · <span class=${l.overdue ? "late" : ""}>${when(l.follow_up)}</span>` : nothing}
      ${l.assigned ? html` · ${l.assigned}` : nothing}
      <br /><span class="muted" translate="no">${l.surgeons.join("; ")}</span></li>`,
  )}</ul>`;
}

/** Cases looked up by what a caller without a reference still knows: everything together. */
export function casesView(s: State): TemplateResult {
  const send = (e: Event) => {
    e.preventDefault();
    const f = new FormData(e.target as HTMLFormElement);
    const said = Object.fromEntries(Object.keys(everything).filter((k) => k !== "page").map((k) => [k, String(f.get(k) ?? "").trim()]));
    void lookUp({ ...everything, ...said } as Lookup);
  };
  const field = (name: string, type: string, pattern = ".*") => html`<label>${t(`cases.${name}`)} <input name=${name} type=${type} pattern=${pattern} autocomplete="off" /></label>`;
  return html`<section aria-labelledby="cases"><h2 id="cases">${t("cases")}</h2>
    <form class="choices" @submit=${send}>
      ${field("surgeon", "text")} ${field("zip3", "text", "[0-9]{3}")} ${field("from", "date")} ${field("until", "date")}
      <label>${t("cases.language")} <select name="language"><option value="">–</option><option value="en" lang="en">English</option><option value="es" lang="es">Español</option></select></label>
      ${field("agent", "text")} ${field("assigned", "text")} ${field("due_by", "date")}
      <button type="submit">${t("cases.find")}</button>
    </form>${lines(s.found)}</section>`;
}

function callback(c: Callback): TemplateResult {
  return html`<li><span class=${c.overdue ? "late" : ""}>${c.due.replace("T", " ")}</span> · ${t(`callback.${c.reason}`)} · ${c.assigned || c.agent}
    ${c.reference ? html`<button type="button" class="quiet ref" @click=${() => void open(c.reference)}>${c.reference}</button>` : nothing}
    <button type="button" @click=${() => void kept(c.id)}>${t("callback.kept")}</button></li>`;
}

/** What is due, the agent's last cases, and handing over what is left. */
export function dayView(d: Day): TemplateResult {
  const hand = (e: Event) => {
    e.preventDefault();
    void handOver(String(new FormData(e.target as HTMLFormElement).get("to") ?? "").trim().toLowerCase());
  };
  return html`<aside class="day">
    <section aria-labelledby="due"><h2 id="due">${t("today.due")}</h2>${d.due.length ? lines(d.due) : html`<p>${t("today.none")}</p>`}
      ${d.due_total > d.due.length ? html`<p><button type="button" class="quiet" @click=${() => void allDue()}>${t("today.more", { shown: d.due.length, count: d.due_total })}</button></p>` : nothing}</section>
    <section aria-labelledby="callbacks"><h2 id="callbacks">${t("callbacks")}</h2>${d.callbacks.length ? html`<ul class="plain lines">${d.callbacks.map(callback)}</ul>` : html`<p>${t("callbacks.none")}</p>`}
      <details><summary>${t("hand_over")}</summary><form class="choices" @submit=${hand}><label>${t("hand_over.to")} <input name="to" autocapitalize="none" autocomplete="off" /></label> <button type="submit">${t("hand_over")}</button></form></details></section>
    <section aria-labelledby="mine"><h2 id="mine">${t("today.mine")}</h2>${lines(d.mine)}</section>
  </aside>`;
}
