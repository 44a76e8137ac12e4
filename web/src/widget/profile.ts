// A surgeon's profile, opened over the page: what the finder's own page of them
// says (web/templates/physician.html), without leaving the partner's.
import { html, nothing, type TemplateResult } from "lit";
import { actions, address, evidence, type Frame } from "./card.js";
import { refusal } from "./answer.js";
import { Trouble } from "./transport.js";
import type { Schemas } from "./wording.js";

// A Profile is one that is open.
export interface Profile {
  card: Schemas["Card"];
  told?: Schemas["PhysicianAnswer"] | Trouble; // undefined: on its way
}

export function profile(p: Profile, f: Frame, closed: () => void): TemplateResult {
  const w = f.wording;
  const { name, npi } = p.card;
  return html`<dialog part="profile" closedby="any" aria-labelledby="who" aria-busy=${!p.told} @close=${closed}>
    <div class="stack">
      <div class="head">
        <div class="title" id="who" role="heading" aria-level=${f.level - 1} translate="no">${name.display}</div>
        <button class="button" type="button" part="button close" @click=${(e: Event) => (e.target as Element).closest("dialog")?.close()}>${w.t("widget.close")}</button>
      </div>
      ${p.told instanceof Trouble ? refusal(p.told, w).texts.map((text) => html`<p>${text}</p>`) : p.told ? known(p.told, f) : html`<p class="blank" aria-label=${w.t("script.searching")}></p>`}
      <p><a href="${f.base}/physicians/${npi}?lang=${w.lang}" target="_blank" rel="noopener noreferrer">${w.t("widget.profile")}</a></p>
    </div>
  </dialog>`;
}

function known({ data, facts }: Schemas["PhysicianAnswer"], f: Frame): TemplateResult {
  const w = f.wording;
  return html`<p>${data.specialties.map((s) => s.name).join(" · ")}</p>
    <ol class="cards">
      ${[data.location, ...data.other_locations].map(
        (l, i) => html`<li class="card">
          ${address(l)} ${i ? nothing : evidence(data)} ${actions(data, l, f)}
          ${l.fax ? html`<p class="small">${w.t("profile.fax", { fax: l.fax })}</p>` : nothing} ${l.checked ? html`<p class="small muted">${l.checked}</p>` : nothing}
        </li>`,
      )}
    </ol>
    <dl>${facts.map((fact) => html`<dt>${fact.name}</dt><dd>${fact.value}</dd>`)}</dl>
    <p>${w.t("disclaimer.choice")}</p>`;
}
