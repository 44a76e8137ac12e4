// One physician in the list: the same card, read out the same way, as on the
// finder's own pages (web/templates/card.html).
import { html, nothing, type TemplateResult } from "lit";
import { check, phone } from "./icons.js";
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
  const name = c.name.display;
  const told = [
    c.languages.length > 0 && w.t("card.languages", { languages: c.languages.map((tag) => w.language(tag)).join(", ") }),
    c.telehealth && w.t("card.telehealth"),
  ].filter(Boolean);
  const profile = `${f.base}/physicians/${c.npi}?lang=${w.lang}`;
  const refuses = c.accepting !== null && c.accepting !== "newpt";
  const others = c.other_locations.length;
  const chosen = (e: Event): void => f.chosen(e, c.npi, "pf-select");
  return html`<li
    class="card ${beyond ? "beyond" : ""} ${f.lit === number ? "lit" : ""}"
    part="card"
    data-card=${number}
    @pointerenter=${() => f.light(number)}
    @pointerleave=${() => f.light(0)}
    @focusin=${() => f.light(number)}
    @focusout=${() => f.light(0)}
  >
    <div class="head"><span class="number" aria-hidden="true">${number}</span>
      <div role="heading" aria-level=${f.level} part="name"><a href=${profile} rel="noopener noreferrer" @click=${chosen}
      ><span class="sr">${number}. </span><span translate="no">${name}</span></a></div>
      ${c.distance ? html`<span class="far">${sentence(c.distance.text)}</span>` : nothing}</div>
    <div><div class="what">${c.kind ? html`<span>${c.kind}</span> · ` : nothing}${address(c.location)}</div>${c.ask ? html`<span class="muted"> · ${c.ask}</span>` : nothing}</div>
    <p class="badge ${badge.kind}" part="badge badge-${badge.kind}">${badge.kind === "confirmed" ? check : nothing}<span>${badge.text}</span></p>
    ${badge.note && badge.kind !== "self_reported" ? html`<p class="small">${badge.note}</p>` : nothing}
    ${c.accepting ? html`<p class="taking ${refuses ? "no" : ""}">${w.t(`accepting.${c.accepting}`)}</p>` : nothing}
    ${actions(c.location, name, refuses, c.npi, f)}
    ${told.length ? html`<p class="small">${told.join(" · ")}</p>` : nothing}
    ${c.location.phone_checked || others
      ? html`<p class="small muted">${c.location.phone_checked ?? ""}${c.location.phone_checked && others ? " · " : ""}${others
          ? html`<a href=${profile} rel="noopener noreferrer" @click=${chosen}>${w.t("card.more", { count: others })}<span class="sr"> ${w.t("card.more.of")} <span translate="no">${name}</span></span></a>`
          : nothing}</p>`
      : nothing}
  </li>`;
}

// evidence is what the finder says of annular closure. One of the version before
// gives no text, while its replicas are upgraded: then the office knows.
function evidence(c: Schemas["Card"], w: Wording): Schemas["Evidence"] {
  const said: Schemas["Evidence"] | undefined = c.evidence;
  return said ?? { kind: "unknown", text: w.t("evidence.unknown"), note: "" };
}

function address(l: Schemas["Location"]): TemplateResult {
  const a = l.address;
  const town = [a.city, a.state].filter(Boolean).join(", ");
  return html`<address translate="no">${l.name ? `${l.name}, ` : ""}${a.line1}${a.line2 ? `, ${a.line2}` : ""}${a.line1 && town ? ", " : ""}${town} ${a.postal_code.slice(0, 5)}</address>`;
}

// actions are the number of the office and the way there; each says whose. The
// button of an office that takes no new patients is not the filled one.
function actions(l: Schemas["Location"], name: string, refuses: boolean, npi: string, f: Frame): TemplateResult {
  const w = f.wording;
  const a = l.address;
  // A map site is given the office's address and nothing of the person's.
  const route = new URLSearchParams({ api: "1", destination: `${a.line1}, ${a.city}, ${a.state} ${a.postal_code.slice(0, 5)}` });
  const call = l.phone ? dial(l.phone) : undefined;
  return html`<p class="actions">${call
      ? html`<a class="button ${refuses ? "" : "first"}" part="button call" href=${call.url} @click=${(e: Event) => f.chosen(e, npi, "pf-call")}
        >${phone}<span class="sr">${w.t("card.call.of")} <span translate="no">${name}</span>: </span><span class="tel" translate="no">${call.text}</span></a>`
      : html`<span>${w.t("card.no_phone")}</span>`}
    <a class="button" part="button directions" href="https://www.google.com/maps/dir/?${route}" target="_blank" rel="noopener noreferrer" @click=${(e: Event) => f.chosen(e, npi, "pf-directions")}
    >${w.t("card.map")}<span class="sr"> ${w.t("card.map.of")} <span translate="no">${name}</span> ${w.t("card.directions.away")}</span></a></p>`;
}
