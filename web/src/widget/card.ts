// One physician in the list: the same card, read out the same way, as on the
// finder's own pages (web/templates/card.html).
import { html, nothing, type TemplateResult } from "lit";
import { check, away, phone } from "./icons.js";
import { kept } from "./kept.js";
import { dial, sentence, type Schemas, type Wording } from "./wording.js";

export interface Frame {
  wording: Wording;
  base: string; // of the finder, for the links to profiles
  level: number; // of the heading of a card
  lit: number; // the card that its pin points at; 0: none
  light(number: number): void;
  chosen(event: Event, npi: string, what: "pf-select" | "pf-call" | "pf-directions"): void;
}

export function card(c: Schemas["Card"], number: number, beyond: boolean, f: Frame): TemplateResult {
  const w = f.wording;
  const badge = evidence(c, w);
  const said = [
    c.accepting && w.t(`accepting.${c.accepting}`),
    c.languages.length > 0 && w.t("card.languages", { languages: c.languages.map((tag) => w.language(tag)).join(", ") }),
    c.telehealth && w.t("card.telehealth"),
  ].filter(Boolean);
  return html`<li
    class="card ${beyond ? "beyond" : ""} ${f.lit === number ? "lit" : ""}"
    part="card"
    data-card=${number}
    @pointerenter=${() => f.light(number)}
    @pointerleave=${() => f.light(0)}
    @focusin=${() => f.light(number)}
    @focusout=${() => f.light(0)}
  >
    <span class="number" aria-hidden="true">${number}</span>
    <div class="about">
      <div role="heading" aria-level=${f.level} part="name"><a
        href="${f.base}/physicians/${c.npi}?lang=${w.lang}" rel="noopener noreferrer"
        @click=${(e: Event) => f.chosen(e, c.npi, "pf-select")}
      ><span class="sr">${number}. </span><span translate="no">${c.name.display}</span></a></div>
      <p class="what"><span>${specialties(c.specialties)}</span>${c.distance ? html` <strong>${sentence(c.distance.text)}</strong>` : nothing}</p>
      <p class="badge ${badge.kind}" part="badge badge-${badge.kind}">${badge.kind === "confirmed" ? check : nothing}<span>${badge.text}</span></p>
      ${badge.note ? html`<p class="small">${badge.note}</p>` : nothing}
      ${office(c.location, c.npi, f)}
      ${said.length ? html`<p class="tags">${said.map((text, i) => html`${i ? " " : ""}<span>${text}</span>`)}</p>` : nothing}
      ${c.other_locations.length
        ? html`<details>
            <summary>${w.t("card.others", { count: c.other_locations.length })}</summary>
            ${c.other_locations.map((l) => html`<div class="office">${office(l, c.npi, f)}${checked(l)}</div>`)}
          </details>`
        : nothing}
      ${checked(c.location)}
    </div>
  </li>`;
}

// evidence is what the finder says of annular closure. One of the version before
// gives no text, while its replicas are upgraded: then the office knows.
function evidence(c: Schemas["Card"], w: Wording): Schemas["Evidence"] {
  const said: Schemas["Evidence"] | undefined = c.evidence;
  return said ?? { kind: "unknown", text: w.t("evidence.unknown"), note: "" };
}

// specialties names them once each, the primary one first.
function specialties(all: readonly Schemas["Specialty"][]): string {
  const names = [...all.filter((s) => s.primary), ...all].map((s) => s.name);
  return [...new Set(names)].join(" · ");
}

function office(l: Schemas["Location"], npi: string, f: Frame): TemplateResult {
  const w = f.wording;
  const a = l.address;
  const lines = [a.line1, ...(a.line2 ? [a.line2] : []), `${a.city}, ${a.state} ${a.postal_code}`.trim()];
  // A map site is given the office's address and nothing of the person's.
  const route = new URLSearchParams({ api: "1", destination: `${a.line1}, ${a.city}, ${a.state} ${a.postal_code.slice(0, 5)}` });
  const call = l.phone ? dial(l.phone) : undefined;
  return html`<address translate="no">${l.name ? html`${l.name}<br>` : nothing}${lines.map((line, i) => html`${i ? html`<br>` : nothing}${line}`)}</address>
    <p class="actions">${call
        ? html`<a class="button first" part="button call" href=${call.url} @click=${(e: Event) => f.chosen(e, npi, "pf-call")}>${phone}<span>${kept(w.t("card.call", { phone: call.text }), call.text)}</span></a>`
        : html`<span>${w.t("card.no_phone")}</span>`}
      <a class="go" part="directions" href="https://www.google.com/maps/dir/?${route}" target="_blank" rel="noopener noreferrer" @click=${(e: Event) => f.chosen(e, npi, "pf-directions")}
      >${w.t("card.directions")}${away}<span class="sr">${w.t("card.directions.away")}</span></a></p>`;
}

const checked = (l: Schemas["Location"]): TemplateResult | typeof nothing => (l.checked ? html`<p class="small muted">${l.checked}</p>` : nothing);
