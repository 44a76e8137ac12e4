// The call-center console: draws the state into the page, in its own light.

import { type TemplateResult, html, nothing, render } from "lit";
import { casesView, correctionsView, dayView, summaryView } from "./case.js";
import { listen } from "./keys.js";
import { type View, go, onChange, set, signOutEverywhere, state, today } from "./state.js";
import { searchView } from "./views.js";
import { t } from "./words.js";

const app = document.getElementById("app");

function tabs(): TemplateResult {
  const views: View[] = app?.dataset["role"] === "supervisor" ? ["search", "cases", "corrections", "summary"] : ["search", "cases", "corrections"];
  const names: Record<View, string> = {
    search: t("results"),
    cases: t("cases"),
    corrections: t("today.corrections", { count: state.day?.corrections ?? 0 }),
    summary: t("summary"),
  };
  return html`<nav class="tabs">
    ${views.map((v) => html`<button type="button" aria-current=${v === state.view ? "page" : nothing} @click=${() => void go(v)}>${names[v]}</button>`)}
    <button type="button" aria-expanded=${state.help} @click=${() => set({ help: !state.help })}>${t("help")}</button>
    <button type="button" @click=${() => void signOutEverywhere()}>${t("sign_out_everywhere")}</button>
  </nav>`;
}

function main(): TemplateResult {
  const idle = state.view === "search" && !state.answer && state.day;
  return html`${tabs()} ${state.help ? html`<p class="notice">${t("help.keys")}</p>` : nothing}
    <p role="status" class="status">${state.busy ? t("searching") : state.status}</p>
    ${state.fault ? html`<p role="alert" class="fault">${state.fault}</p>` : nothing}
    ${state.view === "search" ? searchView(state) : nothing} ${idle && state.day ? dayView(state.day) : nothing}
    ${state.view === "cases" ? casesView(state) : nothing}
    ${state.view === "corrections" ? correctionsView(state) : nothing}
    ${state.view === "summary" && state.summary ? summaryView(state.summary) : nothing}`;
}

if (app) {
  let shown = "row-0"; // what was last brought into sight; the page stays put until that changes
  const draw = () => {
    render(main(), app);
    const now = state.compared.length === 2 ? "compared" : `row-${state.active}`;
    if (now !== shown) document.getElementById(now)?.scrollIntoView({ block: "nearest" });
    shown = now;
  };
  app.replaceChildren();
  onChange(draw);
  listen();
  draw();
  void today();
  document.getElementById("box")?.focus();
}
