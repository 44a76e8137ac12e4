// What the widget says of an answer, or of why there is none: the same words
// in the same order as the finder's results page (internal/site/find.go).
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { card, type Frame } from "./card.js";
import { filters } from "./filters.js";
import { kept } from "./kept.js";
import type { Values } from "./question.js";
import type { Trouble } from "./transport.js";
import type { Schemas, Wording } from "./wording.js";

type Answer = Schemas["SearchAnswer"];
type Change = (v: Values) => void;

// listed counts whom the pages hold: who fits, then of whom it is not known.
const listed = (a: Answer): number => a.meta.total + (a.meta.unknown_total ?? 0);

// shown counts whom this page holds of them.
export const shown = (a: Answer): number => a.data.length + a.unknown.length;

export const first = (a: Answer): number => (a.meta.page - 1) * a.meta.page_size + 1;

// range says which of the list are shown.
export const range = (a: Answer, w: Wording): string => w.t("find.range", { from: first(a), to: first(a) + shown(a) - 1, total: listed(a) });

// choices are the ways on: whom the search finds without its filters and, from
// a short answer, farther. placed says that the place was typed or shared, not
// named among the words.
function choices(a: Answer, placed: boolean, change: Change): TemplateResult | typeof nothing {
  const { others, farther } = a.meta;
  if (a.meta.page > 1) return nothing;
  const all: [string, Values][] = [];
  if (others) {
    const { near, radius, specialty = "", q = "" } = others.parameters;
    all.push([others.summary, { annular_closure: "", language: "", accepting: "", gender: "", specialty, q, ...(!placed && near && { near, ...(radius && { radius }) }) }]);
  }
  if (farther) all.push([farther.summary, { radius: String(farther.radius) }]);
  return buttons(all, change);
}

function buttons(all: readonly [string, Values][], change: Change): TemplateResult | typeof nothing {
  if (!all.length) return nothing;
  return html`<ul class="choices">${all.map(([text, v]) => html`<li><button class="button" type="button" part="button" @click=${() => change(v)}>${text}</button></li>`)}</ul>`;
}

// cards are the lists of an answer: who fits, of whom it is not known, and who
// is beyond the radius.
function cards(a: Answer, f: Frame, next: Next): TemplateResult {
  const unknown = first(a) + a.data.length;
  return html`${list(a.data, first(a), "", false, f)} ${list(a.unknown, unknown, a.meta.unknown_summary ?? "", false, f)} ${further(a, f.wording, next)}
    ${list(a.beyond, unknown + a.unknown.length, a.texts?.beyond ?? "", true, f)}`;
}

function list(all: Answer["data"], start: number, heading: string, beyond: boolean, f: Frame): TemplateResult | typeof nothing {
  if (!all.length) return nothing;
  return html`${heading ? html`<div class="between" role="heading" aria-level=${f.level}>${heading}</div>` : nothing}
    <ol class="cards" start=${start}>${all.map((c, i) => card(c, start + i, beyond, f))}</ol>`;
}

// most is how many a page of the finder holds; and it answers no page after the
// hundredth.
export const most = 100;

// Next is how a list goes on.
export interface Next {
  growing: boolean; // more of it are on their way
  missed: Trouble | undefined; // why they did not come
  more(): void;
  turn(page: number): void;
}

// further shows more of the list in the same place; a list that is longer than
// a page can be, and one of a later page, is turned over.
function further(a: Answer, w: Wording, next: Next): TemplateResult | typeof nothing {
  const { page, page_size } = a.meta;
  const pages = Math.max(1, Math.min(most, Math.ceil(listed(a) / page_size)));
  if (pages === 1 && page === 1) return nothing;
  if (page === 1 && page_size < most) {
    return html`<div class="further"><span>${range(a, w)}</span>
        <button class="button" id="more" type="button" part="button more" aria-disabled=${next.growing} @click=${() => next.more()}>${w.t("widget.more")}</button></div>
      ${next.missed ? refusal(next.missed, w).texts.map((text) => html`<p class="notice">${text}</p>`) : nothing} ${next.growing ? html`<div class="room">${blanks}</div>` : nothing}`;
  }
  const to = (n: number, text: string): TemplateResult =>
    n < 1 || n > pages ? html`<span></span>` : html`<button class="button" type="button" part="button" @click=${() => next.turn(n)}>${text}</button>`;
  return html`<nav class="further" aria-label=${w.t("pager.label")}>
    ${to(Math.min(page - 1, pages), w.t("pager.previous"))}
    <span>${w.t("pager.page", { page: Math.min(page, pages), pages })}</span>
    ${to(page + 1, w.t("pager.next"))}
  </nav>`;
}

// answered is the whole answer (below a list that grows all is made anew, as
// view.ts says): its heading, how it departs from the question,
// its cards and beside them what is drawn of them.
export function answered(a: Answer, placed: boolean, drawn: TemplateResult | typeof nothing, f: Frame, change: Change, next: Next): TemplateResult {
  const w = f.wording;
  const { lead, note, filters: offered } = a.texts!;
  const ways = choices(a, placed, change);
  const found = shown(a) > 0;
  return html`<section class="stack" part="list" aria-labelledby="answer">
    ${title(a.meta.summary, f.level - 1)} ${lead ? html`<p class="muted" part=${listed(a) ? "lead" : "empty"}>${lead}</p>` : nothing}
    ${a.warnings.map((warning) => html`<p class="notice">${warning.text}</p>`)} ${found ? nothing : ways} ${filters(offered, w, change)}
    <div class="results ${drawn === nothing ? "" : "mapped"}">
      <div class="stack">${cards(a, f, next)} ${keyed(next.growing, html`${note ? html`<p class="small muted">${note}</p>` : nothing} ${found ? ways : nothing}`)}</div>
      ${keyed(next.growing, drawn)}
    </div>
  </section>`;
}

const title = (text: string, level: number): TemplateResult =>
  html`<div class="title" id="answer" part="heading" role="heading" aria-level=${level} tabindex="-1">${text}</div>`;

// sure says whether the place of an answer is certain. Beside an emergency
// nobody is listed for a guess: they may be in another state.
export const sure = (a: Answer): boolean =>
  a.meta.origin !== null && !a.warnings.some((w) => w.parameter === "near" && w.code !== "overridden" && w.code !== "place_region");

export const helped = (level: number, w: Wording): TemplateResult => html`<section class="stack" part="list" aria-labelledby="answer">
  ${title(w.t("find.emergency"), level)}
  <p part="empty">${w.t("find.emergency.lead")}</p>
</section>`;

const blanks = [0, 1, 2].map(() => html`<div class="blank" aria-hidden="true"></div>`);

// waiting holds the place of an answer that is on its way.
export const waiting = (w: Wording): TemplateResult => html`<div class="stack waiting" id="waiting" part="placeholder" tabindex="-1" aria-label=${w.t("script.searching")}>
  ${blanks}
</div>`;

// refused is what is shown when there is no answer. Where none can be had here
// the way to the finder itself, which the page has put inside, is shown too.
export function refused(t: Trouble, level: number, w: Wording, change: Change): TemplateResult {
  const r = refusal(t, w);
  return html`<section class="stack" part="error" aria-labelledby="answer">
    ${title(r.heading, level)} ${r.texts.map((text) => html`<p>${kept(text, w.phone)}</p>`)} ${buttons(r.candidates, change)}
    ${t.code === "key_not_valid" || t.code === "network" || t.code === "unavailable" ? html`<slot></slot>` : nothing}
  </section>`;
}

// A Refusal is what is said when there is no answer.
interface Refusal {
  heading: string;
  texts: readonly string[];
  candidates: readonly [string, Values][];
}

export function refusal(t: Trouble, w: Wording): Refusal {
  const faults = t.problem?.errors ?? [];
  const texts = faults.map((fault) => fault.text);
  const given = faults[0]?.given ?? "";
  switch (t.code) {
    case "place_ambiguous":
      return { heading: w.t("find.which", { place: given }), texts, candidates: (t.problem?.candidates ?? []).map((c) => [c.label, { near: c.value }]) };
    case "place_unknown":
      return { heading: w.t("find.unknown", { place: given }), texts, candidates: [] };
    case "invalid":
      return { heading: w.t("find.fault"), texts: texts.length ? texts : [w.t("problem.unavailable.detail")], candidates: [] };
    case "too_many_requests":
      return { heading: w.t("problem.too-many-requests.title"), texts: [w.t("problem.too-many-requests.detail", { seconds: t.wait || 1 })], candidates: [] };
    case "offline":
      return { heading: w.t("problem.unavailable.title"), texts: [w.t("script.offline")], candidates: [] };
    default:
      return { heading: w.t("problem.unavailable.title"), texts: [w.t("problem.unavailable.detail")], candidates: [] };
  }
}
