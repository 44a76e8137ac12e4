// The map of an answer, drawn by the finder and sent as data: no tiles, no
// third party. It is a picture; the list says all it says.
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Schemas } from "./wording.js";

// pinHeight is that of a mark, in the units of the frame.
const pinHeight = 42;

export function map(m: Schemas["MapPicture"]): TemplateResult {
  return html`<figure class="map" part="map">
    <svg viewBox="0 0 600 400" role="img" aria-label=${m.label}>
      <g transform="scale(.5)"><path class="abroad" d=${m.neighbors} /><path class="lake" d=${m.shared} /><path class="land" d=${m.land} /><path class="urban" d=${m.urban} /><path class="county" d=${m.counties} /><path class="river" d=${m.rivers} /><path class="lake" d=${m.lakes} /><path class="state" d=${m.states} /><path class="road" d=${m.roads} /></g>
      ${m.routes.map((r) => svg`<text class="route" x=${r.x} y=${r.y}>${r.name}</text>`)}
      ${m.rings.map(
        (r) => svg`<circle class="ring ${r.search ? "search" : ""}" cx=${r.x} cy=${r.y} r=${r.radius} />${
          r.label ? svg`<text class="miles" x=${r.label.x} y=${r.label.y}>${r.text}</text>` : nothing
        }`,
      )}
      ${m.towns.map((t) => svg`${t.apart ? nothing : svg`<circle class="dot" cx=${t.x} cy=${t.y} r="2.5" />`}<text class="town ${t.left ? "end" : ""}" x=${t.x + (t.left ? -6 : 6)} y=${t.y + 5}>${t.name}</text>`)}
      ${m.origin ? svg`<circle class="here" cx=${m.origin.x} cy=${m.origin.y} r="7" />` : nothing}
      ${m.pins.map((p) => (p.moved ? svg`<path class="thread" d="M${p.x} ${p.y}L${p.at.x} ${p.at.y}" /><circle class="spot" cx=${p.at.x} cy=${p.at.y} r="3" />` : nothing))}
      ${m.pins.map(
        ({ x, y, number, last = number, half = pinHeight / 2, beyond }) => svg`<g class="pin ${beyond ? "beyond" : ""}" part="pin" data-pin=${Array.from({ length: last - number + 1 }, (_, i) => number + i).join(" ")}
          ><rect x=${x - half} y=${y - pinHeight / 2} width=${2 * half} height=${pinHeight} rx=${pinHeight / 2} /><text x=${x} y=${y}>${number}${last > number ? `–${last}` : ""}</text></g>`,
      )}
    </svg>
    <figcaption>${m.caption}</figcaption>
  </figure>`;
}
