// One physician in the list: the same card, read out the same way, as on the
// finder's own pages (web/templates/card.html).
import { html, nothing, type TemplateResult } from "lit";
import { check, phone } from "./icons.js";
import { dial, sentence, type Schemas, type Wording } from "./wording.js";

export interface Frame {
  wording: Wording;
  base: string; // of the finder, for the links to profiles
  level: number; // of the heading of a card
  action: string; // what a button of the page's own says; empty: there is none
  chosen(event: Event, card: Schemas["Card"], what: "pf-select" | "pf-call" | "pf-directions" | "pf-action", location?: string): void;
}

export function card(c: Schemas["Card"], number: number, beyond: boolean, f: Frame): TemplateResult {
  const w = f.wording;
  const name = c.name.display;
  const told = [
    c.languages.length > 0 && w.t("card.languages", { languages: c.languages.map((tag) => w.language(tag)).join(", ") }),
    c.telehealth && w.t("card.telehealth"),
    c.location.phone_checked,
  ].filter(Boolean);
  const profile = `${f.base}/physicians/${c.npi}?lang=${w.lang}`;
  const refuses = c.accepting !== null && c.accepting !== "newpt";
  const others = c.other_locations.length;
  const chosen = (e: Event): void => f.chosen(e, c, "pf-select");
  return html`<li class="card ${beyond ? "beyond" : ""}" part="card" data-card=${number}>
    <div class="head"><span class="number" aria-hidden="true">${number}</span>
      <div role="heading" aria-level=${f.level} part="name"><a href=${profile} target="_blank" rel="noopener noreferrer" aria-haspopup="dialog" @click=${chosen}
      ><span class="sr">${number}. </span><span translate="no">${name}</span></a></div>
      ${c.distance ? html`<span class="far">${sentence(c.distance.text)}</span>` : nothing}</div>
    <div><div class="what">${c.kind ? html`<span>${c.kind}</span> · ` : nothing}${address(c.location)}</div>${c.ask ? html`<span class="muted"> · ${c.ask}</span>` : nothing}</div>
    ${evidence(c)}
    ${c.accepting ? html`<p class="taking ${refuses ? "no" : ""}">${w.t(`accepting.${c.accepting}`)}</p>` : nothing}
    ${actions(c, c.location, f, true)}
    ${told.length || others
      ? html`<p class="small muted">${told.join(" · ")}${told.length && others ? " · " : ""}${others
          ? html`<a href=${profile} target="_blank" rel="noopener noreferrer" aria-haspopup="dialog" @click=${chosen}>${w.t("card.more", { count: others })}<span class="sr"> ${w.t("card.more.of")} <span translate="no">${name}</span></span></a>`
          : nothing}</p>`
      : nothing}
    <slot name="card-${c.npi}"></slot>
  </li>`;
}

// evidence is what the finder says of annular closure.
export const evidence = ({ evidence: e }: Schemas["Card"]): TemplateResult => html`<p class="badge ${e.kind}" part="badge badge-${e.kind}">${e.kind === "confirmed" ? check : nothing}<span>${e.text}</span></p>
  ${e.note && e.kind !== "self_reported" ? html`<p class="small">${e.note}</p>` : nothing}`;

export function address(l: Schemas["Location"]): TemplateResult {
  const a = l.address;
  const town = [a.city, a.state].filter(Boolean).join(", ");
  return html`<address translate="no">${l.name ? `${l.name}, ` : ""}${a.line1}${a.line2 ? `, ${a.line2}` : ""}${a.line1 && town ? ", " : ""}${town} ${a.postal_code.slice(0, 5)}</address>`;
}

// actions are the number of the office and the way there, each says whose, and
// what the page adds: of a card it may put something of its own in that place.
// The button of an office that takes no new patients is not the filled one.
export function actions(c: Schemas["Card"], l: Schemas["Location"], f: Frame, listed = false): TemplateResult {
  const w = f.wording;
  const a = l.address;
  const name = c.name.display;
  const refuses = c.accepting !== null && c.accepting !== "newpt";
  // A map site is given the office's address and nothing of the person's.
  const route = new URLSearchParams({ api: "1", destination: `${a.line1}, ${a.city}, ${a.state} ${a.postal_code.slice(0, 5)}` });
  const call = l.phone ? dial(l.phone) : undefined;
  const own = f.action ? html`<button class="button" type="button" part="button action" @click=${(e: Event) => f.chosen(e, c, "pf-action", l.id)}>${f.action}<span class="sr">: <span translate="no">${name}</span></span></button>` : nothing;
  return html`<p class="actions">${call
      ? html`<a class="button ${refuses ? "" : "first"}" part="button call" href=${call.url} @click=${(e: Event) => f.chosen(e, c, "pf-call")}
        >${phone}<span class="sr">${w.t("card.call.of")} <span translate="no">${name}</span>: </span><span class="tel" translate="no">${call.text}</span></a>`
      : html`<span>${w.t("card.no_phone")}</span>`}
    <a class="button" part="button directions" href="https://www.google.com/maps/dir/?${route}" target="_blank" rel="noopener noreferrer" @click=${(e: Event) => f.chosen(e, c, "pf-directions")}
    >${w.t("card.map")}<span class="sr"> ${w.t("card.map.of")} <span translate="no">${name}</span> ${w.t("card.directions.away")}</span></a>${listed ? html`<slot name="action-${c.npi}">${own}</slot>` : own}</p>`;
}
