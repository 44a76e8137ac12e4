// What the widget says of an answer, or of why there is none: the same words
// in the same order as the finder's results page (internal/site/find.go).
import { html, nothing, type TemplateResult } from "lit";
import { card, type Frame } from "./card.js";
import { cross } from "./icons.js";
import { kept } from "./kept.js";
import type { Trouble } from "./transport.js";
import type { Schemas, Wording } from "./wording.js";

type Answer = Schemas["SearchAnswer"];

// A Change is what a button of the answer does to the search.
export interface Change {
  near?: string;
  radius?: number;
  specialty?: string;
  closure?: string;
  text?: string;
  page?: number;
}

export interface Asked {
  radius: number; // miles
  placed: boolean; // the place was typed or shared, not named among the words
}

// place names the origin; one that is only a position is the person's area.
function place(a: Answer, w: Wording): string {
  const o = a.meta.origin;
  return !o || o.kind === "coords" || o.kind === "cell" ? w.t("find.area") : o.label;
}

// listed counts whom the pages hold: who fits, then of whom it is not known.
const listed = (a: Answer): number => a.meta.total + (a.meta.unknown_total ?? 0);

// lead says what is shown of the answer and how it is ordered.
function lead(a: Answer, w: Wording): string {
  const n = a.data.length + a.unknown.length;
  const total = listed(a);
  if (!n) return w.t(total ? "find.past_end" : a.beyond.length ? "find.none.lead" : "find.none.advice");
  const from = first(a);
  const said = [n === total ? w.t("find.all") : w.t("find.range", { from, to: from + n - 1, total })];
  if (a.meta.origin && a.query["sort"] === "distance") said.push(w.t("find.order", { place: place(a, w) }));
  if (a.meta.unknown_summary && !a.unknown.length) said.push(`${a.meta.unknown_summary}.`); // they are on a later page
  if (a.meta.data_as_of) said.push(w.t("find.as_of", { date: w.day(a.meta.data_as_of) }));
  return said.join(" ");
}

export const first = (a: Answer): number => (a.meta.page - 1) * a.meta.page_size + 1;

// chips are the words that were understood as filters, each with the way to
// take the reading back.
function chips(a: Answer, w: Wording, change: (c: Change) => void): TemplateResult | typeof nothing {
  if (!a.meta.understood.length) return nothing;
  return html`<ul class="chips" aria-label=${w.t("chips.label")}>
    ${a.meta.understood.map((u) => {
      const same = u.meaning.toLowerCase() === u.text.toLowerCase();
      return html`<li><button class="chip" type="button" part="chip" @click=${() => change({ text: u.without })}>
        <span>${same ? u.meaning : w.t("chips.understood", { text: u.text, meaning: u.meaning })}</span>${cross}<span class="sr">${w.t("chips.remove")}</span>
      </button></li>`;
    })}
  </ul>`;
}

// choices are the ways on: whom the search finds without its filters and, from
// a short answer, farther.
function choices(a: Answer, asked: Asked, change: (c: Change) => void): TemplateResult | typeof nothing {
  if (a.meta.page > 1) return nothing;
  const all: [string, Change][] = [];
  if (a.meta.others) all.push([a.meta.others.summary, without(a.meta.others.parameters, asked)]);
  if (a.meta.farther) all.push([a.meta.farther.summary, { radius: a.meta.farther.radius }]);
  return buttons(all, change);
}

// without leaves the filters out. A place that words named becomes the place.
function without(parameters: Readonly<Record<string, string>>, asked: Asked): Change {
  const change: Change = { specialty: parameters["specialty"] ?? "", closure: "", text: parameters["q"] ?? "" };
  if (asked.placed) return change;
  return { ...change, near: parameters["near"] ?? "", radius: Number(parameters["radius"]) || asked.radius };
}

function buttons(all: readonly [string, Change][], change: (c: Change) => void): TemplateResult | typeof nothing {
  if (!all.length) return nothing;
  return html`<ul class="choices">${all.map(([text, c]) => html`<li><button class="button" type="button" part="button" @click=${() => change(c)}>${text}</button></li>`)}</ul>`;
}

// cards are the lists of an answer: who fits, of whom it is not known, and who
// is beyond the radius.
function cards(a: Answer, f: Frame, change: (c: Change) => void): TemplateResult {
  const w = f.wording;
  const unknown = first(a) + a.data.length;
  const beyond = unknown + a.unknown.length;
  return html`${list(a.data, first(a), "", false, f)} ${list(a.unknown, unknown, a.meta.unknown_summary ?? "", false, f)} ${pager(a, w, change)}
    ${list(a.beyond, beyond, w.t("find.beyond", { radius: w.miles(a.meta.radius_meters ?? 0) }), true, f)}`;
}

function list(all: Answer["data"], start: number, heading: string, beyond: boolean, f: Frame): TemplateResult | typeof nothing {
  if (!all.length) return nothing;
  return html`${heading ? html`<div class="between" role="heading" aria-level=${f.level}>${heading}</div>` : nothing}
    <ol class="cards" start=${start}>${all.map((c, i) => card(c, start + i, beyond, f))}</ol>`;
}

const lastPage = 100; // that the finder answers

function pager(a: Answer, w: Wording, change: (c: Change) => void): TemplateResult | typeof nothing {
  const { page, page_size } = a.meta;
  const pages = Math.max(1, Math.min(lastPage, Math.ceil(listed(a) / page_size)));
  if (pages === 1 && page === 1) return nothing;
  const to = (n: number, text: string): TemplateResult =>
    n < 1 || n > pages ? html`<span></span>` : html`<button class="button" type="button" part="button" @click=${() => change({ page: n })}>${text}</button>`;
  return html`<nav class="pager" aria-label=${w.t("pager.label")}>
    ${to(Math.min(page - 1, pages), w.t("pager.previous"))}
    <span>${w.t("pager.page", { page: Math.min(page, pages), pages })}</span>
    ${to(page + 1, w.t("pager.next"))}
  </nav>`;
}

// answered is the whole answer: its heading, how it departs from the question,
// its cards and beside them what is drawn of them.
export function answered(a: Answer, asked: Asked, drawn: TemplateResult | typeof nothing, f: Frame, change: (c: Change) => void): TemplateResult {
  const w = f.wording;
  return html`<section class="stack" part="list" aria-labelledby="answer">
    ${title(a.meta.summary, f.level - 1)}
    <p class="muted" part=${listed(a) ? "lead" : "empty"}>${lead(a, w)}</p>
    ${a.warnings.map((warning) => html`<p class="notice">${warning.text}</p>`)} ${chips(a, w, change)} ${choices(a, asked, change)}
    <div class="results ${drawn === nothing ? "" : "mapped"}">
      <div class="stack">${cards(a, f, change)}</div>
      ${drawn}
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

// waiting holds the place of an answer that is on its way.
export const waiting = (w: Wording): TemplateResult => html`<div class="stack waiting" id="waiting" part="placeholder" tabindex="-1" aria-label=${w.t("script.searching")}>
  ${[0, 1, 2].map(() => html`<div class="blank" aria-hidden="true"></div>`)}
</div>`;

// refused is what is shown when there is no answer. Where none can be had here
// the way to the finder itself, which the page has put inside, is shown too.
export function refused(t: Trouble, level: number, w: Wording, change: (c: Change) => void): TemplateResult {
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
  candidates: readonly [string, Change][];
}

function refusal(t: Trouble, w: Wording): Refusal {
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
