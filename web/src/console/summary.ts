// Draws what a supervisor sees: the overview of a span of days, the accounts,
// and what was done with them.

import { type TemplateResult, html, nothing, svg } from "lit";
import { hows, outcomes } from "./case.js";
import { changeAccount, sum } from "./desk.js";
import { dayBefore } from "./menu.js";
import type { State } from "./state.js";
import type { Summary } from "./wire.js";
import { t, when } from "./words.js";

/** What was asked for and not found, in words. */
function asked(filters: string): string {
  const pairs = Object.entries((JSON.parse(filters) as Record<string, string> | null) ?? {}).sort();
  return pairs.map(([name, value]) => `${t(`filter.${name}`)} ${value}`).join(", ") || t("filter.none");
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

/** What was searched with partners' keys, to hand on. */
function partnersTable(s: Summary): TemplateResult {
  return html`<table class="grid" id="partners"><caption>${t("summary.partners")}</caption><thead><tr><th scope="col">${t("summary.partner")}</th><th scope="col">${t("summary.searches")}</th>
      <th scope="col">${t("summary.nobody")}</th><th scope="col">${t("summary.days")}</th></tr></thead>
    <tbody>${s.partners.map((p) => html`<tr><th scope="row" translate="no">${p.partner}</th><td>${p.searches}</td><td>${p.nobody}</td><td>${p.days}</td></tr>`)}
      ${s.partners.length === 0 ? html`<tr><td colspan="4">${t("summary.partners.none")}</td></tr>` : nothing}</tbody></table>
    <p><a href=${`/console/partners.csv?from=${s.from}&until=${s.until}`}>${t("summary.partners.export")}</a></p>`;
}

/** What a supervisor sees. */
export function summaryView(s: Summary): TemplateResult {
  const send = (e: Event) => {
    e.preventDefault();
    const f = new FormData(e.target as HTMLFormElement);
    void sum(String(f.get("from")), String(f.get("until")));
  };
  const minutes = (c: { timed: number; seconds: number }) => (c.timed ? (c.seconds / c.timed / 60).toFixed(1) : "–");
  const agents = [...new Set([...Object.keys(s.by_agent), ...Object.keys(s.calls_by)])].sort();
  const had = outcomes.filter((o) => s.by_outcome[o]);
  return html`<section aria-labelledby="summary"><h2 id="summary">${t("summary.calls", { calls: s.calls, cases: s.cases, days: s.days })}</h2>
    <form class="choices" @submit=${send} data-span="${s.from} ${s.until}">
      <label>${t("cases.from")} <input type="date" name="from" .value=${s.from} /></label> <label>${t("cases.until")} <input type="date" name="until" .value=${s.until} /></label>
      <button type="submit">${t("summary.show")}</button> <button type="button" @click=${() => void sum(dayBefore(), dayBefore())}>${t("summary.yesterday")}</button></form>
    <div class="pair">
      ${bars(t("summary.hours"), s.by_hour.map((n, hour) => [String(hour), n]))}
      ${bars(t("summary.wrapups"), Object.keys(s.by_wrapup).sort().map((w) => [t(`wrapup.${w}`), s.by_wrapup[w] ?? 0]))}
      ${bars(t("summary.outcomes"), outcomes.map((o) => [t(`outcome.${o}`), s.by_outcome[o] ?? 0]))}
      ${bars(t("case.how"), hows.map((h) => [t(`how.${h}`), s.by_how[h] ?? 0]))}
    </div>
    <table class="grid"><caption>${t("summary.agents")}</caption><thead><tr><th scope="col">${t("cases.agent")}</th><th scope="col">${t("summary.call_count")}</th><th scope="col">${t("summary.minutes")}</th>
      ${had.map((o) => html`<th scope="col">${t(`outcome.${o}`)}</th>`)}</tr></thead>
      <tbody>${agents.map((a) => html`<tr><th scope="row">${a}</th><td>${s.calls_by[a]?.calls ?? 0}</td><td>${minutes(s.calls_by[a] ?? { timed: 0, seconds: 0 })}</td>
        ${had.map((o) => html`<td>${s.by_agent[a]?.[o] ?? 0}</td>`)}</tr>`)}</tbody></table>
    <h3>${t("summary.unmet")}</h3>${s.unmet.length === 0 ? html`<p>–</p>` : html`<ul class="plain">${s.unmet.map((u) => html`<li><strong>${u.state || "–"}</strong> ${u.calls} · ${asked(u.filters)}</li>`)}</ul>`}
    <p>${t("summary.spanish", { count: s.spanish })}</p>
    <p><strong>${t("today.due")}:</strong> ${s.due} · <strong>${t("today.corrections", { count: s.corrections })}</strong>
      <span class=${s.overdue > 0 ? "late" : ""}>(${t("corrections.overdue")}: ${s.overdue})</span></p>
    ${partnersTable(s)}
    <p><strong>${t("summary.states")}:</strong> ${s.none_nearby.join(", ") || "–"}</p>
    <p><a href=${`/console/cases.csv?from=${s.from}&until=${s.until}`}>${t("summary.export")}</a></p>
  </section>`;
}

/** The accounts, and who did what. */
export function accountsView(s: State): TemplateResult {
  const own = document.getElementById("app")?.dataset["name"];
  return html`<section aria-labelledby="accounts"><h2 id="accounts">${t("accounts")}</h2>
    <table class="grid"><thead><tr><th scope="col">${t("cases.agent")}</th><th scope="col">${t("accounts.role")}</th><th scope="col">${t("accounts.state")}</th><th scope="col">${t("accounts.since")}</th><td></td></tr></thead>
    <tbody>${s.accounts.map((a) => html`<tr><th scope="row">${a.name}</th><td>${t(`role.${a.role}`)}</td><td>${t(a.disabled ? "accounts.disabled" : "accounts.open")}</td><td>${when(a.since)}</td>
      <td>${a.name === own ? "" : html`<button type="button" @click=${() => void changeAccount({ name: a.name, role: a.role === "agent" ? "supervisor" : "agent" })}>${t(a.role === "agent" ? "accounts.promote" : "accounts.demote")}</button>
        <button type="button" @click=${() => void changeAccount({ name: a.name, disabled: !a.disabled })}>${t(a.disabled ? "accounts.enable" : "accounts.disable")}</button>`}</td></tr>`)}</tbody></table>
    <p class="muted">${t("accounts.how")}</p>
    <h3 id="audit">${t("audit")}</h3><ul class="plain lines">${s.audit.map((a) => html`<li>${when(a.at)} · ${a.account} · ${t(`deed.${a.deed}`)} ${a.subject}</li>`)}</ul></section>`;
}
