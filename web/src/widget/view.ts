// What the widget draws of its state. Below the form stands the answer, in a
// room of at least a screen's height from the moment a search begins: so that
// nothing in sight moves when the answer comes, however late.
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { answered, helped, refused, sure, waiting, type Next } from "./answer.js";
import type { Frame } from "./card.js";
import { form, type Doing } from "./form.js";
import { map } from "./map.js";
import { helpline, know, urgent } from "./panels.js";
import { profile, type Profile } from "./profile.js";
import type { Values } from "./question.js";
import { all } from "./results.js";
import type { Trouble } from "./transport.js";
import type { Schemas, Wording } from "./wording.js";

type Answer = Schemas["SearchAnswer"];

export interface Seen {
  wording: Wording;
  base: string; // of the finder
  level: number; // of the headings
  fields: Values;
  locating: boolean; // the browser can tell where it is
  status: string; // for everyone
  quiet: string; // for screen readers alone
  busy: boolean; // long enough to be told
  waiting: boolean; // an answer is on its way
  answer: Answer | undefined;
  trouble: Trouble | undefined;
  layout: string; // "split", "list" or "map-hidden"
  mapped: boolean; // the page draws a map of its own
  growing: boolean; // more of it
  missed: Trouble | undefined; // why that did not come
  profile: Profile | undefined; // that is open
  action: string; // on the button of the page's own
}

export interface Deeds extends Doing {
  change(v: Values): void;
  more: Next["more"];
  turn: Next["turn"];
  closed(): void; // the profile
  chosen: Frame["chosen"];
}

// drawn is the whole widget. What translators wrap is replaced, never changed:
// all of it with the language, an answer with the next.
export function drawn(s: Seen, d: Deeds): TemplateResult {
  const w = s.wording;
  const now = s.answer?.meta.urgency ?? s.trouble?.problem?.urgency ?? null;
  return html`<div class="place"><div class="all" lang=${w.lang} dir="ltr" aria-busy=${s.busy ? "true" : "false"}>
    ${keyed(w, html`${urgent(now, s.level, w)} ${form(s.fields, w, d, s.locating)}
    <div class=${s.waiting ? "told over" : "told"}><p class="status" part="status" role="status" .textContent=${s.status}></p></div>
    ${below(s, d)}
    <p class="sr" role="status" .textContent=${s.quiet}></p>
    ${s.profile ? profile(s.profile, frame(s, d), d.closed) : nothing}`)}
  </div></div>`;
}

// below is what stands under the form. It is made anew in each state: what
// comes and goes is no shift, what moves would be one.
function below(s: Seen, d: Deeds): TemplateResult {
  const foot = keyed(s.growing, html`${helpline(s.wording)} ${know(s.base, s.wording)}`);
  if (s.waiting) return html`<div class="room">${waiting(s.wording)}</div>${foot}`;
  if (!s.answer && !s.trouble) return html`${foot}`;
  return html`<div class="room stack">${s.trouble ? refused(s.trouble, s.level, s.wording, d.change) : keyed(s.answer, found(s.answer!, s, d))} ${foot}</div>`;
}

function found(a: Answer, s: Seen, d: Deeds): TemplateResult {
  if (a.meta.urgency === "emergency" && !sure(a)) return helped(s.level, s.wording);
  return answered(a, !!s.fields.near, picture(a, s), frame(s, d), d.change, { growing: s.growing, missed: s.missed, more: d.more, turn: d.turn });
}

const frame = (s: Seen, d: Deeds): Frame => ({ wording: s.wording, base: s.base, level: s.level + 1, action: s.action, chosen: d.chosen });

function picture(a: Answer, s: Seen): TemplateResult | typeof nothing {
  if (s.layout === "list" || !all(a).length) return nothing;
  const shown = s.mapped ? html`<div class="map own" id="map" part="map"></div>` : a.map ? map(a.map) : nothing;
  if (shown === nothing || s.layout !== "map-hidden") return shown;
  return html`<details class="folded"><summary>${s.wording.t("map.show")}</summary>${shown}</details>`;
}
