// The call-center console: draws the state into the page, in its own light.

import { type TemplateResult, html, nothing, render } from "lit";
import { missing } from "./call.js";
import { correctionsView } from "./corrections.js";
import { listen } from "./keys.js";
import { go, signOutEverywhere, today } from "./desk.js";
import { askAgain, open } from "./find.js";
import { speak } from "./handover.js";
import { unsaved } from "./held.js";
import { casesView, dayView } from "./lists.js";
import { openMenu } from "./menu.js";
import { menuView } from "./menuview.js";
import { showPart } from "./roster.js";
import { rosterView } from "./rosterview.js";
import { againView, endsSoon } from "./again.js";
import { watch } from "./session.js";
import { look, takeBack } from "./shelf.js";
import { type View, attempt, onChange, set, state } from "./state.js";
import { accountsView, summaryView } from "./summary.js";
import { searchView } from "./views.js";
import { t } from "./words.js";

const app = document.getElementById("app");

function tabs(): TemplateResult {
  const views: View[] = app?.dataset["role"] === "supervisor" ? ["search", "cases", "corrections", "roster", "summary", "accounts"] : ["search", "cases", "corrections", "roster"];
  const names: Record<View, string> = {
    search: t("results"),
    cases: t("cases"),
    corrections: t("today.corrections", { count: state.day?.corrections ?? 0 }),
    roster: t("roster"),
    summary: t("summary"),
    accounts: t("accounts"),
  };
  return html`<nav class="tabs">
    ${views.map((v) => html`<button type="button" aria-current=${v === state.view ? "page" : nothing} @click=${() => void (v === "roster" ? showPart("due") : go(v))}>${names[v]}</button>`)}
    <button type="button" aria-expanded=${state.help} @click=${() => set({ help: !state.help })}>${t("help")}</button>
    <button type="button" @click=${() => void signOutEverywhere()}>${t("sign_out_everywhere")}</button>
  </nav>`;
}

/** Other cases of which something is not stored, to go back to. */
function pending(): TemplateResult | typeof nothing {
  const others = [...state.held.values()].filter((h) => h !== state.open && unsaved(h));
  if (others.length === 0) return nothing;
  return html`<p class="notice" id="unsaved">${t("case.unsaved.others")} ${others.map(({ case: { reference } }) => html`<button type="button" class="quiet ref" @click=${() => void open(reference)}>${reference}</button> `)}</p>`;
}

function main(): TemplateResult {
  const idle = state.view === "search" && !state.answer && !state.open && state.day;
  return html`<div class="top">${tabs()} <p role="status" class="status" .textContent=${state.busy ? t("searching") : state.status}></p></div> ${state.help ? html`<p class="notice">${t("help.keys")}</p>` : nothing}
    ${state.fault ? html`<p role="alert" class="fault" .textContent=${state.fault}></p>` : nothing}
    ${endsSoon(state)} ${state.kept ? html`<p class="notice" id="kept">${t("kept.before")} <button type="button" @click=${() => void attempt(takeBack)}>${t("kept.take")}</button>
      <button type="button" class="quiet" @click=${() => set({ kept: false })}>${t("close")}</button></p>` : nothing} ${pending()} ${missing() && state.menu !== "wrapup" ? html`<p class="notice" id="unsaid">${t("wrapup.missing")} <button type="button" @click=${() => openMenu("wrapup")}>${t("wrapup")}</button></p>` : nothing}
    ${menuView(state)} ${state.view === "search" ? searchView(state) : nothing} ${idle && state.day ? dayView(state.day) : nothing}
    ${state.view === "cases" ? casesView(state) : nothing}
    ${state.view === "corrections" ? correctionsView(state) : nothing}
    ${state.view === "roster" ? rosterView(state) : nothing}
    ${state.view === "summary" && state.summary ? summaryView(state.summary) : nothing}
    ${state.view === "accounts" ? accountsView(state) : nothing} ${againView()}`;
}

/**
 * Opens the call that a telephone system asks for: "#near=55401&lang=es". What
 * stands behind the hash reaches no server and no log; it is taken away at once.
 */
function popped(): boolean {
  const asked = new URLSearchParams(location.hash.slice(1));
  const near = asked.get("near")?.trim() ?? "", lang = asked.get("lang");
  if (!asked.has("near") && !asked.has("lang")) return false;
  history.replaceState(null, "", location.pathname + location.search);
  set({ view: "search" });
  if (lang === "en" || lang === "es") speak(lang);
  if (near) void askAgain({ text: near });
  return true;
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
  watch();
  draw();
  void today();
  document.getElementById("box")?.focus();
  window.addEventListener("hashchange", popped);
  popped();
  void attempt(look);
}
